"""What a slip and its QR code say; nothing in it belongs to one person or one day."""

from kiosk.domain.service import Service


def address_of(base: str, language: str, service: str) -> str:
    """The public address of a slip page under the configured base, or nothing when the site has none."""
    return f"{base.rstrip('/')}/{language}/{service}" if base else ""


def in_short(service: Service, county: str) -> str:
    """The service's known facts as a few short lines: what the QR code says where there is no public page."""
    lines = (service.name, service.carrier, service.address, service.phone, service.mail, county)
    return "\n".join(line for line in lines if line)

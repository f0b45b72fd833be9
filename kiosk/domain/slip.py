"""What a slip and its QR code say; nothing in it belongs to one person or one day."""

from kiosk.domain.service import Service

LONGEST_TEXT = 80
"""Characters of a code that carries words: at level Q on 25 mm every phone still reads them."""
LONGEST_ADDRESS = 160


def address_of(base: str, language: str, service: str) -> str:
    """Return the public address of a slip page under the configured base, or nothing when the site has none."""
    return f"{base.rstrip('/')}/{language}/{service}" if base else ""


def code_text(service: Service, address: str) -> str:
    """Return what the QR code says: the address, else name, place and telephone as printed, as far as they fit.

    Where that is no more than the name, the service's own web address, or nothing worth opening. The last blank does
    not break: by it every reader, zbar too, knows Latin-1 from Chinese.
    """
    if address:
        return address if _carried(address) else ""
    lines = _lines(service)
    if len(lines) == 1:
        return service.url if _carried(service.url) else ""
    text = "\n".join(lines)
    return text if text.isascii() else "\N{NO-BREAK SPACE}".join(text.rsplit(" ", 1))


def left_out(service: Service, address: str) -> list[str]:
    """Return what a code should say and cannot: an address too long, or what is known and does not fit into words."""
    if address:
        return [] if _carried(address) else [address]
    lines = _lines(service)
    url = [service.url] if len(lines) == 1 and not _carried(service.url) else []
    return [line for line in _facts(service) if line not in lines] + url


def _carried(address: str) -> bool:
    return address.isascii() and len(address) <= LONGEST_ADDRESS


def _lines(service: Service) -> list[str]:
    lines = [service.name]
    for line in _facts(service):
        if len("\n".join((*lines, line))) <= LONGEST_TEXT:
            lines.append(line)
    return lines


def _facts(service: Service) -> list[str]:
    """Return place and telephone; every reader means the same by Latin-1, so what is not leaves them out."""
    lines = (service.address, service.phone)
    return [line for line in lines if line] if _latin("".join((service.name, *lines))) else []


def _latin(text: str) -> bool:
    return all(ord(letter) < 256 for letter in text)

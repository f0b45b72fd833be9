"""The certificate with which a server shows who it is, as this machine sees it."""

import hashlib
import socket
import ssl
from datetime import datetime

from kiosk.clock import LOCAL

PATIENCE = 10
"""Seconds."""
EXPIRED = 10
"""What OpenSSL says of a certificate whose time is over."""


def good_until(host: str, port: int) -> datetime | None:
    """Return until when this machine trusts the certificate of a server; None where its time is over.

    Raises SSLCertVerificationError where it is not trusted for another reason, OSError where nobody answers.
    """
    try:
        with (
            socket.create_connection((host, port), PATIENCE) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host) as shown,
        ):
            told = shown.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == EXPIRED:
            return None
        raise
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), LOCAL)


def fingerprint(host: str, port: int) -> str:
    """Return the SHA-256 of the certificate that a server shows, trusted or not; nothing where nobody answers."""
    try:
        shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((host, port), timeout=PATIENCE))
    except OSError:
        return ""
    return hashlib.sha256(shown).digest().hex(":").upper()

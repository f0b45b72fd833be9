"""The certificate with which a server shows who it is, as this machine sees it."""

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

"""Passwords as salted scrypt hashes."""

import secrets
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash


def password_hash(password: str) -> str:
    """Return a salted scrypt hash."""
    return generate_password_hash(password)


def fits(password: str, known: str) -> bool:
    """Tell whether the password belongs to this hash; without a hash it takes as long and never does."""
    return check_password_hash(known or _nobody(), password) and bool(known)


@cache
def _nobody() -> str:
    """Return a hash that no password fits."""
    return generate_password_hash(secrets.token_urlsafe(16))

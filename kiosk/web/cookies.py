"""The cookies: behind HTTPS each is tied to this host; the store knows only hashes of what stands in them."""

import hashlib
from functools import lru_cache
from typing import Literal

from flask import request
from werkzeug.wrappers import Response

YEAR = 365 * 24 * 3600


def name_of(cookie: str) -> str:
    """Return a cookie's name: the prefix ties it to this host and to HTTPS; plain HTTP is for this machine alone."""
    return f"__Host-{cookie}" if request.is_secure else cookie


def value_of(cookie: str) -> str:
    """Return what stands in a cookie, nothing where there is none."""
    return request.cookies.get(name_of(cookie), "")


def keep(
    response: Response,
    cookie: str,
    value: str,
    *,
    seconds: int | None = None,
    samesite: Literal["Strict", "Lax"] = "Strict",
) -> None:
    """Let the browser keep a cookie, for so many seconds or until it is closed; no script sees it."""
    secure = request.is_secure
    response.set_cookie(name_of(cookie), value, seconds, httponly=True, secure=secure, samesite=samesite, path="/")


def drop(response: Response, cookie: str) -> None:
    """Let the browser forget a cookie."""
    response.delete_cookie(name_of(cookie), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


@lru_cache(maxsize=64)
def digest(token: str) -> str:
    """Return the hash under which the store keeps a token; the token itself it never knows. Each tap asks for it."""
    return hashlib.sha256(token.encode()).hexdigest()

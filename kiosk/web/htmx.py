"""What htmx says about a request."""

from flask import request


def wants_fragment() -> bool:
    """Tell whether only a part of the page was asked for; going back in the history always wants the page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers

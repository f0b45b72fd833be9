"""Who may read the numbers by program: tokens are given, shown once, and taken back."""

import secrets
from contextlib import suppress

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.domain.period import months_later
from kiosk.errors import NotThere
from kiosk.storage import AccessToken
from kiosk.web.cookies import digest
from kiosk.web.running import here, signed_in

bp = Blueprint("access", __name__)

LONGEST_NAME = 60
MONTHS = (3, 6, 12)
"""For how long a token may be given."""


@bp.get("/access")
def page() -> str:
    """Show the living tokens, and the form for another one."""
    return _page()


@bp.post("/access")
def give() -> Response:
    """Give a token and show it, this once; the page loaded again gives no second one."""
    name = " ".join(request.form.get("name", "").split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return make_response(_page(name, problem="name"), 422)
    months = request.form.get("months", str(MONTHS[-1]))
    if months not in map(str, MONTHS):
        return make_response(_page(name, problem="months"), 422)
    with here().store.at_once():
        given = any(one.name == name for one in here().store.tokens.tokens())
        token = "" if given else _new_token(name, int(months))
    return make_response(_page(name, problem="given"), 422) if given else make_response(_page(token=token))


@bp.post("/access/revoke")
def revoke() -> Response:
    """Take a token back; it is dead with the next request. One that is gone already stays gone."""
    with suppress(NotThere):
        here().store.tokens.drop(request.form.get("digest", ""))
    return redirect(url_for("access.page"), 303)


def _new_token(name: str, months: int) -> str:
    """Give a program leave to read for so long. Returns its token, which nobody knows once it has been shown."""
    token, today = f"kiosk_{secrets.token_urlsafe(32)}", here().today
    here().store.tokens.keep(AccessToken(digest(token), name, signed_in().account, today, months_later(today, months)))
    return token


def _page(name: str = "", token: str = "", problem: str = "") -> str:
    return render_template(
        "numbers/access.html",
        tokens=here().store.tokens.tokens(),
        name=name,
        token=token,
        problem=problem,
        longest=LONGEST_NAME,
        months=MONTHS,
        today=here().today,
    )

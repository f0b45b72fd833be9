"""Signing in and out, and the language of the staff's pages."""

from datetime import timedelta

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.domain.vocabulary import in_use
from kiosk.pack import Desk
from kiosk.storage import Account, LogEvent
from kiosk.web import cookies, door, sessions
from kiosk.web.access import AUDITOR, CASE_MANAGER, DESK, OVERHEAD, POST, STAFF, WAITING
from kiosk.web.accounted import account_for
from kiosk.web.running import here
from kiosk.web.voices import speaking
from kiosk.web.way_back import LOST, checked, in_right_hands, language_at, with_loss
from kiosk.words.catalogues import STAFF_TONGUES

bp = Blueprint("sign_in", __name__)

DESK_COOKIE = "desk"
"""Which desk this tablet stands at; it says nothing of a person and outlives the sign-out."""
HOMES = {OVERHEAD: "numbers.page", POST: "cases.page", AUDITOR: "log.page"}
"""Where who does not sit at a desk begins."""


@bp.get("/")
def home() -> Response:
    """Lead to the place where this account works."""
    return redirect(url_for(_place()), 303)


def _first_place(account: Account) -> str:
    """Return where a sign-in leads: to the PIN where there is none, the overhead's to what came in."""
    if not account.pin:
        return "account.page"
    clerk = here().clerk
    return "collecting.page" if account.role == OVERHEAD and clerk and clerk.inbox else "sign_in.home"


def _place() -> str:
    if g.session is None:
        return "sign_in.page"
    if g.session.role in WAITING:
        return "lock.page"
    return HOMES.get(g.session.role, "openings.page" if here().overhead else "desk.page")


@bp.get("/sign-in")
def page() -> str | Response:
    """Ask for name, password, and which desk where there are several; who is signed in goes on where they work."""
    if g.session and g.session.role in STAFF and "said" not in request.args:
        return redirect(url_for("sign_in.home"), 303)
    back = checked(request.args.get("back", ""))
    with speaking(language_at(back), client_first=True):
        return render_template(
            "sign_in/page.html",
            **door.told("password", "desk", "overhead", door.BUSY, door.WAIT),
            back=back,
            lost=bool(back and request.args.get(LOST)),
            at_desk=not here().overhead,
            desks=() if _only_desk() else _desks(),
            chosen=request.args.get("desk") or cookies.value_of(DESK_COOKIE),
            no_accounts=not here().store.staff.accounts(),
        )


@bp.post("/sign-in")
def enter() -> Response:
    """Begin a session at the desk of this server, at the only one, or at the chosen one, which the tablet remembers.

    It leads on to the place in a talk where the one before had ended.
    """
    name = request.form.get("name", "").strip()
    desk = _only_desk() or request.form.get("desk", "")
    try:
        while True:  # an account that was changed meanwhile, if only to a newer hash, is looked at as it is now
            account = sessions.known_account(name, request.form.get("password", ""))
            if problem := _misplaced(account, desk):
                return door.back_to("sign_in.page", problem, name, **_kept())
            if response := _let_in(account, desk):
                return response
    except door.REFUSED as error:
        return door.refused(error, "sign_in.page", "password", name, **_kept())


def _let_in(account: Account, desk: str) -> Response | None:
    """Begin the session and the desk's hour; nothing where the account was changed meanwhile."""
    pack = here().pack
    profiles = pack.profiles_on(here().today)
    profile = profiles[0].code if account.role in DESK and profiles else ""
    back = checked(request.form.get("back", "")) if account.role in DESK else ""
    back, turned = in_right_hands(with_loss(back) if back and request.form.get(LOST) else back)
    first = _first_place(account)
    response = redirect(back or url_for(first), 303)
    with here().store.at_once():
        if not here().store.staff.is_still(account):
            return None
        door.let_in(response, account, desk if account.role in DESK else "")
        sessions.sign_in(response, account, desk, profile, turned)
        account_for(LogEvent.SIGNED_IN, account.name)
        if profile and account.role == CASE_MANAGER and pack.on(here().today).desk(desk):
            _open_hour(desk, profile)
        if first == "collecting.page":
            here().store.collection.look(account.name, here().today)
    door.renew_hash(account, request.form["password"])
    if not _only_desk() and pack.desk(desk):
        cookies.keep(response, DESK_COOKIE, desk, seconds=cookies.YEAR)
    return response


def _misplaced(account: Account, desk: str) -> str:
    """Return why this account cannot work here, or nothing."""
    if here().overhead:
        return "overhead" if account.role == CASE_MANAGER else ""
    return "desk" if account.role in DESK and desk not in (one.code for one in _desks()) else ""


def _kept() -> dict[str, str]:
    return {field: request.form.get(field, "") for field in ("desk", "back", LOST)}


@bp.post("/sign-out")
def leave() -> Response:
    """End the session."""
    response = redirect(url_for("sign_in.page"), 303)
    sessions.sign_out(response)
    return response


@bp.post("/tongue")
def tongue() -> Response:
    """Change the language of the staff's pages; the client's language is another matter."""
    chosen = request.form.get("tongue", "")
    if chosen in STAFF_TONGUES:
        sessions.change_session(tongue=chosen)
    return redirect(url_for("sign_in.home"), 303)


def _open_hour(desk: str, profile: str) -> None:
    """Open the desk for the day of a case manager who signs in, unless it was open or closed already.

    The lead opens it with the first talk only: looking at the calendar is no screening hour, and no zero.
    """
    if not here().store.staff.hours(desk, here().today):
        here().store.staff.open_hour(desk, profile, here().today)


def _only_desk() -> str:
    """Return the desk that need not be chosen: the one this server stands at, or the only one there is."""
    desks = _desks()
    return here().desk or (desks[0].code if len(desks) == 1 else "")


def _desks() -> tuple[Desk, ...]:
    """Return the desks to work at: one that is retired as long as its last talks can be corrected."""
    site, today = here().pack.site, here().today
    if here().overhead:
        return ()
    return in_use(site.desks, today - timedelta(days=site.retention_days))

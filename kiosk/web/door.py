"""The one door: is this the secret of this account, from this device? Who guesses waits, and nobody else does."""

import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import passwords
from kiosk.domain.account_name import LONGEST_NAME
from kiosk.errors import MustWait, PasswordsBusy, SignInFailed
from kiosk.storage import UNKNOWN, Account, Device, LogEvent
from kiosk.web import cookies
from kiosk.web.order import cause_of_tap
from kiosk.web.running import here, staff_tongue
from kiosk.words.notices import wait_in_words

DEVICE = "device"
REFUSED = SignInFailed, MustWait, PasswordsBusy
"""Why a secret does not open."""
WAIT, BUSY = "wait", "busy"
"""What a form says of the last two."""
TYPED, TYPED_LIVES = "typed", 60
"""The cookie with the name in a form that was refused, and its seconds: it may be a password, and is in no address."""
TOLD_EVERY = 60
"""Seconds in which devices that have to wait are one line of the account log, and refusals of one account another."""


def opens(secret: str, known: str) -> bool:
    """Tell whether a secret, password or PIN, belongs to this hash. Raises MustWait, PasswordsBusy, PepperLost.

    While a device has to wait nothing is looked at, and the right secret is refused too. A tap that comes once more is
    the same try.
    """
    running = here()
    devices, now, today, pepper = running.store.devices, running.now, running.today, running.store.pepper()
    device = _counted_on()

    def look() -> bool:
        if devices.look_once_more(device, now, today):
            raise MustWait
        right = passwords.fits(secret, known, pepper)
        if right:
            devices.found_right(device, today)
        return right

    def look_in_turn() -> bool:
        if devices.wait(device, now, today):
            raise MustWait
        return passwords.in_turn(look, stranger=device == UNKNOWN)

    try:
        if "Tap" not in request.headers:
            return look_in_turn()
        return passwords.in_one_try(f"{cause_of_tap()} {known}", look_in_turn)
    except MustWait:
        running.store.account_log.keep_seldom(LogEvent.MADE_TO_WAIT, "", now, TOLD_EVERY)
        raise


def waits() -> str:
    """Return in words how long nothing is looked at on this device; nothing where it need not wait."""
    seconds = here().store.devices.wait(_counted_on(), here().now, here().today)
    return wait_in_words(seconds, staff_tongue()) if seconds else ""


def _counted_on() -> str:
    """Return the device that a try counts on: the one that the session began on, whatever cookie comes with it."""
    return (g.session.device or UNKNOWN) if g.session else known_device()


def known_device() -> str:
    """Return the device that this request comes from, UNKNOWN for one on which nobody signed in with a password."""
    device: str = g.get("device") or here().store.devices.named(cookies.digest(cookies.value_of(DEVICE)))
    return device


def let_in(response: Response, account: Account, desk: str) -> None:
    """Know the device from now on, on which somebody signed in with a password."""
    store, today = here().store, here().today
    token = cookies.value_of(DEVICE) if known_device() else secrets.token_urlsafe(32)
    g.device = cookies.digest(token)
    store.devices.keep(Device(g.device, account.name, desk, today), today - timedelta(seconds=cookies.YEAR))
    cookies.keep(response, DEVICE, token, seconds=cookies.YEAR)


def renew_hash(account: Account, password: str) -> None:
    """Keep the password of an account under a hash of today, where it has one of before."""
    if not passwords.is_of_today(account.password):
        with suppress(PasswordsBusy):  # another day, then
            here().store.staff.refresh_hash(account, hashed(password))


def problem_of(password: str, again: str, account: str) -> str:
    """Return what is wrong with a new password of an account that was typed twice, or nothing."""
    if len(password) < passwords.SHORTEST:
        return "short"
    if passwords.is_easy(password, (account, *here().pack.site.names)):
        return "easy"
    return "" if password == again else "again"


def hashed(password: str) -> str:
    """Return the hash of a new password. Raises PasswordsBusy, PepperLost."""
    pepper = here().store.pepper()
    return passwords.in_turn(lambda: passwords.password_hash(password, pepper))


def refused(error: Exception, form: str, wrong: str, name: str = "", **kept: Any) -> Response:
    """Lead who was not let in back to the form. `wrong`: what it says of a secret that does not fit."""
    if isinstance(error, SignInFailed):
        _account_for(name)
        return back_to(form, wrong, name, **kept)
    return back_to(form, WAIT if isinstance(error, MustWait) else BUSY, name, **kept)


def back_to(form: str, said: str, name: str = "", **kept: Any) -> Response:
    """Lead back to a form that was refused, which tells why: no page that a secret was sent to stays in the history.

    `kept`: what else was typed or chosen there, never a secret.
    """
    response = redirect(url_for(form, **{key: value for key, value in kept.items() if value}, said=said), 303)
    if name:
        cookies.keep(response, TYPED, name[:LONGEST_NAME], seconds=TYPED_LIVES)
    return response


def told(*problems: str) -> dict[str, str]:
    """Return what the form says that was led back to, of these: the problem, how long to wait by now, and the name."""
    said = request.args.get("said", "")
    if said not in problems:
        return {"problem": "", "wait": "", "name": ""}
    wait = waits() if WAIT in problems else ""
    problem = WAIT if wait else "" if said == WAIT else said
    return {"problem": problem, "wait": wait, "name": cookies.value_of(TYPED)}


def _account_for(typed: str) -> None:
    """Write that a secret was refused, of the account whose name was typed or that is signed in.

    Name only who has an account: anything else may be a password, or a person.
    """
    store, name = here().store, typed or (g.session.account if g.session else "")
    meant = store.staff.account_meant(name)
    store.account_log.keep_seldom(LogEvent.SIGN_IN_REFUSED, meant.name if meant else "", here().now, TOLD_EVERY)

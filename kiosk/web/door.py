"""The one door: is this the secret of this account, from this device? Who guesses waits, and nobody else does."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from flask import Response, g, make_response
from werkzeug.wrappers import Response as BaseResponse

from kiosk import passwords
from kiosk.errors import KioskError, MustWait, PasswordsBusy, SignInFailed
from kiosk.storage import UNKNOWN, Account, Device, LogEvent
from kiosk.web import cookies
from kiosk.web.running import here, staff_tongue
from kiosk.words.notices import notice_of, wait_in_words

DEVICE = "device"
REFUSALS: dict[type[KioskError], str] = {SignInFailed: "password", MustWait: "wait", PasswordsBusy: "busy"}
"""What a form says that was refused."""
TOLD_EVERY = 60
"""Seconds in which devices that have to wait are one line of the account log."""


def opens(secret: str, known: str) -> bool:
    """Tell whether a secret, password or PIN, belongs to this hash. Raises MustWait, PasswordsBusy, PepperLost.

    While a device has to wait nothing is looked at, and the right secret is refused too.
    """
    running = here()
    devices, now, today, pepper = running.store.devices, running.now, running.today, running.store.pepper()
    device = known_device()

    def look() -> bool:
        if wait := devices.look_once_more(device, now, today):
            raise MustWait(wait)
        right = passwords.fits(secret, known, pepper)
        if right:
            devices.found_right(device, today)
        return right

    try:
        if wait := devices.tries(device, today).wait(now, today):
            raise MustWait(wait)
        return passwords.in_turn(look, stranger=device == UNKNOWN)
    except MustWait:
        running.store.account_log.keep_seldom(LogEvent.MADE_TO_WAIT, "", now, TOLD_EVERY)
        raise


def waits() -> str:
    """Return in words how long nothing is looked at on this device; nothing where it need not wait."""
    seconds = here().store.devices.tries(known_device(), here().today).wait(here().now, here().today)
    return wait_in_words(seconds, staff_tongue()) if seconds else ""


def known_device() -> str:
    """Return the device that this request comes from, UNKNOWN for one on which nobody signed in with a password."""
    device: str = g.get("device") or here().store.devices.named(cookies.digest(cookies.value_of(DEVICE)))
    return device


def let_in(response: BaseResponse, account: Account, password: str, desk: str) -> None:
    """Know the device from now on, on which somebody signed in with a password; renew a hash of before."""
    store, today = here().store, here().today
    token = cookies.value_of(DEVICE) if known_device() else secrets.token_urlsafe(32)
    g.device = cookies.digest(token)
    store.devices.keep(Device(g.device, account.name, desk, today), today - timedelta(seconds=cookies.YEAR))
    cookies.keep(response, DEVICE, token, seconds=cookies.YEAR)
    if not passwords.is_of_today(account.password):
        with suppress(PasswordsBusy):  # another day, then
            store.staff.refresh_hash(account, hashed(password))


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


def refused(error: KioskError, form: Callable[[str, str], str]) -> Response:
    """Answer who was not let in with the form for it, told what is wrong and how long to wait."""
    wait = wait_in_words(error.seconds, staff_tongue()) if isinstance(error, MustWait | PasswordsBusy) else ""
    response = make_response(form(REFUSALS[type(error)], wait), notice_of(error).status if wait else 422)
    say_when(response, error)
    return response


def say_when(response: Response, error: Exception) -> None:
    """Tell programs too when it is worth trying again."""
    if isinstance(error, MustWait | PasswordsBusy):
        response.headers["Retry-After"] = str(error.seconds)

"""What a running desk knows: the office, the words, the clock. Handlers reach it through `here()`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import cast

from flask import current_app, g, request

from kiosk.clerk import Clerk
from kiosk.clock import DayClock
from kiosk.desk import Office
from kiosk.pack import Pack, Profile
from kiosk.storage import Session, Store
from kiosk.words.catalogues import NOT_HERE, Tongue, Words
from kiosk.words.former_codes import former_words
from kiosk.words.labels import Labels


@dataclass(frozen=True)
class Running:
    """One server: `drill` marks practice data on every page.

    `clerk`: None where nothing happens by itself. `desk`: the code of the one desk that this server stands at, or
    nothing where that is chosen at the sign-in; None where it stands at none and has no page of a desk.
    `shut`: token hashes of sessions that were locked or ended on a full disk or a cut line; `unkept`: those of which
    the store could not be told yet, and whether they have ended.
    """

    opened: Office
    words: Words
    clock: DayClock
    drill: bool
    languages: tuple[str, ...]
    clerk: Clerk | None = None
    desk: str | None = ""
    shut: set[str] = field(default_factory=set)
    unkept: dict[str, bool] = field(default_factory=dict)

    @property
    def overhead(self) -> bool:
        """Tell whether this is an installation that counts nothing itself."""
        return self.desk is None

    @property
    def office(self) -> Office:
        """Return the office, and whether the day is in doubt at this moment."""
        return self.opened if self.clock.doubted is None else self._in_doubt

    @cached_property
    def _in_doubt(self) -> Office:
        return replace(self.opened, in_doubt=True)

    @property
    def store(self) -> Store:
        """Return the store of the office."""
        return self.opened.store

    @property
    def pack(self) -> Pack:
        """Return the county's pack."""
        return self.opened.pack

    @cached_property
    def former(self) -> Mapping[tuple[str, str], str]:
        """Return the words of what left the pack; asked for late, they stand in every pack that the store has kept."""
        return former_words(self.store, self.pack)

    @property
    def now(self) -> int:
        """Return seconds since 1970."""
        return int(self.clock().timestamp())

    @property
    def today(self) -> date:
        """Return the day at the desk."""
        return self.clock.today

    @cached_property
    def language_answers(self) -> tuple[str, ...]:
        """Return what can be answered on the language page."""
        return (*self.languages, *self.further_languages, NOT_HERE)

    @cached_property
    def further_languages(self) -> tuple[str, ...]:
        """Return the languages that are not spoken here and can be named: those still to be translated first."""
        wanted = dict.fromkeys((*self.pack.site.languages, *self.pack.site.further_languages))
        return tuple(tag for tag in wanted if tag not in self.languages)


def here() -> Running:
    """Return the running desk of this request; asked for so often that the detour by `current_app` would tell."""
    running: Running = current_app._get_current_object().extensions["kiosk"]  # type: ignore[attr-defined]
    return running


def for_programs() -> bool:
    """Tell whether the address of this request is one for programs, whatever else the request says of itself."""
    return request.path.startswith("/api/")


def desk_name() -> str:
    """Return the name of the desk that this session works at; nothing for who works at none."""
    desk = here().pack.desk(signed_in().desk)
    return desk.name if desk else ""


def signed_in() -> Session:
    """Return the session of this request; the guard has made sure that there is one."""
    return cast(Session, g.session)


def profile_today() -> Profile | None:
    """Return what this session's desk hour is about, None where that is not offered today."""
    return next((one for one in here().pack.profiles_on(here().today) if one.code == signed_in().profile), None)


def staff_tongue() -> Tongue:
    """Return the language of the staff's pages."""
    return Tongue(g.tongue, g.words)


def labels() -> Labels:
    """Return the words for codes, in the staff's language."""
    return Labels(here().pack, staff_tongue(), lambda: here().former)


def german_labels() -> Labels:
    """Return the words for codes as files carry them."""
    return Labels(here().pack, former=lambda: here().former)

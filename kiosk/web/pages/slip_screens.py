"""The slip: on the desk's screen for the client, printed, and as a public page that is the same for everyone."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk import desk
from kiosk.domain.conversation import Stage
from kiosk.domain.period import Period
from kiosk.domain.service import AHEAD, Door, Hours, Service, freshness, next_openings, trusted
from kiosk.domain.slip import address_of, code_text
from kiosk.domain.title_dates import last_days
from kiosk.domain.vocabulary import in_use
from kiosk.errors import Locked, NotThere, ServiceGone
from kiosk.messages import client_noop, law_noop
from kiosk.pack import Desk
from kiosk.web import qr
from kiosk.web.running import here, signed_in
from kiosk.web.sessions import in_clients_hands
from kiosk.web.voices import Phrase, said, speaking
from kiosk.web.way_back import checked
from kiosk.words.catalogues import SOURCE, known
from kiosk.words.labels import KEPT, TO_CHECK

bp = Blueprint("slip", __name__)

OWN_DOOR = Door("", "", "", picture="door-enter", colour="kim")
"""The sign on the slip of the desk itself."""
DESK_ENTRY = "desk/"
"""How the code of a desk begins where it stands as an entry of the directory."""
OLDEST = 100
"""An age limit from here on is none."""
HELP_IS_HERE = client_noop("Hier finden Sie Hilfe.")
GONE = client_noop("Diese Stelle gibt es nicht mehr.")
PAPERS = {"a6": "A6", "a5": "A5", "a4": "A4", "80mm": "80 mm"}


@dataclass(frozen=True)
class Slip:
    """One service in one language, ready to be shown; nothing in it depends on who asks. The day only takes from it.

    `openings` and `months` stand on the public page alone, which is made anew each day.
    """

    service: Service
    door: Door
    terms: tuple[Phrase, ...]
    bring: tuple[Phrase, ...]
    topics: tuple[str, ...]
    code_text: str = ""
    code: Markup | None = None
    openings: tuple[tuple[date, Hours], ...] = ()
    months: tuple[tuple[date, tuple[date, ...]], ...] = ()


@bp.get("/slip/<language>/<service>")
def page(language: str, service: str) -> Response:
    """Show the public page, the same bytes for everyone. A printed address answers for ever: what is gone leads on."""
    if not service.isprintable():
        raise NotThere
    return _entry_page(language, service)


@bp.get("/slip/<language>/desk/<code>")
def desk_page(language: str, code: str) -> Response:
    """Show the public page of a desk itself: when it is open, where, which number; one that has ended leads on."""
    return _entry_page(language, DESK_ENTRY + code)


@bp.get("/slip/<language>/")
def index(language: str) -> Response:
    """Show a place behind each door, for who comes without a printed address."""
    return _public("slip/others.html", tongue_of(language), others=_others(None), gone=False)


@bp.get("/slip/")
def first() -> Response:
    """Show every language in its own words, for who comes with an address that names none."""
    return _public("slip/every.html", SOURCE, sentence=HELP_IS_HERE)


@bp.get("/slip/404.html")
def nowhere() -> Response:
    """Show the same for an address that is none: the page that another web server shows there."""
    return _public("slip/every.html", SOURCE, sentence=GONE)


def _entry_page(language: str, code: str) -> Response:
    tag, entry = tongue_of(language), found_entry(code)
    if entry is None:
        return _public("slip/others.html", tag, others=_others(here().pack.service(code)), gone=True)
    return _public("slip/page.html", tag, service=entry)


@bp.get("/desk/slip")
def desk_screen() -> str:
    """Show the slip of this desk, for who leaves without a door and for whoever comes back."""
    place, language = here().pack.desk(signed_in().desk), request.args.get("language", "")
    if place is None:
        raise NotThere
    with speaking(language, client_first=True):
        return render_template("slip/desk.html", today=False, **_on_screen(_entry(place), language, request.path))


@bp.get("/desk/slip/<service>")
def service_screen(service: str) -> str:
    """Show the slip of a service after a talk; the same for everybody."""
    chosen, language = here().pack.service(service), request.args.get("language", "")
    if chosen is None:
        raise ServiceGone
    to_check = TO_CHECK.get(freshness(chosen, here().today))
    with speaking(language, client_first=True):
        return render_template(
            "slip/service.html", today=False, to_check=to_check, **_on_screen(chosen, language, request.path)
        )


@bp.get("/slip/<language>/about/data")
def about(language: str) -> Response:
    """Say what is kept, how long, and who answers for it (Art. 13 DSGVO)."""
    return _public("slip/about.html", tongue_of(language), back="", **_kept())


@bp.get("/conversation/<key>/data")
def about_here(key: str) -> str | Response:
    """Say the same on the tablet, with the way back to where it was: before the yes the address says the language.

    `back`: the slip that was left, as it was shown. A talk that is over answers nothing.
    """
    language = spoken = request.args.get("language", "")
    if language not in here().language_answers:
        conversation = here().store.talks.conversation(key)
        if conversation.stage is Stage.FINISHED:
            return redirect(url_for("desk.page"), 303)
        spoken = conversation.language
    back = checked(request.args.get("back", "")) or url_for("conversation.page", key=key, language=language or None)
    with speaking(spoken, client_first=True):
        return render_template("slip/about.html", language="", back=back, **_kept())


@bp.get("/conversation/<key>/person/<int:place>/slip")
def screen(key: str, place: int) -> str | Response:
    """Show the slip of a person who takes one along, with print, further person, done.

    `service` shows the slip of another that must be named, `language` another language, `today` asks to go still today.
    """
    pack, wanted = here().pack, request.args
    conversation, person = desk.found_person(here().office, key, place)
    if conversation.stage is Stage.FINISHED:
        return redirect(url_for("desk.page"), 303)
    handed = desk.slips_of(pack, conversation, person)
    chosen = person.decision.service if person.decision else ""
    if not handed:
        raise ServiceGone if chosen else NotThere
    shown, language = _picked(handed), wanted.get("language", "")
    with speaking(language if language in here().languages else conversation.language, client_first=True):
        return render_template(
            "slip/talk.html",
            conversation=conversation,
            person=person,
            handed=handed,
            gone=bool(chosen and pack.service(chosen) is None),
            to_check=TO_CHECK.get(freshness(shown, here().today)),
            today=wanted.get("today") == "1",
            next_person=conversation.undecided,
            has_dates=bool(desk.card_months(pack, person, here().today)),
            **_on_screen(shown, language or conversation.language, url_for("slip.screen", key=key, place=place)),
        )


@bp.post("/conversation/<key>/person/<int:place>/slip")
def take(key: str, place: int) -> Response:
    """Count the slip of a service that was named beside, and show it; a client counts none of a talk that is over."""
    if in_clients_hands() and here().store.talks.conversation(key).stage is Stage.FINISHED:
        raise Locked
    desk.take_slip(here().office, key, place, request.args.get("service", ""))
    return redirect(request.full_path, 303)


def _on_screen(service: Service, language: str, path: str) -> dict[str, Any]:
    """Return what every slip on the desk's screen has: its papers, and its address that keeps what was chosen."""
    wanted = request.args
    paper = wanted["paper"] if wanted.get("paper") in PAPERS else here().pack.site.paper
    here_url = quote(path)
    chosen = {name: wanted[name] for name in ("service", "language", "today") if wanted.get(name)} | {"paper": paper}
    kept = _in_address(chosen)
    return {
        "slip": _slip(service, language),
        "public": False,
        "papers": PAPERS,
        "paper": paper,
        "address": lambda **other: f"{here_url}?{'&'.join({**kept, **_in_address(other)}.values())}",
    }


def _in_address(chosen: Mapping[str, object]) -> dict[str, str]:
    """Return each choice as it stands in an address; what every link of the slip keeps is written once."""
    return {name: urlencode({name: value}) for name, value in chosen.items()}


def _entry(place: Desk) -> Service:
    """Return a desk as an entry of the directory, made from the site's settings alone."""
    site = here().pack.site
    return Service(
        code=DESK_ENTRY + place.code,
        door=OWN_DOOR.code,
        name=site.office,
        meaning=client_noop("Hier fragen Sie, welche Stelle Ihnen hilft."),
        source="site.toml",
        carrier=site.county,
        address=place.name,
        phones=(site.phone,) if site.phone else (),
        hours=place.hours,
        bring=(),
    )


def _picked(handed: tuple[Service, ...]) -> Service:
    wanted = request.args.get("service", "")
    return next((service for service in handed if service.code == wanted), handed[0])


def _public(template: str, language: str, service: Service | None = None, **context: Any) -> Response:
    """Show a page to everybody; it knows no session."""
    with speaking(language, client_first=True, withdrawn=True):
        slip = _public_slip(service) if service else None
        shown = render_template(template, language=language, slip=slip, public=True, today=False, **context)
    response = make_response(shown)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def tongue_of(language: str) -> str:
    """Return the language that a printed address is answered in: German where nothing is translated (any more)."""
    if not known(language):
        raise NotThere
    return language if language in here().words.catalogues else SOURCE


def _others(gone: Service | None) -> list[tuple[Door, Service]]:
    """Return what there is instead: the door's other services, for the same needs first; else one behind each door."""
    pack, today = here().pack, here().today
    doors = in_use(pack.doors, today)
    valid = [service for service in pack.services if service.valid_on(today)]
    same = [(door, service) for door in doors for service in valid if gone and gone.door == service.door == door.code]
    first = {service.door: service for service in reversed(valid) if not service.towns}
    needs = set(gone.needs) if gone else set()
    same.sort(key=lambda found: needs.isdisjoint(found[1].needs))
    return same or [(door, first[door.code]) for door in doors if door.code in first]


def _kept() -> dict[str, Any]:
    """Return what is kept of a talk, in words."""
    pack = here().pack
    return {"kept": pack.kept(pack.profiles_on(here().today)), "beside": tuple(dict.fromkeys(KEPT.values()))}


def _slip(service: Service, language: str) -> Slip:
    """Return the slip as the desk shows and prints it, with its code."""
    slip, pack = _said(service), here().pack
    tag = language if language in here().languages else SOURCE
    text = code_text(slip.service, address_of(pack.site.slip_url, tag, service.code))
    label = said(client_noop("QR-Code: dieser Zettel auf dem Telefon"))
    return replace(slip, code_text=text, code=qr.svg(text, label) if text else None)


def _said(service: Service) -> Slip:
    """Return what a slip says on paper and on a phone alike."""
    pack, service = here().pack, trusted(service, here().today)
    door = pack.door(service.door) if service.door else OWN_DOOR
    if door is None:
        raise NotThere
    terms = (service.cost, law_noop("vertraulich") if service.confidential else "")
    phrases = (*_plain(filter(None, terms)), *_ages(service))
    return Slip(service, door, phrases, _plain(pack.bring(service)), tuple(pack.topics(service)))


def _public_slip(service: Service) -> Slip:
    """Return the slip as a phone shows it on this day: no code of itself, the next openings, the months of cards."""
    slip, title = _said(service), here().pack.title
    months = title.months(here().today) if title else ()
    dates = tuple((month, tuple(last_days(month).values())) for month in months)
    return replace(slip, openings=_openings(slip.service), months=dates)


def _openings(service: Service) -> tuple[tuple[date, Hours], ...]:
    """Return when it opens next."""
    if not service.hours:
        return ()
    today = here().today
    return next_openings(service.hours, today, closed_days(service, Period(today, today + timedelta(days=AHEAD))))


def closed_days(service: Service, period: Period) -> Set[date]:
    """Return the days of the period on which it is closed; the county's own closed days are those of its desks."""
    closed = here().pack.site.closed(period)
    return {day for day, name in closed.items() if name or not service.door}


def found_entry(code: str) -> Service | None:
    """Return the service, or the desk as one, that has a public page today; `code` as in its address."""
    pack, today = here().pack, here().today
    if code.startswith(DESK_ENTRY):
        place = pack.on(today).desk(code.removeprefix(DESK_ENTRY))
        return _entry(place) if place else None
    service = pack.service(code)
    return service if service and service.valid_on(today) else None


def _plain(messages: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple((message, {}) for message in messages)


def _ages(service: Service) -> Iterator[Phrase]:
    """Return which ages are taken, unless the service's own words say so already."""
    first, last = service.age_min or 0, service.age_max or OLDEST
    if str(first) in service.meaning or str(last) in service.meaning:
        return
    if first and last < OLDEST:
        yield client_noop("%(first)s bis %(last)s Jahre"), {"first": first, "last": last}
    elif first:
        yield client_noop("ab %(first)s Jahren"), {"first": first}
    elif last < OLDEST:
        yield client_noop("bis %(last)s Jahre"), {"last": last}

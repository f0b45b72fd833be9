"""The slip: on the desk's screen for the client, printed, and as a public page that is the same for everyone."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk import desk
from kiosk.domain import slip
from kiosk.domain.conversation import Conversation, Person, gives_slip
from kiosk.domain.service import Door, Service
from kiosk.errors import NotThere
from kiosk.messages import client_noop
from kiosk.pack.model import Pack
from kiosk.web import qr
from kiosk.web.running import here
from kiosk.web.voices import said, speaking
from kiosk.words.catalogues import SOURCE

bp = Blueprint("slip", __name__)

PAPERS = ("a6", "a5", "80mm")


@dataclass(frozen=True)
class Slip:
    """One service in one language, ready to be shown; nothing in it depends on who asks or when."""

    service: Service
    door: Door
    bring: tuple[str, ...]
    address: str
    code_text: str
    code: Markup


@bp.get("/slip/<language>/<service>")
def page(language: str, service: str) -> Response:
    """Show the public page. The same bytes for everyone: it knows no session and no day."""
    chosen = here().pack.service(service)
    if chosen is None or language not in here().languages:
        raise NotThere
    with speaking(language, client_first=True):
        shown = render_template("slip/page.html", slip=_slip(chosen, language), language=language)
    response = make_response(shown)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/conversation/<key>/person/<int:place>/slip")
def screen(key: str, place: int) -> str | Response:
    """Show the slip of a person who was sent to a door, with print, further person, done."""
    office = here().office
    conversation = here().store.talks.conversation(key)
    person = conversation.person(place)
    if person is None or not gives_slip(office.pack.vocabulary, person.decision) or person.decision is None:
        raise NotThere
    chosen = office.pack.service(person.decision.service)
    if chosen is None:
        raise NotThere
    handed = (chosen, *(one for one in _to_name(conversation, person) if one != chosen))
    wanted = request.args.get("paper", "")
    with speaking(conversation.language, client_first=True):
        return render_template(
            "slip/screen.html",
            conversation=conversation,
            person=person,
            slip=_slip(_picked(handed), conversation.language),
            handed=handed,
            paper=wanted if wanted in PAPERS else office.pack.site.paper,
            papers=PAPERS,
            next_person=conversation.undecided,
        )


def _to_name(conversation: Conversation, person: Person) -> Iterator[Service]:
    """Return what must be named beside the door; each has a slip of its own."""
    pack = here().pack
    advice = desk.advise(pack, desk.profile_of(pack, conversation), person.answers, conversation.day)
    if advice.service and advice.suggestion.urgent:
        yield advice.service
    yield from (named.service for named in advice.named if named.suggestion.must)


def _picked(handed: tuple[Service, ...]) -> Service:
    wanted = request.args.get("service", "")
    return next((service for service in handed if service.code == wanted), handed[0])


def _slip(service: Service, language: str) -> Slip:
    pack: Pack = here().pack
    door = pack.door(service.door)
    if door is None:
        raise NotThere
    tag = language if language in here().languages else SOURCE
    address = slip.address_of(pack.site.slip_url, tag, service.code)
    text = address or slip.in_short(service, pack.site.county)
    label = said(client_noop("QR-Code: dieser Zettel auf dem Telefon"))
    return Slip(service, door, tuple(pack.bring(service)), address, text, qr.svg(text, label))

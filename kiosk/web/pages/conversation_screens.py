"""Holding a talk: language, promise, the conversation page, its outcome and its end."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import desk
from kiosk.domain.conversation import Beginning, Conversation, Person, Stage, gives_slip, to_ask
from kiosk.domain.service import Caution, Door, Seeker, Service, cautions
from kiosk.domain.vocabulary import Answer, Fact, Needs, Outcome, OutcomeKind, Reason
from kiosk.errors import Locked, NotOffered, NotThere
from kiosk.pack import Pack
from kiosk.storage import LOCKED, LogEvent
from kiosk.web import sessions
from kiosk.web.accounted import account_for
from kiosk.web.htmx import shown_at_once, tapped, wants_part
from kiosk.web.order import once
from kiosk.web.pages import lock_screen, slip_screens
from kiosk.web.running import here, profile_today, signed_in
from kiosk.web.sessions import in_clients_hands
from kiosk.web.voices import speaking
from kiosk.web.way_back import checked, place_before
from kiosk.words import clips
from kiosk.words.catalogues import NOT_HERE, SOURCE

bp = Blueprint("conversation", __name__, url_prefix="/conversation")

NEEDS = "bedarf"
FEW, ON_A_PAGE = 4, 20
"""Fewer languages than that do not fill their page; so many fit, and those that can only be named fill it."""
PANELS = ("", "doors", "no_need", "help")
PROMISES = {"no": OutcomeKind.REFUSED, "later": OutcomeKind.LATER, "left": OutcomeKind.BROKEN_OFF}


@dataclass(frozen=True)
class TalkPage:
    """All that the conversation page shows.

    `asked`: on the client's side, each with the answer it has; `judged`: the case manager's own row.
    """

    conversation: Conversation
    person: Person
    asked: tuple[tuple[Fact, Answer | None], ...]
    judged: tuple[Fact, ...]
    opened: str
    question: Fact | None
    needs: Needs
    advice: desk.Advice
    outcome: Outcome | None
    slips: tuple[Service, ...]
    refused: Answer | None
    panel: str
    information: Outcome
    no_needs: tuple[Outcome, ...]
    door_of: Callable[[str], Door | None]
    here_url: str
    version: str


@dataclass(frozen=True)
class DoorsPage(TalkPage):
    """The doors as plates; behind the tapped one its services and the reasons."""

    doors: list[tuple[Door | None, Service]]
    seeker: Seeker
    cautions_of: Callable[[Service, Seeker], tuple[Caution, ...]]
    choices: list[Service]
    chosen: Service | None
    reasons: tuple[Reason, ...]


@bp.get("/<key>")
def page(key: str) -> str | Response:
    """Show the talk where it is: before the yes language and promise, after it the person that is still open.

    Before the yes the address holds all there is, and nothing is kept.
    """
    try:
        conversation = here().store.talks.conversation(key)
    except NotThere:
        return _before_yes(key)
    if conversation.stage is Stage.FINISHED:
        return redirect(url_for("desk.page"), 303)
    if request.args.get("change") == "language":
        return _languages(key, conversation.language, conversation)
    return _to_open_person(conversation)


@bp.post("/<key>")
def turn(key: str) -> Response:
    """Turn the tablet to the client, at the beginning of a talk, at the place in it that is shown, or to choose again.

    What is open is told by the address that this is sent from: the button stands beside the part that taps change.
    """
    if not desk.is_key(here().office, key):
        raise NotThere
    if request.form.get("change") == "language":
        back = _back_in(key, place_before()) or None
        return _turned(key, url_for("conversation.page", key=key, change="language", back=back))
    return _turned(key, _back_in(key, request.form.get("place", "")) or url_for("conversation.page", key=key))


def _turned(key: str, address: str) -> Response:
    """Lead to this address in a talk, in the client's hands."""
    response = redirect(address, 303)
    sessions.turn(response, key)
    return response


def _before_yes(key: str) -> str | Response:
    beginning, chosen = _beginning(key), request.args.get("language", "")
    if here().store.before_yes.kind(key) or here().store.talks.mistake(key):
        return redirect(url_for("desk.page"), 303)
    if not chosen or request.args.get("change") == "language":
        return _languages(key, chosen)
    with speaking(_language(chosen), client_first=True):
        films = clips.films(here().pack, (_language(chosen),))
        return render_template("conversation/promise.html", key=beginning.key, language=chosen, films=films)


def _languages(key: str, chosen: str, conversation: Conversation | None = None) -> str:
    """Show the languages that are spoken here, or those that are missing and can be named."""
    spoken, further = here().languages, here().further_languages
    missing = request.args.get("more") == "1"
    filled = spoken if len(spoken) >= FEW else (*spoken, *further)[:ON_A_PAGE]
    offered = (*further, NOT_HERE) if missing else filled
    back = _back_in(key, request.args.get("back") or place_before())
    page = {"key": key, "chosen": chosen, "conversation": conversation, "offered": offered, "missing": missing}
    return render_template("conversation/language.html", **page, back=back)


def _beginning(key: str, language: str = "") -> Beginning:
    """Return what a talk would begin with here and now. Raises NotThere for a key that this store did not make."""
    if not desk.is_key(here().office, key):
        raise NotThere
    today, profile, session = here().today, profile_today(), signed_in()
    place = here().pack.on(today).desk(session.desk)
    if profile is None or place is None:
        raise NotOffered("gespraech", key)
    return Beginning(key, place.code, profile.code, today, language, session.account)


def _language(chosen: str) -> str:
    """Return the language that was chosen. Raises NotOffered."""
    if chosen not in here().language_answers:
        raise NotOffered("sprache", chosen)
    return chosen


@bp.post("/<key>/language")
def language(key: str) -> Response:
    """Keep another language of the talk; step and answers stay."""
    _changed(key, partial(desk.choose_language, here().office, key, _language(request.form.get("language", ""))))
    return redirect(_back_in(key, request.form.get("back", "")) or url_for("conversation.page", key=key), 303)


def _back_in(key: str, address: str) -> str:
    """Return this address where it is a place in this talk."""
    return checked(address) if address.startswith(f"/conversation/{key}") else ""


@bp.get("/<key>/interpreter")
def interpreter(key: str) -> str:
    """Show, large, that somebody is being called who speaks this language; nothing is kept."""
    wanted, back = request.args.get("language", ""), _back_in(key, request.args.get("back", ""))
    wanted = wanted if wanted in (*here().languages, *here().further_languages) else SOURCE
    with speaking(wanted, client_first=True, withdrawn=True):
        return render_template("conversation/interpreter.html", key=key, wanted=wanted, back=back or None)


@bp.post("/<key>/promise")
def promise(key: str) -> str | Response:
    """Start the talk with the yes; no, later and left are counted, with a language only where it was missing."""
    said, chosen = request.form.get("answer", ""), _language(request.form.get("language", ""))
    if said == "yes":
        conversation = desk.start(here().office, _beginning(key, chosen))
        return _go_on(conversation, _open_person(conversation).place)
    if said not in PROMISES:
        raise NotOffered("versprechen", said)
    missing = "" if chosen in here().languages else chosen
    desk.decline(here().office, _beginning(key, missing), PROMISES[said])
    _leave(key)
    return _to_desk(chosen, again=chosen)


@bp.get("/<key>/person/<int:place>")
def talk(key: str, place: int) -> Response:
    """Show the conversation page of one person, with htmx only what follows taps; of a talk that is over nothing."""
    conversation, person = desk.found_person(here().office, key, place)
    if conversation.stage is Stage.FINISHED:
        return redirect(url_for("desk.page"), 303)
    if person.decision and in_clients_hands():
        return redirect(url_for("slip.screen", key=key, place=place), 303)
    response = make_response(_talk(conversation, person))
    if request.args.get("panel") == "help":  # whoever looks over the shoulder reads nothing of it in the address
        response.headers["HX-Replace-Url"] = url_for("conversation.talk", key=key, place=place)
    return response


@bp.post("/<key>/person/<int:place>/fact")
def fact(key: str, place: int) -> str | Response:
    """Keep one answer, or take back one of several; what is wanted stands in the button."""
    form = request.form
    asked, dropped = form.get("fact", ""), form.get("drop", "")
    known = here().pack.vocabulary.facts.get(asked)
    if known and known.staff and in_clients_hands():
        raise Locked
    change, code = (desk.drop_answer, dropped) if dropped else (desk.answer, form.get("code", ""))
    return _go_on(_changed(key, partial(change, here().office, key, place, asked, code)), place)


@bp.post("/<key>/person/<int:place>/need")
def need(key: str, place: int) -> str | Response:
    """Add or drop one need; what is wanted stands in the button, so a double tap changes nothing."""
    added, dropped = request.form.get("add", ""), request.form.get("drop", "")
    change, wanted = (desk.drop_need, "") if dropped else (desk.add_need, added)
    conversation = _changed(key, partial(change, here().office, key, place, dropped or added))
    return _go_on(conversation, place, opened=NEEDS, wanted=wanted)


@bp.post("/<key>/person/<int:place>/refer")
def refer(key: str, place: int) -> Response:
    """Send the person to a service; the slip follows."""
    form = request.form
    choice = desk.Choice(form.get("service", ""), form.get("shown", ""), form.get("reason", ""))
    with here().store.at_once():
        desk.refer(here().office, key, place, choice)
        way = _turned(key, url_for("slip.screen", key=key, place=place))
    return shown_at_once(way, lambda: slip_screens.screen(key, place))


@bp.post("/<key>/person/<int:place>/conclude")
def conclude(key: str, place: int) -> Response:
    """End without a door; a slip follows where something must be named all the same."""
    once(key, partial(desk.conclude, here().office, key, place, request.form.get("outcome", "")))
    if desk.slips_of(here().pack, *desk.found_person(here().office, key, place)):
        return _turned(key, url_for("slip.screen", key=key, place=place))
    return _on_or_home(key)


@bp.post("/<key>/person")
def add_person(key: str) -> Response:
    """Add a further person of the family; in a client's hands from the slip alone, where everybody has an outcome."""
    if in_clients_hands() and not desk.all_decided(here().office, key):
        raise Locked
    added = once(key, partial(desk.add_person, here().office, key, here().today, request.form.get("after", type=int)))
    place = added or here().store.talks.conversation(key).persons[-1].place
    here().store.talks.hold(key, signed_in().account)
    return redirect(url_for("conversation.talk", key=key, place=place), 303)


@bp.post("/<key>/person/<int:place>/drop")
def drop_person(key: str, place: int) -> Response:
    """Take back a person who was added by mistake; one who is gone already stays gone."""
    once(key, partial(desk.drop_person, here().office, key, place))
    return _on_or_home(key)


@bp.post("/<key>/person/<int:place>/redecide")
def redecide(key: str, place: int) -> Response:
    """Take back one person's outcome."""
    finished = here().store.talks.conversation(key).stage is Stage.FINISHED
    once(key, partial(desk.redecide, here().office, key, place, here().today, request.form.get("turn", type=int)))
    here().store.talks.hold(key, signed_in().account)
    if finished:
        account_for(LogEvent.CORRECTED, signed_in().account)
    return redirect(url_for("conversation.talk", key=key, place=place), 303)


@bp.post("/<key>/done")
def done(key: str) -> Response:
    """End the talk when everybody has an outcome; else it goes on with the next person."""
    return _on_or_home(key)


@bp.post("/<key>/take-back")
def take_back(key: str) -> Response:
    """Open a finished talk again; what ended before the yes is asked anew under a key of its own."""
    if desk.undo_decline(here().office, key):
        language, again = request.form.get("language") or None, desk.new_key(here().office)
        return _turned(again, url_for("conversation.page", key=again, language=language))
    _changed(key, partial(desk.take_back, here().office, key, here().today, request.form.get("turn", type=int)))
    here().store.talks.hold(key, signed_in().account)
    return redirect(url_for("conversation.page", key=key), 303)


@bp.get("/<key>/end")
def ask_end(key: str) -> str | Response:
    """Ask who leaves in the middle: broken off, or started by mistake?"""
    conversation = here().store.talks.conversation(key)
    if conversation.stage is Stage.FINISHED:
        return redirect(url_for("desk.page"), 303)
    vocabulary = here().pack.vocabulary
    undecided = [one.place for one in conversation.persons if one.decision is None]
    return render_template(
        "conversation/end.html",
        conversation=conversation,
        open=undecided,
        decided=len(conversation.persons) - len(undecided),
        slips=sum(gives_slip(vocabulary, one.decision) for one in conversation.persons),
        gone=desk.mistaken_places(here().office, conversation),
    )


@bp.post("/<key>/end")
def end(key: str) -> Response:
    """End in the middle, the way that was chosen."""
    how = request.form.get("how", "")
    if how == "discard":
        once(key, partial(desk.discard, here().office, key))
        _leave(key)
        return _to_desk()
    if how != "broken_off":
        raise NotOffered("ende", how)
    _changed(key, partial(desk.break_off, here().office, key))
    _leave(key)
    return _to_desk()


def _changed(key: str, change: Callable[[], Conversation | None]) -> Conversation:
    """Do once what a tap says; return the talk as it stands then. Raises NotThere, and what the change raises."""
    return once(key, change) or here().store.talks.conversation(key)


def _go_on(conversation: Conversation, place: int, opened: str = "", wanted: str = "") -> str | Response:
    """Show what follows an answer: the part it changes, or the page; a browser without htmx is led there."""
    person = conversation.person(place)
    refused = "" if person and wanted in person.answers.needs else wanted
    query = urlencode({name: value for name, value in (("open", opened), ("refused", refused)) if value})
    address = _address(conversation, place) + (f"?{query}" if query else "")
    if person is None or person.decision or not tapped():
        return redirect(address, 303)
    response = make_response(_talk(conversation, person, opened, refused))
    response.headers["HX-Replace-Url"] = address
    return response


def _to_open_person(conversation: Conversation) -> Response:
    """Lead to the person who is still open, else to the last."""
    return redirect(_address(conversation, _open_person(conversation).place), 303)


def _open_person(conversation: Conversation) -> Person:
    return conversation.undecided or conversation.persons[-1]


def _address(conversation: Conversation, place: int) -> str:
    """Return where the talk with one person is held; written out, every tap asks for it."""
    return f"{bp.url_prefix}/{conversation.key}/person/{place}"


def _talk(conversation: Conversation, person: Person, opened: str = "", refused: str = "") -> str:
    template = "conversation/talk.html" if wants_part("talk") else "conversation/page.html"
    with speaking(conversation.language, client_first=in_clients_hands()):
        return render_template(template, **vars(_talk_page(conversation, person, opened, refused)))


def _talk_page(conversation: Conversation, person: Person, opened: str, refused: str) -> TalkPage:
    pack, wanted = here().pack.on(conversation.day), request.args.to_dict()
    profile = desk.profile_of(pack, conversation)
    vocabulary, answers = pack.vocabulary, person.answers
    asked = to_ask(vocabulary, profile.facts, answers)
    opened = opened or wanted.get("open", "")
    shown = tuple((one, one.answer(answers.facts.get(one.code, ""))) for one in asked if not one.staff)
    if opened != NEEDS and opened not in {fact.code for fact, _ in shown}:
        opened = next((fact.code for fact, _ in shown if fact.code not in answers.facts), NEEDS)
    panel = "" if in_clients_hands() else wanted.get("panel", "")
    page = TalkPage(
        conversation=conversation,
        person=person,
        asked=shown,
        judged=tuple(fact for fact in asked if fact.staff),
        opened=opened,
        question=vocabulary.facts.get(opened),
        needs=vocabulary.needs,
        advice=desk.advise(pack, profile, answers, conversation.day),
        outcome=desk.outcome_of(pack, person),
        slips=desk.slips_of(pack, conversation, person),
        refused=vocabulary.needs.answer(refused or wanted.get("refused", "")),
        panel=panel if panel in PANELS and person.decision is None else "",
        information=vocabulary.outcomes_of(OutcomeKind.INFORMATION)[0],
        no_needs=vocabulary.outcomes_of(OutcomeKind.NO_NEED, OutcomeKind.REFUSED, OutcomeKind.LATER),
        door_of=pack.door,
        here_url=_address(conversation, person.place),
        version=pack.version,
    )
    return _doors_page(page, pack, profile.doors) if page.panel == "doors" else page


def _doors_page(page: TalkPage, pack: Pack, offered: tuple[str, ...]) -> DoorsPage:
    answers = page.person.answers
    behind = {door: desk.services_behind(pack, door, answers, page.conversation.day) for door in offered}
    choices = behind.get(request.args.get("door", ""), [])
    wanted = request.args.get("service", "")
    return DoorsPage(
        **vars(page),
        doors=[(pack.door(door), found[0]) for door, found in behind.items() if found],
        seeker=desk.seeker_of(pack, answers),
        cautions_of=cautions,
        choices=choices,
        chosen=next((one for one in choices if one.code == wanted), choices[0] if choices else None),
        reasons=pack.vocabulary.reasons,
    )


def _on_or_home(key: str) -> Response:
    """Lead to the next person without an outcome, or home when there is none."""
    with here().store.at_once():
        conversation = desk.finish(here().office, key)
        if not conversation.undecided:
            _leave(key)
    return _to_open_person(conversation) if conversation.undecided else _to_desk(conversation.language)


def _leave(key: str) -> None:
    """End with a talk; a tablet in the client's hands is locked and reaches the talk no more."""
    sessions.change_session(last_conversation=key, turned=signed_in().turned and LOCKED)


def _to_desk(language: str = "", again: str | None = None) -> Response:
    """Lead to the desk; a tablet in the client's hands asks for itself back.

    `language`: theirs; `again`: the one in which a talk that ended before the yes would be asked anew.
    """
    address = url_for("desk.page", language=again)
    if not signed_in().turned:
        return redirect(address, 303)
    way = redirect(url_for("lock.page", back=address, over=language), 303)
    return shown_at_once(way, lambda: lock_screen.calm(address, language))

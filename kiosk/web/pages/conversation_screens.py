"""Holding a talk: language, promise, the conversation page, its outcome and its end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import desk
from kiosk.domain.conversation import Conversation, Person, Stage, gives_slip, to_ask
from kiosk.domain.service import Caution, Door, Seeker, Service, cautions
from kiosk.domain.vocabulary import Answer, Fact, Needs, Outcome, OutcomeKind, Reason
from kiosk.errors import AlreadyDecided, NotOffered
from kiosk.pack import Pack
from kiosk.web import sessions
from kiosk.web.htmx import wants_fragment
from kiosk.web.running import here, profile_today, signed_in
from kiosk.web.voices import speaking

bp = Blueprint("conversation", __name__, url_prefix="/conversation")

NEEDS = "bedarf"
PANELS = ("", "doors", "no_need", "help")
PROMISES = {"no": OutcomeKind.REFUSED, "later": OutcomeKind.LATER}


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


@bp.post("")
def start() -> Response:
    """Start a new talk, or go on with the one already started under this key."""
    key = request.form.get("key", "")
    profile = profile_today()
    place = here().pack.on(here().today).desk(signed_in().desk)
    if profile is None or place is None or not desk.is_key(here().office, key):
        raise NotOffered("gespraech", key)
    conversation = desk.start(here().office, key, place.code, profile, here().today)
    return redirect(url_for("conversation.page", key=conversation.key), 303)


@bp.get("/<key>")
def page(key: str) -> str | Response:
    """Show the talk where it is: language, promise, or the person that is still open."""
    conversation = here().store.talks.conversation(key)
    if conversation.stage is Stage.LANGUAGE or request.args.get("change") == "language":
        return render_template("conversation/language.html", conversation=conversation)
    if conversation.stage is Stage.PROMISE:
        with speaking(conversation.language, client_first=True):
            return render_template("conversation/promise.html", conversation=conversation)
    person = conversation.undecided or conversation.persons[-1]
    return redirect(url_for("conversation.talk", key=key, place=person.place), 303)


@bp.post("/<key>/language")
def language(key: str) -> Response:
    """Keep the client's language; step and answers stay."""
    desk.choose_language(here().office, key, request.form.get("language", ""), here().language_answers)
    return redirect(url_for("conversation.page", key=key), 303)


@bp.get("/<key>/interpreter")
def interpreter(key: str) -> str:
    """Show, large, that somebody is being called who speaks this language; nothing is kept."""
    conversation, wanted = here().store.talks.conversation(key), request.args.get("language", "")
    with speaking(wanted if wanted in here().languages else "", client_first=True):
        return render_template("conversation/interpreter.html", conversation=conversation)


@bp.post("/<key>/promise")
def promise(key: str) -> Response:
    """Lead on after a yes; no and later end the talk and are counted."""
    said = request.form.get("answer", "")
    if said == "yes":
        desk.agree(here().office, key)
        return redirect(url_for("conversation.page", key=key), 303)
    if said not in PROMISES:
        raise NotOffered("versprechen", said)
    desk.decline(here().office, key, PROMISES[said])
    return _to_desk(key)


@bp.get("/<key>/person/<int:place>")
def talk(key: str, place: int) -> str | Response:
    """Show the conversation page of one person; with htmx only what follows the taps."""
    conversation, person = desk.found_person(here().office, key, place)
    if conversation.stage in (Stage.LANGUAGE, Stage.PROMISE):
        return redirect(url_for("conversation.page", key=key), 303)
    return _talk(conversation, person, wants_fragment())


@bp.post("/<key>/person/<int:place>/fact")
def fact(key: str, place: int) -> str | Response:
    """Keep one answer, or take back one of several; what is wanted stands in the button."""
    form = request.form
    asked, dropped = form.get("fact", ""), form.get("drop", "")
    if dropped:
        return _go_on(desk.drop_answer(here().office, key, place, asked, dropped), place)
    return _go_on(desk.answer(here().office, key, place, asked, form.get("code", "")), place)


@bp.post("/<key>/person/<int:place>/need")
def need(key: str, place: int) -> str | Response:
    """Add or drop one need; what is wanted stands in the button, so a double tap changes nothing."""
    added, dropped = request.form.get("add", ""), request.form.get("drop", "")
    if dropped:
        return _go_on(desk.drop_need(here().office, key, place, dropped), place, opened=NEEDS)
    return _go_on(desk.add_need(here().office, key, place, added), place, opened=NEEDS, wanted=added)


@bp.post("/<key>/person/<int:place>/refer")
def refer(key: str, place: int) -> Response:
    """Send the person to a service; the slip follows."""
    form = request.form
    choice = desk.Choice(form.get("service", ""), form.get("shown", ""), form.get("reason", ""))
    desk.refer(here().office, key, place, choice)
    return redirect(url_for("slip.screen", key=key, place=place), 303)


@bp.post("/<key>/person/<int:place>/conclude")
def conclude(key: str, place: int) -> Response:
    """End without a door; a slip follows where something must be named all the same."""
    desk.conclude(here().office, key, place, request.form.get("outcome", ""))
    if desk.slips_of(here().pack, *desk.found_person(here().office, key, place)):
        return redirect(url_for("slip.screen", key=key, place=place), 303)
    return _on_or_home(key)


@bp.post("/<key>/person")
def add_person(key: str) -> Response:
    """Add a further person of the family."""
    place = desk.add_person(here().office, key, here().today)
    return redirect(url_for("conversation.talk", key=key, place=place), 303)


@bp.post("/<key>/person/<int:place>/drop")
def drop_person(key: str, place: int) -> Response:
    """Take back a person who was added by mistake; one who is gone already stays gone."""
    desk.drop_person(here().office, key, place)
    return _on_or_home(key)


@bp.post("/<key>/person/<int:place>/redecide")
def redecide(key: str, place: int) -> Response:
    """Take back one person's outcome."""
    desk.redecide(here().office, key, place, here().today, request.form.get("turn", type=int))
    return redirect(url_for("conversation.talk", key=key, place=place), 303)


@bp.post("/<key>/done")
def done(key: str) -> Response:
    """End the talk when everybody has an outcome; else it goes on with the next person."""
    return _on_or_home(key)


@bp.post("/<key>/take-back")
def take_back(key: str) -> Response:
    """Open a finished talk again."""
    desk.take_back(here().office, key, here().today, request.form.get("turn", type=int))
    return redirect(url_for("conversation.page", key=key), 303)


@bp.get("/<key>/end")
def ask_end(key: str) -> str:
    """Ask who leaves in the middle: broken off, or started by mistake?"""
    conversation = here().store.talks.conversation(key)
    if conversation.stage is Stage.FINISHED:
        raise AlreadyDecided
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
        desk.discard(here().office, key)
        return _to_desk(key)
    if how != "broken_off":
        raise NotOffered("ende", how)
    desk.break_off(here().office, key)
    return _to_desk(key)


def _go_on(conversation: Conversation, place: int, opened: str = "", wanted: str = "") -> str | Response:
    """Show what follows an answer: the fragment, or the page for a browser without htmx."""
    person = conversation.person(place)
    refused = "" if person and wanted in person.answers.needs else wanted
    if person is None or not (fragment := wants_fragment()):
        query = {"open": opened, "refused": refused}
        kept: dict[str, Any] = {name: value for name, value in query.items() if value}
        return redirect(url_for("conversation.talk", key=conversation.key, place=place, **kept), 303)
    return _talk(conversation, person, fragment, opened, refused)


def _talk(conversation: Conversation, person: Person, fragment: bool, opened: str = "", refused: str = "") -> str:
    template = "conversation/talk.html" if fragment else "conversation/page.html"
    with speaking(conversation.language):
        return render_template(template, **vars(_talk_page(conversation, person, opened, refused)))


def _talk_page(conversation: Conversation, person: Person, opened: str, refused: str) -> TalkPage:
    pack = here().pack.on(conversation.day)
    profile = desk.profile_of(pack, conversation)
    vocabulary, answers = pack.vocabulary, person.answers
    asked = to_ask(vocabulary, profile.facts, answers)
    opened = opened or request.args.get("open", "")
    shown = tuple((one, one.answer(answers.facts.get(one.code, ""))) for one in asked if not one.staff)
    if opened != NEEDS and opened not in {fact.code for fact, _ in shown}:
        opened = next((fact.code for fact, _ in shown if fact.code not in answers.facts), NEEDS)
    panel = request.args.get("panel", "")
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
        refused=vocabulary.needs.answer(refused or request.args.get("refused", "")),
        panel=panel if panel in PANELS and person.decision is None else "",
        information=vocabulary.outcomes_of(OutcomeKind.INFORMATION)[0],
        no_needs=vocabulary.outcomes_of(OutcomeKind.NO_NEED, OutcomeKind.REFUSED, OutcomeKind.LATER),
        door_of=pack.door,
        here_url=url_for("conversation.talk", key=conversation.key, place=person.place),
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
    conversation = desk.finish(here().office, key)
    if conversation.undecided is not None:
        return redirect(url_for("conversation.talk", key=key, place=conversation.undecided.place), 303)
    return _to_desk(key)


def _to_desk(key: str) -> Response:
    sessions.change_session(last_conversation=key)
    return redirect(url_for("desk.page"), 303)

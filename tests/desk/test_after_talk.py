"""What the case manager tells about a talk when it is over: once, optional, and never about a no."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import (
    COMPLEX_104C,
    DESK,
    TODAY,
    accept,
    answered,
    begin,
    closed_file,
    declined,
    finished,
    tallies_of,
    who_came,
    write_tallies,
)

from kiosk import desk
from kiosk.desk import Office
from kiosk.domain.conversation import Conversation, Stage
from kiosk.domain.tally import NOT_ASKED, UNANSWERED, column
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import NotOffered, NotThere, TooLate

LINES = ["verstaendigung", "deutschstand", "zugangsweg", "luecke", "anruf"]
TOMORROW, DECEMBER = TODAY + timedelta(days=1), date(2026, 12, 1)


def _lines(office: Office, conversation: Conversation) -> list[str]:
    return [line.code for line in desk.after_talk(office.pack, conversation)]


def _told(office: Office, key: str) -> dict[str, str]:
    """What was told about a talk, of whichever person it stands with."""
    persons = office.store.talks.conversation(key).persons
    return {code: value for person in persons for code, value in person.answers.facts.items() if code in LINES}


def _counted(office: Office, line: str) -> dict[str, int]:
    """What the month holds of one line."""
    return column(who_came(office), line)


# telling


def test_after_a_talk_the_lines_of_its_profile_can_be_told(office: Office) -> None:
    conversation = finished(office)
    assert _lines(office, conversation) == LINES
    for line, code in zip(LINES, ["lotse", "a2", "abh_warten", "wartezeit", "niemand"], strict=True):
        conversation = desk.tell(office, conversation.key, line, code, TODAY)
    assert conversation == office.store.talks.conversation(conversation.key)
    assert _told(office, conversation.key) == {
        "verstaendigung": "lotse",
        "deutschstand": "a2",
        "zugangsweg": "abh_warten",
        "luecke": "wartezeit",
        "anruf": "niemand",
    }
    assert conversation.stage is Stage.FINISHED


def test_another_answer_takes_the_place_of_the_first(office: Office) -> None:
    key = finished(office).key
    desk.tell(office, key, "luecke", "weg", TODAY)
    desk.tell(office, key, "luecke", "kosten", TODAY)
    assert _told(office, key) == {"luecke": "kosten"}


def test_a_profile_that_asks_nothing_after_the_talk_offers_nothing(office: Office) -> None:
    conversation = finished(office)
    silent = replace(office.pack.profiles[0], after_talk=())
    quiet = replace(office, pack=replace(office.pack, profiles=(silent, *office.pack.profiles[1:])))
    assert _lines(quiet, conversation) == []
    with pytest.raises(NotOffered):
        desk.tell(quiet, conversation.key, "luecke", "weg", TODAY)


def test_nothing_can_be_told_about_a_talk_whose_profile_is_gone(office: Office) -> None:
    conversation = finished(office)
    without = replace(office, pack=replace(office.pack, profiles=office.pack.profiles[1:]))
    assert _lines(without, conversation) == []


@pytest.mark.parametrize(
    ("line", "code"), [("luecke", "gibt_es_nicht"), ("stadt", "velbert"), ("gibt_es_nicht", "weg"), ("", "")]
)
def test_what_is_on_no_list_is_not_kept(office: Office, line: str, code: str) -> None:
    key = finished(office).key
    before = office.store.talks.conversation(key)
    with pytest.raises(NotOffered):
        desk.tell(office, key, line, code, TODAY)
    assert office.store.talks.conversation(key) == before


@pytest.mark.parametrize("kind", [OutcomeKind.REFUSED, OutcomeKind.LATER])
def test_of_a_talk_that_ended_before_the_yes_nothing_is_kept_but_the_count(office: Office, kind: OutcomeKind) -> None:
    key = declined(office, kind)
    with pytest.raises(NotThere):
        desk.tell(office, key, "verstaendigung", "tablet", TODAY)


def test_who_says_no_in_the_middle_of_the_talk_had_a_talk(office: Office) -> None:
    key = begin(office)
    desk.conclude(office, key, 1, "abgelehnt")
    assert _lines(office, desk.finish(office, key)) == LINES


def test_who_left_in_the_middle_had_a_talk(office: Office) -> None:
    key = begin(office)
    desk.break_off(office, key)
    desk.tell(office, key, "luecke", "sprache_fehlt", TODAY)
    assert _told(office, key) == {"luecke": "sprache_fehlt"}


def test_while_a_talk_is_open_nothing_is_told_about_it(office: Office) -> None:
    key = answered(office, {"stadt": "velbert"})
    assert _lines(office, office.store.talks.conversation(key)) == []
    with pytest.raises(NotOffered):
        desk.tell(office, key, "luecke", "weg", TODAY)


def test_a_talk_that_is_not_there_is_told_so(office: Office) -> None:
    with pytest.raises(NotThere):
        desk.tell(office, "x" * 22, "luecke", "weg", TODAY)


@pytest.mark.parametrize("days", [0, 1, 14])
def test_within_the_days_of_correction_a_line_can_be_told(office: Office, days: int) -> None:
    key = finished(office).key
    desk.tell(office, key, "luecke", "weg", TODAY + timedelta(days=days))
    assert _told(office, key) == {"luecke": "weg"}


def test_after_the_days_of_correction_it_stays_as_it_is(office: Office) -> None:
    key = finished(office).key
    with pytest.raises(TooLate):
        desk.tell(office, key, "luecke", "weg", TODAY + timedelta(days=15))
    assert _told(office, key) == {}


# counting


def test_a_line_counts_once_for_a_family(office: Office) -> None:
    key = answered(office, COMPLEX_104C)
    desk.add_person(office, key, TODAY)
    accept(office, key)
    desk.conclude(office, key, 2, "info")
    desk.finish(office, key)
    desk.tell(office, key, "verstaendigung", "kind", TODAY)
    declined(office, OutcomeKind.REFUSED)
    desk.close_day(office, DESK, TODAY)
    assert _counted(office, "verstaendigung") == {"kind": 1, NOT_ASKED: 1}
    assert _counted(office, "luecke") == {UNANSWERED: 1, NOT_ASKED: 1}


@pytest.mark.parametrize("kind", [OutcomeKind.REFUSED, OutcomeKind.LATER])
def test_who_said_no_to_the_promise_was_asked_nothing(office: Office, kind: OutcomeKind) -> None:
    declined(office, kind)
    desk.close_day(office, DESK, TODAY)
    for table in (*office.pack.vocabulary.facts, "bedarf"):
        assert _counted(office, table) == {NOT_ASKED: 1}


def test_a_line_told_after_the_day_was_closed_is_counted_by_the_month_and_leaves_the_day(office: Office) -> None:
    key = finished(office).key
    path = closed_file(office, DESK, TODAY)
    before = path.read_bytes()
    for _ in range(2):
        desk.tell(office, key, "luecke", "weg", TOMORROW)
        assert _counted(office, "luecke") == {"weg": 1}
    write_tallies(office)
    assert path.read_bytes() == before


def test_a_line_told_after_the_month_was_closed_is_its_next_revision_in_store_and_file(office: Office) -> None:
    key = finished(office).key
    desk.turn_of_day(office, DECEMBER)
    for revision in (2, 2):
        desk.tell(office, key, "luecke", "weg", DECEMBER)
        month = office.store.counts.month_counted_here(DESK, "chancenaufenthalt", TODAY)
        assert month
        assert month.revision == revision
        write_tallies(office)
        assert f"\n{DESK},chancenaufenthalt,2026-11,{revision},luecke,weg,1," in _file_of_the_month(office)
    assert _counted(office, "luecke") == {"weg": 1}


def _file_of_the_month(office: Office) -> str:
    return (tallies_of(office) / DESK / "2026" / "2026-11.csv").read_text(encoding="utf-8")


# the talk itself is not disturbed


def test_a_talk_taken_back_keeps_what_was_told_and_asks_and_suggests_the_same(office: Office) -> None:
    key = finished(office).key
    pack, profile = office.pack, office.pack.profiles[0]
    before = desk.advise(pack, profile, office.store.talks.conversation(key).persons[0].answers, TODAY)
    desk.tell(office, key, "verstaendigung", "tablet", TODAY)
    opened = desk.take_back(office, key, TODAY)
    assert opened.stage is Stage.TALK
    assert desk.advise(pack, profile, opened.persons[0].answers, TODAY) == before
    desk.answer(office, key, 1, "aufenthalt", "eu")
    desk.answer(office, key, 1, "stadt", "haan")
    assert _told(office, key) == {"verstaendigung": "tablet"}
    desk.conclude(office, key, 1, "info")
    desk.finish(office, key)
    desk.close_day(office, DESK, TODAY)
    assert _counted(office, "verstaendigung") == {"tablet": 1}


def test_a_no_in_the_talk_about_which_something_was_told_opens_in_the_talk(office: Office) -> None:
    key = begin(office)
    desk.conclude(office, key, 1, "abgelehnt")
    desk.finish(office, key)
    assert desk.take_back(office, key, TODAY).stage is Stage.TALK
    desk.conclude(office, key, 1, "abgelehnt")
    desk.finish(office, key)
    desk.tell(office, key, "zugangsweg", "eigen_freunde", TODAY)
    assert desk.take_back(office, key, TODAY).stage is Stage.TALK


def test_a_family_whose_last_person_said_no_opens_in_the_talk(office: Office) -> None:
    key = finished(office).key
    desk.add_person(office, key, TODAY)
    desk.conclude(office, key, 2, "abgelehnt")
    desk.finish(office, key)
    opened = desk.take_back(office, key, TODAY)
    assert (opened.stage, opened.persons[1].decision) == (Stage.TALK, None)


def test_a_further_person_starts_without_what_was_told(office: Office) -> None:
    key = finished(office).key
    desk.tell(office, key, "luecke", "weg", TODAY)
    place = desk.add_person(office, key, TODAY)
    person = office.store.talks.conversation(key).person(place)
    assert person is not None
    assert person.answers.facts == {"stadt": "velbert"}


def test_in_the_talk_itself_a_line_cannot_be_tapped(office: Office) -> None:
    key = begin(office)
    with pytest.raises(NotOffered):
        desk.answer(office, key, 1, "verstaendigung", "tablet")

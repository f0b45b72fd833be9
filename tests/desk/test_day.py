"""Closing the day, correcting it, and what a new day brings."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from builders import (
    COMPLEX_104C,
    DESK,
    TODAY,
    accept,
    answered,
    begin,
    beginning,
    closed_file,
    declined,
    finished,
    first_profile,
    tallies_of,
    who_came,
    write_tallies,
)
from crowd import LANGUAGES, made_up, order_of

from kiosk import desk, overhead
from kiosk.desk import Choice, Office, counting
from kiosk.domain.conversation import Answers, Decision, Person, Stage
from kiosk.domain.period import Period, month_of
from kiosk.domain.register import Grain
from kiosk.domain.tally import NOT_ASKED, OWN, REMOVED, UNANSWERED, Batch, Scope
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import NotOffered, NotThere, SuggestionChanged, TooLate
from kiosk.pack import Desk
from kiosk.storage import TALLIES
from kiosk.transfer.day_file import parse

TOMORROW = TODAY + timedelta(days=1)


def refusal(office, day=TODAY, profile=0) -> str:
    """A talk that was refused; its key."""
    no = replace(beginning(office, day), profile=office.pack.profiles[profile].code)
    desk.decline(office, no, OutcomeKind.REFUSED)
    return no.key


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a tally file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_file(path: Path, table: str, row: str) -> list[tuple[str, int]]:
    """Profile and count of one row in a tally file."""
    return [
        (line["profile"], int(line["count"])) for line in rows(path) if (line["table"], line["row"]) == (table, row)
    ]


def revisions(path: Path) -> set[int]:
    return {int(line["revision"]) for line in rows(path)}


def newest(office, day=TODAY):
    batches = office.store.reported.batches(day, day)
    assert len(batches) == 1
    return batches[0]


def screening(office) -> dict[str, int]:
    scope = Scope(Period(date(2026, 1, 1), date(2027, 12, 31)))
    report = overhead.report(office.store, office.pack, scope, TODAY)
    return {row.code: row.count for row in report.screening.rows if row.count}


# closing


def test_a_closed_day_stands_in_the_store_and_in_the_file(office):
    finished(office)
    refusal(office)
    path = closed_file(office, DESK, TODAY)
    assert path == tallies_of(office) / DESK / "2026" / "2026-11-23.csv"
    assert in_file(path, "umfang", "personen") == [("chancenaufenthalt", 2)]
    assert in_file(path, "ergebnis", "v_kim_cm") == [("chancenaufenthalt", 1)]
    assert newest(office).cells["ergebnis", "abgelehnt"] == 1
    assert (path.parent / "datapackage.json").is_file()
    in_store = {(table, row): number for (table, row), number in newest(office).cells.items()}
    in_store["sprache", NOT_ASKED] = 2  # the month says who they were
    assert {(line["table"], line["row"]): int(line["count"]) for line in rows(path) if line["count"] != "0"} == in_store


def test_at_closing_open_talks_count_as_broken_off(office):
    open_talk = answered(office, {"stadt": "velbert"})
    desk.close_day(office, DESK, TODAY)
    assert office.store.talks.conversation(open_talk).persons[0].decision.outcome == "abgebrochen"
    assert newest(office).cells["umfang", "gespraeche"] == 1
    assert office.store.talks.unfinished(DESK) == []


def test_what_the_page_shows_before_closing_is_what_is_counted(office):
    finished(office)
    for _ in range(2):
        accept(office, answered(office, COMPLEX_104C, ("geld",)))
    family = answered(office, COMPLEX_104C, ("geld",))
    desk.add_person(office, family, TODAY)
    desk.conclude(office, family, 1, "info")
    answered(office, {"stadt": "velbert"})
    answered(office, {"stadt": "velbert"}, day=TODAY - timedelta(days=1))
    declined(office)
    expected = desk.day_when_closed(office, DESK, TODAY)
    desk.close_day(office, DESK, TODAY)
    assert expected == desk.day_so_far(office, DESK, TODAY)
    assert expected["ergebnis", "abgebrochen"] == 2
    assert expected["umfang", "gespraeche"] == 6


def test_a_desk_that_was_open_without_a_talk_is_a_day_of_zeros(office):
    office.store.staff.open_hour(DESK, "clearing", TODAY)
    path = closed_file(office, DESK, TODAY)
    assert newest(office).cells == {}
    assert {int(line["count"]) for line in rows(path)} == {0}
    assert len(rows(path)) > 15


def test_a_desk_that_was_not_open_has_no_tally(office):
    assert desk.close_day(office, DESK, TODAY) == []
    write_tallies(office)
    assert office.store.reported.batches(TODAY, TODAY) == []
    assert not tallies_of(office).exists()


def test_closing_again_without_a_change_leaves_everything_as_it_was(office):
    finished(office)
    path = closed_file(office, DESK, TODAY)
    before = path.read_bytes()
    assert closed_file(office, DESK, TODAY) == path
    assert path.read_bytes() == before
    assert newest(office).revision == 1


def test_a_correction_on_a_closed_day_gives_the_second_revision_in_store_and_file(office):
    key = finished(office).key
    finished(office)
    path = closed_file(office, DESK, TODAY)
    assert revisions(path) == {1}
    desk.redecide(office, key, 1, TOMORROW)
    assert (newest(office).revision, newest(office).cells["umfang", "personen"]) == (2, 1)
    desk.conclude(office, key, 1, "info")
    desk.finish(office, key)
    assert newest(office).revision == 3
    write_tallies(office)
    assert revisions(path) == {3}
    assert in_file(path, "ergebnis", "v_kim_cm") == in_file(path, "ergebnis", "info") == [("chancenaufenthalt", 1)]
    assert screening(office) == {"kim_cm": 1, "kein_bedarf": 1}


def test_a_talk_after_closing_opens_the_day_again_and_is_counted(office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    finished(office)
    assert newest(office).cells["umfang", "personen"] == 1
    path = closed_file(office, DESK, TODAY)
    assert (newest(office).revision, newest(office).cells["umfang", "personen"]) == (2, 2)
    assert revisions(path) == {2}


def test_two_profiles_on_one_day_stand_side_by_side_and_add_up(office):
    finished(office)
    refusal(office, profile=1)
    refusal(office, profile=1)
    path = closed_file(office, DESK, TODAY)
    assert sorted(in_file(path, "umfang", "personen")) == [("chancenaufenthalt", 1), ("clearing", 2)]
    scopes = [Scope(Period(TODAY, TODAY), profile) for profile in ("", "clearing")]
    reports = [overhead.report(office.store, office.pack, scope, TODAY) for scope in scopes]
    assert [report.screening.total for report in reports] == [3, 2]
    desk.redecide(office, office.store.talks.conversations(DESK, TODAY, TODAY)[0].key, 1, TODAY)
    by_profile = {batch.profile: batch.revision for batch in office.store.reported.batches(TODAY, TODAY)}
    assert sorted(by_profile.values()) == [1, 2]


def test_the_other_desks_day_stays_open(musterkreis, store, tmp_path):
    office = Office(store, musterkreis)
    for place in ("markt", "nord"):
        begin(office, place=place)
    desk.close_day(office, "markt", TODAY)
    assert [hour.desk for hour in store.staff.hours_left_open(TOMORROW)] == ["nord"]
    assert len(office.store.talks.unfinished("nord")) == 1


def test_the_screen_and_the_closed_day_agree(office):
    finished(office)
    refusal(office)
    key = answered(office, COMPLEX_104C, ("geld",))
    desk.add_person(office, key, TODAY)
    accept(office, key)
    desk.conclude(office, key, 2, "schon_beraten")
    desk.finish(office, key)
    shown = {cell: number for cell, number in desk.day_so_far(office, DESK, TODAY).items() if number}
    desk.close_day(office, DESK, TODAY)
    kept = newest(office).cells
    assert shown == {cell: number for cell, number in kept.items() if cell[0] in ("umfang", "ergebnis")}
    assert (shown["umfang", "gespraeche"], shown["umfang", "personen"]) == (3, 4)
    assert {table for table, _ in desk.day_so_far(office, DESK, TODAY)} == {"umfang", "ergebnis"}


# a new day


def test_a_new_day_closes_yesterday(office):
    finished(office)
    open_talk = answered(office, {"stadt": "velbert"})
    desk.turn_of_day(office, TOMORROW)
    write_tallies(office)
    assert newest(office).cells["umfang", "personen"] == 2
    assert office.store.talks.conversation(open_talk).stage is Stage.FINISHED
    assert (tallies_of(office) / DESK / "2026" / "2026-11-23.csv").is_file()


def test_a_new_day_leaves_today_alone(office):
    open_talk = answered(office, {"stadt": "velbert"})
    desk.turn_of_day(office, TODAY)
    assert office.store.talks.conversation(open_talk).stage is Stage.TALK
    assert office.store.reported.batches(TODAY, TODAY) == []


def test_a_desk_that_was_off_for_weeks_counts_every_day_it_left_open(office):
    days = [TODAY - timedelta(days=back) for back in (40, 39, 20, 1)]
    for day in days:
        finished(office, day)
        answered(office, {"stadt": "velbert"}, day=day)
    desk.turn_of_day(office, TODAY)
    counted = office.store.reported.batches(date.min, date.max)
    assert [batch.first_day for batch in counted if not batch.of_month] == days
    assert [batch.first_day for batch in counted if batch.of_month] == [date(2026, 10, 1)]
    assert screening(office) == {"kim_cm": 4, "abgebrochen": 4}
    assert {talk.day for talk in office.store.talks.conversations(DESK, date.min, date.max)} == {days[3]}


def test_after_fourteen_days_a_talk_is_forgotten_and_its_count_stays(office):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    before = newest(office)
    desk.turn_of_day(office, TODAY + timedelta(days=14))
    assert office.store.talks.conversation(key).stage is Stage.FINISHED
    desk.turn_of_day(office, TODAY + timedelta(days=15))
    with pytest.raises(NotThere):
        office.store.talks.conversation(key)
    assert newest(office) == before
    for table in ("conversation", "person", "fact", "need"):
        assert office.store.file.db.table(table).count == 0


def test_a_tally_written_again_after_the_talks_are_forgotten_stays_as_it_was(office):
    finished(office)
    path = closed_file(office, DESK, TODAY)
    before = path.read_bytes()
    desk.turn_of_day(office, TODAY + timedelta(days=15))
    path.unlink()
    office.store.outbox.put(TALLIES, newest(office))
    assert write_tallies(office) == ""
    assert path.read_bytes() == before


@pytest.mark.parametrize("change", [desk.take_back, desk.add_person])
def test_a_talk_opened_again_on_its_last_day_of_correction_is_still_counted_when_it_is_forgotten(office, change):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    change(office, key, TODAY + timedelta(days=14))
    desk.turn_of_day(office, TODAY + timedelta(days=30))
    assert newest(office).cells["umfang", "gespraeche"] == 1
    with pytest.raises(NotThere):
        office.store.talks.conversation(key)


def test_a_talk_opened_again_is_counted_though_the_program_is_killed_while_it_is_wound_up(office, monkeypatch):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    desk.take_back(office, key, TODAY)
    with monkeypatch.context() as killed:
        killed.setattr("kiosk.desk.counting.keep_count", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            desk.turn_of_day(office, TOMORROW)
    desk.turn_of_day(office, TOMORROW)
    assert newest(office).cells["umfang", "personen"] == 1


def test_a_talk_opened_again_is_counted_though_its_desk_left_the_pack(office):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    desk.take_back(office, key, TODAY)
    pack = replace(office.pack, site=replace(office.pack.site, desks=(Desk("anderswo", "Anderswo"),)))
    desk.turn_of_day(Office(office.store, pack), TODAY + timedelta(days=20))
    assert newest(office).cells["umfang", "personen"] == 1


def test_a_new_day_twice_changes_nothing(office):
    finished(office)
    desk.turn_of_day(office, TOMORROW)
    before = newest(office)
    desk.turn_of_day(office, TOMORROW)
    assert newest(office) == before


def test_a_desk_that_the_pack_no_longer_names_is_still_counted_and_forgotten(office):
    site = office.pack.site
    two = replace(site, desks=(*site.desks, Desk("nord", "Nord")))
    begin(replace(office, pack=replace(office.pack, site=two)), place="nord")
    for days in (1, 30):
        desk.turn_of_day(office, TODAY + timedelta(days=days))
    assert office.store.talks.conversations("nord", date.min, date.max) == []
    assert newest(office).cells["ergebnis", "abgebrochen"] == 1


def test_a_day_of_another_county_adds_up(musterkreis, store, tmp_path):
    office = Office(store, musterkreis)
    key = begin(office, place="nord")
    for fact in musterkreis.profiles[0].facts:
        desk.answer(office, key, 1, fact, "keine_angabe")
    desk.conclude(office, key, 1, "hinweis")
    desk.finish(office, key)
    desk.close_day(office, "nord", TODAY)
    report = overhead.report(store, musterkreis, Scope(Period(TODAY, TODAY)), TODAY)
    assert (report.table("gespraech").total, report.screening.total) == (1, 1)
    assert {row.code: row.count for row in report.table("zettel").rows} == {"mit_zettel": 0, "ohne_zettel": 1}


def test_a_talk_held_over_midnight_counts_on_the_day_it_began(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    accept(office, key)
    desk.finish(office, key)
    desk.close_day(office, DESK, TOMORROW)
    desk.turn_of_day(office, TODAY + timedelta(days=2))
    assert [batch.first_day for batch in office.store.reported.batches(date.min, date.max)] == [TODAY]


def test_a_tally_that_cannot_be_written_waits_and_nobody_else_has_to(office):
    finished(office)
    tallies_of(office).write_text("in the way")
    desk.close_day(office, DESK, TODAY)
    assert write_tallies(office) == "unreachable"
    key = office.store.talks.conversations(DESK, TODAY, TODAY)[0].key
    desk.redecide(office, key, 1, TODAY)
    desk.break_off(office, key)
    assert newest(office).cells["ergebnis", "abgebrochen"] == 1
    assert [(one.duty, one.reason) for one in office.store.failing.all()] == [("tally", "unreachable")]
    tallies_of(office).unlink()
    assert write_tallies(office) == ""
    assert office.store.failing.all() == []
    path = tallies_of(office) / DESK / "2026" / "2026-11-23.csv"
    assert in_file(path, "ergebnis", "abgebrochen") == [("chancenaufenthalt", 1)]


def test_a_day_that_another_desk_delivered_is_not_counted_over(office):
    """The lead looks in at the overhead's installation; that is no screening hour of the desk."""
    cells = {("umfang", "personen"): 1, ("umfang", "gespraeche"): 1}
    office.store.counts.take_delivered(Batch(DESK, "chancenaufenthalt", TODAY, TODAY, 2, OWN, cells, received=TODAY))
    office.store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)
    desk.turn_of_day(office, TOMORROW)
    (batch,) = office.store.reported.batches(TODAY, TODAY)
    assert (batch.revision, batch.cells) == (2, cells)


# a pack that has changed since


def with_new_question(office) -> Office:
    """The same desk with a pack that asks one thing more."""
    vocabulary, profile = office.pack.vocabulary, office.pack.profiles[0]
    fact = replace(vocabulary.facts["deutsch"], code="lesen")
    more = replace(vocabulary, facts={**vocabulary.facts, "lesen": fact})
    asking = replace(profile, facts=(*profile.facts, "lesen"))
    profiles = (asking, *office.pack.profiles[1:])
    return replace(office, pack=replace(office.pack, version="neu", vocabulary=more, profiles=profiles))


def test_a_talk_corrected_after_a_new_question_came_is_not_counted_as_if_it_had_been_asked(office):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    later = with_new_question(office)
    desk.redecide(later, key, 1, TOMORROW)
    desk.conclude(later, key, 1, "info")
    desk.finish(later, key)
    batch = newest(office)
    assert (batch.revision, batch.pack) == (3, "neu")
    assert {row for table, row in who_came(office) if table == "lesen"} <= {NOT_ASKED}


def test_a_talk_held_with_the_new_question_is_counted_with_it(office):
    later = with_new_question(office)
    key = answered(later, {"lesen": "a2"})
    desk.conclude(later, key, 1, "info")
    desk.finish(later, key)
    desk.close_day(later, DESK, TODAY)
    assert who_came(office)["lesen", "a2"] == 1


def test_a_month_adds_up_though_the_questions_changed_in_between(office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    office.store.forget_before(TOMORROW)
    later = with_new_question(office)
    finished(later)
    assert closed_file(later, DESK, TODAY)
    desk.turn_of_day(later, date(2026, 12, 1))
    write_tallies(later)
    month = tallies_of(office) / DESK / "2026" / "2026-11.csv"
    (batch,) = parse(month.read_bytes(), office.pack, date(2026, 12, 1))
    assert batch.cells["monatsumfang", "personen"] == 2
    assert batch.cells["lesen", NOT_ASKED] + batch.cells["lesen", UNANSWERED] == 2


def test_a_talk_opened_again_while_its_day_is_being_forgotten_still_counts(office, monkeypatch):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    midnight, close_months = TODAY + timedelta(days=office.pack.site.retention_days + 1), counting.close_months

    def corrected_meanwhile(office: Office, today: date) -> None:
        desk.redecide(office, key, 1, today - timedelta(days=1))
        close_months(office, today)

    monkeypatch.setattr(counting, "close_months", corrected_meanwhile)
    desk.turn_of_day(office, midnight)
    (counted,) = office.store.counts.counts_of(DESK, TODAY)
    assert counted.persons == 1
    assert office.store.talks.unfinished(DESK) == []


# who came is counted once, and corrected by the difference


def test_a_correction_changes_what_was_decided_and_nothing_of_what_was_answered(office):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    before = who_came(office)
    assert (before["bedarf", "aufenthalt_antrag"], before["regel_gefolgt", "komplex-zielgruppe"]) == (1, 1)
    desk.redecide(office, key, 1, TOMORROW)
    opened = who_came(office)
    assert {cell for cell in before if cell not in opened} == {("stadt_stelle", "velbert:kim_cm")}
    desk.conclude(office, key, 1, "info")
    desk.finish(office, key)
    after = who_came(office)
    assert {cell: after[cell] for cell in opened} == opened
    office.pack.register.check(after, Grain.MONTH)
    assert newest(office).cells["ergebnis", "info"] == 1


def test_needs_and_remaining_time_leave_with_the_closed_day_and_the_rest_stays(office):
    key, waiting = finished(office).key, answered(office, COMPLEX_104C, ("geld",), TOMORROW)
    desk.close_day(office, DESK, TODAY)
    (person,) = office.store.talks.conversation(key).persons
    assert person.answers == Answers({code: one for code, one in COMPLEX_104C.items() if code != "restlaufzeit"})
    assert (who_came(office)["bedarf", "aufenthalt_antrag"], who_came(office)["restlaufzeit", "3_6m"]) == (1, 1)
    (open_one,) = office.store.talks.conversation(waiting).persons
    assert open_one.answers == Answers(COMPLEX_104C, ("geld",))


def test_what_an_older_program_kept_of_counted_persons_leaves_with_the_next_day(office):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    office.store.file.db.execute("INSERT INTO need VALUES (?, 1, 'geld', 1)", [key])
    office.store.file.db.execute("INSERT INTO fact VALUES (?, 1, 'restlaufzeit', '3_6m')", [key])
    before = who_came(office)
    desk.turn_of_day(office, TOMORROW)
    (person,) = office.store.talks.conversation(key).persons
    assert not person.answers.needs
    assert "restlaufzeit" not in person.answers.facts
    assert who_came(office) == before


def test_the_rules_that_tell_of_needs_leave_with_them_and_a_correction_asks_for_no_reason(office):
    conversation = finished(office)
    said, key = conversation.persons[0].decision, conversation.key
    assert said.rules
    desk.close_day(office, DESK, TODAY)
    left = replace(said, rules=(), suggested_service="")
    assert office.store.talks.conversation(key).persons[0].decision == left
    before = who_came(office)
    desk.redecide(office, key, 1, TOMORROW)
    with pytest.raises(SuggestionChanged):
        desk.refer(office, key, 1, Choice("mbe", said.suggested_service))
    with pytest.raises(NotOffered):
        desk.refer(office, key, 1, Choice("mbe", "", "wunsch"))
    desk.refer(office, key, 1, Choice("mbe", ""))
    desk.finish(office, key)
    after = who_came(office)
    assert after["regel_gefolgt", "komplex-zielgruppe"] == before["regel_gefolgt", "komplex-zielgruppe"] == 1
    assert newest(office).cells["ergebnis", "v_mbe"] == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda office, key: desk.answer(office, key, 1, "stadt", "haan"),
        lambda office, key: desk.add_need(office, key, 1, "wohnen"),
        lambda office, key: desk.drop_need(office, key, 1, "wohnen"),
    ],
)
def test_answers_of_who_is_counted_stay_as_they_are(office, change):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    desk.redecide(office, key, 1, TOMORROW)
    before = office.store.talks.conversation(key)
    with pytest.raises(TooLate):
        change(office, key)
    assert office.store.talks.conversation(key) == before


def test_a_no_told_after_closing_takes_nothing_from_what_somebody_else_counts(office):
    key = answered(office, {}, ("geld",))
    desk.break_off(office, key)
    other = answered(office, {"stadt": "velbert"})
    desk.conclude(office, other, 1, "info")
    desk.finish(office, other)
    desk.close_day(office, DESK, TODAY)
    before = who_came(office)
    desk.redecide(office, key, 1, TOMORROW)
    desk.conclude(office, key, 1, "abgelehnt")
    desk.finish(office, key)
    assert who_came(office) == before
    assert newest(office).cells["ergebnis", "abgelehnt"] == 1


def test_closing_again_counts_nobody_twice_and_a_new_talk_once(office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    before = who_came(office)
    desk.close_day(office, DESK, TODAY)
    assert who_came(office) == before
    office.store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)
    finished(office)
    desk.close_day(office, DESK, TODAY)
    assert who_came(office) == {cell: 2 * number for cell, number in before.items()}


def keep(office, dice: Random) -> None:
    """A finished talk of a made-up family."""
    profile, talks = first_profile(office.pack), office.store.talks
    key = begin(office, language=dice.choice(LANGUAGES))
    for place in range(1, dice.randint(2, 4)):
        one = made_up(office.pack, profile, dice)
        if place > 1:
            talks.add_person(key, Answers())
        talks.keep_answers(key, place, Answers(), one.answers)
        talks.decide(key, place, one.decision)
        for service, door in one.slips.items():
            talks.take_slip(key, place, service, door)
    talks.set_stage(key, Stage.FINISHED)


@pytest.mark.parametrize("seed", range(4))
def test_a_closed_day_says_what_its_talks_say_one_by_one(office, seed):
    dice, register = Random(seed), office.pack.register
    for _ in range(30):
        keep(office, dice)
    talks = office.store.talks.conversations(DESK, TODAY, TODAY)
    for _ in range(dice.randint(0, 9)):
        kind = dice.choice([OutcomeKind.REFUSED, OutcomeKind.LATER, OutcomeKind.BROKEN_OFF])
        language = dice.choice(["", "hy"])
        declined(office, kind, language=language)
        left = Person(1, decision=Decision(office.pack.vocabulary.outcomes_of(kind)[0].code))
        talks.append(replace(talks[0], language=language, persons=(left,), before_yes=True))
    shown = desk.day_so_far(office, DESK, TODAY)
    [kept] = desk.close_day(office, DESK, TODAY, persons_later=True)
    order = order_of(first_profile(office.pack))
    assert kept.cells == register.count(order, talks, Grain.DAY)
    assert {cell: kept.cells.get(cell, 0) for cell in shown} == shown
    desk.count_persons(office)
    assert who_came(office) == register.completed(register.count(order, talks, Grain.MONTH))


def test_the_clerk_counts_into_the_month_who_came_on_a_day_that_was_closed_at_the_desk(office):
    finished(office)
    desk.close_day(office, DESK, TODAY, persons_later=True)
    assert who_came(office) == {}
    assert write_tallies(office) == ""
    told = who_came(office)
    assert told["monatsumfang", "personen"] == 1
    desk.count_persons(office)
    assert who_came(office) == told


def test_a_month_is_closed_with_everybody_though_the_clerk_has_not_counted_them_yet(office):
    finished(office)
    desk.close_day(office, DESK, TODAY, persons_later=True)
    desk.close_months(office, date(2026, 12, 1))
    assert who_came(office)["monatsumfang", "personen"] == 1


@pytest.mark.parametrize("late", [TOMORROW, date(2026, 12, 2)])
def test_who_is_removed_after_closing_stays_counted_as_taken_out(office, late):
    key = finished(office).key
    finished(office)
    desk.turn_of_day(office, late)
    desk.redecide(office, key, 1, late)
    desk.discard(office, key)
    day = newest(office)
    assert {row: n for (table, row), n in day.cells.items() if table == "ergebnis"} == {"v_kim_cm": 1, REMOVED: 1}
    month = who_came(office)
    office.pack.register.check({**day.cells, **month}, Grain.DAY, Grain.MONTH)
    assert (day.persons, month["monatsumfang", "personen"], month["stadt", "velbert"]) == (2, 2, 2)


def test_a_person_who_joins_after_closing_is_counted_once(office):
    key = finished(office).key
    desk.close_day(office, DESK, TODAY)
    place = desk.add_person(office, key, TOMORROW)
    desk.conclude(office, key, place, "info")
    desk.finish(office, key)
    month = who_came(office)
    office.pack.register.check({**newest(office).cells, **month}, Grain.DAY, Grain.MONTH)
    assert (month["monatsumfang", "personen"], month["monatsumfang", "gespraeche"]) == (2, 1)


def test_a_late_correction_of_a_closed_month_is_its_next_revision_and_waits_to_be_sent(office):
    key = finished(office).key
    december = date(2026, 12, 2)
    desk.turn_of_day(office, december)
    write_tallies(office)
    desk.redecide(office, key, 1, december)
    assert office.store.counts.month_counted_here(DESK, "chancenaufenthalt", TODAY).revision == 2
    assert month_of(TODAY) in [one.period for one in office.store.outbox.waiting(TALLIES)]
    assert office.store.counts.running(DESK, "chancenaufenthalt", TODAY) == {}

"""Counts that add up: under made-up conversations by the hundred, and in the cases that must be refused."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from crowd import DAY, LANGUAGES, MANY, days_of, everybody, held, order_of, summed
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import tally
from kiosk.domain.conversation import Answers, Conversation, Decision, Person, Stage
from kiosk.domain.register import Grain
from kiosk.domain.tally import NOT_ASKED, UNANSWERED, Batch, Cells
from kiosk.domain.vocabulary import codes_of
from kiosk.errors import SumsDisagree
from kiosk.pack import Pack, Profile

HUNDREDS = settings(max_examples=300, deadline=None)
SHOWN = (tally.DOORS, tally.RULE_REASONS)
CROSSED = (*SHOWN, tally.NEED_GAPS, tally.GROUP_DOORS, tally.TOWN_DOORS)
"""Tables of two dimensions."""


# what holds for any list of talks


@HUNDREDS
@given(data=st.data())
def test_tables_of_persons_add_up_to_the_persons_and_tables_of_talks_to_the_talks(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    vocabulary = mettmann.vocabulary
    talks = data.draw(days_of(crowd))
    persons = everybody(talks)
    cells = mettmann.register.count(order_of(clearing), talks)
    of_talk = {fact.code for fact in vocabulary.facts.values() if fact.of_talk}
    assert of_talk == set(clearing.after_talk)
    several = {fact.code for fact in vocabulary.facts.values() if fact.several}
    for table in (*(vocabulary.facts.keys() - of_talk - several), tally.OUTCOMES, tally.LANGUAGES):
        assert summed(cells, table) == len(persons)
    for table in several:
        assert summed(cells, table) == sum(max(1, len(codes_of(one.answers.facts.get(table, "")))) for one in persons)
    for table in (*of_talk, tally.ENDINGS):
        assert summed(cells, table) == len(talks)
    assert cells.get((tally.VOLUME, tally.PERSONS), 0) == len(persons)
    assert cells.get((tally.VOLUME, tally.CONVERSATIONS), 0) == len(talks)
    assert all(number > 0 for number in cells.values())


@MANY
@given(data=st.data())
def test_slips_needs_and_what_became_of_the_suggestions_are_counted_as_they_were(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    talks = data.draw(days_of(crowd))
    persons = everybody(talks)
    decisions = [person.decision for person in persons if person.decision]
    cells = mettmann.register.count(order_of(clearing), talks)
    assert cells.get((tally.VOLUME, tally.SLIPS), 0) == sum(one.outcome.startswith("v_") for one in decisions)
    assert summed(cells, tally.BESIDE) == sum(len(person.slips) for person in persons)
    assert tally.slips(cells) == cells.get((tally.VOLUME, tally.SLIPS), 0) + summed(cells, tally.BESIDE)
    silent = sum(not person.answers.needs for person in persons)
    assert cells.get((tally.NEEDS, UNANSWERED), 0) == silent
    assert summed(cells, tally.NEEDS) == silent + sum(len(person.answers.needs) for person in persons)
    advised = sum(bool(one.rules) for one in decisions)
    assert summed(cells, *tally.BY_RULE) == summed(cells, tally.DOORS) == advised
    with_reason = sum(bool(one.reason) for one in decisions)
    assert summed(cells, tally.REASONS) == summed(cells, tally.DEVIATED) == with_reason
    assert summed(cells, tally.RULE_REASONS) == with_reason


@MANY
@given(data=st.data())
def test_days_counted_one_by_one_and_together_are_the_same(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    first, second = data.draw(days_of(crowd)), data.draw(days_of(crowd))
    order = order_of(clearing)
    counts = [mettmann.register.count(order, talks) for talks in (first, second)]
    assert tally.total(counts) == mettmann.register.count(order, first + second)


@MANY
@given(data=st.data())
def test_a_list_counts_the_same_from_either_end(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    talks = data.draw(days_of(crowd))
    there, back = (mettmann.register.count(order_of(clearing), one) for one in (talks, talks[::-1]))
    assert there == back


@MANY
@given(data=st.data())
def test_every_cell_that_can_be_counted_has_its_place_in_a_day_of_zeros(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    """Rules and pairs are the open lists: a pack's rules come and go, and few pairs ever occur."""
    cells = mettmann.register.count(order_of(clearing), data.draw(days_of(crowd)))
    known = set(replace(mettmann.register, languages=LANGUAGES).zeros(*Grain))
    assert {table for table, _ in cells.keys() - known} <= {*tally.BY_RULE, *CROSSED}
    assert {table for table, _ in cells.keys() | known} <= {table.code for table in mettmann.register.counted}


@MANY
@given(data=st.data())
def test_pairs_are_counted_only_where_the_pack_names_them(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    talks = data.draw(days_of(crowd))
    every = mettmann.register.count(order_of(clearing), talks)
    for named in ((), *((one,) for one in CROSSED)):
        named_alone = replace(mettmann.register, vocabulary=replace(mettmann.vocabulary, crossed=named))
        cells = named_alone.count(order_of(clearing), talks)
        left_out = set(CROSSED) - set(named)
        assert cells == {cell: number for cell, number in every.items() if cell[0] not in left_out}


# single cases


def _count(pack: Pack, profile: Profile, *persons: Person) -> Cells:
    return pack.register.count(order_of(profile), [held(persons)])


def _told(cells: Cells, profile: Profile) -> dict[tuple[str, str], int]:
    """What was counted of the lines after the talk."""
    return {cell: number for cell, number in cells.items() if cell[0] in profile.after_talk}


def test_a_day_without_a_talk_counts_nothing_and_every_row_of_it_is_known(mettmann: Pack, clearing: Profile) -> None:
    assert mettmann.register.count(order_of(clearing), []) == {}
    rows = list(replace(mettmann.register, languages=LANGUAGES).zeros(*Grain))
    assert len(rows) == len(set(rows))
    assert {("stadt", "velbert"), ("stadt", UNANSWERED), ("stadt", NOT_ASKED), ("umfang", "zettel")} <= set(rows)
    assert {("ergebnis", "abgebrochen"), ("bedarf", "nichts"), ("sprache", "fa-AF"), ("grund", "wunsch")} <= set(rows)
    assert {("bedarf", UNANSWERED), ("gespraech", "gefuehrt"), ("luecke", "weg"), ("luecke", NOT_ASKED)} <= set(rows)


def test_open_not_asked_and_following_are_three_different_things(mettmann: Pack, clearing: Profile) -> None:
    holder = Person(1, Answers({"aufenthalt": "p104c"}), Decision("info"))
    asked = mettmann.vocabulary.facts.keys() - set(clearing.after_talk)
    assert {cell for cell in _count(mettmann, clearing, holder) if cell[0] in asked} == {
        ("altersgruppe", UNANSWERED),
        ("stadt", UNANSWERED),
        ("aufenthalt", "p104c"),
        ("restlaufzeit", UNANSWERED),
        ("zielgruppe", "p104c"),
        ("deutsch", NOT_ASKED),
        ("komplexitaet", UNANSWERED),
        ("weitere_zielgruppe", UNANSWERED),
    }
    citizen = Person(1, Answers({"aufenthalt": "eu"}), Decision("info"))
    assert ("restlaufzeit", NOT_ASKED) in _count(mettmann, clearing, citizen)


def test_in_the_hour_for_104c_cards_the_group_is_not_asked_but_known_from_the_paper(mettmann: Pack) -> None:
    hour = mettmann.profile("chancenaufenthalt")
    assert hour is not None
    holder = Person(1, Answers({"aufenthalt": "p104c"}), Decision("info"))
    assert ("zielgruppe", "p104c") in _count(mettmann, hour, holder)
    assert ("zielgruppe", NOT_ASKED) in _count(mettmann, hour, Person(1, Answers(), Decision("info")))


def test_a_family_is_one_conversation_in_one_language_and_each_person_counts(mettmann: Pack, clearing: Profile) -> None:
    family = [Person(1, decision=Decision("v_mbe")), Person(2, decision=Decision("info"))]
    cells = mettmann.register.count(order_of(clearing), [held(family, "ar")])
    assert cells["umfang", "gespraeche"] == 1
    assert cells["umfang", "personen"] == cells["sprache", "ar"] == 2
    assert cells["umfang", "zettel"] == 1


def test_what_was_told_after_the_talk_with_a_family_counts_once(mettmann: Pack, clearing: Profile) -> None:
    mother = Person(1, Answers({"verstaendigung": "tablet", "luecke": "weg"}), Decision("v_mbe"))
    child = Person(2, Answers({"altersgruppe": "u18"}), Decision("v_jmd"))
    assert _told(_count(mettmann, clearing, mother, child), clearing) == {
        ("verstaendigung", "tablet"): 1,
        ("deutschstand", UNANSWERED): 1,
        ("zugangsweg", UNANSWERED): 1,
        ("luecke", "weg"): 1,
        ("anruf", UNANSWERED): 1,
    }


def test_where_nothing_is_asked_after_the_talk_it_is_counted_as_not_asked(mettmann: Pack, clearing: Profile) -> None:
    cells = _count(mettmann, replace(clearing, after_talk=()), Person(1, decision=Decision("info")))
    assert _told(cells, clearing) == {(code, NOT_ASKED): 1 for code in clearing.after_talk}


@pytest.mark.parametrize(
    ("outcomes", "ending"),
    [
        (["abgelehnt"], "abgelehnt"),
        (["spaeter"], "spaeter"),
        (["abgelehnt", "abgelehnt"], "abgelehnt"),
        (["abgelehnt", "spaeter"], "gefuehrt"),
        (["v_mbe", "abgelehnt"], "gefuehrt"),
        (["spaeter", "info"], "gefuehrt"),
        (["abgebrochen"], "gefuehrt"),
        (["kein_bedarf"], "gefuehrt"),
    ],
)
def test_a_talk_was_refused_or_put_off_only_when_everybody_said_so(
    mettmann: Pack, clearing: Profile, outcomes: list[str], ending: str
) -> None:
    cells = _count(mettmann, clearing, *(Person(1, decision=Decision(code)) for code in outcomes))
    assert {cell: number for cell, number in cells.items() if cell[0] == tally.ENDINGS} == {(tally.ENDINGS, ending): 1}


def test_following_the_rules_and_deviating_are_counted_with_the_deciding_rule(
    mettmann: Pack, clearing: Profile
) -> None:
    followed = Person(1, decision=Decision("v_mbe", suggested_door="mbe", rules=("ab-27", "offen")))
    deviated = Person(1, decision=Decision("v_jmd", suggested_door="mbe", rules=("ab-27",), reason="wunsch"))
    informed = Person(1, decision=Decision("info", suggested_door="mbe", rules=("ab-27",)))
    content = Person(1, decision=Decision("kein_bedarf", rules=("nichts",)))
    refused = Person(1, decision=Decision("abgelehnt"))
    cells = _count(mettmann, clearing, followed, deviated, informed, content, refused)
    advice = {*tally.BY_RULE, tally.REASONS, *SHOWN}
    assert {cell: cells[cell] for cell in cells if cell[0] in advice} == {
        ("regel_gefolgt", "ab-27"): 1,
        ("regel_abgewichen", "ab-27"): 1,
        ("regel_ohne_stelle", "ab-27"): 1,
        ("regel_gefolgt", "nichts"): 1,
        ("grund", "wunsch"): 1,
        ("vorschlag_stelle", "mbe:mbe"): 1,
        ("vorschlag_stelle", "mbe:jmd"): 1,
        ("vorschlag_stelle", "mbe:keine"): 1,
        ("vorschlag_stelle", "keine:keine"): 1,
        ("regel_grund", "ab-27:wunsch"): 1,
    }


def test_who_has_no_outcome_yet_is_not_counted_silently(mettmann: Pack, clearing: Profile) -> None:
    with pytest.raises(ValueError, match="decided"):
        _count(mettmann, clearing, Person(1))


def test_a_talk_of_the_other_county_is_counted(musterkreis: Pack) -> None:
    person = Person(1, Answers(), Decision("hinweis"))
    one = Conversation("k", "markt", "allgemein", DAY, "de", Stage.FINISHED, (person,))
    cells = musterkreis.register.count(order_of(musterkreis.profiles[0]), [one])
    assert (cells["umfang", "personen"], cells["menge", UNANSWERED]) == (1, 1)


def test_refusals_are_those_who_did_not_want_to_talk(mettmann: Pack) -> None:
    cells = {("ergebnis", "abgelehnt"): 4, ("ergebnis", "spaeter"): 2, ("bedarf", "abgelehnt"): 9}
    assert tally.refusals(mettmann.vocabulary, cells) == 4
    assert tally.refusals(mettmann.vocabulary, {}) == 0


@given(st.lists(st.dictionaries(st.sampled_from([("a", "x"), ("a", "y"), ("b", "x")]), st.integers(0, 9)), max_size=6))
def test_the_total_of_several_counts_has_each_cell_once(counts: list[Cells]) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for cells in counts:
        for cell, number in cells.items():
            expected[cell] += number
    assert tally.total(counts) == dict(expected)


@pytest.mark.parametrize(
    ("source", "received", "origin"),
    [("desk", None, tally.OWN), ("desk", DAY, tally.COLLECTED), ("Vorlage 50/014/2024", None, tally.OLD_LIST)],
)
def test_a_count_knows_where_it_comes_from(source: str, received: date | None, origin: str) -> None:
    assert Batch("mettmann", "clearing", DAY, DAY, 1, source, {}, received=received).origin == origin


# what is refused


@pytest.mark.parametrize(
    ("cell", "table"),
    [
        (("ergebnis", "info"), "ergebnis"),
        (("sprache", "de"), "sprache"),
        (("stadt", "velbert"), "stadt"),
        (("luecke", "weg"), "luecke"),
        (("gespraech", "gefuehrt"), "gespraech"),
    ],
)
def test_a_day_in_which_one_table_counts_too_much_is_refused_by_name(
    mettmann: Pack, clearing: Profile, cell: tuple[str, str], table: str
) -> None:
    day = _count(mettmann, clearing, Person(1, decision=Decision("info")))
    mettmann.register.check(day)
    with pytest.raises(SumsDisagree) as refused:
        mettmann.register.check(tally.total([day, {cell: 1}]))
    assert (refused.value.table, refused.value.rows, refused.value.total) == (table, 2, 1)


def test_a_day_with_more_slips_than_persons_is_refused(mettmann: Pack, clearing: Profile) -> None:
    day = _count(mettmann, clearing, Person(1, decision=Decision("v_mbe")))
    with pytest.raises(SumsDisagree):
        mettmann.register.check(tally.total([day, {(tally.VOLUME, tally.SLIPS): 1}]))

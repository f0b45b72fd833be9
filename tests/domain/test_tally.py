"""Counts that add up: under made-up conversations by the thousand, and in the cases that must be refused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import desk
from kiosk.domain import conversation as talk
from kiosk.domain import tally
from kiosk.domain.conversation import Answers, Conversation, Decision, Person, Stage
from kiosk.domain.tally import NOT_ASKED, UNANSWERED, UNSPLIT, Batch, Cells, Table, TableRow
from kiosk.domain.vocabulary import OutcomeKind, PaperTable
from kiosk.errors import SumsDisagree
from kiosk.pack import Pack, Profile

DAY = date(2026, 11, 23)
LANGUAGES = ("de", "ar", "uk", "fa-AF")
THOUSANDS = settings(max_examples=2000, deadline=None)
MANY = settings(max_examples=60, deadline=None)


def _person(pack: Pack, profile: Profile, dice: Random) -> Person:
    """Somebody made up: some questions answered, some needs, and any outcome there is."""
    answers = Answers()
    for code in profile.facts:
        asked = {fact.code: fact for fact in talk.to_ask(pack.vocabulary, profile.facts, answers)}
        if code in asked and dice.random() < 0.8:
            chosen = dice.choice(asked[code].offered).code
            answers = talk.with_fact(pack.vocabulary, profile.facts, answers, code, chosen)
    for need in dice.sample(pack.vocabulary.needs.answers, dice.randint(0, 3)):
        answers = talk.with_need(pack.vocabulary, answers, need.code)
    return Person(1, answers, _decision(pack, profile, answers, dice))


def _decision(pack: Pack, profile: Profile, answers: Answers, dice: Random) -> Decision:
    outcome = dice.choice(pack.vocabulary.outcomes)
    if outcome.kind in (OutcomeKind.REFUSED, OutcomeKind.LATER, OutcomeKind.BROKEN_OFF):
        return Decision(outcome.code)
    rules = desk.advise(pack, profile, answers, DAY).suggestion
    reason = dice.choice(pack.vocabulary.reasons).code if outcome.door not in ("", rules.door) else ""
    return Decision(outcome.code, reason=reason, rules=rules.rule_ids)


@pytest.fixture(scope="module")
def clearing(mettmann: Pack) -> Profile:
    """The profile that asks every question."""
    profile = mettmann.profile("clearing")
    assert profile is not None
    return profile


@pytest.fixture(scope="module")
def crowd(mettmann: Pack, clearing: Profile) -> list[Person]:
    """Four hundred people nobody has met."""
    dice = Random(50_014_2024)
    return [_person(mettmann, clearing, dice) for _ in range(400)]


def _talk(persons: Sequence[Person], language: str = "de") -> Conversation:
    placed = tuple(replace(person, place=place) for place, person in enumerate(persons, start=1))
    return Conversation("key", "mettmann", "clearing", DAY, language, Stage.FINISHED, placed)


def _talks(crowd: list[Person]) -> st.SearchStrategy[list[Conversation]]:
    """A day's list: up to eight talks with up to four persons each."""
    persons = st.lists(st.integers(0, len(crowd) - 1), min_size=1, max_size=4)
    one = st.builds(
        lambda chosen, tongue: _talk([crowd[i] for i in chosen], tongue), persons, st.sampled_from(LANGUAGES)
    )
    return st.lists(one, max_size=8)


def _persons(conversations: Sequence[Conversation]) -> list[Person]:
    return [person for conversation in conversations for person in conversation.persons]


def _sum(cells: Cells, table: str) -> int:
    return sum(number for (name, _), number in cells.items() if name == table)


def _screening(pack: Pack) -> PaperTable:
    paper = pack.vocabulary.paper("screening")
    assert paper is not None
    return paper


# what holds for any list of talks


@THOUSANDS
@given(data=st.data())
def test_every_table_of_persons_adds_up_to_the_persons(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    vocabulary = mettmann.vocabulary
    talks = data.draw(_talks(crowd))
    persons = _persons(talks)
    cells = tally.count(vocabulary, clearing.facts, talks)
    for table in (*vocabulary.facts, tally.OUTCOMES, tally.LANGUAGES):
        assert _sum(cells, table) == len(persons)
    assert cells.get((tally.VOLUME, tally.PERSONS), 0) == len(persons)
    assert cells.get((tally.VOLUME, tally.CONVERSATIONS), 0) == len(talks)
    assert all(number > 0 for number in cells.values())

    screening = tally.paper_table(vocabulary, _screening(mettmann), cells)
    assert screening.total == len(persons)
    assert sum(row.count for row in screening.rows) == len(persons)
    for row in _screening(mettmann).rows:
        shown = {line.code: line.count for line in screening.rows}
        assert tally.split(vocabulary, _screening(mettmann), row, cells).total == shown.get(row.code, 0)


@MANY
@given(data=st.data())
def test_slips_needs_and_followed_rules_are_counted_as_they_were(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    talks = data.draw(_talks(crowd))
    persons = _persons(talks)
    decisions = [person.decision for person in persons if person.decision]
    cells = tally.count(mettmann.vocabulary, clearing.facts, talks)
    assert cells.get((tally.VOLUME, tally.SLIPS), 0) == sum(one.outcome.startswith("v_") for one in decisions)
    assert _sum(cells, tally.NEEDS) == sum(len(person.answers.needs) for person in persons)
    assert _sum(cells, tally.REASONS) == _sum(cells, tally.DEVIATED) == sum(bool(one.reason) for one in decisions)
    assert _sum(cells, tally.FOLLOWED) + _sum(cells, tally.DEVIATED) == sum(bool(one.rules) for one in decisions)


@MANY
@given(data=st.data())
def test_the_needs_roll_up_into_the_papers_rows_without_loss(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    paper = mettmann.vocabulary.paper("zielerreichung")
    assert paper is not None
    cells = tally.count(mettmann.vocabulary, clearing.facts, data.draw(_talks(crowd)))
    assert tally.paper_table(mettmann.vocabulary, paper, cells).total == _sum(cells, tally.NEEDS)


@MANY
@given(data=st.data())
def test_days_counted_one_by_one_and_together_are_the_same(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    first, second = data.draw(_talks(crowd)), data.draw(_talks(crowd))
    counts = [tally.count(mettmann.vocabulary, clearing.facts, talks) for talks in (first, second)]
    batches = [Batch("mettmann", "clearing", DAY, DAY, 1, "desk", cells) for cells in counts]
    assert tally.total(batches) == tally.count(mettmann.vocabulary, clearing.facts, first + second)


@MANY
@given(data=st.data())
def test_a_list_counts_the_same_from_either_end(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    talks = data.draw(_talks(crowd))
    there, back = (tally.count(mettmann.vocabulary, clearing.facts, one) for one in (talks, talks[::-1]))
    assert there == back


@MANY
@given(data=st.data())
def test_every_cell_that_can_be_counted_has_its_place_in_a_day_of_zeros(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    """Which rule decided is the one open list: a pack's rules come and go."""
    cells = tally.count(mettmann.vocabulary, clearing.facts, data.draw(_talks(crowd)))
    known = set(tally.row_codes(mettmann.vocabulary, LANGUAGES))
    assert {table for table, _ in cells.keys() - known} <= {tally.FOLLOWED, tally.DEVIATED}
    assert {table for table, _ in cells.keys() | known} - mettmann.vocabulary.facts.keys() <= set(tally.TABLES)


@MANY
@given(data=st.data())
def test_the_committees_table_of_a_fact_adds_up_to_the_persons_and_each_row_splits(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    paper = mettmann.vocabulary.paper("zielgruppen")
    assert paper is not None
    talks = data.draw(_talks(crowd))
    cells = tally.count(mettmann.vocabulary, clearing.facts, talks)
    table = tally.paper_table(mettmann.vocabulary, paper, cells)
    assert table.total == len(_persons(talks))
    shown = {row.code: row.count for row in table.rows}
    for silent in (UNANSWERED, NOT_ASKED):
        assert shown.get(silent) == cells.get(("zielgruppe", silent))
    for row in paper.rows:
        assert tally.split(mettmann.vocabulary, paper, row, cells).total == shown.get(row.code, 0)


@MANY
@given(data=st.data())
def test_each_row_of_needs_splits_into_its_needs(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    paper = mettmann.vocabulary.paper("zielerreichung")
    assert paper is not None
    cells = tally.count(mettmann.vocabulary, clearing.facts, data.draw(_talks(crowd)))
    shown = {row.code: row.count for row in tally.paper_table(mettmann.vocabulary, paper, cells).rows}
    for row in paper.rows:
        parts = tally.split(mettmann.vocabulary, paper, row, cells).rows
        assert sum(part.count for part in parts) == shown.get(row.code, 0)
        needs = {need.code for need in mettmann.vocabulary.needs.answers if need.paper_row == row.code}
        assert {part.code for part in parts} == needs


@MANY
@given(data=st.data())
def test_imported_and_own_counts_stand_in_one_table(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    paper = _screening(mettmann)
    own = tally.count(mettmann.vocabulary, clearing.facts, data.draw(_talks(crowd)))
    rows = st.sampled_from([row.code for row in paper.rows])
    old = data.draw(st.dictionaries(rows, st.integers(1, 500)))
    imported = {(tally.PAPER_PREFIX + paper.code, row): number for row, number in old.items()}
    table = tally.paper_table(mettmann.vocabulary, paper, own | imported)
    assert table.total == own.get((tally.VOLUME, tally.PERSONS), 0) + sum(old.values())
    shown = {row.code: row.count for row in table.rows}
    for row in paper.rows:
        parts = tally.split(mettmann.vocabulary, paper, row, own | imported)
        assert parts.total == shown.get(row.code, 0)
        assert {part.code: part.count for part in parts.rows}.get(UNSPLIT, 0) == old.get(row.code, 0)


# single cases


def _count(pack: Pack, profile: Profile, *persons: Person) -> Cells:
    return tally.count(pack.vocabulary, profile.facts, [_talk(persons)])


def test_a_day_without_a_talk_counts_nothing_and_every_row_of_it_is_known(mettmann: Pack, clearing: Profile) -> None:
    assert tally.count(mettmann.vocabulary, clearing.facts, []) == {}
    rows = list(tally.row_codes(mettmann.vocabulary, LANGUAGES))
    assert len(rows) == len(set(rows))
    assert {("stadt", "velbert"), ("stadt", UNANSWERED), ("stadt", NOT_ASKED), ("umfang", "zettel")} <= set(rows)
    assert {("ergebnis", "abgebrochen"), ("bedarf", "nichts"), ("sprache", "fa-AF"), ("grund", "wunsch")} <= set(rows)


def test_open_not_asked_and_following_are_three_different_things(mettmann: Pack, clearing: Profile) -> None:
    holder = Person(1, Answers({"aufenthalt": "p104c"}), Decision("info"))
    assert {cell for cell in _count(mettmann, clearing, holder) if cell[0] in mettmann.vocabulary.facts} == {
        ("altersgruppe", UNANSWERED),
        ("stadt", UNANSWERED),
        ("aufenthalt", "p104c"),
        ("restlaufzeit", UNANSWERED),
        ("zielgruppe", "p104c"),
        ("deutsch", UNANSWERED),
        ("komplexitaet", UNANSWERED),
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
    cells = tally.count(mettmann.vocabulary, clearing.facts, [_talk(family, "ar")])
    assert cells["umfang", "gespraeche"] == 1
    assert cells["umfang", "personen"] == cells["sprache", "ar"] == 2
    assert cells["umfang", "zettel"] == 1


def test_following_the_rules_and_deviating_are_counted_with_the_deciding_rule(
    mettmann: Pack, clearing: Profile
) -> None:
    followed = Person(1, decision=Decision("v_mbe", rules=("ab-27", "offen")))
    deviated = Person(1, decision=Decision("v_jmd", rules=("ab-27",), reason="wunsch"))
    cells = _count(mettmann, clearing, followed, deviated, Person(1, decision=Decision("abgelehnt")))
    assert {cell: cells[cell] for cell in cells if cell[0].startswith(("regel", "grund"))} == {
        ("regel_gefolgt", "ab-27"): 1,
        ("regel_abgewichen", "ab-27"): 1,
        ("grund", "wunsch"): 1,
    }


def test_who_has_no_outcome_yet_is_not_counted_silently(mettmann: Pack, clearing: Profile) -> None:
    with pytest.raises(ValueError, match="decided"):
        _count(mettmann, clearing, Person(1))


def test_the_committees_table_shows_its_own_rows_also_with_zero_and_later_rows_only_when_they_count(
    mettmann: Pack,
) -> None:
    paper = _screening(mettmann)
    empty = tally.paper_table(mettmann.vocabulary, paper, {})
    assert [(row.code, row.count) for row in empty.rows] == [(row.code, 0) for row in paper.rows if not row.added]
    assert empty.total == 0
    assert [empty.share(row) for row in empty.rows] == [0.0] * 6
    one_more = tally.paper_table(mettmann.vocabulary, paper, {("ergebnis", "v_regeldienst"): 2})
    assert [row.code for row in one_more.rows] == [*(row.code for row in empty.rows), "regeldienst"]


def test_no_need_is_split_into_what_stands_behind_it(mettmann: Pack) -> None:
    paper = _screening(mettmann)
    row = next(row for row in paper.rows if row.code == "kein_bedarf")
    cells = {("ergebnis", "info"): 3, ("ergebnis", "abgelehnt"): 2, ("ergebnis", "v_mbe"): 7}
    table = tally.split(mettmann.vocabulary, paper, row, cells)
    assert {part.code: part.count for part in table.rows} == {
        "info": 3,
        "kein_bedarf": 0,
        "schon_beraten": 0,
        "abgelehnt": 2,
        "spaeter": 0,
    }
    with_old = tally.split(mettmann.vocabulary, paper, row, cells | {("papier_screening", "kein_bedarf"): 155})
    assert with_old.total == 160
    assert (with_old.rows[-1].code, with_old.rows[-1].count) == (UNSPLIT, 155)


def test_who_did_not_answer_or_was_not_asked_stands_in_the_table_of_a_fact_only_when_there_are_some(
    mettmann: Pack,
) -> None:
    paper = mettmann.vocabulary.paper("zielgruppen")
    assert paper is not None
    own = [row.code for row in paper.rows if not row.added]
    assert [row.code for row in tally.paper_table(mettmann.vocabulary, paper, {}).rows] == own
    cells = {("zielgruppe", UNANSWERED): 2, ("zielgruppe", NOT_ASKED): 3, ("zielgruppe", "soe"): 1}
    table = tally.paper_table(mettmann.vocabulary, paper, cells)
    assert [row.code for row in table.rows] == [*own, UNANSWERED, NOT_ASKED]
    assert ([row.count for row in table.rows[-2:]], table.total) == ([2, 3], 6)


def test_the_parts_of_a_committees_table_are_its_outcomes_its_needs_or_the_answers_of_its_fact(
    mettmann: Pack, musterkreis: Pack
) -> None:
    def parts(pack: Pack, code: str) -> dict[str, str]:
        paper = pack.vocabulary.paper(code)
        assert paper is not None
        return {part.code: part.row for part in tally.parts_of(pack.vocabulary, paper)}

    assert parts(musterkreis, "themen") == {
        "papiere": "papiere",
        "beruf": "beruf",
        "lernen": "beruf",
        "zuhause": "zuhause",
        "sonstiges": "sonstiges",
    }
    assert parts(musterkreis, "alter") == {
        "jung": "jung",
        "mittel": "aelter",
        "alt": "aelter",
        "keine_angabe": "keine_angabe",
    }
    assert parts(musterkreis, "wege") == {}
    screening = parts(mettmann, "screening")
    assert screening.keys() == {outcome.code for outcome in mettmann.vocabulary.outcomes}
    assert [code for code, row in screening.items() if row == "kein_bedarf"] == [
        "info",
        "kein_bedarf",
        "schon_beraten",
        "abgelehnt",
        "spaeter",
    ]


def test_an_answer_without_a_row_of_its_own_name_is_its_own_row(musterkreis: Pack) -> None:
    paper = PaperTable("mengen", "Mengen", "menge", ())
    assert {part.code: part.row for part in tally.parts_of(musterkreis.vocabulary, paper)} == {
        code: code for code in ("nichts_offen", "wenig", "viel", "keine_angabe")
    }


def test_a_talk_of_the_other_county_is_counted(musterkreis: Pack) -> None:
    person = Person(1, Answers(), Decision("hinweis"))
    one = Conversation("k", "markt", "allgemein", DAY, "de", Stage.FINISHED, (person,))
    cells = tally.count(musterkreis.vocabulary, musterkreis.profiles[0].facts, [one])
    assert (cells["umfang", "personen"], cells["menge", UNANSWERED]) == (1, 1)


def test_refusals_are_those_who_did_not_want_to_talk(mettmann: Pack) -> None:
    cells = {("ergebnis", "abgelehnt"): 4, ("ergebnis", "spaeter"): 2, ("bedarf", "abgelehnt"): 9}
    assert tally.refusals(mettmann.vocabulary, cells) == 4
    assert tally.refusals(mettmann.vocabulary, {}) == 0


def test_the_committees_numbers_of_may_2024_stand_as_they_were_printed(mettmann: Pack) -> None:
    printed = {"foerdern_fordern": 32, "jmd": 2, "mbe": 29, "kim_cm": 75, "fluechtlingshilfe_velbert": 5}
    printed["kein_bedarf"] = 155
    cells = {("papier_screening", row): number for row, number in printed.items()}
    table = tally.paper_table(mettmann.vocabulary, _screening(mettmann), cells)
    assert table.total == 298
    assert {row.code: row.count for row in table.rows} == printed
    assert {row.code: round(table.share(row) * 100, 1) for row in table.rows} == {
        "foerdern_fordern": 10.7,
        "jmd": 0.7,
        "mbe": 9.7,
        "kim_cm": 25.2,
        "fluechtlingshilfe_velbert": 1.7,
        "kein_bedarf": 52.0,
    }


# what is refused


@pytest.mark.parametrize(
    "stray", [("ergebnis", "gibt_es_nicht"), ("papier_screening", "gibt_es_nicht"), ("papier_screening", "info")]
)
def test_a_count_that_no_row_shows_is_not_swallowed(mettmann: Pack, stray: tuple[str, str]) -> None:
    cells = {("ergebnis", "v_mbe"): 2, stray: 1}
    with pytest.raises(SumsDisagree) as refused:
        tally.paper_table(mettmann.vocabulary, _screening(mettmann), cells)
    assert (refused.value.table, refused.value.rows, refused.value.total) == ("screening", 2, 3)


def test_counts_of_other_tables_do_not_come_into_this_one(mettmann: Pack) -> None:
    cells = {("bedarf", "geld"): 5, ("papier_zugang", "abh"): 12, ("ergebnis", "v_mbe"): 1}
    assert tally.paper_table(mettmann.vocabulary, _screening(mettmann), cells).total == 1


def test_a_table_whose_sum_is_wrong_cannot_exist() -> None:
    row = TableRow("a", "A", 2)
    assert Table("t", "T", (row,), 2).share(row) == 1.0
    with pytest.raises(SumsDisagree):
        Table("t", "T", (row,), 3)


@given(st.lists(st.dictionaries(st.sampled_from([("a", "x"), ("a", "y"), ("b", "x")]), st.integers(0, 9)), max_size=6))
def test_the_total_of_batches_counts_each_cell_once(counts: list[Cells]) -> None:
    batches = [Batch("d", "p", DAY, DAY, 1, "desk", cells) for cells in counts]
    expected: Counter[tuple[str, str]] = Counter()
    for cells in counts:
        for cell, number in cells.items():
            expected[cell] += number
    assert tally.total(batches) == dict(expected)

"""Report tables: their own rows in their own order, sums that prove themselves, and what came before beside it."""

from collections import Counter
from dataclasses import replace

import pytest
from crowd import MANY, days_of, everybody, order_of, summed
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import tally
from kiosk.domain.committee import no_need_row, parts_of, screening_paper
from kiosk.domain.conversation import Person
from kiosk.domain.register import Part
from kiosk.domain.report import origins, table_of, tables
from kiosk.domain.table import Table, TableRow, Unit, compared
from kiosk.domain.tally import NOT_ASKED, UNANSWERED, UNSPLIT, Cells
from kiosk.domain.vocabulary import PaperRow, PaperTable
from kiosk.errors import SumsDisagree
from kiosk.pack import Pack, Profile

CROSSED = {tally.DOORS, tally.RULE_REASONS}
"""Tables of two dimensions."""


def _paper(pack: Pack, code: str) -> PaperTable:
    paper = pack.vocabulary.paper(code)
    assert paper is not None
    return paper


def _paper_table(pack: Pack, paper: PaperTable, cells: Cells) -> Table:
    return table_of(pack.register, pack.register.of(paper.code), cells)


def _split(pack: Pack, paper: PaperTable, row: PaperRow, cells: Cells) -> Table:
    return table_of(pack.register, pack.register.split(paper, row), cells)


def _rows(table: Table) -> dict[str, int]:
    return {row.code: row.count for row in table.rows}


def _report(pack: Pack, cells: Cells) -> dict[str, Table]:
    """Every table of these counts by its code."""
    return {table.code: table for table in tables(pack.register, cells)}


# what holds for any counts


def mentioned(cells: Cells, name: str = tally.NEEDS) -> int:
    """How many needs, or other codes of which a person has several, were named; who gave no answer named none."""
    return sum(n for (table, row), n in cells.items() if table == name and row not in (UNANSWERED, NOT_ASKED))


@MANY
@given(data=st.data())
def test_every_table_of_a_report_adds_up_to_what_it_counts(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    talks = data.draw(days_of(crowd))
    persons = everybody(talks)
    cells = mettmann.register.count(order_of(clearing), talks)
    advised = sum(bool(person.decision and person.decision.rules) for person in persons)
    no_need, needs = no_need_row(mettmann.vocabulary).code, mentioned(cells)
    report = _report(mettmann, cells)
    apart = {
        f"screening_{no_need}": _rows(report["screening"]).get(no_need, 0),
        tally.NEEDS: needs,
        **{table: summed(cells, table) for table in (*tally.BY_RULE, tally.REASONS, tally.RULE_REASONS)},
        tally.BESIDE: sum(len(person.slips) for person in persons),
        **{one.code: mentioned(cells, one.code) for one in mettmann.vocabulary.facts.values() if one.several},
        tally.SUGGESTIONS: advised,
        tally.DOORS: advised,
    }
    for table in report.values():
        assert sum(row.count for row in table.rows) == table.total
        counted = len(talks) if table.unit is Unit.CONVERSATIONS else len(persons)
        assert table.total == apart.get(table.code, counted), table.code


@MANY
@given(data=st.data())
def test_two_reports_beside_each_other_say_what_came_and_what_went(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    now, before = (
        tables(mettmann.register, mettmann.register.count(order_of(clearing), data.draw(days_of(crowd))))
        for _ in range(2)
    )
    beside = compared(now, before)
    assert [(table.code, table.total) for table in beside] == [(table.code, table.total) for table in now]
    for table, alone, former in zip(beside, now, before, strict=True):
        assert (table.before, table.change) == (former.total, alone.total - former.total)
        assert {row.code: row.count for row in table.rows if row.count} == {k: n for k, n in _rows(alone).items() if n}
        assert {row.code: row.before for row in table.rows if row.before} == {
            code: number for code, number in _rows(former).items() if number
        }
        assert sum(row.change or 0 for row in table.rows) == table.change


@MANY
@given(data=st.data())
def test_what_was_counted_here_delivered_and_brought_in_adds_up_to_the_screening_table(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    paper = screening_paper(mettmann.vocabulary)
    own, delivered = (mettmann.register.count(order_of(clearing), data.draw(days_of(crowd))) for _ in range(2))
    old = data.draw(st.dictionaries(st.sampled_from([row.code for row in paper.rows]), st.integers(1, 500)))
    listed = {(tally.PAPER_PREFIX + paper.code, row): number for row, number in old.items()}
    sums = {tally.OWN: own, tally.COLLECTED: delivered, tally.OLD_LIST: listed}
    table = origins(mettmann.register, sums)
    assert _rows(table) == {
        tally.OWN: own.get((tally.VOLUME, tally.PERSONS), 0),
        tally.COLLECTED: delivered.get((tally.VOLUME, tally.PERSONS), 0),
        tally.OLD_LIST: sum(old.values()),
    }
    assert table.total == _paper_table(mettmann, paper, tally.total(sums.values())).total


@MANY
@given(data=st.data())
def test_each_row_of_the_screening_table_splits_into_its_outcomes(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    paper = screening_paper(mettmann.vocabulary)
    talks = data.draw(days_of(crowd))
    cells = mettmann.register.count(order_of(clearing), talks)
    shown = _rows(_paper_table(mettmann, paper, cells))
    assert sum(shown.values()) == len(everybody(talks))
    for row in paper.rows:
        assert _split(mettmann, paper, row, cells).total == shown.get(row.code, 0)


def _drawn(data: st.DataObject, table: str, codes: list[str]) -> Cells:
    """Made-up counts of one table, its silent rows among them."""
    drawn = data.draw(st.dictionaries(st.sampled_from([*codes, UNANSWERED, NOT_ASKED]), st.integers(1, 500)))
    return {(table, row): number for row, number in drawn.items()}


@MANY
@given(data=st.data())
def test_the_needs_roll_up_into_the_papers_rows_without_loss_and_each_row_splits(
    musterkreis: Pack, data: st.DataObject
) -> None:
    paper, answers = _paper(musterkreis, "themen"), musterkreis.vocabulary.needs.answers
    cells = _drawn(data, tally.NEEDS, [need.code for need in answers])
    table = _paper_table(musterkreis, paper, cells)
    assert table.total == mentioned(cells)
    for row in paper.rows:
        parts = _split(musterkreis, paper, row, cells).rows
        assert sum(part.count for part in parts) == _rows(table).get(row.code, 0)
        assert {part.code for part in parts} == {need.code for need in answers if need.paper_row == row.code}


@MANY
@given(data=st.data())
def test_the_committees_table_of_a_fact_adds_up_to_the_persons_and_each_row_splits(
    musterkreis: Pack, data: st.DataObject
) -> None:
    paper, fact = _paper(musterkreis, "alter"), musterkreis.vocabulary.facts["altersklasse"]
    cells = _drawn(data, fact.code, [answer.code for answer in fact.answers])
    table = _paper_table(musterkreis, paper, cells)
    assert table.total == sum(cells.values())
    for silent in (UNANSWERED, NOT_ASKED):
        assert _rows(table).get(silent) == cells.get((fact.code, silent))
    for row in paper.rows:
        assert _split(musterkreis, paper, row, cells).total == _rows(table).get(row.code, 0)


@MANY
@given(data=st.data())
def test_imported_and_own_counts_stand_in_one_table(
    mettmann: Pack, clearing: Profile, crowd: list[Person], data: st.DataObject
) -> None:
    paper = screening_paper(mettmann.vocabulary)
    own = mettmann.register.count(order_of(clearing), data.draw(days_of(crowd)))
    rows = st.sampled_from([row.code for row in paper.rows])
    old = data.draw(st.dictionaries(rows, st.integers(1, 500)))
    imported = {(tally.PAPER_PREFIX + paper.code, row): number for row, number in old.items()}
    table = _paper_table(mettmann, paper, own | imported)
    assert table.total == own.get((tally.VOLUME, tally.PERSONS), 0) + sum(old.values())
    shown = {row.code: row.count for row in table.rows}
    for row in paper.rows:
        parts = _split(mettmann, paper, row, own | imported)
        assert parts.total == shown.get(row.code, 0)
        assert {part.code: part.count for part in parts.rows}.get(UNSPLIT, 0) == old.get(row.code, 0)


@pytest.mark.parametrize("fact", ["zielgruppe", "aufenthalt"])
def test_rows_of_answers_that_nobody_can_tap_show_only_when_they_count(mettmann: Pack, fact: str) -> None:
    known, answers = mettmann.register.of(fact), mettmann.vocabulary.facts[fact].answers
    tapped = [one.code for one in answers if not (one.hidden or one.retired)]
    untapped = {one.code for one in answers} - {*tapped}
    assert untapped
    assert [row.code for row in table_of(mettmann.register, known, {}).rows] == [*tapped, UNANSWERED]
    for code in untapped:
        assert _rows(table_of(mettmann.register, known, {(fact, code): 1}))[code] == 1


# the committee's tables


def test_the_committees_table_shows_its_own_rows_also_with_zero_and_later_rows_only_when_they_count(
    mettmann: Pack,
) -> None:
    paper = screening_paper(mettmann.vocabulary)
    empty = _paper_table(mettmann, paper, {})
    assert [(row.code, row.count) for row in empty.rows] == [(row.code, 0) for row in paper.rows if not row.added]
    assert empty.total == 0
    assert [empty.share(row) for row in empty.rows] == [0.0] * 6
    one_more = _paper_table(mettmann, paper, {("ergebnis", "v_regeldienst"): 2})
    assert [row.code for row in one_more.rows] == [*(row.code for row in empty.rows), "regeldienst"]


def test_no_need_is_split_into_what_stands_behind_it(mettmann: Pack) -> None:
    paper = screening_paper(mettmann.vocabulary)
    row = next(row for row in paper.rows if row.code == "kein_bedarf")
    cells = {("ergebnis", "info"): 3, ("ergebnis", "abgelehnt"): 2, ("ergebnis", "v_mbe"): 7}
    table = _split(mettmann, paper, row, cells)
    assert {part.code: part.count for part in table.rows} == {
        "info": 3,
        "kein_bedarf": 0,
        "schon_beraten": 0,
        "abgelehnt": 2,
        "spaeter": 0,
    }
    with_old = _split(mettmann, paper, row, cells | {("papier_screening", "kein_bedarf"): 155})
    assert with_old.total == 160
    assert (with_old.rows[-1].code, with_old.rows[-1].count) == (UNSPLIT, 155)


def test_who_did_not_answer_or_was_not_asked_stands_in_the_table_of_a_fact_only_when_there_are_some(
    musterkreis: Pack,
) -> None:
    paper = _paper(musterkreis, "alter")
    own = [row.code for row in paper.rows if not row.added]
    assert [row.code for row in _paper_table(musterkreis, paper, {}).rows] == own
    cells = {("altersklasse", UNANSWERED): 2, ("altersklasse", NOT_ASKED): 3, ("altersklasse", "alt"): 1}
    table = _paper_table(musterkreis, paper, cells)
    assert [row.code for row in table.rows] == [*own, UNANSWERED, NOT_ASKED]
    assert ([row.count for row in table.rows[-2:]], table.total) == ([2, 3], 6)


def test_the_parts_of_a_committees_table_are_its_outcomes_its_needs_or_the_answers_of_its_fact(
    mettmann: Pack, musterkreis: Pack
) -> None:
    def parts(pack: Pack, code: str) -> dict[str, str]:
        return {part.code: part.row for part in parts_of(pack.vocabulary, _paper(pack, code))}

    assert parts(musterkreis, "themen") == {
        "papiere": "papiere",
        "beruf": "beruf",
        "lernen": "beruf",
        "zuhause": "zuhause",
        "termin": "papiere",
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
    assert {part.code: part.row for part in parts_of(musterkreis.vocabulary, paper)} == {
        code: code for code in ("nichts_offen", "wenig", "viel", "keine_angabe")
    }


def test_the_committees_numbers_of_may_2024_stand_as_they_were_printed(mettmann: Pack) -> None:
    printed = {"foerdern_fordern": 32, "jmd": 2, "mbe": 29, "kim_cm": 75, "fluechtlingshilfe_velbert": 5}
    printed["kein_bedarf"] = 155
    cells = {("papier_screening", row): number for row, number in printed.items()}
    table = _paper_table(mettmann, screening_paper(mettmann.vocabulary), cells)
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


# every table of a report


@pytest.mark.parametrize("county", ["mettmann", "musterkreis"])
def test_no_two_tables_of_a_report_have_the_same_code(county: str, request: pytest.FixtureRequest) -> None:
    found = Counter(table.code for table in tables(request.getfixturevalue(county).register, {}))
    assert [code for code, times in found.items() if times > 1] == []


def test_a_report_of_nothing_has_every_table_with_zeros(mettmann: Pack) -> None:
    report = _report(mettmann, {})
    assert all(table.total == 0 and table.most == 0 for table in report.values())
    assert report.keys() == {one.code for one in mettmann.register.shown if one.part is not Part.CASES}
    assert {*tally.BY_RULE, *CROSSED} <= report.keys()
    assert mettmann.vocabulary.facts.keys() <= report.keys()
    assert {tally.NEEDS, tally.LANGUAGES, tally.ENDINGS, tally.SLIPS, tally.SUGGESTIONS, tally.REASONS} <= report.keys()


def test_how_many_did_not_answer_is_always_a_row_of_a_facts_table(mettmann: Pack) -> None:
    report = _report(mettmann, {})
    for code in mettmann.vocabulary.facts.keys() & report.keys():
        if not mettmann.vocabulary.facts[code].several:  # among mentions they stand apart
            assert _rows(report[code])[UNANSWERED] == 0
        assert NOT_ASKED not in _rows(report[code])
    asked_some = _report(mettmann, {("stadt", NOT_ASKED): 2, ("stadt", "velbert"): 1})
    assert (_rows(asked_some["stadt"])[NOT_ASKED], asked_some["stadt"].total) == (2, 3)


def test_who_gave_no_answer_mentioned_nothing(mettmann: Pack) -> None:
    cells = {("bedarf", "geld"): 5, ("bedarf", UNANSWERED): 3, ("bedarf", NOT_ASKED): 2}
    report = _report(mettmann, cells)
    assert report[tally.NEEDS].total == 5
    assert [(row.code, row.count) for row in report[tally.NEEDS].apart] == [(UNANSWERED, 3), (NOT_ASKED, 2)]


def test_for_no_reason_given_there_is_no_row(mettmann: Pack) -> None:
    assert _rows(_report(mettmann, {})[tally.REASONS]).keys() == {one.code for one in mettmann.vocabulary.reasons}


def test_tables_of_two_dimensions_stand_only_where_the_pack_names_them(mettmann: Pack, musterkreis: Pack) -> None:
    assert _report(mettmann, {}).keys() >= CROSSED
    assert not CROSSED & _report(musterkreis, {}).keys()
    cells = {(tally.DOORS, "mbe:jmd"): 2, (tally.RULE_REASONS, "ab-27:wunsch"): 2}
    one = replace(mettmann.register, vocabulary=replace(mettmann.vocabulary, crossed=(tally.DOORS,)))
    assert [(table.code, _rows(table)) for table in tables(one, cells) if table.code in CROSSED] == [
        (tally.DOORS, {"mbe:jmd": 2})
    ]


def test_a_table_says_whether_it_counts_persons_talks_mentions_or_cases(mettmann: Pack) -> None:
    cases = [paper.code for paper in mettmann.vocabulary.papers[1:]] + [one.code for one in mettmann.vocabulary.cases]
    told = {(code, "x"): 1 for code in cases}
    units = {code: table.unit for code, table in _report(mettmann, told).items()}
    counted = {unit: {code for code, one in units.items() if one is unit} for unit in Unit}
    assert counted[Unit.CONVERSATIONS] == {
        "anruf",
        "verstaendigung",
        "deutschstand",
        "zugangsweg",
        "luecke",
        tally.ENDINGS,
    }
    assert counted[Unit.MENTIONS] == {tally.NEEDS, tally.BESIDE, "weitere_zielgruppe"}
    assert counted[Unit.CASES] >= {"zielgruppen", "zugang", "faelle_aktiv"}
    assert counted[Unit.GOALS] == {"zielerreichung", "faelle_ziele"}
    assert counted[Unit.CONSULTATIONS] == {"beratungen"}


def test_talks_at_a_desk_never_count_into_a_table_of_cases(mettmann: Pack) -> None:
    cells = {("zielgruppe", "p104c"): 5, ("bedarf", "arbeit"): 5, ("zugangsweg", "mbe"): 2, ("papier_zugang", "mbe"): 7}
    report = _report(mettmann, cells)
    assert not {"zielgruppen", "zielerreichung"} & report.keys()
    assert (report["zugang"].total, report["zugangsweg"].total) == (7, 2)


def test_what_stands_behind_a_row_counts_what_the_row_counts(musterkreis: Pack) -> None:
    for code, unit in (("themen", Unit.MENTIONS), ("alter", Unit.PERSONS)):
        paper = _paper(musterkreis, code)
        part = _split(musterkreis, paper, paper.rows[0], {})
        assert (part.unit, part.part_of) == (unit, f"{code} {paper.rows[0].code}")


def test_a_fact_that_the_committees_table_shows_answer_by_answer_has_no_second_table(musterkreis: Pack) -> None:
    report = _report(musterkreis, {})
    assert "wege" in report
    assert "zugang" not in report
    assert {"alter", "altersklasse"} <= report.keys()


def test_who_got_a_slip_and_who_did_not_are_everybody(mettmann: Pack) -> None:
    cells = {(tally.VOLUME, tally.PERSONS): 7, (tally.VOLUME, tally.SLIPS): 3, ("sprache", "de"): 7}
    assert _rows(_report(mettmann, cells)[tally.SLIPS]) == {tally.WITH_SLIP: 3, tally.WITHOUT_SLIP: 4}


def test_rules_that_count_stand_with_their_reason_and_a_rule_that_is_gone_with_its_code(mettmann: Pack) -> None:
    rule = mettmann.rules[0]
    cells = {(tally.FOLLOWED, "laengst-weg"): 1, (tally.FOLLOWED, rule.id): 4, (tally.DEVIATED, rule.id): 2}
    report = _report(mettmann, cells)
    followed = [(row.code, row.label, row.count) for row in report[tally.FOLLOWED].rows]
    assert followed == [(rule.id, rule.reason, 4), ("laengst-weg", "", 1)]
    assert _rows(report[tally.SUGGESTIONS]) == {tally.FOLLOWED: 5, tally.DEVIATED: 2, tally.NO_DOOR_TAKEN: 0}


def test_a_language_that_is_not_offered_any_more_still_counts(mettmann: Pack) -> None:
    table = _report(mettmann, {("sprache", "xx"): 1, ("sprache", "ar"): 2, ("sprache", "andere"): 3})[tally.LANGUAGES]
    assert [(row.code, row.count) for row in table.rows] == [("ar", 2), ("andere", 3), ("xx", 1)]


# beside the period before


def test_a_row_that_counted_only_before_stays_with_a_zero() -> None:
    now = Table("t", "T", (TableRow("a", "A", 2),), 2)
    before = Table("t", "T", (TableRow("a", "A", 1), TableRow("b", "B", 4)), 5)
    (beside,) = compared([now], [before])
    assert [(row.code, row.count, row.before, row.change) for row in beside.rows] == [("a", 2, 1, 1), ("b", 0, 4, -4)]
    assert (beside.total, beside.before, beside.change) == (2, 5, -3)


def test_a_table_without_a_period_before_has_no_change() -> None:
    table = Table("t", "T", (TableRow("a", "A", 2),), 2)
    assert (table.change, table.rows[0].change) == (None, None)


def test_a_table_finds_its_row_and_its_largest_count() -> None:
    table = Table("t", "T", (TableRow("a", "A", 2), TableRow("b", "B", 5)), 7)
    assert (table.row("b"), table.row("c"), table.most) == (TableRow("b", "B", 5), None, 5)


# what is refused


@pytest.mark.parametrize(
    "stray", [("ergebnis", "gibt_es_nicht"), ("papier_screening", "gibt_es_nicht"), ("papier_screening", "info")]
)
def test_a_count_whose_code_left_the_pack_has_a_row_of_its_own(mettmann: Pack, stray: tuple[str, str]) -> None:
    cells = {("ergebnis", "v_mbe"): 2, stray: 1}
    table = _paper_table(mettmann, screening_paper(mettmann.vocabulary), cells)
    assert table.total == 3
    assert [row.code for row in table.rows if row.count] == ["mbe", stray[1]]


def test_a_table_that_left_the_pack_is_shown_with_its_code(mettmann: Pack) -> None:
    report = _report(mettmann, {("schuhgroesse", "42"): 2})
    assert [(row.code, row.count) for row in report["schuhgroesse"].rows] == [("42", 2)]


def test_counts_of_other_tables_do_not_come_into_this_one(mettmann: Pack) -> None:
    cells = {("bedarf", "geld"): 5, ("papier_zugang", "abh"): 12, ("ergebnis", "v_mbe"): 1}
    assert _paper_table(mettmann, screening_paper(mettmann.vocabulary), cells).total == 1


def test_a_table_whose_sum_is_wrong_cannot_exist() -> None:
    row = TableRow("a", "A", 2)
    assert Table("t", "T", (row,), 2).share(row) == 1.0
    with pytest.raises(SumsDisagree):
        Table("t", "T", (row,), 3)

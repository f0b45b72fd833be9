"""Old lists: what holds together is taken in once, what does not is refused with every mistake. And the report."""

import csv
from datetime import date, timedelta

import pytest
from builders import DESK, TODAY, finished

from kiosk import desk, overhead
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import ImportRefused
from kiosk.overhead import OldList

FIRST, LAST, SOURCE = date(2023, 4, 1), date(2024, 4, 30), "Vorlage 50/014/2024"


def file(office, name: str) -> bytes:
    return (office.pack.folder / "counts" / name).read_bytes()


def take(office, content: bytes, first=FIRST, last=LAST, source=SOURCE, profile="chancenaufenthalt", name="liste.csv"):
    return overhead.take_in(office.store, office.pack, OldList(name, content, first, last, source, profile))


def report(office, first=FIRST, last=date(2027, 1, 1), profile=""):
    return overhead.report(office.store, office.pack, first, last, profile)


def refusal(office, content: bytes, **where) -> str:
    """All complaints about this list, as a person reads them."""
    before = report(office)
    with pytest.raises(ImportRefused) as refused:
        take(office, content, **where)
    assert report(office) == before
    return "\n".join(str(complaint) for complaint in refused.value.complaints)


@pytest.fixture
def paper(office) -> bytes:
    """The table of the committee paper."""
    return file(office, "screening_outcomes.csv")


def test_the_committee_papers_table_comes_out_as_it_is_printed(office, paper):
    taken = take(office, paper)
    assert (taken.new, taken.paper.code, taken.batch.revision) == (True, "screening", 1)
    table = report(office).screening
    assert [row.count for row in table.rows] == [32, 2, 29, 75, 5, 155]
    assert table.total == 298
    assert (report(office).imported, report(office).persons, report(office).referred) == (298, 0, 143)


def test_the_same_list_twice_changes_nothing(office, paper):
    take(office, paper)
    before = report(office)
    again = take(office, paper)
    assert (again.new, again.batch.revision) == (False, 1)
    assert report(office) == before


def test_a_corrected_list_replaces_the_former_one(office, paper):
    take(office, paper)
    corrected = take(office, paper.replace(b"(JMD),2", b"(JMD),3").replace(b"298", b"299"))
    assert (corrected.new, corrected.batch.revision) == (True, 2)
    assert report(office).screening.total == 299


def test_the_list_of_reached_goals_is_refused_because_it_does_not_add_up(office):
    told = refusal(office, file(office, "goals_reached.csv"))
    assert "757" in told
    assert "696" in told
    assert "p25ab_printed_twice" in told
    assert "Erhalt Aufenthalt nach §25a/b“ steht 2-mal da" in told


@pytest.mark.parametrize(
    ("name", "code", "total"), [("access_routes.csv", "zugang", 141), ("target_groups.csv", "zielgruppen", 133)]
)
def test_the_other_two_tables_are_taken_in(office, name, code, total):
    taken = take(office, file(office, name))
    assert (taken.new, taken.paper.code) == (True, code)
    assert sum(taken.batch.cells.values()) == total


def test_a_second_table_of_the_same_paper_leaves_the_first_as_it_is(office, paper):
    take(office, paper)
    take(office, file(office, "target_groups.csv"))
    take(office, file(office, "access_routes.csv"))
    assert report(office).screening.total == 298
    lists = (paper, file(office, "target_groups.csv"), file(office, "access_routes.csv"))
    assert [take(office, content).new for content in lists] == [False, False, False]
    kept = {
        batch.paper: (batch.revision, sum(batch.cells.values())) for batch in office.store.counts.batches(FIRST, LAST)
    }
    assert kept == {"screening": (1, 298), "zielgruppen": (1, 133), "zugang": (1, 141)}


def test_a_corrected_list_replaces_the_list_of_its_own_table_only(office, paper):
    take(office, file(office, "access_routes.csv"))
    take(office, paper)
    corrected = take(office, paper.replace(b"(JMD),2", b"(JMD),3").replace(b"298", b"299"))
    assert (corrected.new, corrected.batch.revision, corrected.batch.paper) == (True, 2, "screening")
    kept = {batch.paper: batch.revision for batch in office.store.counts.batches(FIRST, LAST)}
    assert kept == {"screening": 2, "zugang": 1}
    assert report(office).screening.total == 299


# what is refused


@pytest.mark.parametrize(
    ("was", "became", "told"),
    [
        (b"(JMD),2", b"(JMD),-2", "„-2“ ist keine Anzahl"),
        (b"(JMD),2", b"(JMD),zwei", "„zwei“ ist keine Anzahl"),
        (b"(JMD),2", b"(JMD),2.0", "„2.0“ ist keine Anzahl"),
        (b"(JMD),2", b"(JMD),", "„“ ist keine Anzahl"),
        (b"(JMD),2", b"(JMD)", "„“ ist keine Anzahl"),
        (b"(JMD),2", "(JMD),²".encode(), "„²“ ist keine Anzahl"),
        (b"(JMD),2", "(JMD),٢".encode(), "„٢“ ist keine Anzahl"),
        (b"(JMD),2", b"(JMD)," + b"9" * 400, "ist keine Anzahl"),
        (b"(JMD),2", b"(JMD),1000000000", "ist keine Anzahl"),
        (b"jmd,Jugend", b",Jugend", "hat keinen Zeilencode"),
        (b"jmd,Jugend", b"jmdx,Jugend", "„jmdx“ gibt es in „Ergebnis des Screenings“ nicht"),
        (b"jmd,Jugendmigrationsdienst (JMD),2\n", b"", "die Zeile „jmd“ fehlt"),
        (b"jmd,Jugend", b"mbe,Jugend", "Code „mbe“ steht 2-mal da"),
        (b"printed_total,gesamt,298", b"printed_total,gesamt,297", "die Zeilen ergeben 298, gedruckt ist 297"),
        (b"row,label_de,count", b"code,label,number", "hat andere Überschriften"),
        (b"row,label_de,count\n", b"", "hat andere Überschriften"),
    ],
)
def test_a_list_that_does_not_hold_together_is_refused_and_says_where(office, paper, was, became, told):
    assert was in paper
    assert told in refusal(office, paper.replace(was, became))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_list_in_another_encoding_is_refused_and_says_how_to_save_it(office, paper, encoding):
    text = paper.decode().replace("–", "-")
    assert "CSV UTF-8" in refusal(office, text.encode(encoding))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"row,label_de,count\n", b"%PDF-1.7\n", b"\0" * 50])
def test_what_is_no_list_is_refused(office, content):
    assert "keine Zeile passt zu einer Tabelle" in refusal(office, content)


def test_a_list_with_the_line_ends_of_an_old_mac_is_read(office, paper):
    take(office, paper.replace(b"\n", b"\r"))
    assert report(office).screening.total == 298


def test_a_list_that_is_no_csv_is_refused_and_says_in_which_line(office, paper):
    """Other programs in the same process may have lifted Python's limit for a field."""
    before = csv.field_size_limit(131_072)
    try:
        told = refusal(office, paper.replace(b"Jugendmigrationsdienst", b"J" * 200_000))
    finally:
        csv.field_size_limit(before)
    assert "Zeile 3: ist kein CSV (" in told


def test_a_list_with_a_quote_that_never_closes_is_refused(office, paper):
    refusal(office, paper.replace(b"jmd,", b'jmd,"'))


def test_all_mistakes_are_named_at_once(office, paper):
    broken = paper.replace(b"(JMD),2", b"(JMD),-2").replace(b"kim_cm,", b"kim,").replace(b",298", b",300")
    told = refusal(office, broken, first=LAST, last=FIRST)
    for part in ("„-2“", "„kim“", "gedruckt ist 300", "liegt nach"):
        assert part in told


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b'"F\xc3\xb6rdern', b"X").replace(b'rung"', b"rung").replace(b",", b";"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b"\n\n"),
        lambda content: content.replace(b"printed_total,gesamt,298\n", b""),
    ],
    ids=["semicolons", "byte-order mark", "windows line ends", "empty lines", "no printed total"],
)
def test_a_list_as_german_excel_saves_it_is_read(office, paper, change):
    take(office, change(paper))
    assert report(office).screening.total == 298


# periods


@pytest.mark.parametrize(
    ("first", "last"),
    [(LAST, date(2024, 12, 31)), (date(2023, 1, 1), FIRST), (date(2023, 6, 1), date(2023, 6, 30)), (FIRST, LAST)],
)
def test_days_that_another_list_counts_already_are_not_counted_twice(office, paper, first, last):
    take(office, paper)
    told = refusal(office, paper, first=first, last=last, source="Vorlage 50/001/2025")
    assert f"„{SOURCE}“, 2023-04-01 bis 2024-04-30, zählt diese Tage schon" in told


def test_days_that_the_desk_counted_itself_are_not_counted_twice(office, paper):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    assert f"Sprechstunde {DESK}" in refusal(office, paper, first=TODAY, last=TODAY)


def test_the_days_before_and_after_are_free(office, paper):
    take(office, paper)
    take(office, paper, first=date(2024, 5, 1), last=date(2024, 12, 31), source="Vorlage 50/001/2025")
    take(office, paper, first=date(2023, 1, 1), last=date(2023, 3, 31), source="Vorlage 50/002/2023")
    assert report(office, date(2023, 1, 1)).screening.total == 3 * 298


# the report


def test_no_need_is_split_and_the_split_adds_up(office, paper):
    take(office, paper)
    finished(office)
    for kind in (OutcomeKind.REFUSED, OutcomeKind.REFUSED, OutcomeKind.LATER):
        key = desk.new_key()
        desk.start(office, key, DESK, office.pack.profiles[0], TODAY)
        desk.choose_language(office, key, "ar", ["ar"])
        desk.decline(office, key, kind)
    desk.close_day(office, DESK, TODAY)
    given = report(office)
    row = next(row for row in given.screening.rows if row.code == "kein_bedarf")
    assert (row.count, given.no_need.total) == (158, 158)
    assert sum(part.count for part in given.no_need.rows) == 158
    parts = {part.code: part.count for part in given.no_need.rows if part.count}
    assert parts == {"abgelehnt": 2, "spaeter": 1, "nicht_aufgeschluesselt": 155}
    assert (given.refusals, given.persons, given.conversations, given.slips) == (2, 4, 4, 1)
    assert (given.imported, given.screening.total, given.referred) == (298, 302, 144)


def test_a_count_that_reaches_beyond_the_period_is_left_out_and_named(office, paper):
    take(office, paper)
    finished(office)
    desk.close_day(office, DESK, TODAY)
    given = report(office, date(2024, 1, 1), TODAY)
    assert [batch.source for batch in given.left_out] == [SOURCE]
    assert [batch.source for batch in given.batches] == ["desk"]
    assert given.screening.total == 1
    whole = report(office, FIRST, TODAY)
    assert (whole.left_out, len(whole.batches), whole.screening.total) == ((), 2, 299)


def test_a_report_of_one_profile_leaves_the_others_out(office, paper):
    take(office, paper, profile="clearing")
    finished(office)
    desk.close_day(office, DESK, TODAY)
    assert [report(office, profile=one).screening.total for one in ("", "clearing", "chancenaufenthalt")] == [
        299,
        298,
        1,
    ]


def test_a_period_without_a_count_is_a_table_of_zeros(office, paper):
    take(office, paper)
    given = report(office, date(2030, 1, 1), date(2030, 12, 31))
    assert (given.screening.total, given.no_need.total, given.batches, given.left_out) == (0, 0, (), ())
    assert len(given.screening.rows) == 6


def test_the_first_day_is_the_first_that_any_count_knows(office, paper):
    assert overhead.first_day(office.store, TODAY) == TODAY
    finished(office, TODAY - timedelta(days=3))
    desk.turn_of_day(office, TODAY)
    assert overhead.first_day(office.store, TODAY) == TODAY - timedelta(days=3)
    take(office, paper)
    assert overhead.first_day(office.store, TODAY) == FIRST

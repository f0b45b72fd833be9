"""Puts German words to a report and its codes, as every file about the numbers carries them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

from kiosk import overhead
from kiosk.domain import tally
from kiosk.domain.committee import parts_of
from kiosk.domain.disclosure import GivenAway
from kiosk.domain.period import Period, month_of
from kiosk.domain.register import Leaves, Part
from kiosk.domain.release import check_releasable
from kiosk.domain.report import SILENT
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.table import in_fives as rounded_table
from kiosk.domain.tally import PAPER_PREFIX, Scope
from kiosk.errors import NotReleasable, ReleaseReason
from kiosk.export.forms import FORMS
from kiosk.export.paperwork import CodebookRow, Former, Paperwork
from kiosk.export.sentences import IN_FIVES, RELEASED, gaps_of, span
from kiosk.messages import gettext_noop
from kiosk.overhead import BroughtIn, Gaps, MissingDay, Report
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.words.calendar_signs import CalendarSigns
from kiosk.words.catalogues import day_short
from kiosk.words.labels import Labels

WHO_BY_MONTH = (
    "Tage sagen, wie viele kamen; wer kam und was gebraucht wurde, sagen nur abgeschlossene Kalendermonate."
    " Tabellen mit zwei Merkmalen sagen nur ein Quartal, ein Halbjahr oder ein Jahr, auf Vielfache von 5 gerundet."
)
IN_UNITS = "Gerundet gibt es nur Monate, Quartale, Halbjahre und Jahre, die vorbei sind, für den ganzen Kreis."
NOBODY_COUNTED = "Für diesen Zeitraum liegt keine Zählung vor."
UNSEEN = "zwei Merkmale: wird gezählt und nicht gezeigt, bis der Kreis es entschieden hat"
APART = "zählt Personen ohne Nennung, nicht in der Summe"
ONLY_IN_EXCEL = "Nur in der Excel-Datei, weil sie für die Arbeit an den Regeln sind:"
HOW_COUNTED = 2
"""Sentences of the method that hold for a release too: who is counted, and what a table is the sum of."""


def paperwork(store: Store, labels: Labels, scope: Scope, today: date) -> Paperwork:
    """Return the exact numbers of a scope, ready for any form of file."""
    pack = labels.pack
    report = overhead.report(store, pack, scope, today)
    missing = overhead.missing(store, pack, scope.period, today, scope.desks)
    tables = tuple(map(labels.table, report.tables))
    profile = pack.profile(scope.profile)
    whole = not (scope.profile or scope.desks)
    return Paperwork(
        county=pack.site.county,
        office=pack.site.office,
        period=scope.period,
        as_of=today,
        tables=tables,
        before=report.before,
        months=report.scope.months,
        months_before=report.months_before,
        by_month=report.by_month,
        uncounted_before=report.uncounted_before,
        gaps_before=tuple(_not_counted(labels, report.gaps)),
        profile=profile.name if profile else "",
        desks=tuple(labels.desk(code) for code in overhead.desks(store, pack) if code in scope.desks),
        method=(*method(labels, report), *untold_words(labels, report), *undecided(store, labels, scope)),
        codebook=tuple(codebook(labels, tables)),
        at_end_of=standing(pack, report),
        missing=tuple(missing_words(labels, missing)),
        untold=tuple(untold_words(labels, report)),
        last_paper=tuple(_last_paper(store, labels, scope.period, today)) if whole else (),
    )


def _last_paper(store: Store, labels: Labels, period: Period, today: date) -> Iterator[Former]:
    """Yield the tables of the last paper in words; of a release with what the desks had not counted then."""
    pack = labels.pack
    for one in overhead.last_paper(store, pack, period):
        of_desks = one.table.rounded and pack.register.of(one.table.code).part is not Part.CASES
        scope = Scope(one.period, months=one.period)
        gaps = overhead.gaps(store, pack, scope, today) if of_desks else Gaps()
        yield replace(one, table=labels.table(one.table), gaps=tuple(_not_counted(labels, gaps)))


def in_fives(paper: Paperwork) -> Paperwork:
    """Return the same for who may not see exact counts: each number rounded by itself, without a comparison."""
    tables = tuple(map(rounded_table, paper.tables))
    return replace(paper, tables=tables, before=None, last_paper=(), method=(*IN_FIVES, IN_UNITS, *paper.method))


def for_release(
    store: Store, labels: Labels, period: Period, today: date, left_out: Set[str] = frozenset()
) -> Paperwork:
    """Return what a release of the period says without some tables: the whole county, rounded. Raises NotReleasable."""
    check_releasable(period, today)
    exact, pack = paperwork(store, replace(labels, public=True), Scope(period), today), labels.pack
    counted = frozenset(one.code for one in exact.tables if one.counted)
    if not counted:
        raise NotReleasable(ReleaseReason.NOT_COUNTED)
    made = overhead.rounded_tables(pack, (one for one in exact.tables if one.code in counted))
    last_paper = tuple(filter(None, (overhead.rounded_former(pack, one) for one in exact.last_paper)))
    return replace(
        exact,
        tables=tuple(one for one in made if one.code not in left_out),
        left_out=tuple((one.code, one.title) for one in exact.tables if one.code in left_out & counted),
        before=None,
        months=None,
        months_before=None,
        codebook=(),
        method=(*RELEASED, *exact.method[:HOW_COUNTED], *exact.untold, *gaps_of(last_paper)),
        last_paper=last_paper,
        rounded=True,
    )


def given_away(labels: Labels, found: Iterable[GivenAway], exact: bool = True) -> Iterator[str]:
    """Yield a line for each small number that would be known, zeros last: table, row, period, and the number.

    Without it for who may not see exact counts.
    """
    for one in sorted(found, key=lambda one: not one.count):
        row = labels.title(one.table, one.row) if one.row else labels.tongue.speak(gettext_noop("gesamt"))
        unit = CalendarSigns(labels.tongue).unit(one.period)
        yield f"{labels.title(one.table)}, {row}, {unit}{f': {one.count}' if exact else ''}"


def written(pack: Pack, paper: Paperwork, kind: str) -> bytes:
    """Return the paper in one of the FORMS. A Word document has no open tables, and says where they are: it is read,
    not calculated with. Nor has it those that nobody counted: its method names them."""
    known = pack.register.tables.items()
    committee = tuple(code for code, one in known if (one.paper and not one.part_of) or one.part is Part.CASES)
    paper = replace(paper, committee=committee, template=own_template(pack))
    if kind.endswith("docx"):
        counted = [one for one in paper.tables if one.known_total is not None]
        opened = [one.title for one in counted if pack.register.of(one.code).open]
        elsewhere = (f"{ONLY_IN_EXCEL} {_listed(opened)}.",) if opened else ()
        closed = tuple(one for one in counted if not pack.register.of(one.code).open)
        paper = replace(paper, tables=closed, method=(*paper.method, *elsewhere))
    return FORMS[kind].write(paper)


def own_template(pack: Pack) -> Path | None:
    """Return the pack's own template for Word, where it has one."""
    own = pack.folder / "paper.docx"
    return own if own.is_file() else None


def method(labels: Labels, report: Report) -> Iterator[str]:
    """Yield how the numbers came about."""
    if report.nobody_counted:
        yield NOBODY_COUNTED
        yield from _left_out(report)
        return
    yield "Gezählt werden Personen am Desk. Ein Gespräch kann mehrere Personen haben, etwa eine Familie."
    yield (
        "Jede Tabelle ist die Summe der Zählungen und alten Listen, die ganz im Zeitraum liegen."
        " Von mehreren Fassungen zählt die neueste."
    )
    yield "Summen sind berechnet. Eine Tabelle, deren Zeilen und Summe nicht übereinstimmen, wird nicht ausgegeben."
    yield f"Bedarfe: bis zu {labels.pack.vocabulary.needs.at_most} je Person, was eilt dazu; gezählt werden Nennungen."
    yield "„ohne Antwort“: gefragt, aber nicht beantwortet. „nicht gefragt“: diese Frage kam in dem Gespräch nicht vor."
    yield "Zeilen und Überschriften stehen im Paket des Kreises; das Codebuch in der Excel-Datei nennt die Codes dazu."
    yield WHO_BY_MONTH
    if report.scope.months is None:
        yield "In diesem Zeitraum liegt keiner: wer kam, fehlt."
    elif report.months_told is None:
        yield "Wer kam, ist in diesem Zeitraum nicht gezählt."
    elif report.months_told != report.scope.period:
        yield f"Wer kam, zählt hier {span(report.months_told)}."
    if uncounted := [labels.title(one.code) for one in report.tables if one.known_total is None]:
        yield f"In diesem Zeitraum nicht gezählt: {_listed(uncounted)}."
    yield from (f"Enthalten ist die alte Liste {_told(one)}." for one in report.lists)
    yield from (f"Doppelt gezählt sind Tage aus {_told(one)}, die Desks auch gemeldet haben." for one in report.doubled)
    yield from _left_out(report)
    yield from _compared_with(labels, report)


def _left_out(report: Report) -> Iterator[str]:
    """Yield the old lists that count days of the period and others."""
    yield from (f"Nicht enthalten, weil sie über die Auswahl reicht: {_told(one)}." for one in report.left_out)


def _compared_with(labels: Labels, report: Report) -> Iterator[str]:
    """Yield what the comparison rests on: a table is compared only with a period in which it was counted."""
    if report.before is None:
        yield "Im Zeitraum davor nicht gezählt: es gibt keinen Vergleich."
        return
    yield from (f"Im Vergleichszeitraum {one}." for one in _not_counted(labels, report.gaps))
    if report.cases.told and not report.cases_compared:
        yield "Fälle sind nicht verglichen: davor haben nicht dieselben Stellen gemeldet."


def _not_counted(labels: Labels, gaps: Gaps) -> Iterator[str]:
    """Yield in a few words each what is missing in what the numbers are compared with."""
    yield from _begun(labels, gaps.begun)
    if gaps.missing:
        yield f"nicht gemeldete Sprechtage: {gaps.missing}"
    yield from (f"nicht enthalten: {_told(one)}" for one in gaps.left_out)
    yield from (f"noch nicht gemeldet, wer kam: {labels.desk(one.desk)}, {one.first:%m/%Y}" for one in gaps.untold)


def standing(pack: Pack, report: Report) -> Mapping[str, str]:
    """Return the tables that say how many there are at the end of a month, and of which month."""
    until = report.cases.until
    return {one.code: f"{until:%m/%Y}" for one in pack.vocabulary.cases if one.standing and until}


def codebook(labels: Labels, tables: Sequence[Table]) -> Iterator[CodebookRow]:
    """Yield every code with its words: those of the pack, for the committee's rows what counts into them, and those of
    the tables that only the counting knows."""
    known = set()
    for row in _pack_codes(labels):
        known.add((row.table, row.code))
        yield row
    for one in tables:
        yield from (CodebookRow(one.code, row.code, row.label) for row in one.rows if (one.code, row.code) not in known)


def published_codes(labels: Labels, told: Set[tuple[str, str]]) -> Iterator[CodebookRow]:
    """Yield the words for what the state reads, under the names that it reads: of the tables that leave the county, and
    of every table and row that was told."""
    papers, known = {paper.code for paper in labels.pack.vocabulary.papers}, set()
    for one in codebook(labels, ()):
        if labels.pack.register.of(one.table).leaves is not Leaves.NO:
            table = PAPER_PREFIX + one.table if one.table in papers else one.table
            known.add((table, one.code))
            yield one._replace(table=table)
    for table, row in sorted(told - known):
        yield CodebookRow(table, row, labels.title(table.removeprefix(PAPER_PREFIX), row))


def _pack_codes(labels: Labels) -> Iterator[CodebookRow]:
    pack, vocabulary = labels.pack, labels.pack.vocabulary
    for paper in vocabulary.papers:
        parts = parts_of(vocabulary, paper)
        for row in paper.rows:
            counts = ", ".join(part.code for part in parts if part.row == row.code and part.code != row.code)
            yield CodebookRow(paper.code, row.code, row.label, f"zählt {paper.counts}: {counts}" if counts else "")
    for table in pack.register.counted:
        if table.crossed and not table.shown:
            yield CodebookRow(table.code, "", table.title, UNSEEN)
        if not table.open:
            for row in pack.register.rows(table):
                meaning = APART if table.unit is Unit.MENTIONS and row.code in SILENT else ""
                label = labels.row(table.code, TableRow(row.code, row.label, 0))
                yield CodebookRow(table.code, row.code, label, meaning)
    for rule in pack.rules:
        yield CodebookRow(tally.FOLLOWED, rule.id, rule.reason, f"Quelle: {rule.source}")


def untold_words(labels: Labels, report: Report) -> Iterator[str]:
    """Yield a sentence for desks that began, for each month of which a desk has not told who came, or not every post
    its cases."""
    yield from (f"Im Zeitraum {one}." for one in _begun(labels, report.begun))
    yield from (
        f"{labels.desk(one.desk)}, {one.first:%m/%Y}: wer kam, ist noch nicht gemeldet." for one in report.untold
    )
    partly = ", ".join(f"{month:%m/%Y} von {told} der {asked}" for month, told, asked in report.cases.partly)
    if never := report.cases.never:
        last = f" bis {never[-1]:%m/%Y}" if len(never) > 1 else ""
        yield f"Fälle fehlen, weil davon noch keine Stelle gemeldet hatte: {never[0]:%m/%Y}{last}."
    if partly:
        yield f"Fälle sind nicht von allen Stellen enthalten: {partly}."
    if hidden := ", ".join(f"{month:%m/%Y}" for month in report.cases.hidden):
        yield f"Fälle fehlen, weil noch zu wenige Stellen gemeldet haben: {hidden}."
    if waiting := ", ".join(f"{month:%m/%Y}" for month in sorted(report.cases.waiting.keys() - {*report.cases.hidden})):
        yield f"Fälle fehlen zum Teil, weil zu dieser Tabelle noch zu wenige Stellen gemeldet haben: {waiting}."
    if report.cases.until and report.cases.until != month_of(report.scope.period.last).first:
        yield f"Der Stand am Monatsende ist der von {report.cases.until:%m/%Y}."


def undecided(store: Store, labels: Labels, scope: Scope) -> Iterator[str]:
    """Yield a sentence for each count of the scope that stands only until somebody has decided."""
    for case in store.counts.undecided():
        count = case.counts[0].batch
        asked = scope.profile in ("", count.profile) and (not scope.desks or count.desk in scope.desks)
        if asked and count.first_day in scope.period:
            yield f"{labels.count(count)}: mehrere Zählungen; gezählt ist die erste, bis jemand entscheidet."


def _begun(labels: Labels, begun: Mapping[date, Sequence[str]]) -> Iterator[str]:
    for day, desks in begun.items():
        yield f"erst seit dem {day_short(day)} selbst gezählt: {', '.join(map(labels.desk, desks))}"


def missing_words(labels: Labels, missing: Sequence[MissingDay]) -> Iterator[str]:
    """Yield a sentence for each day that a desk has not reported."""
    return (f"{labels.desk(one.desk)}, {day_short(one.day)}: nicht gemeldet" for one in missing)


def _listed(titles: Iterable[str]) -> str:
    return ", ".join(f"„{title}“" for title in titles)


def _told(one: BroughtIn) -> str:
    return f"„{one.source}“ ({span(one.period)})"

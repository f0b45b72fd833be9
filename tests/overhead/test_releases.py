"""Releases: rounded from exact sums, entered once, and the same for ever."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from crowd import held, made_up, order_of
from lists import paper as listed
from lists import take

from kiosk import overhead
from kiosk.domain import tally
from kiosk.domain.calendar import Opening
from kiosk.domain.period import Period, month_of
from kiosk.domain.register import Leaves
from kiosk.domain.release import rounded
from kiosk.domain.tally import Batch, Scope
from kiosk.errors import NotReleasable, NotThere, ReleaseReason
from kiosk.export import json_form
from kiosk.export.sentences import RELEASED
from kiosk.storage.database import connect
from kiosk.words import papers
from kiosk.words.labels import Labels

TODAY = date(2026, 11, 23)
OCTOBER = month_of(date(2026, 10, 1))
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))


def counted(pack, seed, persons=70):
    """The cells of so many made-up persons."""
    dice, profile = Random(seed), pack.profiles[0]
    talks = [held([made_up(pack, profile, dice)]) for _ in range(persons)]
    return pack.register.count(order_of(profile), talks)


@pytest.fixture
def counts(store, mettmann):
    """Two days of October."""
    for day in (5, 19):
        when = OCTOBER.first.replace(day=day)
        store.counts.keep_batch(Batch("mettmann", "clearing", when, when, 1, tally.OWN, counted(mettmann, day)))


def release(store, pack, period=OCTOBER, today=TODAY, account="leitung"):
    return overhead.release(store, pack, papers.for_release(store, Labels(pack), period, today), account)


def opened(store, day):
    store.openings.put("mettmann", [day], Opening.OPEN, "leitung")


def test_the_release_says_the_exact_sums_rounded(store, mettmann, counts):
    exact = overhead.report(store, mettmann, Scope(OCTOBER), TODAY).tables
    made = {table.code: table for table in release(store, mettmann).paper.tables}
    assert made["screening"].total == 140
    leaving = [table for table in exact if mettmann.register.of(table.code).leaves is Leaves.PUBLIC]
    for table in leaving:
        if table.code in made:
            assert made[table.code].total == rounded(table.total)
            for row in made[table.code].rows:
                assert row.count == rounded(table.row(row.code).count)
                assert row.before is None
    assert {table.code for table in leaving if table.counted and table.total > 2} <= made.keys()


def test_crossed_tables_stay_in_the_house(store, mettmann, counts):
    quarter = Period(date(2026, 10, 1), date(2026, 12, 31))
    inside = {table.code for table in overhead.report(store, mettmann, Scope(quarter), date(2027, 1, 5)).tables}
    assert {tally.DOORS, tally.RULE_REASONS} <= inside
    content = json.loads(release(store, mettmann).entry.content)
    assert not {table["code"] for table in content["tables"]} & {tally.DOORS, tally.RULE_REASONS, *tally.BY_RULE}


def test_nothing_leaves_that_nobody_counted(store, mettmann, counts):
    """A zero that nobody counted is no figure: not of months before the first, not of a list that reaches beyond."""
    cells = {("papier_screening", "mbe"): 298}
    beyond = Batch("alle", "clearing", date(2023, 4, 1), date(2024, 4, 30), 1, "Vorlage", cells, "screening")
    store.counts.keep_batch(beyond)
    for unit in (QUARTER, month_of(date(2023, 5, 1)), Period(date(2023, 1, 1), date(2023, 12, 31))):
        with pytest.raises(NotReleasable) as refused:
            release(store, mettmann, unit)
        assert refused.value.reason is ReleaseReason.NOT_COUNTED
    months = [unit for unit in overhead.releasable(store, TODAY) if unit.unit == 1]
    assert months == [OCTOBER]


def test_of_a_list_alone_its_own_tables_leave(store, mettmann):
    cells = {("papier_screening", "mbe"): 40}
    store.counts.keep_batch(Batch("alle", "", QUARTER.first, QUARTER.last, 1, "Vorlage", cells, "screening"))
    codes = {table.code for table in release(store, mettmann, QUARTER).paper.tables}
    assert codes == {"screening", "screening_kein_bedarf", tally.ORIGINS}


def test_every_word_is_there(store, mettmann, counts):
    for table in release(store, mettmann).paper.tables:
        assert table.title
        assert all(row.label for row in table.rows), table.code


def test_the_digest_is_the_hash_of_what_left(store, mettmann, counts):
    entry = release(store, mettmann).entry
    assert hashlib.sha256(entry.content.encode()).hexdigest() == entry.digest
    assert json.loads(entry.content)["rounded"] is True


def test_the_same_release_again_is_the_one_that_is_there(store, mettmann, counts):
    first = release(store, mettmann)
    later = [release(store, mettmann, today=date(2026, 12, day), account="vertretung") for day in range(1, 31)]
    assert {(one.entry, one.again) for one in later} == {(first.entry, True)}
    assert len(store.releases.entries()) == 1
    assert not first.again


def test_every_period_has_its_own_entry_and_the_newest_stands_first(store, mettmann, counts):
    nobody_came = Batch("mettmann", "clearing", QUARTER.last, QUARTER.last, 1, tally.OWN, {})
    store.counts.keep_batch(nobody_came)
    release(store, mettmann)
    release(store, mettmann, QUARTER)
    assert [entry.period for entry in store.releases.entries()] == [QUARTER, OCTOBER]
    assert all(entry.content == "" for entry in store.releases.entries())


def test_a_correction_makes_a_new_release_and_leaves_the_old_one_alone(store, mettmann, counts):
    before = release(store, mettmann)
    when = OCTOBER.first.replace(day=5)
    store.counts.keep_batch(Batch("mettmann", "clearing", when, when, 1, tally.OWN, counted(mettmann, 5, 90)))
    after = release(store, mettmann, today=date(2026, 12, 1))
    assert not after.again
    assert after.entry.digest != before.entry.digest
    assert after.paper.as_of == date(2026, 12, 1)
    assert overhead.released(store.releases.entry(before.entry.number)) == before


def test_one_person_more_need_not_change_anything_outside(store, mettmann):
    made = []
    for persons in (40, 41):
        cells = tally.in_short(mettmann.vocabulary, persons, {"v_kim_cm": persons})
        store.counts.keep_batch(Batch("mettmann", "clearing", OCTOBER.first, OCTOBER.first, 1, tally.OWN, cells))
        made.append(release(store, mettmann).entry)
    assert made[0] == made[1]


def test_a_release_is_always_the_whole_county(store, mettmann, counts):
    when = OCTOBER.first.replace(day=7)
    store.counts.take_delivered(
        Batch("velbert", "chancenaufenthalt", when, when, 1, tally.OWN, counted(mettmann, 7), received=TODAY)
    )
    paper = release(store, mettmann).paper
    assert (paper.profile, paper.desks) == ("", ())
    assert next(table.total for table in paper.tables if table.code == "screening") == 210


def test_a_period_that_may_not_leave_enters_nothing(store, mettmann, counts):
    for period in (month_of(TODAY), Period(OCTOBER.first, OCTOBER.first), Period(OCTOBER.first, TODAY)):
        with pytest.raises(NotReleasable):
            release(store, mettmann, period)
    assert store.releases.entries() == []


def test_what_was_never_released_is_not_there(store):
    with pytest.raises(NotThere):
        store.releases.entry(1)


def test_a_release_names_the_days_that_nobody_reported(store, mettmann, counts):
    opened(store, date(2026, 10, 5))
    opened(store, date(2026, 10, 7))
    made = release(store, mettmann)
    assert made.paper.missing == ("Clearingstelle Mettmann, Auf dem Hüls 5, 07.10.2026: nicht gemeldet",)
    assert json.loads(made.entry.content)["missing_days"] == [
        "Clearingstelle Mettmann, Auf dem Hüls 5, 07.10.2026: nicht gemeldet"
    ]


def test_a_day_that_comes_in_late_makes_a_new_release_and_the_old_one_goes_on_naming_it(store, mettmann, counts):
    day = date(2026, 10, 7)
    opened(store, day)
    before = release(store, mettmann)
    store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, tally.OWN, {}))
    after = release(store, mettmann)
    assert not after.again
    assert after.paper.missing == ()
    assert overhead.released(store.releases.entry(before.entry.number)).paper.missing == (
        "Clearingstelle Mettmann, Auf dem Hüls 5, 07.10.2026: nicht gemeldet",
    )


def test_a_release_says_how_it_was_counted_and_rounded(store, mettmann, counts):
    made = release(store, mettmann)
    assert made.paper.method[: len(RELEASED)] == RELEASED
    assert made.paper.method[len(RELEASED)].startswith("Gezählt werden Personen")
    assert json.loads(made.entry.content)["method"] == list(made.paper.method)


def test_the_last_paper_is_a_list_that_was_ticked_or_the_last_release_and_no_other_list(office, mettmann, counts):
    store, november = office.store, month_of(date(2026, 11, 1))
    overlooked = take(office, listed("screening_outcomes"), printed=False)
    assert (overlooked.new, overhead.last_paper(store, mettmann, OCTOBER)) == (True, ())
    overhead.undo(store, overlooked.known)
    assert take(office, listed("screening_outcomes")).new
    (former,) = overhead.last_paper(store, mettmann, OCTOBER)
    assert (former.source, former.table.total) == ("Vorlage 50/014/2024", 298)
    made = release(store, mettmann).paper
    formers = {one.table.code: one for one in overhead.last_paper(store, mettmann, november)}
    assert formers["screening"].table == next(one for one in made.tables if one.code == "screening")
    assert formers["screening"].source == "gerundete Veröffentlichung vom 23.11.2026"
    assert overhead.rounded_former(mettmann, formers["screening"]) == formers["screening"]


def test_a_release_carries_the_last_paper_rounded_as_all_that_leaves(store, mettmann, counts):
    first, last = date(2023, 4, 1), date(2024, 4, 30)
    cells = {(tally.PAPER_PREFIX + "screening", "kim_cm"): 73, (tally.PAPER_PREFIX + "screening", "mbe"): 2}
    printed = Batch("mettmann", "clearing", first, last, 1, "Vorlage 50/014/2024", cells, paper="screening")
    store.counts.keep_batch(printed)
    (former,) = release(store, mettmann).paper.last_paper
    assert (former.source, former.period) == ("Vorlage 50/014/2024", Period(first, last))
    assert {row.code: row.count for row in former.table.rows if row.count} == {"kim_cm": 75}
    assert former.table.total == 75


def test_a_release_from_before_there_was_a_method_can_still_be_read(store, mettmann, counts):
    entry = release(store, mettmann).entry
    older = {name: value for name, value in json.loads(entry.content).items() if name not in ("method", "last_paper")}
    paper = overhead.released(replace(entry, content=json.dumps(older))).paper
    assert (paper.method, paper.last_paper) == ((), ())
    assert paper.tables


def test_the_last_paper_of_the_first_releases_stays_exact_and_the_file_says_the_same(store, mettmann, counts):
    entry = release(store, mettmann).entry
    row = {"code": "mbe", "label": "MBE", "count": 3, "share": 1.0, "before": None, "change": None}
    table = {"code": "screening", "title": "S", "unit": "personen", "rows": [row], "total": 3, "total_before": None}
    days = {"from": "2023-04-01", "to": "2024-04-30"}
    older = json.loads(entry.content) | {"last_paper": [{"source": "Vorlage", "period": days, "table": table}]}
    paper = overhead.released(replace(entry, content=json.dumps(older))).paper
    assert not paper.last_paper[0].table.rounded
    told = json.loads(json_form.content(paper))
    assert {name: told[name] for name in older} == older


def test_a_release_is_worked_out_while_others_write(store, mettmann, counts):
    other = connect(store.file.path)
    other.conn.execute("BEGIN IMMEDIATE")
    paper = papers.for_release(store, Labels(mettmann), OCTOBER, TODAY)
    other.conn.execute("ROLLBACK")
    other.close()
    assert overhead.release(store, mettmann, paper, "leitung").paper.tables == paper.tables


def test_exact_numbers_are_never_entered_in_the_list(store, mettmann, counts):
    exact = papers.paperwork(store, Labels(mettmann), Scope(OCTOBER), TODAY)
    with pytest.raises(ValueError, match="exact"):
        overhead.release(store, mettmann, exact, "leitung")


@pytest.mark.parametrize("days", [[date(2026, 9, 1)], [date(2026, 9, 2), date(2026, 9, 30)]])
def test_a_list_of_less_than_months_stays_out_of_a_release(store, mettmann, counts, days):
    for day in days:
        cells = {(tally.PAPER_PREFIX + "screening", "mbe"): 2}
        store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, "Strichliste", cells, paper="screening"))
    assert overhead.last_paper(store, mettmann, OCTOBER)
    assert release(store, mettmann).paper.last_paper == ()

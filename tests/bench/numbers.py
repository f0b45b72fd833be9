"""The overhead's work as it grows: collecting from more desks, the numbers of more years, the workbook of a year."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from kiosk import demo, desk, pack
from kiosk.desk import Office
from kiosk.domain.delivery import file_name
from kiosk.domain.period import month_of
from kiosk.domain.tally import OWN, Batch, Cells
from kiosk.pack import Desk, Pack
from kiosk.storage import Store
from kiosk.transfer import day_file
from kiosk.transfer.collecting import collect
from tests.bench.desk import office_of, signed_in

MOST_DESKS, DAYS_A_YEAR, YEARS = 50, 250, 10
AT_ONCE = 2000
Invented = Mapping[bool, Sequence[Cells]]
"""What desks count on days, and (True) in months."""


def run(pack_folder: Path, short: bool, say: Callable[[str], None]) -> None:
    """All measurements, one line each."""
    days, years = (2, 1) if short else (DAYS_A_YEAR, YEARS)
    with tempfile.TemporaryDirectory() as folder:
        invented = _invented(pack_folder, Path(folder) / "invented")
        _collecting(pack_folder, Path(folder) / "collecting", invented[False], days, say)
        _pages(pack_folder, Path(folder) / "pages", invented, (days, years), say)


def _collecting(pack_folder: Path, folder: Path, cells: Sequence[Cells], days: int, say: Callable[[str], None]) -> None:
    """Each size in a process of its own, so that its memory can be read."""
    first = 0.0
    for desks in (1, 10, MOST_DESKS):
        place = folder / str(desks)
        many = with_desks(pack.load(pack_folder), desks)
        _deliver(many, place / "delivered", cells, days)
        code = "import sys; from tests.bench.numbers import collect_here; collect_here(*sys.argv[1:])"
        command = [sys.executable, "-c", code, str(pack_folder), str(place), str(desks)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        seconds, megabytes, size = (float(word) for word in told)
        first = first or seconds
        say(
            f"collecting {desks:>2} desks x {days} days      {seconds:6.2f} s = {seconds / first:5.1f} x one desk, "
            f"{megabytes:5.1f} MB memory, store {size:6.1f} MB"
        )


def collect_here(pack_folder: str, place: str, desks: str) -> None:
    """Collect what was delivered and print seconds, peak memory and the store's size in MB."""
    many, folder = with_desks(pack.load(Path(pack_folder)), int(desks)), Path(place)
    with closing(Store.create(folder / "data" / "desk.sqlite3")) as store:
        began = time.perf_counter()
        done = list(collect(store, many, folder / "delivered", date(2030, 1, 1)))[-1]
        seconds = time.perf_counter() - began
        if done.new != done.total:
            raise SystemExit(f"only {done.new} of {done.total} files were taken in")
        store.file.empty_log()
    size = (folder / "data" / "desk.sqlite3").stat().st_size / 1e6
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, size)


def _pages(
    pack_folder: Path, folder: Path, invented: Invented, size: tuple[int, int], say: Callable[[str], None]
) -> None:
    """The page and the workbook for one desk and year, then for all desks and years in the same store program."""
    days, years = size
    small = _filled(pack_folder, folder / "small", invented, 1, days)
    large = _filled(pack_folder, folder / "large", invented, MOST_DESKS, days * years)
    with closing(small.store), closing(large.store):
        little, much = (signed_in(one, "overhead") for one in (small, large))
        for name, address in (
            ("numbers page, everything", "/numbers?period=all"),
            ("numbers page, everything, who came", "/numbers?period=all&part=menschen"),
            ("numbers page, own days of a year", "/numbers?from=2025-02-03&to=2026-02-02"),
            ("numbers page, one desk of many", "/numbers?desk=desk-0"),
            ("workbook of a year", "/numbers.xlsx?from=2026-01-01&to=2026-12-31"),
        ):
            one, many = _in_turn(little, much, address)
            say(
                f"{name:<34} {many * 1e3:7.1f} ms at {MOST_DESKS} desks x {days * years} days = "
                f"{many / one:5.2f} x one desk, one year"
            )
        before = _seconds(much, "/numbers")
        with large.store.at_once():
            for _ in islice(demo.fill(large, date(2026, 11, 20), ["de", "ar"]), 5):
                pass
        say(f"numbers page with open talks       {_seconds(much, '/numbers') / before:7.2f} x without")


def _in_turn(one: FlaskClient, other: FlaskClient, address: str) -> tuple[float, float]:
    times = [(_seconds(one, address), _seconds(other, address)) for _ in range(5)]
    return median(first for first, _ in times), median(second for _, second in times)


def _seconds(client: FlaskClient, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return time.perf_counter() - began


# made-up desks


def with_desks(one: Pack, number: int) -> Pack:
    """The pack with so many desks, each open from Monday to Friday."""
    desks = tuple(Desk(f"desk-{place}", f"Desk {place}", (0, 1, 2, 3, 4), date(2017, 1, 2)) for place in range(number))
    return replace(one, site=replace(one.site, desks=desks))


def _invented(pack_folder: Path, folder: Path) -> Invented:
    """What a demo desk counts in some weeks, by day and by month."""
    office = office_of(pack_folder, folder)
    with closing(office.store):
        for _ in demo.fill(office, date(2026, 11, 20), ["de", "en", "ar"]):
            pass
        desk.close_months(office, date(2026, 12, 1))
        found = [
            one for one in office.store.reported.batches(date(2026, 10, 1), date(2026, 11, 30)) if one.source == OWN
        ]
        return {of_month: [one.cells for one in found if one.of_month == of_month] for of_month in (False, True)}


def _opening_days(last: date) -> Iterator[date]:
    """Working days backwards from this one."""
    return (day for back in range(20_000) if (day := last - timedelta(days=back)).weekday() < 5)


def _batches(many: Pack, cells: Sequence[Cells], days: int) -> Iterator[Batch]:
    profile = many.profiles[-1].code
    for number, day in enumerate(islice(_opening_days(date(2026, 11, 20)), days)):
        for place, one in enumerate(many.site.desks):
            counted = cells[(number * 7 + place) % len(cells)]
            yield Batch(one.code, profile, day, day, 1, OWN, counted, received=date(2026, 11, 21))


def _months(many: Pack, cells: Sequence[Cells], days: Iterable[date]) -> Iterator[Batch]:
    """What the desks told of the months that are over."""
    profile = many.profiles[-1].code
    for number, first in enumerate(sorted({day.replace(day=1) for day in days} - {date(2026, 11, 1)})):
        for place, one in enumerate(many.site.desks):
            counted = cells[(number + place) % len(cells)]
            yield Batch(one.code, profile, first, month_of(first).last, 1, OWN, counted, received=date(2026, 11, 21))


def _deliver(many: Pack, folder: Path, cells: Sequence[Cells], days: int) -> None:
    """The files that the desks would have delivered."""
    folder.mkdir(parents=True)
    for batch in _batches(many, cells, days):
        content = day_file.content(many, [batch])
        (folder / file_name(batch, content)).write_bytes(content)


def _filled(pack_folder: Path, folder: Path, invented: Invented, desks: int, days: int) -> Office:
    """An overhead's office that has taken in so many days of so many desks, and their months."""
    office = office_of(pack_folder, folder)
    office = replace(office, pack=with_desks(office.pack, desks))
    counted = islice(_opening_days(date(2026, 11, 20)), days)
    waiting = chain(_batches(office.pack, invented[False], days), _months(office.pack, invented[True], counted))
    while portion := list(islice(waiting, AT_ONCE)):
        with office.store.at_once():
            for batch in portion:
                office.store.counts.take_delivered(batch)
    return office

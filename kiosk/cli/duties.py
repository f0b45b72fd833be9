"""forget, tally, deliver and collect: what the clerk of a running desk does by itself, once and now."""

import logging
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from kiosk import demo, desk
from kiosk.clerk import COLLECT, DELIVER, FORGET, HOW_IT_WENT, TALLY, Clerk
from kiosk.cli.root import A_PATH, Day, account_for, commands, opened, placed, say
from kiosk.clock import LOCAL, DayClock
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.domain.delivery import Target, TargetKind
from kiosk.domain.period import Period
from kiosk.errors import DutyReason, SettingWrong
from kiosk.storage import SITE, TALLIES, LogEvent
from kiosk.transfer import sending
from kiosk.transfer.collecting import Progress
from kiosk.transfer.parcel import Credentials
from kiosk.words.labels import german_labels
from kiosk.words.notices import about, count_in_words, notice_of


def _no_outcome(record: logging.LogRecord) -> bool:
    """Keep how a duty went from a terminal where no log was begun: the command says it in words."""
    return record.msg != HOW_IT_WENT


if logging.lastResort:
    logging.lastResort.addFilter(_no_outcome)


def trusting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that closes or deletes the option to believe the clock."""
    return click.option("--trust-clock", is_flag=True, help="Die Uhr stimmt, auch wenn sie weit gesprungen ist.")(
        command
    )


def clock_of(office: Office, trust: bool = False) -> DayClock:
    """Return the clock of this data folder. Raises SettingWrong while it is in doubt, unless it is to be trusted."""
    clock = DayClock(office.store.last_day)
    if trust:
        clock.confirm()
    if doubted := clock.doubted_day:
        raise SettingWrong(
            "--trust-clock",
            f"die Uhr zeigt den {doubted:%d.%m.%Y}, zuletzt war der {clock.today:%d.%m.%Y}. Nichts wurde abgeschlossen"
            " oder gelöscht. Die Uhr stellen oder, wenn sie stimmt, --trust-clock dazuschreiben.",
        )
    return clock


@commands.command()
@placed
@trusting
def forget(settings: Config, trust_clock: bool) -> None:
    """Offene Tage abschließen und Gespräche löschen, deren Frist um ist."""
    office = opened(settings)
    clerk = Clerk(office, clock_of(office, trust_clock), settings.tallies)
    clerk.do(FORGET)
    _write_tallies(clerk, settings)
    say(f"Gespräche, die älter als {office.pack.site.retention_days} Tage sind, sind gelöscht. Die Zählungen bleiben.")


@commands.command()
@placed
@trusting
@click.argument("day", type=Day())
def tally(settings: Config, day: date, trust_clock: bool) -> None:
    """Einen Tag abschließen und seine Zählung schreiben."""
    office = opened(settings)
    clock = clock_of(office, trust_clock)
    if day > clock.today:
        raise SettingWrong("TAG", f"{day:%d.%m.%Y} liegt in der Zukunft")
    for one in office.pack.site.desks:
        desk.close_day(office, one.code, day)
        for batch in office.store.counts.counted_here(one.code, Period(day, day)):
            office.store.outbox.put(TALLIES, batch)
    clerk = Clerk(office, clock, settings.tallies)
    _write_tallies(clerk, settings)
    for one in office.pack.site.desks:
        path = next((path for path in clerk.sent if Path(path).parent.parent.name == one.code), "")
        elsewhere = office.store.counts.counts_of(one.code, day)
        problem = "hat ein anderer Rechner gezählt, dieser hier nicht" if elsewhere else "war keine Sprechstunde"
        say(f"{one.name}: {path}" if path else f"{one.name}: am {day:%d.%m.%Y} {problem}.")


def _write_tallies(clerk: Clerk, settings: Config) -> None:
    if clerk.do(TALLY):
        problem = "lässt sich nicht schreiben. Die Zählungen sind sicher. Rechte und Platz prüfen, dann noch einmal."
        raise SettingWrong(str(settings.tallies), problem)


@commands.command()
@placed
@click.option("--all", "everything", is_flag=True, help="Alle hier gezählten Tage noch einmal, auch schon gelieferte.")
def deliver(settings: Config, everything: bool) -> None:
    """Was in der Ablage liegt, jetzt liefern."""
    office = opened(settings)
    if office.pack.site.delivery is None:
        raise SettingWrong("site.toml [delivery]", "kein Ziel eingetragen; die Zählungen bleiben auf diesem Rechner")
    if demo.is_drill(office):
        raise SettingWrong("--data", "das sind Übungsdaten; sie werden nicht geliefert")
    if everything:
        sending.once_more(office.store)
    clerk = Clerk(office, DayClock(office.store.last_day), settings.tallies, credentials_of(settings))
    clerk.do(DELIVER)
    for name in clerk.sent:
        say(f"geliefert: {name}")
    waiting = len(office.store.outbox.waiting(SITE))
    say(f"In der Ablage: { {0: 'keine Zählung', 1: 'eine Zählung'}.get(waiting, f'{waiting} Zählungen') }.")
    for failing in office.store.failing.all():
        if failing.duty == DELIVER:
            since = datetime.fromtimestamp(failing.since, LOCAL)
            told = notice_of(failing.reason).in_terminal
            say(f"Lieferung klappt seit {since:%d.%m.%Y} nicht. {told}", wrong=True)
            sys.exit(2)


def credentials_of(settings: Config) -> Credentials:
    """Return what the target asks for, from the environment and the data folder."""
    return Credentials(settings.delivery_user, settings.delivery_password, settings.ssh_key, settings.known_hosts)


@commands.command()
@placed
@click.argument("folder", type=A_PATH, metavar="[ORDNER]", required=False)
@click.option("--decide", metavar="NUMMER", type=int, help="Von mehreren Zählungen eines Tages diese gelten lassen.")
def collect(settings: Config, folder: Path | None, decide: int | None) -> None:
    """Einsammeln, was die Desks in diesen Ordner geliefert haben; entscheiden, was sich nicht von selbst klärt."""
    office = opened(settings)
    clock = DayClock(office.store.last_day)
    if decide is not None:
        _decide(office, decide, clock.today)
    inbox = folder or settings.collect or delivered_to(office.pack.site.delivery)
    if inbox is None and decide is None:
        raise SettingWrong("ORDNER", "fehlt: der Ordner, in den die Desks liefern")
    if inbox:
        clerk = Clerk(office, clock, settings.tallies, inbox=inbox)
        if clerk.do(COLLECT) == DutyReason.NO_FOLDER:
            raise SettingWrong(str(inbox), "fehlt oder ist nicht lesbar; ist der Ordner verbunden?")
        _tell(clerk.collected or Progress(), len(office.store.counts.undecided()))
    _ask(office)


def delivered_to(target: Target | None) -> Path | None:
    """Return the folder that the desks of this pack deliver into, if it is one."""
    return Path(target.address) if target and target.kind is TargetKind.FOLDER else None


def _tell(progress: Progress, open_cases: int) -> None:
    aside, waiting = len(progress.set_aside), len(progress.waiting)
    undecided = f", {open_cases} zu entscheiden" if open_cases else ""
    later = f", {waiting} noch nicht an der Reihe" if waiting else ""
    say(f"{progress.new} neu, {progress.known} schon bekannt, {aside} neu zur Seite gelegt{undecided}{later}.")
    for one in (*progress.set_aside, *progress.waiting):
        notice = notice_of(one.reason)
        detail = f" ({about(one)})" if one.detail else ""
        say(f"  {one.name}: {notice.title.rstrip('.')}{detail} → {notice.todo}")
    if aside:
        say("Zur Seite Gelegtes ist nicht gezählt und bleibt im Ordner, wie es ist.")


def _ask(office: Office) -> None:
    """Set before the person what nobody else can decide, with every figure and the number to choose it by."""
    labels = german_labels(office.store, office.pack)
    for case in office.store.counts.undecided():
        first = case.counts[0]
        say(f"{labels.count(first.batch)}: mehrere Zählungen. Bis zur Entscheidung gilt die erste.")
        for one in case.counts:
            say(f"  {one.number}: {count_in_words(one.batch, [other.batch for other in case.counts], labels)}")
        say(f"  Beim Desk nachfragen, dann: kiosk collect --decide {first.number}, oder eine andere Nummer.")


def _decide(office: Office, number: int, today: date) -> None:
    seen = next((case.numbers for case in office.store.counts.undecided() if number in case.numbers), ())
    if not office.store.counts.decide(number, seen, "Terminal", today):
        raise SettingWrong("--decide", f"{number} steht nicht zur Entscheidung. Die Nummern nennt: kiosk collect")
    account_for(office, LogEvent.COUNT_DECIDED, str(number))
    say(f"Entschieden: Zählung {number} gilt, die anderen dieses Tages nicht mehr.")

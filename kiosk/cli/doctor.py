"""doctor: whether this installation is well, and what to do where it is not."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

from kiosk import health
from kiosk.cli.duties import credentials_of
from kiosk.cli.root import commands, opened, placed, say
from kiosk.cli.unfilled import unfilled
from kiosk.clock import DayClock, wall_clock
from kiosk.config import Config
from kiosk.demo import is_drill
from kiosk.desk import Office
from kiosk.errors import PackBroken, SettingWrong, StoreReason, StoreTooNew, StoreUnavailable
from kiosk.storage import Store
from kiosk.transfer.parcel import Credentials
from kiosk.words import catalogues
from kiosk.words.notices import notice_of


@commands.command()
@placed
def doctor(settings: Config) -> None:
    """Prüfen, ob hier alles in Ordnung ist, und sagen, was zu tun ist."""
    found = list(_problems(settings))
    for line in found:
        say(f"! {line}", wrong=True)
    if found:
        say(f"{len(found)} zu tun." if len(found) > 1 else "Eines zu tun.", wrong=True)
        sys.exit(1)
    say("Alles in Ordnung.")


def _problems(settings: Config) -> Iterator[str]:
    """Yield what is not well; what keeps the program from starting ends the list."""
    try:
        _check_sound(settings)
        yield from _of_office(opened(settings), credentials_of(settings))
    except PackBroken as error:
        yield from (f"Paket: {complaint}" for complaint in error.complaints)
    except SettingWrong as error:
        yield f"{error.setting}: {error.problem}"
    except (StoreTooNew, StoreUnavailable) as error:
        yield f"Speicher: {notice_of(error).in_terminal}"


def _check_sound(settings: Config) -> None:
    """Look through the whole store before anything is written into it. Raises StoreUnavailable."""
    with closing(Store.open(settings.store)) as store:
        if not store.is_sound():
            raise StoreUnavailable(StoreReason.DAMAGED)


def _of_office(office: Office, credentials: Credentials) -> Iterator[str]:
    if number := office.store.account_log.broken_at():
        yield f"Protokoll: Zeile {number} fehlt oder wurde geändert. Die Datenschutzbeauftragte rufen."
    yield from health.problems(office, DayClock(office.store.last_day))
    if not is_drill(office):
        for line in health.expected_keys(office, credentials):
            say(line)
        yield from health.host_problems(office, credentials)
        yield from health.certificate_problems(office, wall_clock())
    yield from _of_pack(office)
    office.store.close()


def _of_pack(office: Office) -> Iterator[str]:
    if open_ends := [*unfilled(office.pack, Counter(), wall_clock().date())]:
        yield f"Paket: {len(open_ends)} Angaben fehlen noch. Welche: kiosk check"
    words = catalogues.load(office.pack)
    if drafts := catalogues.unchecked(office.pack, words):
        told = ", ".join(f"{tag} {number}" for tag, number in drafts.items())
        yield f"Sprachen: Sätze, die niemand geprüft hat: {told}. Von Menschen prüfen lassen, die sie sprechen."

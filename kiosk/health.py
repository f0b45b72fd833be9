"""Whether an installation is well: each problem as a sentence that says what to do, none where all is well."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from ssl import SSLCertVerificationError
from urllib.parse import urlsplit

from kiosk.clock import LOCAL, DayClock
from kiosk.demo import is_drill
from kiosk.desk import Office
from kiosk.domain.delivery import TargetKind
from kiosk.errors import DeliveryFailed, DeliveryReason, DutyName, PepperLost
from kiosk.storage import SITE
from kiosk.transfer import backups, certificates, sftp, targets
from kiosk.transfer.parcel import Credentials
from kiosk.words.catalogues import day_short
from kiosk.words.notices import notice_of

DAY = 24 * 3600
LEAST_SPACE = 200 * 1024 * 1024
"""Bytes: an upgrade or a restore needs the store twice."""
WAITING = timedelta(days=3)
"""So long a counted day may wait for its target, over a weekend."""
HTTPS, RENEWED = 443, timedelta(days=30)
"""The port where an address names none; before its last so many days a certificate is renewed."""

DUTIES: dict[str, str] = {
    DutyName.FORGET: "Abschließen und Löschen",
    DutyName.TALLY: "Tagesdateien",
    DutyName.DELIVER: "Lieferung",
    DutyName.COLLECT: "Einsammeln",
    DutyName.BACKUP: "Sicherung",
    DutyName.SLIPS: "Zettelseiten",
}


def problems(office: Office, clock: DayClock) -> Iterator[str]:
    """Yield what is not well, as far as it is quickly seen."""
    yield from _of_files(office.store.file.path.parent)
    try:
        office.store.read_pepper()
    except PepperLost as error:
        yield f"Passwörter: {error}: {notice_of(error).in_terminal}"
    if doubted := clock.doubted_day:
        yield (
            f"Uhr: sie zeigt den {day_short(doubted)}, zuletzt war der {day_short(clock.today)}."
            " Die Uhr stellen oder am Desk bestätigen."
        )
    if not is_drill(office):
        yield from _of_backups(office, clock)
        yield from _of_deliveries(office, clock)
    for failing in office.store.failing.all():
        since = datetime.fromtimestamp(failing.since, LOCAL).date()
        yield f"{DUTIES[failing.duty]}: klappt seit {day_short(since)} nicht. {notice_of(failing.reason).in_terminal}"


def backup_is_old(office: Office, now: int) -> bool:
    """Tell whether the site wants backups and the last one is older than a day, or there is none."""
    wanted = office.pack.site.backup is not None and not is_drill(office)
    return wanted and not 0 <= now - backups.last_backup(office.store) <= DAY


def expected_keys(office: Office, credentials: Credentials) -> Iterator[str]:
    """Yield by which keys target and desk know each other, and who reads the backups: a person compares them."""
    target, backup = office.pack.site.delivery, office.pack.site.backup
    if target and target.kind is TargetKind.SFTP:
        if known := sftp.known_keys(target.address, credentials):
            yield f"Schlüssel von {target.host}, wie hier bekannt: {' '.join(known)}"
        if own := sftp.own_key(credentials):
            yield f"Eigener Schlüssel für {target.host}: {own}"
    if (server := _with_certificate(office)) and (shown := certificates.fingerprint(*server)):
        yield f"Zertifikat von {server[0]}, wie es sich zeigt: SHA-256 {shown}"
    if backup and backup.key:
        yield f"Sicherungen liest, wer den geheimen Schlüssel hat zu: {backup.key}"


def host_problems(office: Office, credentials: Credentials) -> Iterator[str]:
    """Yield why a target over SFTP would get nothing, and which key it shows."""
    target = office.pack.site.delivery
    if target is None or target.kind is not TargetKind.SFTP:
        return
    try:
        seen = sftp.look(target.address, credentials)
    except DeliveryFailed as error:
        seen = sftp.Look("", error.reason)
    if seen.refusal is DeliveryReason.NOT_TRUSTED:
        known = " ".join(sftp.known_keys(target.address, credentials)) or "keiner"
        yield (
            f"Lieferung: {target.host} zeigt den Schlüssel {seen.shown}, hier bekannt ist: {known}."
            " Nichts wird geliefert."
            f" Den Betreiber fragen, welcher seiner ist; nur den in {credentials.known_hosts} eintragen."
        )
    elif seen.refusal is DeliveryReason.NOT_LET_IN and not credentials.key.exists():
        yield f"Lieferung: es fehlt der eigene Schlüssel {credentials.key}. Mit ssh-keygen einen machen."
    elif seen.refusal:
        yield f"Lieferung: {notice_of(seen.refusal).in_terminal}"


def certificate_problems(office: Office, now: datetime) -> Iterator[str]:
    """Yield what is wrong with the certificate of the target; a desk talks to nobody else, so no other is asked."""
    if (server := _with_certificate(office)) and (problem := _of_certificate(*server, now)):
        yield f"Zertifikat von {server[0]}: {problem}"


def _with_certificate(office: Office) -> tuple[str, int] | None:
    """Return name and port of the target where it has a certificate to show."""
    target = office.pack.site.delivery
    if target is None or not target.address.startswith("https://"):
        return None
    return target.host, urlsplit(target.address).port or HTTPS


def _of_certificate(host: str, port: int, now: datetime) -> str:
    try:
        until = certificates.good_until(host, port)
    except SSLCertVerificationError:
        return (
            "Dieser Rechner traut ihm nicht. Kommt es von einer eigenen Stelle, SSL_CERT_FILE auf deren Zertifikat"
            " setzen; sonst den Betreiber fragen."
        )
    except OSError:
        return "Der Server antwortet nicht. Netz und Adresse in site.toml prüfen."
    if until is None:
        return "Es ist abgelaufen. Erneuern lassen."
    return f"Es gilt nur noch bis {day_short(until.date())}. Erneuern lassen." if until - now < RENEWED else ""


def _of_files(folder: Path) -> Iterator[str]:
    for path in (folder, *folder.parent.glob(f"{folder.name}.pepper"), *sorted(folder.iterdir())):
        if os.name == "posix" and not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            closing = folder if path.parent == folder else path
            yield f"Rechte: {path} ist für andere offen. So schließen: chmod -R go= {closing}"
            break
    free = shutil.disk_usage(folder).free
    if free < LEAST_SPACE:
        yield f"Platz: nur noch {free // 1024**2} MB frei. Platz schaffen."


def _of_backups(office: Office, clock: DayClock) -> Iterator[str]:
    target, last = office.pack.site.backup, backups.last_backup(office.store)
    if target is None:
        yield "Sicherung: kein Ordner eingetragen, diese Daten liegen nur hier. In site.toml [backup] einen nennen."
        return
    if not Path(target.folder).is_dir():
        yield f"Sicherung: den Ordner {target.folder} gibt es nicht. Ist der Datenträger verbunden?"
    elif backups.proven(office.store, target) and backups.is_bare(target):
        yield f"Sicherung: {notice_of(DeliveryReason.EMPTIED).in_terminal}"
    elif last and not backups.lies_in(office.store, target):
        yield f"Sicherung: in {target.folder} liegt keine dieses Speichers. Jetzt: kiosk backup"
    if problem := backups.problem_of_key(target.key):
        yield f"Sicherung: {notice_of(problem).in_terminal}"
    if target.key and any(Path(target.folder).glob("kiosk_*.sqlite3")):
        yield f"Sicherung: in {target.folder} liegen unverschlüsselte von früher. Löschen, was nicht auf .age endet."
    if backup_is_old(office, int(clock().timestamp())):
        when = f"die letzte ist vom {day_short(datetime.fromtimestamp(last, LOCAL).date())}" if last else "noch keine"
        yield f"Sicherung: {when}. Läuft der Desk? Sonst: kiosk backup"


def _of_deliveries(office: Office, clock: DayClock) -> Iterator[str]:
    target = office.pack.site.delivery
    if target is None:
        return
    if target.kind is TargetKind.FOLDER and not Path(target.address).is_dir():
        yield f"Lieferung: den Ordner {target.address} gibt es nicht. Ist das Laufwerk verbunden?"
    if not targets.is_installed(target):
        yield f"Lieferung: {notice_of(DeliveryReason.NOT_INSTALLED).in_terminal}"
    waiting = office.store.outbox.waiting(SITE)
    if waiting and clock.today - waiting[0].period.last > WAITING:
        yield f"Lieferung: {day_short(waiting[0].period.last)} wartet noch. Läuft der Desk? Sonst: kiosk deliver"

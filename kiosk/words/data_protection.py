"""The data protection papers as drafts for the county's officer: made from the data list, the measures and the site."""

import tomllib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from kiosk.desk import DRAFT_DAYS
from kiosk.pack import Pack
from kiosk.pack.model import Site
from kiosk.storage.data_list import Column, Group, data_list

OPEN = "*trägt der Kreis ein*"
DRAFT = (
    "> **Entwurf** für die Datenschutzbeauftragte oder den Datenschutzbeauftragten des Kreises, kein geltendes Papier."
    " Gemacht mit `kiosk papers` aus Datenliste, Maßnahmen und `site.toml`; nicht von Hand ändern."
    " Rechtsgrundlagen sind Vorschläge."
)

DELETION = """Mit dem Tagesabschluss gehen: {left}. Alles Übrige eines Gesprächs geht nach {days} Tagen; Zahlen bleiben.
Was gelöscht ist, steht mit keinem Byte mehr in der Datei; auf der Seite „Protokoll“ steht, was wann ging. Eine
Sicherung mit Gesprächen geht, wenn das älteste darin vergessen ist. Springt die Uhr, wird nichts gelöscht, bevor
jemand geantwortet hat."""
INFORMATION = """**Wer ist verantwortlich?** {county}; {responsible}

**Wer hilft bei Fragen zum Datenschutz?** {officer}

**Wozu?** Wir suchen mit Ihnen die richtige Stelle. Mit den Zahlen lernen wir, welche Hilfe fehlt.

**Was schreiben wir auf?** Keinen Namen, kein Geburtsdatum, keine Adresse, keine Nationalität. Aus festen Listen:
{asked}; den Tag, die Sprache, den Vorschlag und das Ergebnis.

**Auf welcher Grundlage?** {basis}

**Müssen Sie antworten?** Nein. Alles ist freiwillig. Ohne Antwort entsteht kein Nachteil.

**Wer bekommt das?** {recipients}. Ihre Antworten sieht nur die Beratung, andere sehen Zahlen.

**Wie lange?** {left}: bis der Tag abgeschlossen ist. Alles andere: höchstens {days} Tage. Nur Zahlen bleiben.

**Ihre Rechte:** Auskunft, Berichtigung, Löschung, Einschränkung, Widerspruch. Ohne Namen finden wir Ihr Gespräch
später nicht wieder.

**Wo können Sie sich beschweren?** {supervisor}"""


def papers(pack: Pack) -> dict[str, str]:
    """Return each paper by the name of its file, as Markdown, in German."""
    site = pack.site
    made = {
        "verarbeitungsverzeichnis.md": ("Verzeichnis der Verarbeitungstätigkeit (Art. 30 DSGVO)", _record(site)),
        "loeschkonzept.md": ("Löschkonzept", _deletion(pack)),
        "massnahmen.md": ("Technische und organisatorische Maßnahmen (Art. 32 DSGVO)", _measures()),
        "information_art13.md": ("Information nach Art. 13 DSGVO", _information(pack)),
    }
    return {name: "\n".join([f"# {title}", "", DRAFT, "", *lines]) + "\n" for name, (title, lines) in made.items()}


def _record(site: Site) -> Iterator[str]:
    answers = site.data_protection
    yield from _table(
        ["Angabe", "Inhalt"],
        [
            ("Verantwortlich", f"{site.county}; {answers.responsible or OPEN}"),
            ("Datenschutz", answers.officer or OPEN),
            ("Zweck", "kurze, freiwillige Gespräche: die richtige Stelle finden, einen Zettel mitgeben, zählen"),
            ("Grundlage", answers.basis or f"{OPEN}; Vorschlag je Art der Daten unten"),
            ("Empfänger", f"{answers.recipients or OPEN}; Einzelnes sieht nur die Beratung, andere sehen Zahlen"),
            ("Drittländer", "keine Übermittlung"),
            ("Aufsicht", answers.supervisor or OPEN),
            ("Maßnahmen", "massnahmen.md"),
        ],
    )
    yield from ("", "## Arten von Daten", "")
    yield from _table(
        ["Daten", "Betroffene", "Grundlage", "Schutzbedarf", "Löschung"],
        [(one.title, one.persons, one.basis, one.protection, _when(one.deletion, site)) for one in _groups()],
    )


def _deletion(pack: Pack) -> Iterator[str]:
    site = pack.site
    yield DELETION.format(left=", ".join(pack.vocabulary.left), days=site.retention_days)
    for group, found in groupby(sorted(data_list(), key=lambda one: one.group.title), key=lambda one: one.group):
        yield from ("", f"## {group.title}", "", f"Löschung: {_when(group.deletion, site)}.", "")
        yield from _table(["Tabelle", "Spalte", "Zweck", "Löschung"], [_line(one, site) for one in found])


def _line(one: Column, site: Site) -> tuple[str, ...]:
    other = _when(one.deletion, site) if one.deletion != one.group.deletion else "wie oben"
    return (f"`{one.table}`", f"`{one.name}`", one.purpose, other)


def _measures() -> Iterator[str]:
    listed = tomllib.loads(Path(__file__).with_name("measures.toml").read_text(encoding="utf-8"))["measure"]
    for goal in dict.fromkeys(one["goal"] for one in listed):
        yield from (f"## {goal}", "")
        yield from _table(
            ["Maßnahme", "Gezeigt durch"],
            [
                (one["says"], "<br>".join(f"`{test}`" for test in one.get("tests", ())) or "den Kreis")
                for one in listed
                if one["goal"] == goal
            ],
        )
        yield ""


def _information(pack: Pack) -> Iterator[str]:
    """Yield the long form for a notice on paper; the short one stands on the client's own page in every language."""
    site, answers = pack.site, pack.site.data_protection
    needs = pack.vocabulary.needs.tab
    yield INFORMATION.format(
        county=site.county,
        asked=", ".join([*(fact.line for fact in pack.vocabulary.facts.values()), needs]),
        left=", ".join(pack.vocabulary.left),
        days=site.retention_days,
        **{name: getattr(answers, name) or OPEN for name in answers.__slots__},
    )


def _groups() -> Sequence[Group]:
    return tuple(dict.fromkeys(one.group for one in data_list()))


def _when(deletion: str, site: Site) -> str:
    return deletion.format(retention_days=site.retention_days, log_days=site.log_days, draft_days=DRAFT_DAYS)


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for cells in (heading, ["---"] * len(heading), *rows):
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

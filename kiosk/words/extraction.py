"""Collects every message of templates, program and pack, and keeps the catalogues in step with them."""

from collections.abc import Container, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from kiosk import config
from kiosk.pack import Pack
from kiosk.words.catalogues import CLIENT, SOURCE, STAFF_TONGUES

STAFF_CALLS = {
    **dict.fromkeys(("_", "staff", "speak", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "staff_many", "speak_many"), (1, 2)),
}
CLIENT_CALLS = {"two": (1,), "said": (1,), "say": (2,), "client_noop": (1,)}
"""Calls that put a sentence into another language, and which of their arguments are sentences."""
STRICT = {"**.html": {"silent": "false"}}
"""A template with a syntax error stops the collection."""
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""The same in every file, so that a catalogue changes only when a message does."""


def own_messages(pack: Pack) -> Catalog:
    """Return all messages of the program and of the pack that comes with it."""
    catalogue = _empty()
    templates, program = config.beside("templates"), Path(config.__file__).parent
    for folder, files, method in ((templates, "**.html", "jinja2"), (program, "**.py", "python")):
        for calls, notes in ((STAFF_CALLS, ()), (CLIENT_CALLS, [CLIENT])):
            for name, _, message, *_ in extract_from_dir(folder, [(files, method)], STRICT, calls):
                catalogue.add(message, locations=[(f"{folder.name}/{name}", 0)], auto_comments=notes)
    return _with_pack(catalogue, pack)


def everything(pack: Pack) -> Iterator[tuple[Path, bytes]]:
    """Yield every catalogue file with the content it should have.

    The program's catalogues carry the pack of Mettmann; another pack has its own folder of translations,
    with the sentences that the program does not know already.
    """
    own = config.beside("translations")
    if pack.folder.resolve() == config.own_pack().resolve():
        folder, template = own, own_messages(pack)
        yield folder / "messages.pot", written(template)
    else:
        known = {message.id for message in for_clients(_read(own / "messages.pot"))}
        folder, template = pack.folder / "translations", _with_pack(_empty(), pack, known)
    for path in catalogues(folder):
        yield path, renewed(path, template)


def _empty() -> Catalog:
    catalogue = Catalog(
        project="clearing-kiosk", fuzzy=False, creation_date=NO_DATE, revision_date=NO_DATE, charset="utf-8"
    )
    catalogue.header_comment = "# Messages of the clearing-desk kiosk. Written by `kiosk words`."
    return catalogue


def _with_pack(catalogue: Catalog, pack: Pack, known: Container[object] = ()) -> Catalog:
    """Add the sentences of a pack, those that clients see marked, that are not known already."""
    for sentences, notes in ((pack.client_sentences(), [CLIENT]), (pack.staff_sentences(), [])):
        for sentence in sentences:
            if sentence not in known:
                catalogue.add(sentence, locations=[(pack.folder.name, 0)], auto_comments=notes)
    return catalogue


def for_clients(template: Catalog) -> Catalog:
    """Return the part of a template catalogue that clients may see."""
    catalogue = _empty()
    for message in template:
        if message.id and CLIENT in message.auto_comments:
            catalogue[message.id] = message
    return catalogue


def renewed(path: Path, template: Catalog) -> bytes:
    """Return the catalogue at this path with the template's messages; texts of messages that are gone are gone too."""
    tag = path.parent.parent.name
    catalogue = _read(path, tag.replace("-", "_"))
    catalogue.update(template if tag in STAFF_TONGUES else for_clients(template), no_fuzzy_matching=True)
    catalogue.header_comment = f"# {tag}: translations of the clearing-desk kiosk."
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    return written(catalogue)


def written(catalogue: Catalog) -> bytes:
    """Return the catalogue as a .po file: sorted, without line numbers, without what is gone."""
    text = BytesIO()
    write_po(text, catalogue, sort_output=True, include_lineno=False, ignore_obsolete=True, width=110)
    return text.getvalue()


def catalogues(folder: Path) -> list[Path]:
    """Return the .po files of a folder of translations."""
    return sorted(path for path in folder.glob("*/LC_MESSAGES/messages.po") if path.parent.parent.name != SOURCE)


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, ignore_obsolete=True)

"""Collects every message of templates, program and pack, and keeps the catalogues in step with them."""

import ast
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from kiosk import config
from kiosk.pack import Pack
from kiosk.web.i18n import CLIENT, SOURCE, STAFF_TONGUES

STAFF_CALLS = frozenset({"_", "ngettext", "staff", "staff_many", "gettext_noop"})
CLIENT_CALLS = frozenset({"two", "said", "say", "client_noop", "both"})
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""The same in every file, so that a catalogue changes only when a message does."""

Found = tuple[str, str | tuple[str, ...], bool]
"""File, message (with its plural where it has one), and whether a client may see it."""


def of_templates(folder: Path) -> Iterator[Found]:
    """Messages of all templates. A template with a syntax error stops the collection."""
    parser = Environment(autoescape=True)
    for path in sorted(folder.rglob("*.html")):
        for node in parser.parse(path.read_text(encoding="utf-8")).find_all((nodes.Call, nodes.Filter)):
            call, arguments = _spoken(node)
            if call in STAFF_CALLS | CLIENT_CALLS:
                for texts in _written_out(arguments):
                    yield f"templates/{path.relative_to(folder)}", _one_or_many(call, texts), call in CLIENT_CALLS


def _spoken(node: nodes.Node) -> tuple[str, list[nodes.Expr]]:
    """Name and arguments of `two("…")` and of `"…" | two`; nothing for any other node."""
    if isinstance(node, nodes.Filter):
        return node.name, [node.node] if node.node else []
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        return node.node.name, node.args
    return "", []


def _written_out(arguments: list[nodes.Expr]) -> Iterator[tuple[str, ...]]:
    """The sentences of a call; of `"a" if b else "c"` both."""
    for argument in arguments:
        if isinstance(argument, nodes.CondExpr):
            for branch in filter(None, (argument.expr1, argument.expr2)):
                yield from _written_out([branch])
    texts = tuple(
        argument.value
        for argument in arguments
        if isinstance(argument, nodes.Const) and isinstance(argument.value, str)
    )
    if texts:
        yield texts


def of_program(folder: Path) -> Iterator[Found]:
    """Messages in the calls of the program's own code."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                call = node.func.id
                texts = tuple(
                    part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
                if texts and call in STAFF_CALLS | CLIENT_CALLS:
                    yield f"kiosk/web/{path.relative_to(folder)}", _one_or_many(call, texts), call in CLIENT_CALLS


def of_pack(pack: Pack) -> Iterator[Found]:
    """The client's sentences of a pack."""
    return ((f"{pack.folder.name}", sentence, True) for sentence in pack.client_sentences())


def own_messages(pack: Pack) -> Catalog:
    """All messages of the program and of the pack that comes with it."""
    return gather([*of_templates(config.beside("templates")), *of_program(Path(__file__).parent), *of_pack(pack)])


def everything(pack: Pack) -> Iterator[tuple[Path, bytes]]:
    """Every catalogue file with the content it should have.

    The program's catalogues carry the pack of Mettmann; another pack has its own folder of translations,
    with the sentences that the program does not know already.
    """
    own = config.beside("translations")
    if pack.folder.resolve() == config.own_pack().resolve():
        folder, template = own, own_messages(pack)
        yield folder / "messages.pot", written(template)
    else:
        known = {message.id for message in _read(own / "messages.pot") if CLIENT in message.auto_comments}
        folder = pack.folder / "translations"
        template = gather(found for found in of_pack(pack) if found[1] not in known)
    for path in catalogues(folder):
        yield path, renewed(path, template)


def gather(found: Iterable[Found]) -> Catalog:
    """A template catalogue of these messages."""
    catalogue = Catalog(
        project="clearing-kiosk", fuzzy=False, creation_date=NO_DATE, revision_date=NO_DATE, charset="utf-8"
    )
    catalogue.header_comment = "# Messages of the clearing-desk kiosk. Written by `kiosk words`."
    for file, message, client in found:
        catalogue.add(message, locations=[(file, 0)], auto_comments=[CLIENT] if client else [])
    return catalogue


def for_clients(template: Catalog) -> Catalog:
    """The part of a template catalogue that clients may see."""
    return gather(
        (
            (file, message.id if isinstance(message.id, str) else tuple(message.id), True)
            for message in template
            if message.id and CLIENT in message.auto_comments
            for file, _ in message.locations
        )
    )


def renewed(path: Path, template: Catalog) -> bytes:
    """The catalogue at this path with the template's messages; texts of messages that are gone are gone too."""
    tag = path.parent.parent.name
    catalogue = _read(path, tag.replace("-", "_"))
    catalogue.update(template if tag in STAFF_TONGUES else for_clients(template), no_fuzzy_matching=True)
    catalogue.header_comment = f"# {tag}: translations of the clearing-desk kiosk."
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    return written(catalogue)


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file: sorted, without line numbers, without what is gone."""
    text = BytesIO()
    write_po(text, catalogue, sort_output=True, include_lineno=False, ignore_obsolete=True, width=110)
    return text.getvalue()


def catalogues(folder: Path) -> list[Path]:
    """The .po files of a folder of translations."""
    return sorted(path for path in folder.glob("*/LC_MESSAGES/messages.po") if path.parent.parent.name != SOURCE)


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, ignore_obsolete=True)


def _one_or_many(call: str, texts: tuple[str, ...]) -> str | tuple[str, ...]:
    return texts[:2] if call in ("ngettext", "staff_many") else texts[0]

"""Collects every message of templates, program and pack, and keeps the catalogues in step with them."""

import ast
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from kiosk import config
from kiosk.errors import SettingWrong
from kiosk.pack import Pack
from kiosk.words.catalogues import CLIENT, LAW, PLACE, SOURCE, STAFF_TONGUES, is_of_own_pack

ONE, MANY, TITLE_AND_TODO = ((1,),), ((1, 2),), ((1,), (2,))
STAFF_CALLS = {
    **dict.fromkeys(("_", "staff", "speak", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "staff_many", "speak_many"), MANY),
    "for_staff": TITLE_AND_TODO,
}
CLIENT_CALLS = {
    **dict.fromkeys(("two", "said", "all_say", "client_noop"), ONE),
    "say": ((2,),),
    "for_clients": TITLE_AND_TODO,
}
LAW_CALLS = dict.fromkeys(("law", "law_noop"), ONE)
CALLS: tuple[tuple[Mapping[str, tuple[tuple[int, ...], ...]], Sequence[str]], ...] = (
    (STAFF_CALLS, ()),
    (CLIENT_CALLS, [CLIENT]),
    (LAW_CALLS, [CLIENT, LAW]),
)
"""Calls that put sentences into another language, and which of their arguments are sentences; who reads them."""
STRICT = {"**.html": {"silent": "false"}}
"""A template with a syntax error stops the collection."""
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""The same in every file, so that a catalogue changes only when a message does."""


def own_messages(pack: Pack) -> Catalog:
    """Return all messages of the program and of the pack that comes with it."""
    catalogue = _empty()
    templates, program = config.beside("templates"), Path(config.__file__).parent
    for calls, notes in CALLS:
        places = {name: found[0] for name, found in calls.items()}
        for name, _, message, *_ in extract_from_dir(templates, [("**.html", "jinja2")], STRICT, places):
            catalogue.add(message, locations=[(f"templates/{name}", 0)], auto_comments=notes)
    for path in sorted(program.rglob("*.py")):
        where = [(path.relative_to(program.parent).as_posix(), 0)]
        for message, notes in of_code(path.read_text(encoding="utf-8")):
            catalogue.add(message, locations=where, auto_comments=notes)
    return _with_pack(catalogue, pack)


def of_code(text: str) -> Iterator[tuple[str | tuple[str, ...], Sequence[str]]]:
    """Yield every message in the calls of a module, one and many together, and who reads it.

    Each argument is a sentence, or a table of nothing but sentences: then its values are.
    """
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        for calls, notes in CALLS:
            for places in calls.get(name, ()):
                given = (_sentences(call.args[place - 1]) for place in places if place <= len(call.args))
                yield from ((one if len(one) > 1 else one[0], notes) for one in zip(*given, strict=False))


def _sentences(argument: ast.expr) -> list[str]:
    """Return the sentences that are written in an argument, none where it is worked out."""
    if isinstance(argument, ast.Dict | ast.Tuple):
        parts = argument.values if isinstance(argument, ast.Dict) else argument.elts
        return [one for part in parts for one in _sentences(part)]
    return [argument.value] if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else []


def everything(pack: Pack) -> Iterator[tuple[Path, bytes]]:
    """Yield every catalogue file with the content it should have.

    The program's catalogues carry the pack of Mettmann; another pack has its own folder of translations,
    with the sentences that the program does not know already, and those that it says in words of its own.
    """
    folder, template, program = _collected(pack)
    if folder == config.beside("translations"):
        yield folder / "messages.pot", written(template)
    for path in catalogues(folder):
        yield path, written(_in_step(path.parent.parent.name, _begun(path), template, program))


def begun(tag: str, pack: Pack) -> tuple[Path, bytes]:
    """Return where the catalogue of one more language lies, and how it begins: every message, no translation."""
    folder, template, program = _collected(pack)
    path = folder / tag / PLACE[2:]
    all_of_it = template if _of_program(tag).is_file() else _joined(template, program)
    return path, written(_in_step(tag, _begun(path), all_of_it))


def whole(tag: str, pack: Pack) -> Catalog:
    """Return every sentence in a language as this pack says it: the program's, and over them its own.

    Raises SettingWrong where nobody has begun the language.
    """
    path, said = _folder(pack) / tag / PLACE[2:], _begun(_of_program(tag))
    if not path.is_file() and not _of_program(tag).is_file():
        raise SettingWrong("words", f"{path} gibt es nicht; eine Sprache beginnt mit kiosk words --add {tag}")
    if path == _of_program(tag):
        return said
    return _joined(_without_mettmann(said, pack), _in_step(tag, _begun(path), *_collected(pack)[1:]))


def in_pack(tag: str, pack: Pack, changed: Iterable[Message]) -> tuple[Path, bytes]:
    """Return where this pack keeps what it says in a language, and what shall stand there after these changes."""
    path = _folder(pack) / tag / PLACE[2:]
    catalogue = _joined(_begun(path), changed)
    template, program = (catalogue, ()) if path == _of_program(tag) else _collected(pack)[1:]
    return path, written(_in_step(tag, catalogue, template, program))


def _folder(pack: Pack) -> Path:
    """Return where the pack's catalogues lie: with the program, or with another county's pack."""
    own = pack.folder.resolve() == config.own_pack().resolve()
    return config.beside("translations") if own else pack.folder / "translations"


def _of_program(tag: str) -> Path:
    return config.beside("translations") / tag / PLACE[2:]


def _collected(pack: Pack) -> tuple[Path, Catalog, Catalog]:
    """Return the folder of the pack's catalogues, all their messages, and those of the program it may say anew."""
    folder, own = _folder(pack), config.beside("translations")
    if folder == own:
        return folder, own_messages(pack), _empty()
    program = _without_mettmann(_read(own / "messages.pot"), pack)
    return folder, _with_pack(_empty(), pack, {one.id for one in for_clients(program)}), program


def _without_mettmann(catalogue: Catalog, pack: Pack) -> Catalog:
    """Take out what only the pack that comes with the program says, and not this one; return the catalogue."""
    its_own = {*pack.client_sentences(), *pack.staff_sentences()}
    for message in [one for one in catalogue if is_of_own_pack(one) and one.id not in its_own]:
        catalogue.delete(message.id)
    return catalogue


def _joined(catalogue: Catalog, messages: Iterable[Message]) -> Catalog:
    """Put messages into a catalogue, in the place of those with the same German; return it."""
    for message in messages:
        if message.id:
            catalogue.delete(message.id)
            catalogue[message.id] = message
    return catalogue


def _empty() -> Catalog:
    catalogue = Catalog(
        project="clearing-kiosk", fuzzy=False, creation_date=NO_DATE, revision_date=NO_DATE, charset="utf-8"
    )
    catalogue.header_comment = "# Messages of the clearing-desk kiosk. Written by `kiosk words`."
    return catalogue


def _with_pack(catalogue: Catalog, pack: Pack, known: Container[object] = ()) -> Catalog:
    """Add the sentences of a pack, those that clients see marked, that are not known already."""
    law, client, staff = pack.law_sentences(), pack.client_sentences(), pack.staff_sentences()
    for sentences, notes in ((law, [CLIENT, LAW]), (client, [CLIENT]), (staff, [])):
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


def _in_step(tag: str, catalogue: Catalog, template: Catalog, program: Iterable[Message] = ()) -> Catalog:
    """Return the catalogue with the template's messages, and those of the program that it says in words of its own.

    Texts of messages that are gone are gone too.
    """
    wanted = _joined(_joined(_empty(), template), [one for one in program if one.id in catalogue])
    catalogue.update(wanted if tag in STAFF_TONGUES else for_clients(wanted), no_fuzzy_matching=True)
    catalogue.header_comment = f"# {tag}: translations of the clearing-desk kiosk."
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return the catalogue as a .po file: sorted, without line numbers, without what is gone."""
    text = BytesIO()
    write_po(text, catalogue, sort_output=True, include_lineno=False, ignore_obsolete=True, width=110)
    return text.getvalue()


def catalogues(folder: Path) -> list[Path]:
    """Return the .po files of a folder of translations."""
    return sorted(path for path in folder.glob("*/LC_MESSAGES/messages.po") if path.parent.parent.name != SOURCE)


def _begun(path: Path) -> Catalog:
    """Return the catalogue of a language at this path; an empty one where there is none."""
    locale = path.parent.parent.name.replace("-", "_")
    return _read(path, locale) if path.is_file() else Catalog(locale=locale)


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, ignore_obsolete=True)

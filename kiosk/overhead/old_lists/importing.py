"""Keeping an old list as batches under one entry, and taking it back."""

from dataclasses import dataclass
from datetime import date

from kiosk.errors import NotThere
from kiosk.overhead.old_lists.cells import letter
from kiosk.overhead.old_lists.examining import Examined, OldList, compared, examine
from kiosk.overhead.old_lists.matching import Answers
from kiosk.pack import Pack
from kiosk.storage import NewList, Store


@dataclass(frozen=True, slots=True)
class Taken:
    """Say what an import did. `number`: the list's, 0 when it was refused; `new`: it counts since now."""

    examined: Examined
    number: int
    new: bool


def take_in(store: Store, pack: Pack, old_list: OldList, today: date, account: str = "") -> Taken:
    """Count an old list when nothing speaks against it; the same list twice changes nothing.

    All of it, with the words it taught and how it was read, or nothing. `account`: who brings it in, empty at the
    terminal.
    """
    examined = examine(store, pack, old_list, today)
    if not examined.ready:
        return Taken(examined, examined.known, new=False)
    with store.at_once():  # desks write while a long list is examined; only what they may have changed is asked again
        examined = compared(store, examined)
        if not examined.ready:
            return Taken(examined, examined.known, new=False)
        digests, named = (examined.digest, old_list.content_digest), (old_list.name, old_list.source)
        entry = NewList(*digests, *named, examined.note, account, today)
        number = store.old_lists.keep(entry)
        for batch in examined.batches:
            store.counts.keep_batch(batch, old_list=number)
        store.old_lists.keep_words(Answers(old_list.said, {}).words, number)
        store.old_lists.keep_shape(*_shape(examined), number)
    return Taken(examined, number, new=True)


def _shape(examined: Examined) -> tuple[str, dict[str, str]]:
    """How a list with these headings is read, whether somebody said so or let it stand."""
    if examined.reading is None or examined.paper is None:
        raise NotThere
    roles = {f"spalte:{letter(column).casefold()}": role.value for column, role in enumerate(examined.reading.roles)}
    return examined.reading.block.shape, roles | {"lesen:tabelle": examined.paper.code}


def undo(store: Store, number: int, *, forget: bool = False) -> None:
    """Take a list back: every sum is what it was without it. Raises NotThere.

    `forget`: what it taught about words and headings is forgotten too; else it stays known.
    """
    with store.at_once():
        if not store.old_lists.has(number):
            raise NotThere
        store.counts.drop_list(number)
        store.old_lists.drop(number)
        if forget:
            store.old_lists.forget_lessons(number)

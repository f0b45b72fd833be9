"""The data list: what each column of the store is for, on which ground, how it is protected, and when it goes."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Group(NamedTuple):
    """Data of the same kind: whom it tells of, legal basis, protection, deletion; German, as the papers say it."""

    code: str
    title: str
    persons: str
    basis: str
    protection: str
    deletion: str


class Column(NamedTuple):
    """One column, its purpose, and when it goes."""

    table: str
    name: str
    group: Group
    purpose: str
    deletion: str


@cache
def data_list() -> tuple[Column, ...]:
    """Return every column of the list, in its order."""
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    groups = {code: Group(code, **said) for code, said in listed["group"].items()}
    found = []
    for table, columns in listed["table"].items():
        group = groups[columns.pop("group")]
        for name, said in columns.items():
            line = {"purpose": said} if isinstance(said, str) else said
            found.append(Column(table, name, group, line["purpose"], line.get("deletion", group.deletion)))
    return tuple(found)

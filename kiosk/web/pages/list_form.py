"""What somebody typed and said about an old list, as the page shows it and a draft keeps it."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date

from werkzeug.datastructures import MultiDict

from kiosk.errors import NotOffered
from kiosk.overhead import ALL_DESKS, Examined, OldList
from kiosk.overhead.old_lists import LEFT_OUT, one_line
from kiosk.storage import Draft
from kiosk.web.running import here

LONGEST = 200
"""Characters of a name or source that are kept."""
SAID = "said:"
HEAD, BLOCK, COLUMN = "lesen:kopf", "lesen:block", "spalte:"


@dataclass(frozen=True, slots=True)
class Typed:
    """All that somebody typed and said about a list, as it stands on the page."""

    source: str = ""
    first: str = ""
    last: str = ""
    profile: str = ""
    desk: str = ALL_DESKS
    said: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: MultiDict[str, str], before: dict[str, str]) -> "Typed":
        """Return what the form says; what was said before stays. Raises NotOffered for an unknown desk.

        Under another heading the columns are other columns, and another table is another list: what was said goes.
        """
        pack = here().pack
        profile, place = form.get("profile", pack.profiles[0].code), form.get("desk", ALL_DESKS)
        if pack.profile(profile) is None:
            raise NotOffered("profile", profile)
        if place != ALL_DESKS and pack.desk(place) is None:
            raise NotOffered("desk", place)
        said = {**before, **{name.removeprefix(SAID): one for name, one in form.items() if name.startswith(SAID)}}
        if said.get(BLOCK, "") != before.get(BLOCK, ""):
            said = {BLOCK: said[BLOCK]}
        elif said.get(HEAD, "") != before.get(HEAD, ""):
            said = {name: one for name, one in said.items() if not name.startswith(COLUMN)}
        source, first, last = (one_line(form.get(name, ""))[:LONGEST] for name in ("source", "first", "last"))
        return cls(source, first, last, profile, place, said)

    @classmethod
    def kept_in(cls, draft: Draft) -> "Typed":
        """Return what a draft has kept; what only another version knows of is left out."""
        kept, known = json.loads(draft.choices), {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    @property
    def kept(self) -> str:
        """Return the same as a draft keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def without_the_rest(self, examined: Examined) -> "Typed":
        """Return the same with every word left out that nobody has said anything about."""
        rest = {one.key: LEFT_OUT for one in examined.questions if one.kind == "row" and not one.meaning}
        return replace(self, said={**self.said, **rest})

    def of_next(self, examined: Examined) -> "Typed | None":
        """Return the form for the next table of the file, or None after the last."""
        number = examined.number + 1
        return replace(self, said={BLOCK: str(number)}) if number <= len(examined.blocks) else None

    def list_of(self, draft: Draft) -> OldList | None:
        """Return the list to examine; None without a period that can be."""
        try:
            first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        except ValueError:
            return None
        return OldList(draft.name, draft.content, first, last, self.source, self.profile, self.desk, self.said)

"""What somebody typed and chose about an old list, as the page shows it and a draft keeps it."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date

from werkzeug.datastructures import MultiDict

from kiosk.errors import NotOffered
from kiosk.overhead import ALL_DESKS, Choices, OldList
from kiosk.overhead.old_lists import one_line
from kiosk.storage import Draft
from kiosk.web.running import here

LONGEST = 200
"""Characters of a name or source that are kept."""


@dataclass(frozen=True, slots=True)
class Typed:
    """All that somebody typed and chose about a list, as it stands on the page."""

    source: str = ""
    first: str = ""
    last: str = ""
    profile: str = ""
    desk: str = ALL_DESKS
    accept: bool = False
    meanings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: MultiDict[str, str], before: dict[str, str]) -> "Typed":
        """Return what the form says; meanings that were chosen before stay. Raises NotOffered for an unknown desk."""
        pack = here().pack
        profile, place = form.get("profile", pack.profiles[0].code), form.get("desk", ALL_DESKS)
        if pack.profile(profile) is None:
            raise NotOffered("profile", profile)
        if place != ALL_DESKS and pack.desk(place) is None:
            raise NotOffered("desk", place)
        chosen = {name.removeprefix("row:"): value for name, value in form.items() if name.startswith("row:")}
        source, first, last = (one_line(form.get(name, ""))[:LONGEST] for name in ("source", "first", "last"))
        return cls(source, first, last, profile, place, "accept" in form, {**before, **chosen})

    @classmethod
    def kept_in(cls, draft: Draft) -> "Typed":
        """Return what a draft has kept; what only another version knows of is left out."""
        kept, known = json.loads(draft.choices), {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    @property
    def kept(self) -> str:
        """Return the same as a draft keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def list_of(self, draft: Draft) -> OldList:
        """Return the list to examine. Raises ValueError for days that are none."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        choices = Choices(self.meanings, self.accept)
        return OldList(draft.name, draft.content, first, last, self.source, self.profile, self.desk, choices)

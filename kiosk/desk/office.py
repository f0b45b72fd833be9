"""What the desk works with."""

from dataclasses import dataclass

from kiosk.pack import Pack
from kiosk.storage import Store


@dataclass(frozen=True, slots=True)
class Office:
    """All that the desk works with: its store and the county's pack."""

    store: Store
    pack: Pack

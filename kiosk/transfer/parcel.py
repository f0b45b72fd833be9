"""What is sent, and the keys it is sent with."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import DeliveryFailed, DeliveryReason


@dataclass(frozen=True, slots=True)
class Credentials:
    """Name and password for WebDAV; name, private key and known host keys for SFTP. Empty where none is needed."""

    user: str
    password: str = field(repr=False)
    key: Path
    known_hosts: Path


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file on its way, once.

    Until it is whole it has a hidden name of its own: after a broken line the target may still be writing what came
    of the last try. The name does not end in .part, which Nextcloud and ownCloud refuse. `follows`: it is not the
    first one that goes there.
    """

    name: str
    content: bytes
    follows: bool = False
    mark: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def unfinished(self) -> str:
        """Return its name until it is whole."""
        return f".{self.name}.{self.mark}.upload"

    @property
    def left_behind(self) -> str:
        """Return a pattern for what earlier tries may have left."""
        return f".{self.name}.*.upload"

    def lies_there(self, found: bytes | None) -> bool:
        """Tell whether what was found under its name is this file. Raises DeliveryFailed where it is another one."""
        if found is not None and found != self.content:
            raise DeliveryFailed(DeliveryReason.OCCUPIED)
        return found is not None

    def arrived(self, found: bytes | None) -> None:
        """Believe nothing but what was found under its name. Raises DeliveryFailed."""
        if not self.lies_there(found):
            raise DeliveryFailed(DeliveryReason.REFUSED)

"""Which programs may read the numbers: the hashes of their tokens, never a token itself."""

from dataclasses import dataclass
from datetime import date

from kiosk.errors import NotThere
from kiosk.storage.database import File


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Leave to read, given by an account on a day; `digest` is the SHA-256 of the token, `name` says what for."""

    digest: str
    name: str
    account: str
    day: date


class Tokens:
    """The tokens that are alive; one that is dropped is dead with the next request."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, token: AccessToken) -> None:
        """Give leave."""
        with self._file.writing() as db:
            db.table("access_token").insert(
                {"digest": token.digest, "name": token.name, "account": token.account, "day": token.day.isoformat()}
            )

    def knows(self, digest: str) -> bool:
        """Whether a living token has this hash."""
        with self._file.reading() as db:
            return db.execute("SELECT 1 FROM access_token WHERE digest = ?", [digest]).fetchone() is not None

    def tokens(self) -> list[AccessToken]:
        """All living tokens, by name."""
        with self._file.reading() as db:
            rows = db.execute("SELECT digest, name, account, day FROM access_token ORDER BY name, day, digest")
            return [AccessToken(digest, name, who, date.fromisoformat(day)) for digest, name, who, day in rows]

    def drop(self, digest: str) -> None:
        """Take the leave back. Raises NotThere."""
        with self._file.writing() as db:
            if db.execute("DELETE FROM access_token WHERE digest = ?", [digest]).rowcount == 0:
                raise NotThere

"""What the desk works with, and the keys that its store gives to talks."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from kiosk.pack import Pack
from kiosk.storage import Store

LENGTH, KEY_BYTES, RANDOM = 22, 16, 10
"""Characters and bytes of a talk's key, and how many of the bytes are chance; the others prove them."""


@dataclass(frozen=True, slots=True)
class Office:
    """All that the desk works with: its store and the pack. `in_doubt`: about the day; nothing is counted anew."""

    store: Store
    pack: Pack
    in_doubt: bool = False


def new_key(office: Office) -> str:
    """Return a random key for a talk, telling neither time nor order; its end proves that this store made it."""
    chance = secrets.token_bytes(RANDOM)
    return urlsafe_b64encode(chance + _proof(office, chance)).decode().rstrip("=")


def is_key(office: Office, key: str) -> bool:
    """Tell whether this store made the key: any other 22 characters could be somebody's name."""
    try:
        made = urlsafe_b64decode(f"{key}==")
    except (ValueError, UnicodeError):
        return False
    chance, proof = made[:RANDOM], made[RANDOM:]
    return len(key) == LENGTH and hmac.compare_digest(proof, _proof(office, chance))


def _proof(office: Office, chance: bytes) -> bytes:
    return hmac.digest(office.store.secret, chance, "sha256")[: KEY_BYTES - RANDOM]

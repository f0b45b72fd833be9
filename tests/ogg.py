"""A recording made by hand: silence as Ogg Opus, as browsers play it."""

from collections.abc import Iterable
from struct import pack

SILENCE = b"\xf8\xff\xfe"
"""Twenty milliseconds of nothing."""
FRAME, FRAMES = 960, 30
SERIAL = 1
FIRST, LAST = 2, 4


def silence() -> bytes:
    """Return 0.6 seconds."""
    head = b"OpusHead" + pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + pack("<II", 0, 0)
    sound = _page(2, LAST, FRAME * FRAMES, [SILENCE] * FRAMES)
    return _page(0, FIRST, 0, [head]) + _page(1, 0, 0, [tags]) + sound


def _page(number: int, kind: int, position: int, packets: Iterable[bytes]) -> bytes:
    parts = list(packets)
    sizes = bytes([len(parts), *map(len, parts)])
    start = b"OggS" + pack("<BBqII", 0, kind, position, SERIAL, number)
    body = sizes + b"".join(parts)
    return start + pack("<I", _checksum(start + bytes(4) + body)) + body


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = value << 1 ^ (0x104C11DB7 if value & 0x80000000 else 0)
    return value

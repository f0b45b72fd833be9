"""A QR code as a printer draws it and a camera sees it, and three programs that phones read it with."""

import re
from collections.abc import Callable, Iterator
from itertools import product

import cv2
import numpy as np
import pytest
import zxingcpp

from kiosk.domain.slip import address_of, code_text
from kiosk.pack import Pack
from kiosk.web import qr

try:
    from pyzbar import pyzbar
except ImportError:
    pyzbar = None

Picture = np.ndarray
DOTS = 8
"""Of a printer, for each module of the code."""
SMEARED = 0.15
"""How far the light of a dot reaches, in modules."""
BLOT = 0.05**0.5
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")
READERS: dict[str, Callable[[Picture], list[str]]] = {
    "zxing": lambda seen: [found.text for found in zxingcpp.read_barcodes(seen, zxingcpp.BarcodeFormat.QRCode)],
    "OpenCV": lambda seen: [cv2.QRCodeDetector().detectAndDecode(seen)[0]],
    "zbar": lambda seen: [found.data.decode() for found in pyzbar.decode(seen, [pyzbar.ZBarSymbol.QRCODE])],
}
NO_ZBAR = pytest.mark.skipif(pyzbar is None, reason="no zbar here (Debian: apt install libzbar0)")
each_reader = pytest.mark.parametrize(
    "reader", [pytest.param(name, marks=NO_ZBAR if name == "zbar" else ()) for name in READERS]
)


def from_png(png: bytes) -> Picture:
    """A screenshot as a camera sees it."""
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)


def framed(picture: Picture) -> Picture:
    """The part of a picture that a code fills, with some white around it. Raises ValueError where there is none."""
    (found,) = zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)
    ends = found.position.top_left, found.position.bottom_right
    (left, right), (top, bottom) = ([end.x for end in ends], [end.y for end in ends])
    rim = (right - left) // 10
    return picture[max(0, top - rim) : bottom + rim, max(0, left - rim) : right + rim]


def _drawn(svg: str) -> Picture:
    size = int(svg.split('viewBox="0 0 ')[1].split(maxsplit=1)[0])
    modules = np.full((size, size), 255, np.uint8)
    for left, top, length in (map(int, run) for run in RUN.findall(svg)):
        modules[top, left : left + length] = 0
    return np.kron(modules, np.ones((DOTS, DOTS), np.uint8))


def seen(svg: str) -> Iterator[tuple[str, Picture]]:
    """The code in full size, at 70 %, and with a blot over 5 % of its area, each out of focus."""
    drawn = _drawn(svg)
    size = len(drawn)
    blot = slice(round(size * 0.5 - BLOT * size / 2), round(size * 0.5 + BLOT * size / 2))
    spoilt = drawn.copy()
    spoilt[blot, blot] = 0
    small = cv2.resize(drawn, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    for look, picture, scale in (("whole", drawn, 1), ("small", small, 0.7), ("spoilt", spoilt, 1)):
        yield look, out_of_focus(picture, DOTS * scale)


def out_of_focus(picture: Picture, module: float) -> Picture:
    """The same, with the light of each dot reaching over a part of a module; `module`: how many dots that is."""
    return cv2.GaussianBlur(picture, (0, 0), SMEARED * module)


def misread(texts: list[str], reader: str) -> list[tuple[str, str, list[str]]]:
    """What a reader reads of the codes of these texts where it is not the text."""
    looks = ((text, look, picture) for text in texts for look, picture in seen(qr.svg(text, "x")))
    read = ((text, look, READERS[reader](picture)) for text, look, picture in looks)
    return [one for one in read if one[2] != [one[0]]]


def texts_of(pack: Pack, base: str) -> list[str]:
    """What the codes of a pack say in each language, under a public address or, without one, in words."""
    codes = product(pack.services, pack.site.languages)
    texts = (code_text(service, address_of(base, language, service.code)) for service, language in codes)
    return [*dict.fromkeys(text for text in texts if text)]

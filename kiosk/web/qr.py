"""QR codes as SVG paths of our own: white ground for dark screens, a quiet zone, no picture library."""

from functools import lru_cache

from markupsafe import Markup

QUIET = 4
"""Modules of white around the code, as the standard asks."""
MASK = 3
"""The pattern laid over every code. Left to choose by the standard's points, one of sixty was lost on OpenCV."""


@lru_cache(maxsize=512)
def svg(text: str, label: str) -> Markup:
    """Return the code of this text (error correction Q), made once for each text: that costs several page views.

    Latin-1 without a mark is what the standard means, and OpenCV reads no mark.
    """
    import qrcode  # noqa: PLC0415 - loading it takes longer than starting the rest of the desk should

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0, mask_pattern=MASK)
    code.add_data(qrcode.util.QRData(text.encode("latin-1"), mode=qrcode.util.MODE_8BIT_BYTE))
    code.make(fit=True)
    matrix = code.get_matrix()
    size = len(matrix) + 2 * QUIET
    path = "".join(_runs(row, number) for number, row in enumerate(matrix, start=QUIET))
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    ).format(label=label, size=size, path=path)


def _runs(row: list[bool], line: int) -> str:
    """Return the dark stretches of one row as path commands."""
    path, start = "", None
    for column, dark in enumerate([*row, False], start=QUIET):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            path += f"M{start} {line}h{column - start}v1h-{column - start}z"
            start = None
    return path

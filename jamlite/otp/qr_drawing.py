"""QR codes as text for a terminal and as SVG; `qr_code` makes them."""

from __future__ import annotations

from itertools import groupby

from ..exceptions.base import JamOTPError
from . import qr_code
from .parameters import utf8

QUIET = 4  # modules of light around a code (ISO/IEC 18004 section 9.1)
_FORMS = ("text", "ansi", "svg")
# Two modules, one above the other, as one character; 1 is drawn in the colour of the letters.
_HALVES = {(0, 0): " ", (0, 1): "\u2584", (1, 0): "\u2580", (1, 1): "\u2588"}


def qr(text: str, level: str = "M", *, form: str = "text", invert: bool = False) -> str:
    """Return a QR code, for example of an otpauth URI. Whoever sees it has what it says.

    Args:
        text: the content, at most 666 bytes of UTF-8 at level M.
        level: of error correction, "L", "M", "Q" or "H".
        form: "text": block elements, for light letters on a dark ground; "ansi": the same, with the
            colours set by escape sequences, right on every terminal; "svg": an SVG document.
        invert: for dark letters on a light ground (form "text").

    Raises:
        JamOTPError: an argument outside of these, or a text that is too long.
    """
    if not isinstance(text, str):
        raise JamOTPError(f"the content of a QR code must be str, got {type(text).__name__}")
    if form not in _FORMS:
        raise JamOTPError(f"the form of a QR code must be one of {', '.join(_FORMS)}")
    # The standard says Latin-1 for byte mode; readers recognise UTF-8.
    rows = qr_code.encode(utf8(text, "the content of a QR code"), level)
    if form == "svg":
        return _svg(rows)
    lines = _blocks(rows, drawn=int(bool(invert) and form == "text"))
    if form == "ansi":  # white on black, to the end of each line and no further
        lines = [f"\x1b[97;40m{line}\x1b[0m" for line in lines]
    return "\n".join(lines)


def _blocks(rows: list[bytes], drawn: int) -> list[str]:
    """Return lines of text; modules that are `drawn` (1 dark, 0 light) get the colour of the letters."""
    margin = bytes(QUIET)
    wide = [margin + row + margin for row in rows]
    empty = bytes(len(wide[0]))
    wide = [empty] * QUIET + wide + [empty] * QUIET
    if len(wide) % 2:  # a side is always odd, and one character holds two rows
        wide.append(empty)
    return [
        "".join([_HALVES[upper == drawn, lower == drawn] for upper, lower in zip(*pair)])
        for pair in zip(wide[::2], wide[1::2])
    ]


def _svg(rows: list[bytes]) -> str:
    """Return an SVG document; each run of dark modules in a row is one rectangle of one path."""
    side = len(rows) + 2 * QUIET
    path = ""
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for module, run in groupby(row):
            length = len(list(run))
            if module:
                path += f"M{x} {y}h{length}v1h-{length}z"
            x += length
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{8 * side}" height="{8 * side}" '
        f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        # A white ground of its own: on a dark page the code would be inverted, which not all readers take.
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>\n'
    )

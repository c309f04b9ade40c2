"""QR codes: refusals and the drawings. The modules themselves are in vectors/otp, made by another encoder."""

from __future__ import annotations

import re
import unittest

from jamlite import otp
from jamlite.exceptions import JamOTPError
from jamlite.otp import qr_code

URI = "otpauth://totp/Example%3Aalice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example"
BLOCKS = {" ": (0, 0), "\u2584": (0, 1), "\u2580": (1, 0), "\u2588": (1, 1)}


def with_quiet_zone(rows: list[bytes]) -> list[bytes]:
    side = len(rows) + 8
    return [bytes(side)] * 4 + [bytes(4) + row + bytes(4) for row in rows] + [bytes(side)] * 4


def from_text(text: str, dark: int) -> list[bytes]:
    """Return the modules that a drawing shows; `dark` is what the colour of the letters stands for."""
    rows = []
    for line in text.split("\n"):
        for half in (0, 1):
            rows.append(bytes([BLOCKS[mark][half] ^ 1 ^ dark for mark in line]))
    return rows


def from_svg(text: str) -> list[bytes]:
    """Return the modules of the one path that is not the ground."""
    side = int(re.findall(r'viewBox="0 0 (\d+) \1"', text)[0])
    rows = [bytearray(side) for _ in range(side)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", text):
        for at in range(int(x), int(x) + int(width)):
            rows[int(y)][at] = 1
    return [bytes(row) for row in rows]


class Drawings(unittest.TestCase):
    def setUp(self) -> None:
        self.rows = with_quiet_zone(qr_code.encode(URI.encode()))

    def test_text(self) -> None:
        for text, dark in ((otp.qr(URI), 0), (otp.qr(URI, invert=True), 1)):
            shown = from_text(text, dark)
            self.assertEqual(shown[: len(self.rows)], self.rows)
            self.assertEqual(set(b"".join(shown[len(self.rows) :])), {0})

    def test_colours(self) -> None:
        text = otp.qr(URI, form="ansi", invert=True)
        self.assertEqual(set(re.findall("\x1b[^m]*m", text)), {"\x1b[97;40m", "\x1b[0m"})
        self.assertEqual(re.sub("\x1b[^m]*m", "", text), otp.qr(URI))

    def test_svg(self) -> None:
        text = otp.qr(URI, form="svg")
        self.assertEqual(from_svg(text), self.rows)
        self.assertTrue(text.startswith('<svg xmlns="http://www.w3.org/2000/svg" '))

    def test_it_says_what_it_was_given_as_utf8(self) -> None:
        self.assertEqual(otp.qr("zoë"), otp.qr("zoë", "M"))
        self.assertEqual(from_svg(otp.qr("zoë", form="svg"))[4][4:-4], qr_code.encode("zoë".encode())[0])


class Codes(unittest.TestCase):
    def test_the_smallest_version_is_taken(self) -> None:
        for size, side in ((14, 21), (15, 25), (106, 41), (666, 97)):
            self.assertEqual(len(qr_code.encode(bytes(size))), side)
        self.assertEqual(len(qr_code.encode(b"", "H")), 21)

    def test_every_mask_is_offered_and_the_lightest_penalty_taken(self) -> None:
        every = [qr_code.encode(URI.encode(), mask=mask) for mask in range(8)]
        self.assertEqual(len(set(map(tuple, every))), 8)
        self.assertIn(qr_code.encode(URI.encode()), every)
        # A symbol of one colour: 21 runs of 21 in each direction, 400 blocks of 2 by 2, 50 % off the half.
        self.assertEqual(qr_code._penalty([bytes(21)] * 21), 2 * 21 * 19 + 3 * 400 + 10 * 10)
        finder = b"\0\0\0\0\1\0\1\1\1\0\1\0\0\0\0" + bytes(6)
        white = qr_code._penalty([bytes(21)] * 21)
        self.assertGreater(qr_code._penalty([finder] + [bytes(21)] * 20), white - 19 - 3 * 14 + 80 - 20)

    def test_refused(self) -> None:
        for text in (None, 5, b"x", [], "\ud800", "x" * 667):
            with self.subTest(text=str(text)[:9]), self.assertRaises(JamOTPError) as caught:
                otp.qr(text)  # type: ignore[arg-type]
            self.assertNotIn("xxx", str(caught.exception))
        for more in ({"form": "png"}, {"form": None}, {"level": "X"}, {"level": None}, {"level": ""}):
            with self.subTest(more=more), self.assertRaises(JamOTPError):
                otp.qr("x", **more)  # type: ignore[arg-type]
        for falsy in (None, 0, "", []):
            self.assertEqual(otp.qr("x", invert=falsy), otp.qr("x"))  # type: ignore[arg-type]
        for numbers in ({"version": True}, {"version": "1"}, {"mask": -1}, {"mask": 1.0}):
            with self.subTest(numbers=numbers), self.assertRaises(JamOTPError):
                qr_code.encode(b"x", **numbers)  # type: ignore[arg-type]
        with self.assertRaisesRegex(
            JamOTPError, "has 667 bytes; a QR code of version 20 and level M holds 666"
        ):
            qr_code.encode(bytes(667))


if __name__ == "__main__":
    unittest.main()

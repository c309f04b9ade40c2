"""BER of PKCS#12 files: bad input first, then X.690's own examples, then whole files written anew as BER."""

from __future__ import annotations

import contextlib
import unittest

from jamlite.encoding import der
from jamlite.exceptions import JamEncodingError, JamError
from jamlite.keys import ber, pkcs12

from .test_pkcs12 import FILES

STRING = der.OCTET_STRING


def endless(tag: int, *contents: bytes) -> bytes:
    """Return a constructed element of indefinite length (X.690 section 8.1.3.6)."""
    return bytes([tag, 0x80]) + b"".join(contents) + b"\0\0"


def spelled(data: bytes, piece: int) -> bytes:
    """Write DER anew as BER: indefinite lengths, octet strings in pieces, lengths in four octets."""
    out = b""
    reader = der.Reader(data)
    while reader.next_tag() is not None:
        tag = reader.next_tag() or 0
        if tag & 0x20:
            inner = reader.enter(tag)
            parts = b""
            while inner.next_tag() is not None:
                parts += inner.whole()
            out += endless(tag, spelled(parts, piece))
        elif tag == STRING:
            text = reader.octet_string()
            cut = [der.octet_string(text[at : at + piece]) for at in range(0, len(text), piece)]
            out += endless(STRING | 0x20, *cut)
        else:
            content = reader.content(tag)
            out += bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content
    return out


class Refusals(unittest.TestCase):
    def test_what_is_no_ber(self) -> None:
        deep = b"\x30\x80" * 40 + b"\0\0" * 40
        for name, data in (
            ("nothing", b""),
            ("None", None),
            ("one octet", b"\x30"),
            ("cut short", b"\x04\x05abc"),
            ("no end", b"\x30\x80\x04\x01a"),
            ("half an end", b"\x30\x80\x04\x01a\0"),
            ("something after it", b"\x04\x01ab"),
            ("indefinite and primitive", b"\x04\x80a\0\0"),
            ("a length of five octets", b"\x04\x85\0\0\0\0\x01a"),
            ("a length that is cut short", b"\x04\x84\0\0"),
            ("a tag of several octets", b"\x1f\x81\x01\0"),
            ("an end that nobody began", b"\0\0"),
            ("an integer among the pieces", endless(0x24, der.integer(1))),
            ("nested too deeply", deep),
            ("too much", b"\x04\x83\x02\0\0" + bytes(1 << 17)),
        ):
            with self.subTest(name), self.assertRaises(JamEncodingError):
                ber.to_der(data)  # type: ignore[arg-type]

    def test_damage_ends_in_the_documented_class(self) -> None:
        data = spelled(FILES["new"], 100)
        for at in range(0, len(data), 25):
            for changed in (data[:at], data[:at] + b"\x80" + data[at + 1 :]):
                with contextlib.suppress(JamError):
                    pkcs12.decode(changed, "secret")

    def test_work_is_bounded(self) -> None:
        """Many small elements, and much content in deep nests, are read in a moment or refused."""
        self.assertEqual(len(ber.to_der(endless(0x30, b"\x05\0" * 60_000))), 120_005)
        nested = b"\x04\x83\x01\0\0" + bytes(1 << 16)
        for _ in range(31):
            nested = endless(0x30, nested)
        self.assertEqual(len(ber.to_der(nested)), (1 << 16) + 32 * 5)


class Reading(unittest.TestCase):
    def test_examples_of_the_standard(self) -> None:
        # X.690 section 8.9.3: a SEQUENCE of "Smith" and TRUE; section 8.7.3: octet strings in pieces.
        self.assertEqual(ber.to_der(bytes.fromhex("24800402abcd0402ef010000")).hex(), "0404abcdef01")
        self.assertEqual(ber.to_der(bytes.fromhex("24080402abcd0402ef01")).hex(), "0404abcdef01")
        smith = "1605536d6974680101ff"
        self.assertEqual(ber.to_der(bytes.fromhex(f"3080{smith}0000")).hex(), f"300a{smith}")
        self.assertEqual(ber.to_der(bytes.fromhex("248024800401aa0000040100 0000")).hex(), "0402aa00")

    def test_der_stays_as_it_is(self) -> None:
        for data in (*FILES.values(), der.sequence(), der.NULL, der.octet_string(b"")):
            self.assertEqual(ber.to_der(data), data)

    def test_whole_files(self) -> None:
        for name, data in FILES.items():
            key, certificates = pkcs12.decode(data, "secret")
            for piece in (1 << 16, 100, 7):
                written = spelled(data, piece)
                self.assertNotEqual(written, data)
                with self.subTest(name, piece=piece):
                    again, others = pkcs12.decode(written, "secret")
                    self.assertEqual(again.to_members(True), key.to_members(True))
                    self.assertEqual(others, certificates)
                    self.assertEqual(ber.to_der(written), data)


if __name__ == "__main__":
    unittest.main()

"""DER: each rule of strictness has a breach that is refused; then reading and writing."""

import unittest
from typing import Any

from jamlite.encoding import der
from jamlite.exceptions import JamEncodingError

REFUSED = {
    "nothing": "",
    "not a SEQUENCE": "020100",
    "a SET": "3100",
    "a tag only": "30",
    "content cut short": "3003020100"[:-2],
    "bytes after the SEQUENCE": "300000",
    "indefinite length": "30800000",
    "length in two octets where one does": "30820003020100",
    "length in the long form where the short one does": "308103020100",
    "length octets cut short": "3082",
    "length octets cut short inside": "308201",
    "five length octets": "30850000000003020100",
    "reserved length 0xff": "30ff",
    "length of 4 GiB": "3084ffffffff",
    "a tag of several bytes": "3003" + "1f8100",
    "content longer than its parent": "3003020200",
}
BAD_INTEGERS = {"empty": "0200", "padded": "02020001", "negative": "0201ff", "negative, padded": "0202ff80"}
BAD_OIDS = {
    "empty": "0600",
    "padded": "06032a8001",
    "cut short": "06022a86",
    "too long": "0628" + "01" * 40,
}


def one(element: str) -> der.Reader:
    """Return a reader of a SEQUENCE that holds one element given in hex."""
    return der.open_sequence(der.sequence(bytes.fromhex(element)))


class Refusals(unittest.TestCase):
    def test_malformed_structures(self) -> None:
        for name, text in REFUSED.items():
            with self.subTest(name), self.assertRaises(JamEncodingError):
                reader = der.open_sequence(bytes.fromhex(text))
                while reader.next_tag() is not None:
                    reader.whole()

    def test_a_length_with_a_zero_before_it(self) -> None:
        for octets in ("82 00 80", "83 00 00 80", "83 00 01 00", "84 00 01 00 00"):
            size = int.from_bytes(bytes.fromhex(octets)[1:], "big")
            with self.subTest(octets), self.assertRaisesRegex(JamEncodingError, "written too long"):
                der.open_sequence(b"\x30" + bytes.fromhex(octets) + bytes(size))

    def test_an_element_ends_where_its_parent_does(self) -> None:
        """What stands behind the parent is not its own, neither as content nor as octets of a length."""
        for inner in ("0202 01", "04 82", "04 82 00", "04 8201", "02", "3001"):
            reader = der.open_sequence(der.sequence(der.sequence(bytes.fromhex(inner)), der.integer(1) * 200))
            held = reader.enter()
            with self.subTest(inner), self.assertRaisesRegex(JamEncodingError, "cut short"):
                held.whole()

    def test_wrong_types(self) -> None:
        for value in (None, "3000", 12, [48, 0], bytearray(b"\x30\x00"), object()):
            with self.subTest(type(value)), self.assertRaises(JamEncodingError):
                der.open_sequence(value)  # type: ignore[arg-type]

    def test_what_cannot_be_written(self) -> None:
        cases: dict[str, Any] = {
            "an int that is not negative": [(der.integer, v) for v in (None, -1, True, 1.5, "1", b"1")],
            "like 1.2.840.113549": [
                *((der.object_identifier, v) for v in (None, 12, "", "1", "1.x", "1..2", "-1.2", "1.\u0662")),
                *((der.object_identifier, v) for v in (b"1.2", "1." + "9" * 300, [1, 2])),
            ],
            "begins with 0, 1 or 2": [(der.object_identifier, v) for v in ("3.1", "0.40", "1.99")],
            "content of a DER element must be bytes": [
                *(
                    (writer, v)
                    for writer in (der.octet_string, der.sequence, der.bit_string)
                    for v in (None, 5, "x")
                ),
            ],
            "from 0 to 255": [(lambda v: der.encode(v, b""), v) for v in (None, -1, 256, "0", True, 1 << 80)],
            "from 0 to 30": [(der.context, v) for v in (None, -1, 31, "0", True)],
            "size of half": [
                (lambda v: der.signature_from_der(bytes.fromhex("3006020101020101"), v), v)
                for v in (None, 0, -1, "32", 32.0, True, 1 << 80)
            ],
        }
        for sentence, calls in cases.items():
            for writer, value in calls:
                with self.subTest(f"{value!r:.30}"), self.assertRaisesRegex(JamEncodingError, sentence):
                    writer(value)
        with self.assertRaisesRegex(JamEncodingError, "must be bytes, got str"):
            der.sequence(b"", "x")  # type: ignore[arg-type]

    def test_tags_that_are_none(self) -> None:
        for tag in ("x", [], 1.5, {}):
            with self.subTest(tag), self.assertRaisesRegex(JamEncodingError, "something else expected"):
                one("0400").content(tag)  # type: ignore[arg-type]

    def test_bad_integers(self) -> None:
        for name, text in BAD_INTEGERS.items():
            with self.subTest(name), self.assertRaises(JamEncodingError):
                one(text).integer()

    def test_bad_object_identifiers(self) -> None:
        for name, text in BAD_OIDS.items():
            with self.subTest(name), self.assertRaises(JamEncodingError):
                one(text).object_identifier()

    def test_bit_strings_of_odd_bits(self) -> None:
        for text in ("0300", "030104", "03020780", "0302ff00"):
            with self.subTest(text), self.assertRaises(JamEncodingError):
                one(text).bit_string()

    def test_null_with_content(self) -> None:
        with self.assertRaises(JamEncodingError):
            one("050100").null()

    def test_another_tag_and_the_end(self) -> None:
        with self.assertRaisesRegex(JamEncodingError, "INTEGER expected, found OCTET STRING"):
            one("0400").integer()
        reader = one("0400")
        reader.octet_string()
        with self.assertRaisesRegex(JamEncodingError, "found the end"):
            reader.octet_string()

    def test_elements_left_over(self) -> None:
        reader = one("020100" + "0500")
        self.assertEqual(reader.integer(), 0)
        with self.assertRaises(JamEncodingError):
            reader.finish()

    def test_what_each_refusal_says(self) -> None:
        """The reason tells what to mend, and which rule of X.690 was broken."""
        for text, said in (
            ("30800000", "an indefinite length"),
            ("30850000000003020100", "a length is absurd"),
            ("3084ffffffff", "is cut short$"),
            ("3082", "a length is absurd"),
            ("308103020100", "written too long"),
            ("3006" + "1f8100" + "020100", "a tag of several bytes"),
            ("3006" + "bf8100" + "020100", "a tag of several bytes"),
        ):
            with self.subTest(text), self.assertRaisesRegex(JamEncodingError, said):
                reader = der.open_sequence(bytes.fromhex(text))
                while reader.next_tag() is not None:
                    reader.whole()
        for text, said in (("0600", "cut short"), ("06022a80", "cut short"), ("0602802a", "padded"),
                           ("0628" + "01" * 40, "too long")):  # fmt: skip
            with self.subTest(text), self.assertRaisesRegex(JamEncodingError, said):
                one(text).object_identifier()
        for text, said in (("020180", "negative"), ("02020001", "padded"), ("0200", "empty")):
            with self.subTest(text), self.assertRaisesRegex(JamEncodingError, said):
                one(text).integer()
        for tag, name in (
            (0x31, "SET"),
            (0x30, "SEQUENCE"),
            (0x05, "NULL"),
            (0x03, "BIT STRING"),
            (0xA0, "tag 0xa0"),
        ):
            with self.assertRaisesRegex(JamEncodingError, f"{name} expected, found INTEGER"):
                one("020100").content(tag)

    def test_the_bounds_themselves(self) -> None:
        whole = der.sequence(bytes(der.MAX_SIZE - 5))
        self.assertEqual(len(whole), der.MAX_SIZE)
        self.assertEqual(der.MAX_SIZE, 1024 * 1024)
        der.open_sequence(whole)
        with self.assertRaisesRegex(JamEncodingError, "more than 1048576 bytes"):
            der.open_sequence(der.sequence(bytes(der.MAX_SIZE - 4)))
        data = b""
        for _ in range(17):
            data = der.sequence(data)
        reader = der.open_sequence(data)
        for _ in range(15):
            reader = reader.enter()
        with self.assertRaisesRegex(JamEncodingError, "too deeply"):
            reader.enter()
        self.assertEqual(one("0627" + "01" * 39).object_identifier(), "0.1" + ".1" * 38)
        self.assertEqual((der.encode(0), der.encode(255), der.context(30)), (b"\0\0", b"\xff\0", 0xBE))
        self.assertEqual(der.signature_from_der(bytes.fromhex("3006020101020102"), 1), b"\1\2")
        longest = "1.2" + ".1" * 98 + "1"
        self.assertEqual(len(longest), 200)
        self.assertEqual(der.object_identifier(longest)[:4].hex(), "06632a01")
        with self.assertRaises(JamEncodingError):
            der.object_identifier(longest + "1")

    def test_object_identifiers_at_the_edges_of_their_octets(self) -> None:
        table = "0.39 27, 1.0 28, 1.39 4f, 2.0 50, 2.40 78, 2.47 7f, 2.48 8100, 2.999 8837, 1.2 2a"
        table += ", 1.2.127 2a7f, 1.2.128 2a8100, 1.2.16384 2a818000"
        for row in table.split(", "):
            dotted, content = row.split()
            with self.subTest(dotted):
                self.assertEqual(der.object_identifier(dotted)[2:].hex(), content)
                self.assertEqual(one(der.object_identifier(dotted).hex()).object_identifier(), dotted)

    def test_depth_and_size_are_bounded(self) -> None:
        data = b""
        for _ in range(der.MAX_DEPTH + 1):
            data = der.sequence(data)
        reader = der.open_sequence(data)
        with self.assertRaisesRegex(JamEncodingError, "too deeply"):
            for _ in range(der.MAX_DEPTH):
                reader = reader.enter()
        with self.assertRaises(JamEncodingError):
            der.open_sequence(der.sequence(bytes(der.MAX_SIZE)))


class ReadingAndWriting(unittest.TestCase):
    def test_lengths(self) -> None:
        # X.690 section 8.1.3: short form to 127, then as many octets as it takes.
        for size, header in ((127, "047f"), (128, "048180"), (255, "0481ff"), (256, "04820100")):
            with self.subTest(size):
                data = der.octet_string(bytes(size))
                self.assertEqual(data, bytes.fromhex(header) + bytes(size))
                self.assertEqual(one(data.hex()).octet_string(), bytes(size))

    def test_integers(self) -> None:
        for value, text in ((0, "020100"), (127, "02017f"), (128, "02020080"), (256, "02020100")):
            with self.subTest(value):
                self.assertEqual(der.integer(value).hex(), text)
                self.assertEqual(one(text).integer(), value)

    def test_object_identifiers(self) -> None:
        for dotted, text in (
            ("1.2.840.113549.1.1.1", "06092a864886f70d010101"),  # rsaEncryption, RFC 8017 appendix C
            ("1.3.101.112", "06032b6570"),  # id-Ed25519, RFC 8410 section 10.1
            ("2.999.3", "0603883703"),  # X.690 section 8.19.5, example
        ):
            with self.subTest(dotted):
                self.assertEqual(der.object_identifier(dotted).hex(), text)
                self.assertEqual(one(text).object_identifier(), dotted)

    def test_whole_and_context_tags(self) -> None:
        inner = der.encode(der.context(1), der.NULL)
        reader = one(inner.hex() + der.bit_string(b"k", der.context(2, constructed=False)).hex())
        self.assertEqual(reader.next_tag(), 0xA1)
        self.assertEqual(reader.whole(), inner)
        self.assertEqual(reader.bit_string(0x82), b"k")
        self.assertIsNone(reader.next_tag())
        reader.finish()


class EcdsaSignatures(unittest.TestCase):
    def test_both_ways(self) -> None:
        raw = bytes(31) + b"\x01" + b"\x80" + bytes(31)
        packed = der.signature_to_der(raw)
        self.assertEqual(packed.hex(), "3026" + "020101" + "02210080" + "00" * 31)
        self.assertEqual(der.signature_from_der(packed, 32), raw)

    def test_bad_raw_signatures(self) -> None:
        for value in (b"", b"abc", "ab", None):
            with self.subTest(value), self.assertRaises(JamEncodingError):
                der.signature_to_der(value)  # type: ignore[arg-type]

    def test_bad_der_signatures(self) -> None:
        for text in (
            "",
            "3000",
            "3003020101",
            "3006020101020181",
            "3009020101020101020101",
            "300702010102020001",
        ):
            with self.subTest(text), self.assertRaises(JamEncodingError):
                der.signature_from_der(bytes.fromhex(text), 32)
        with self.assertRaisesRegex(JamEncodingError, "too long"):
            der.signature_from_der(der.sequence(der.integer(1 << 256), der.integer(1)), 32)


if __name__ == "__main__":
    unittest.main()

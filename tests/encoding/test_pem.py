"""PEM: what is refused, what is tolerated, what is written."""

import time
import unittest

from jamlite.encoding import pem
from jamlite.exceptions import JamEncodingError
from tests.beside import beside
from tests.support import peak_memory

BODY = bytes(range(60))
TEXT = pem.encode("TEST KEY", BODY)
BEGIN, END = "-----BEGIN TEST KEY-----", "-----END TEST KEY-----"


class Refusals(unittest.TestCase):
    def assert_refused(self, text: object) -> None:
        with self.assertRaises(JamEncodingError):
            pem.decode(text)  # type: ignore[arg-type]

    def test_wrong_types_and_no_block(self) -> None:
        for value in (None, 5, [TEXT], bytearray(TEXT.encode()), "", b"", "text", "BEGIN TEST KEY"):
            with self.subTest(value):
                self.assert_refused(value)

    def test_malformed_blocks(self) -> None:
        cases = {
            "no end": f"{BEGIN}\nAAAA\n",
            "another label": f"{BEGIN}\nAAAA\n-----END OTHER KEY-----",
            "an end without begin": f"{END}\n",
            "a block in a block": f"{BEGIN}\n{BEGIN}\nAAAA\n{END}\n{END}",
            "empty": f"{BEGIN}\n{END}",
            "no label": "-----BEGIN -----\nAAAA\n-----END -----",
            "four dashes": f"{BEGIN[:-1]}\nAAAA\n{END}",
            "text after the boundary": f"{BEGIN} x\nAAAA\n{END}",
            "base64url": f"{BEGIN}\nAA-_\n{END}",
            "cut short": f"{BEGIN}\nAAA\n{END}",
            "one character left": f"{BEGIN}\nAAAAA\n{END}",
            "bits left over": f"{BEGIN}\nAB==\n{END}",
            "padding inside": f"{BEGIN}\nAA==\nAAAA\n{END}",
            "padding too long": f"{BEGIN}\nAAA==\n{END}",
            "blank inside a line": f"{BEGIN}\nAA AA\n{END}",
            "a NUL": f"{BEGIN}\nAA\0AA\n{END}",
            "not ASCII": f"{BEGIN}\nAAAÄ\n{END}",
            "header line after the body": f"{BEGIN}\nAAAA\nA: b\n{END}",
            "one good block, then a broken one": f"{TEXT}{BEGIN}\n",
        }
        for name, text in cases.items():
            with self.subTest(name):
                self.assert_refused(text)
                self.assert_refused(text.encode("utf-8"))

    def test_lost_line_breaks(self) -> None:
        """Read if nothing else is wrong, else named."""
        for text in (TEXT.replace("\n", ""), TEXT.replace("\n", "\\n"), TEXT.replace("\n", " ").strip()):
            with self.subTest(text[:40]):
                self.assertEqual(pem.decode(text)[0].data, pem.decode(TEXT)[0].data)
            with self.subTest(text[:40]), self.assertRaisesRegex(JamEncodingError, "line breaks"):
                pem.decode(text.replace("AAEC", "A!EC"))

    def test_too_long(self) -> None:
        self.assert_refused(TEXT + "x" * pem.MAX_TEXT)

    @beside
    def test_hostile_text_takes_linear_time(self) -> None:
        start = time.process_time()
        for filler in ("-----BEGIN " + "A " * 900_000, "\r" * 1_900_000, f"{BEGIN}\n" + "A:\n" * 600_000,
                       "\n" * 1_900_000 + f"{BEGIN}!{END}", f"{BEGIN} " + "-a" * 900_000 + END):  # fmt: skip
            self.assert_refused(filler)
        self.assertLess(time.process_time() - start, 5)

    @beside
    def test_hostile_text_takes_bounded_memory(self) -> None:
        """Short lines, wide characters and header lines would each take 20 times the memory of the text."""
        lines = 500_000
        for filler in (
            f"x{BEGIN}" + "-a" * 1_000_000 + END,
            " \u03b1\u03b2\n" * lines + BEGIN,
            " \U0001f600\n" * lines,
            f"{BEGIN}\n" + "\U0001f600a:\n" * lines,
            f"{BEGIN} " + "\U0001f600 " * (2 * lines) + END,
        ):
            for text in (filler, filler.encode()):
                with self.subTest(filler[:40], kind=type(text).__name__), peak_memory() as peak:
                    self.assert_refused(text)
                self.assertLess(peak(), 64 << 20)
        for text in (
            "-----BEGIN A-----" + "a" * (20 << 20),
            b"-----BEGIN A-----\xf0\x9f\x98\x80" * (1 << 20),
        ):
            with self.subTest(text[:20]), peak_memory() as peak:
                self.assert_refused(text)
            self.assertLess(peak(), 1 << 20)

    def test_too_many_header_lines(self) -> None:
        for count in (64, 65):
            text = f"{BEGIN}\n" + "A: b\n" * count + f"AAAA\n{END}"
            if count == 64:
                self.assertEqual(len(pem.decode(text)[0].headers), 64)
            else:
                self.assert_refused(text)


class Reading(unittest.TestCase):
    def test_tolerated_spellings(self) -> None:
        spellings = {
            "as written": TEXT,
            "bytes": TEXT.encode(),
            "CRLF": TEXT.replace("\n", "\r\n"),
            "CR": TEXT.replace("\n", "\r"),
            "byte order mark": "\ufeff" + TEXT,
            "byte order mark in bytes": b"\xef\xbb\xbf" + TEXT.encode(),
            "no last line break": TEXT.rstrip("\n"),
            "indented": TEXT.replace("\n", " \n\t "),
            "empty lines": TEXT.replace("\n", "\n\n"),
            "text around": f"subject=/CN=Zoë\n{TEXT}\nafter: it\n",
            "bytes around that are no UTF-8": b"\xff\xfe\n" + TEXT.encode() + b"\xff",
            "one long line": f"{BEGIN}\n{''.join(TEXT.splitlines()[1:-1])}\n{END}",
        }
        for name, text in spellings.items():
            with self.subTest(name):
                (block,) = pem.decode(text)
                self.assertEqual((block.label, block.headers, block.data), ("TEST KEY", (), BODY))

    def test_several_blocks_in_order(self) -> None:
        blocks = pem.decode(pem.encode("A", b"1") + "between\n" + pem.encode("B-C D", b"22"))
        self.assertEqual([(block.label, block.data) for block in blocks], [("A", b"1"), ("B-C D", b"22")])

    def test_more_lines_than_are_split_at_once(self) -> None:
        for count in (8191, 8192, 8193, 20_000):
            for end in ("\n", "\r\n", "\r"):
                around = f"a{end}" * count
                blocks = pem.decode(around + TEXT.replace("\n", end) + around + TEXT.replace("\n", end))
                self.assertEqual([block.data for block in blocks], [BODY, BODY])

    def test_rfc_1421_headers_are_handed_on(self) -> None:
        text = f"{BEGIN}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n{END}"
        (block,) = pem.decode(text)
        self.assertEqual(block.headers, ("Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00"))
        self.assertNotIn("AAAA", repr(block))


class Writing(unittest.TestCase):
    def test_form(self) -> None:
        # RFC 7468 section 3: 64 characters a line, only the last one shorter.
        lines = pem.encode("X", bytes(100)).split("\n")
        self.assertEqual([len(line) for line in lines[1:-2]], [64, 64, 8])
        self.assertEqual((lines[0], lines[-2], lines[-1]), ("-----BEGIN X-----", "-----END X-----", ""))

    def test_every_length(self) -> None:
        for size in range(1, 200):
            self.assertEqual(pem.decode(pem.encode("X", bytes(range(size))))[0].data, bytes(range(size)))


if __name__ == "__main__":
    unittest.main()

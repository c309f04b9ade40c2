"""Exercise 1: the dynamic truncation of HOTP (RFC 4226 section 5.3).

Read jamlite/plain/plain_hmac.py, and `python3 -m jamlite explain --example rfc4226-d`.
Check: python3 -m unittest tests.exercises.hotp_truncation
"""

from __future__ import annotations

import unittest


def truncate(HS: bytes) -> int:
    """Return the number of 31 bits that DT takes out of the 20 bytes of an HMAC-SHA-1.

    The low 4 bits of the last byte say where four bytes begin; their highest bit is dropped.
    """
    raise NotImplementedError("write this function")


class Check(unittest.TestCase):
    def test_example_of_section_5_4(self) -> None:
        self.assertEqual(truncate(bytes.fromhex("1f8698690e02ca16618550ef7f19da8e945b555a")), 0x50EF7F19)

    def test_appendix_d(self) -> None:
        for HS, number in (
            ("cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 1284755224),
            ("75a48a19d4cbe100644e8ac1397eea747a2d33ab", 1094287082),
            ("0bacb7fa082fef30782211938bc1c5e70416ff44", 137359152),
            ("66c28227d03a2d5529262ff016a1e6ef76557ece", 1726969429),
            ("1b3c89f65e6c9e883012052823443f048b4332db", 673399871),
        ):
            self.assertEqual(truncate(bytes.fromhex(HS)), number)


if __name__ == "__main__":
    unittest.main()

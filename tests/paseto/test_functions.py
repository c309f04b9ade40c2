"""The plain functions of v1 to v4, the token's shape, PAE: security.md section 5, lines 66, 68 and 70."""

from __future__ import annotations

import inspect
import random
import unittest
from typing import Any
from unittest import mock

from jamlite import paseto
from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamCryptoError,
    JamPASETOInvalidPurpose,
    JamPASETOInvalidTokenFormat,
    JamValidationError,
)
from jamlite.paseto import token
from jamlite.paseto.pae import pae
from tests.paseto.samples import FOOTER, PAYLOAD, Sample, samples

NOT_TOKENS: tuple[Any, ...] = (
    *(None, True, 7, 1.5, [], {}, object(), bytearray(b"v4.local.AA"), ("v4", "local")),
    *("", ".", "..", "...", "v4", "v4.local", "v4.local.", "v4.local..", "v4.public.AA.", "v4.local.A"),
    *(b"", b"v4.local.\xff", "v4.local.\u00e9", "v4.local.\ud800", "v4.l\u043ecal.AAAA", "v4.local.AAAA\n"),
    *("v0.local.AAAA", "v5.local.AAAA", "v4.secret.AAAA", "V4.local.AAAA", " v4.local.AAAA", "v4.Local.AAAA"),
    *("v4local.AAAA.AAAA", "k4.local.AAAA", "eyJhbGciOiJub25lIn0.e30.", "v4.local.AAAA.AAAA.AAAA"),
)


BODIES = ("v4.local.", "v4.local.A", "v4.local.AAAA\n", b"v4.local.\xff")  # wrong by their bodies alone


class PreAuthenticationEncoding(unittest.TestCase):
    def test_examples_of_the_specification(self) -> None:
        self.assertEqual(pae(), bytes(8))
        self.assertEqual(pae(b""), b"\1" + bytes(15))
        self.assertEqual(pae(b"test"), b"\1" + bytes(7) + b"\4" + bytes(7) + b"test")

    def test_wrong_types(self) -> None:
        for wrong in (None, 7, "test", [b"x"], {}):
            with self.subTest(wrong=wrong), self.assertRaises(JamCryptoError):
                pae(b"", wrong)  # type: ignore[arg-type]

    def test_pieces_cannot_be_moved_about(self) -> None:
        self.assertEqual(
            len({pae(b"ab", b"c"), pae(b"a", b"bc"), pae(b"abc"), pae(b"abc", b""), pae(b"", b"abc")}), 5
        )


class Hostile(unittest.TestCase):
    def test_no_token(self) -> None:
        for sample in samples():
            for wrong in NOT_TOKENS:
                with self.subTest(sample=sample.name, token=wrong), self.assertRaises(JamValidationError):
                    sample.read(sample.reader, wrong)

    def test_no_key(self) -> None:
        wrong_keys = (None, True, 7, "k", b"k" * 32, "k" * 43, {}, [], object(), {"kty": "oct", "k": "AA"})
        for sample in samples():
            made = sample.make(sample.maker, PAYLOAD)
            for wrong in wrong_keys:
                with self.subTest(sample=sample.name, key=wrong):
                    with self.assertRaises(JamConfigurationError):
                        sample.make(wrong, PAYLOAD)
                    with self.assertRaises(JamConfigurationError):
                        sample.read(wrong, made)

    def test_arguments_of_wrong_type(self) -> None:
        for sample in samples():
            made = sample.make(sample.maker, PAYLOAD)
            for wrong in (True, 7, 1.5, "text", [1], {}, object()):
                with self.subTest(sample=sample.name, type=type(wrong).__name__):
                    calls: list[tuple[Any, tuple[Any, ...]]] = [
                        (sample.make, (sample.maker, wrong)),
                        (sample.make, (sample.maker, PAYLOAD, wrong)),
                        (sample.read, (sample.reader, made, wrong)),
                    ]
                    if sample.has_assertions:
                        calls.append((sample.make, (sample.maker, PAYLOAD, b"", wrong)))
                        calls.append((sample.read, (sample.reader, made, None, wrong)))
                    for function, arguments in calls:
                        with self.assertRaises(JamCryptoError):
                            function(*arguments)

    def test_nonce_and_salt_of_wrong_size(self) -> None:
        for sample in samples():
            name = "nonce" if sample.purpose == "local" else "salt"
            if name not in inspect.signature(sample.make).parameters:
                continue
            for wrong in (b"", bytes(23), bytes(31), bytes(49), "x" * 32, 7):
                with self.subTest(sample=sample.name, wrong=wrong), self.assertRaises(JamCryptoError):
                    sample.make(sample.maker, PAYLOAD, **{name: wrong})

    def test_every_bit_of_a_small_token(self) -> None:
        """No changed bit, in body or footer, and no cut leaves a token that is accepted."""
        pick = random.Random(20261121)
        for sample in samples():
            made = sample.make(sample.maker, b"{}", b"f")
            start = len(sample.name) + 1
            body, footer = (base64url.decode(part) for part in made[start:].split("."))
            bits = (
                range(8 * len(body)) if sample.name == "v4.local" else pick.sample(range(8 * len(body)), 12)
            )
            for bit in bits:
                changed = bytearray(body)
                changed[bit // 8] ^= 1 << bit % 8
                with self.subTest(sample=sample.name, bit=bit), self.assertRaises(JamValidationError):
                    sample.read(sample.reader, f"{made[:start]}{base64url.encode(bytes(changed))}.Zg")
            for end in range(0, len(made), 9):
                with self.subTest(sample=sample.name, end=end), self.assertRaises(JamValidationError):
                    sample.read(sample.reader, made[:end])
            self.assertEqual(footer, b"f")


class Line66(unittest.TestCase):
    """The key carries version and purpose; another header is refused before any cryptography."""

    def test_every_other_key_and_every_other_token(self) -> None:
        every = samples()
        for sample in every:
            for other in every:
                if other.name == sample.name:
                    continue
                with self.subTest(sample=sample.name, other=other.name):
                    with self.assertRaises(JamPASETOInvalidPurpose):
                        sample.make(other.maker, PAYLOAD)
                    with self.assertRaises(JamPASETOInvalidPurpose):
                        sample.read(other.reader, f"{sample.name}.AAAA")
                    with self.assertRaises(JamPASETOInvalidPurpose):
                        sample.read(sample.reader, f"{other.name}.AAAA")

    def test_halves_of_a_pair_do_not_stand_for_each_other(self) -> None:
        for sample in samples():
            if sample.purpose == "public":
                made = sample.make(sample.maker, PAYLOAD)
                with self.subTest(sample=sample.name):
                    with self.assertRaises(JamConfigurationError):
                        sample.make(sample.reader, PAYLOAD)
                    with self.assertRaises(JamConfigurationError):
                        sample.read(sample.maker, made)

    def test_nothing_cryptographic_happens_before(self) -> None:
        every = {sample.name: sample for sample in samples()}
        v4_local, v2_local = every["v4.local"], every["v2.local"]
        made = v2_local.make(v2_local.maker, PAYLOAD)
        with mock.patch("jamlite.crypto.blake2b.digest", side_effect=AssertionError("used")):
            for key, text in ((v2_local.reader, made), (v4_local.reader, made)):
                with self.assertRaises(JamPASETOInvalidPurpose):
                    v4_local.read(key, text)


class Line68(unittest.TestCase):
    """Footer, assertion and (v3.public) the public key are authenticated."""

    def refused(self, sample: Sample, text: str, **more: Any) -> None:
        with self.assertRaises(JamValidationError):
            sample.read(sample.reader, text, **more)

    def test_footers(self) -> None:
        for sample in samples():
            with self.subTest(sample=sample.name):
                with_footer, without = (
                    sample.make(sample.maker, PAYLOAD, FOOTER),
                    sample.make(sample.maker, PAYLOAD),
                )
                self.assertEqual(sample.read(sample.reader, with_footer), (PAYLOAD, FOOTER))
                self.assertEqual(sample.read(sample.reader, with_footer, FOOTER), (PAYLOAD, FOOTER))
                self.assertEqual(sample.read(sample.reader, without, b""), (PAYLOAD, b""))
                self.refused(sample, with_footer.rpartition(".")[0])
                self.refused(sample, f"{without}.{base64url.encode(FOOTER)}")
                self.refused(sample, f"{with_footer.rpartition('.')[0]}.{base64url.encode(FOOTER + b' ')}")
                self.refused(sample, with_footer, footer=b"")
                self.refused(sample, with_footer, footer=FOOTER + b" ")
                self.refused(sample, without, footer=FOOTER)

    def test_assertions(self) -> None:
        for sample in samples():
            with self.subTest(sample=sample.name):
                if not sample.has_assertions:
                    with self.assertRaises(TypeError):
                        sample.make(sample.maker, PAYLOAD, FOOTER, b"a")
                    continue
                made = sample.make(sample.maker, PAYLOAD, b"", b"a")
                self.assertEqual(sample.read(sample.reader, made, implicit=b"a"), (PAYLOAD, b""))
                self.assertEqual(made.count("."), 2)  # no further part that could carry the assertion
                for implicit in (b"", b"b", b"aa"):
                    self.refused(sample, made, implicit=implicit)
                self.refused(sample, sample.make(sample.maker, PAYLOAD), implicit=b"a")
                # What moves from the footer into the assertion is another message (PAE).
                moved = sample.make(sample.maker, PAYLOAD, b"a", b"b").rpartition(".")[0]
                self.refused(sample, moved, implicit=b"ab")

    def test_public_key_is_signed_in_v3(self) -> None:
        from jamlite.crypto import ecdsa

        sample = next(sample for sample in samples() if sample.name == "v3.public")
        record = sample.maker.record
        for prefix, right in (((), False), ((sample.reader.octets,), True)):
            m2 = pae(*prefix, b"v3.public.", PAYLOAD, b"", b"")
            signature = ecdsa.sign("P-384", record.private_value, m2, "sha384")
            made = "v3.public." + base64url.encode(PAYLOAD + signature)
            if right:
                self.assertEqual(sample.read(sample.reader, made), (PAYLOAD, b""))
            else:
                self.refused(sample, made)


class Line70(unittest.TestCase):
    """3 or 4 segments, strict base64url, no empty footer segment, a case-sensitive header."""

    def test_second_spellings(self) -> None:
        for sample in samples():
            made = sample.make(sample.maker, b"{}" if sample.version == "v2" else b"{ }", b"f")
            body = made.rpartition(".")[0]
            for wrong in (
                *(
                    f"{made}=",
                    f"{made}==",
                    f"{made}\n",
                    f"\n{made}",
                    f"{made}.",
                    f"{made}.Zg",
                    f"{body}.",
                    f"{body}.Zh",
                ),
                *(
                    f"{body}=.Zg",
                    made.upper(),
                    made.swapcase(),
                    made.replace(".", "..", 1),
                    f"{body}. Zg",
                    f"{body}.Z",
                ),
                *(
                    f"{body}.Zg\0",
                    made.replace(sample.purpose, sample.purpose.title(), 1),
                    f"v{made}",
                    made[1:],
                ),
            ):
                with (
                    self.subTest(sample=sample.name, wrong=wrong[-12:]),
                    self.assertRaises(JamValidationError),
                ):
                    sample.read(sample.reader, wrong)
            self.assertEqual(sample.read(sample.reader, made.encode())[1], b"f")

    def test_spare_bits(self) -> None:
        """A changed last character that decodes to the same bytes is another token, and none."""
        for sample in samples():
            for size in range(3):
                made = sample.make(sample.maker, b" " * size)
                spare = {0: "", 2: "BCDEFGHIJKLMNOP", 3: "BCD"}[(len(made) - len(sample.name) - 1) % 4]
                for change in spare:
                    index = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".index
                    last = index(made[-1]) + index(change)
                    wrong = (
                        made[:-1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last]
                    )
                    with self.subTest(sample=sample.name), self.assertRaises(JamPASETOInvalidTokenFormat):
                        sample.read(sample.reader, wrong)


class Unverified(unittest.TestCase):
    def test_what_a_token_says(self) -> None:
        for sample in samples():
            made = sample.make(sample.maker, PAYLOAD, b"footer")
            public = sample.name.endswith("public")
            wanted = (sample.name, PAYLOAD if public else None, b"footer")
            self.assertEqual(paseto.unverified(made), wanted)
            self.assertEqual(paseto.unverified(made.encode()), wanted)
            changed = made[:14] + "AAAA" + made[18:]  # nobody notices
            self.assertEqual(paseto.unverified(changed)[0], sample.name)

    def test_refused(self) -> None:
        for text in (
            None,
            "",
            "x",
            "v4.public",
            "v4.public.!",
            "v4.public.AAAA",
            "v5.public.AAAA",
            "v4.other.AAAA",
        ):
            with self.subTest(text=text), self.assertRaises(JamPASETOInvalidTokenFormat):
                paseto.unverified(text)  # type: ignore[arg-type]


class Limits(unittest.TestCase):
    """security.md section 0, lines 2 to 4: sizes and separators are looked at before anything else."""

    def test_a_million_dots(self) -> None:
        with mock.patch.object(token, "MAX_TOKEN_BYTES", 1 << 26):
            for sample in samples():
                with self.assertRaises(JamPASETOInvalidTokenFormat):
                    sample.read(sample.reader, f"{sample.name}{'.' * (1 << 24)}")

    def test_too_large(self) -> None:
        for sample in samples():
            with self.subTest(sample=sample.name):
                with self.assertRaises(JamPASETOInvalidTokenFormat):
                    sample.read(sample.reader, f"{sample.name}.{'A' * token.MAX_TOKEN_BYTES}")
                with self.assertRaises(JamPASETOInvalidTokenFormat):
                    sample.read(sample.reader, f"{sample.name}.AAAA.{'A' * (token.MAX_FOOTER_BYTES + 1)}")
                with self.assertRaises(JamPASETOInvalidTokenFormat):
                    sample.make(sample.maker, PAYLOAD, bytes(token.MAX_FOOTER_BYTES))

    def test_what_is_made_can_be_read(self) -> None:
        sample = next(sample for sample in samples() if sample.name == "v4.public")
        with mock.patch.object(token, "MAX_TOKEN_BYTES", 1000):
            longest = (1000 - len("v4.public.")) * 3 // 4 - 64
            self.assertEqual(
                len(sample.read(sample.reader, sample.make(sample.maker, bytes(longest)))[0]), longest
            )
            with self.assertRaises(JamPASETOInvalidTokenFormat):
                sample.make(sample.maker, bytes(longest + 2))


class Peek(unittest.TestCase):
    def test_refused(self) -> None:
        for wrong in NOT_TOKENS:
            if wrong not in BODIES:  # only the header and the footer are read
                with self.subTest(token=wrong), self.assertRaises(JamPASETOInvalidTokenFormat):
                    token.peek(wrong)

    def test_header_and_footer(self) -> None:
        for sample in samples():
            made = sample.make(sample.maker, PAYLOAD, FOOTER)
            self.assertEqual(token.peek(made), (sample.version, sample.purpose, FOOTER))


class Behaviour(unittest.TestCase):
    def test_every_length(self) -> None:
        for sample in samples():
            sizes = (
                (*range(131), 255, 256, 257, 1024) if sample.purpose == "local" else (0, 1, 2, 3, 64, 1000)
            )
            for size in sizes if sample.version in ("v2", "v4") else sizes[::13]:
                with self.subTest(sample=sample.name, size=size):
                    payload = bytes(range(256)) * 4
                    made = sample.make(sample.maker, payload[:size])
                    self.assertEqual(sample.read(sample.reader, made), (payload[:size], b""))

    def test_other_buffers(self) -> None:
        for sample in samples():
            made = sample.make(sample.maker, bytearray(PAYLOAD), memoryview(FOOTER))
            self.assertEqual(sample.read(sample.reader, made, bytearray(FOOTER)), (PAYLOAD, FOOTER))

    def test_two_encryptions_differ(self) -> None:
        for sample in samples():
            if sample.purpose == "local":
                self.assertEqual(len({sample.make(sample.maker, PAYLOAD) for _ in range(4)}), 4)


if __name__ == "__main__":
    unittest.main()

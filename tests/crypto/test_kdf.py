"""HKDF, Concat KDF, PBKDF2 and scrypt: bad input, the pure versions beside the standard library's."""

from __future__ import annotations

import hashlib
import unittest
from unittest import mock

from jamlite.crypto import _pbkdf2, concat_kdf, gate, hkdf, pbkdf2, scrypt
from jamlite.exceptions.crypto import JamCryptoError

HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
NOT_BYTES = (None, "text", 1, [1])
NOT_COUNTS = (None, "1", 1.0, True, -1, 0, 1 << 80)


def refused(test: unittest.TestCase, call: object, *arguments: object, **named: object) -> None:
    with test.assertRaises(JamCryptoError):
        call(*arguments, **named)  # type: ignore[operator]


class BadInput(unittest.TestCase):
    def test_types(self) -> None:
        for bad in NOT_BYTES:
            refused(self, hkdf.derive, "sha256", bad, b"", b"", 32)
            refused(self, hkdf.derive, "sha256", b"", bad, b"", 32)
            refused(self, hkdf.derive, "sha256", b"", b"", bad, 32)
            refused(self, hkdf.expand, "sha256", bad, b"", 32)
            refused(self, hkdf.extract, "sha256", b"", bad)
            refused(self, concat_kdf.derive, "sha256", bad, b"", 32)
            refused(self, concat_kdf.derive, "sha256", b"", bad, 32)
            refused(self, pbkdf2.derive, "sha256", bad, b"", 1, 32)
            refused(self, pbkdf2.derive, "sha256", b"", bad, 1, 32)
            refused(self, scrypt.derive, bad, b"", n=2, r=1, p=1, length=32)
            refused(self, scrypt.derive, b"", bad, n=2, r=1, p=1, length=32)

    def test_hash_names(self) -> None:
        for bad in (None, "", "SHA256", "md5", "sha3_256", ["sha256"], b"sha256"):
            refused(self, hkdf.derive, bad, b"", b"", b"", 32)
            refused(self, concat_kdf.derive, bad, b"", b"", 32)
            refused(self, pbkdf2.derive, bad, b"", b"", 1, 32)

    def test_counts(self) -> None:
        for bad in NOT_COUNTS:
            refused(self, hkdf.derive, "sha256", b"", b"", b"", bad)
            refused(self, hkdf.expand, "sha256", bytes(32), b"", bad)
            refused(self, concat_kdf.derive, "sha256", b"", b"", bad)
            refused(self, pbkdf2.derive, "sha256", b"", b"", bad, 32)
            refused(self, pbkdf2.derive, "sha256", b"", b"", 1, bad)
            for name in ("n", "r", "p", "length"):
                numbers = {"n": 2, "r": 1, "p": 1, "length": 32, name: bad}
                refused(self, scrypt.derive, b"", b"", **numbers)

    def test_the_longest_output(self) -> None:
        for name in HASHES:
            size = hashlib.new(name).digest_size
            self.assertEqual(len(hkdf.derive(name, b"", b"", b"", 255 * size)), 255 * size)
            refused(self, hkdf.derive, name, b"", b"", b"", 255 * size + 1)
            refused(self, hkdf.expand, name, bytes(size - 1), b"", 1)  # RFC 5869 section 2.3
        self.assertEqual(len(concat_kdf.derive("sha256", b"", b"", 1 << 16)), 1 << 16)
        refused(self, concat_kdf.derive, "sha256", b"", b"", (1 << 16) + 1)
        refused(self, pbkdf2.derive, "sha256", b"", b"", 1, (1 << 16) + 1)

    def test_scrypt_costs(self) -> None:
        for n in (3, 6, 1023, 1 << 33):
            refused(self, scrypt.derive, b"", b"", n=n, r=1, p=1, length=32)
        scrypt.check_cost(1 << 15, 1, 1, 1 << 30)
        refused(self, scrypt.check_cost, 1 << 16, 1, 1, 1 << 30)  # RFC 7914 section 2: N < 2^(128*r/8)
        refused(self, scrypt.check_cost, 2, (1 << 10) + 1, 1, 1 << 30)
        refused(self, scrypt.check_cost, 2, 1, (1 << 10) + 1, 1 << 30)
        memory = 128 * 8 * (1024 + 1)
        scrypt.check_cost(1024, 8, 1, memory)
        refused(self, scrypt.check_cost, 1024, 8, 1, memory - 1)
        refused(self, scrypt.derive, b"", b"", n=1 << 19, r=8, p=1, length=32)


class PureVersions(unittest.TestCase):
    @unittest.skipUnless(hasattr(hashlib, "pbkdf2_hmac"), "the standard library has no PBKDF2 to compare")
    def test_pbkdf2(self) -> None:
        for name in HASHES:
            for length in (1, 19, 20, 21, 32, 64, 65, 200):
                for iterations in (1, 2, 7):
                    arguments = (name, b"pass" * 40, b"salt", iterations, length)
                    self.assertEqual(_pbkdf2._pure(*arguments), hashlib.pbkdf2_hmac(*arguments))

    @unittest.skipUnless(hasattr(hashlib, "scrypt"), "the standard library has no scrypt to compare")
    def test_scrypt(self) -> None:
        for n, r, p, length in ((2, 1, 1, 1), (4, 1, 3, 64), (16, 3, 2, 65), (32, 8, 1, 32)):
            expected = hashlib.scrypt(b"pleaseletmein", salt=b"NaCl", n=n, r=r, p=p, dklen=length)
            self.assertEqual(scrypt._pure(b"pleaseletmein", b"NaCl", n, r, p, length), expected, (n, r, p))

    def test_they_answer_where_hashlib_lacks_them(self) -> None:
        key = pbkdf2.derive("sha512", b"password", b"salt", 3, 100)
        more = scrypt.derive(b"password", b"salt", n=16, r=2, p=2, length=50)
        bare = {name: getattr(hashlib, name) for name in ("sha1", "sha256", "sha512")}
        with mock.patch.object(_pbkdf2, "hashlib", mock.Mock(spec_set=list(bare), **bare)) as hidden:
            self.assertFalse(hasattr(hidden, "pbkdf2_hmac"))
            with mock.patch.object(scrypt, "hashlib", hidden):
                self.assertEqual(pbkdf2.derive("sha512", b"password", b"salt", 3, 100), key)
                self.assertEqual(scrypt.derive(b"password", b"salt", n=16, r=2, p=2, length=50), more)
                for name in ("PBKDF2", "scrypt"):
                    for computed, expected in gate.GATES[name].check():
                        self.assertEqual(computed, expected)


class Behaviour(unittest.TestCase):
    def test_hkdf_is_extract_then_expand(self) -> None:
        for name in HASHES:
            prk = hkdf.extract(name, b"salt", b"ikm")
            self.assertEqual(hkdf.derive(name, b"ikm", b"salt", b"i", 99), hkdf.expand(name, prk, b"i", 99))

    def test_no_salt_is_a_salt_of_zeros(self) -> None:  # RFC 5869 section 2.2
        self.assertEqual(hkdf.extract("sha256", b"", b"ikm"), hkdf.extract("sha256", bytes(32), b"ikm"))

    def test_concat_counts_its_rounds(self) -> None:  # SP 800-56A section 5.8.1
        rounds = [hashlib.sha256(bytes([0, 0, 0, i]) + b"Zinfo").digest() for i in (1, 2, 3)]
        for length in (1, 31, 32, 33, 64, 65, 96):
            self.assertEqual(concat_kdf.derive("sha256", b"Z", b"info", length), b"".join(rounds)[:length])


if __name__ == "__main__":
    unittest.main()

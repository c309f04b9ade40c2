"""AES modes and Fernet against the package `cryptography`: random and edge inputs, both directions.

JAMLITE_DIFFERENTIAL_SEED repeats a run, JAMLITE_DIFFERENTIAL_CASES sets how many cases each test makes.
"""

from __future__ import annotations

import os
import random
import unittest

from jamlite.crypto import aes, aes_cbc, aes_ctr, aes_gcm, aes_kw, fernet
from jamlite.exceptions import JamDecryptionError
from tests.support import needs

CASES = int(os.environ.get("JAMLITE_DIFFERENTIAL_CASES", "60"))
SEED = int(os.environ.get("JAMLITE_DIFFERENTIAL_SEED", "0")) or random.SystemRandom().getrandbits(32)
EDGES = (0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 255, 256, 257)


class Differential(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        needs("cryptography")
        from cryptography.hazmat.primitives import keywrap, padding
        from cryptography.hazmat.primitives.ciphers import Cipher, aead, algorithms, modes

        cls.Cipher, cls.AES, cls.modes = Cipher, algorithms.AES, modes
        cls.padding, cls.keywrap, cls.aead = padding, keywrap, aead
        print(f"AES differential: JAMLITE_DIFFERENTIAL_SEED={SEED}, {CASES} cases each")

    def setUp(self) -> None:
        self.random = random.Random(f"{SEED} {self._testMethodName}")

    def octets(self, length: int) -> bytes:
        """Random octets; now and then a pattern that is at an edge."""
        pattern = self.random.choice((None, None, None, b"\0", b"\xff", b"\x80"))
        return pattern * length if pattern else self.random.randbytes(length)

    def key(self) -> bytes:
        return self.octets(self.random.choice((16, 24, 32)))

    def length(self) -> int:
        draw = self.random.random()
        if draw < 0.4:
            return self.random.choice(EDGES)
        return self.random.randrange(400) if draw < 0.97 else self.random.randrange(40_000)

    def counter(self) -> bytes:
        """Counter blocks, often about to carry."""
        size = self.random.choice((0, 2, 4, 8, 16))
        near = (-self.random.randrange(1, 9)) % (1 << 8 * size) if size else 0
        return self.octets(16 - size) + near.to_bytes(size, "big")

    def theirs(self, key: bytes, mode: object, data: bytes, way: str = "encryptor") -> bytes:
        context = getattr(self.Cipher(self.AES(key), mode), way)()
        return context.update(data) + context.finalize()  # type: ignore[no-any-return]

    def test_blocks(self) -> None:
        for _ in range(CASES):
            key, data = self.key(), self.octets(self.length() // 16 * 16)
            sealed = self.theirs(key, self.modes.ECB(), data)
            self.assertEqual(aes.encrypt_blocks(key, data), sealed)
            self.assertEqual(aes.decrypt_blocks(key, sealed), data)

    def test_cbc(self) -> None:
        for _ in range(CASES):
            key, iv, data = self.key(), self.octets(16), self.octets(self.length())
            padder = self.padding.PKCS7(128).padder()
            padded = padder.update(data) + padder.finalize()
            sealed = self.theirs(key, self.modes.CBC(iv), padded)
            self.assertEqual(aes_cbc.encrypt(key, iv, data), sealed)
            self.assertEqual(aes_cbc.decrypt(key, iv, sealed), data)

    def test_cbc_decryption_of_anything(self) -> None:
        """Random ciphertexts: the same verdict on the padding, the same plaintext."""
        for _ in range(CASES):
            key, iv = self.key(), self.octets(16)
            ending = self.random.choice(
                (b"", b"\1", b"\2\2", b"\0", b"\x11", b"\x10" * 16, b"\x0f" * 16, b"\3\2\3")
            )
            padded = self.random.randbytes(48 - len(ending)) + ending
            sealed = self.theirs(key, self.modes.CBC(iv), padded)
            unpadder = self.padding.PKCS7(128).unpadder()
            try:
                expected = unpadder.update(padded) + unpadder.finalize()
            except ValueError:
                with self.assertRaises(JamDecryptionError):
                    aes_cbc.decrypt(key, iv, sealed)
            else:
                self.assertEqual(aes_cbc.decrypt(key, iv, sealed), expected)

    def test_ctr(self) -> None:
        for _ in range(CASES):
            key, iv, data = self.key(), self.counter(), self.octets(self.length())
            self.assertEqual(aes_ctr.encrypt(key, iv, data), self.theirs(key, self.modes.CTR(iv), data))

    def test_gcm(self) -> None:
        for _ in range(CASES):
            key, data, aad = self.key(), self.octets(self.length()), self.octets(self.length())
            iv = self.octets(self.random.choice((12, 12, 8, 9, 16, 17, 32, 60, 128)))
            sealed = self.aead.AESGCM(key).encrypt(iv, data, aad)
            self.assertEqual(aes_gcm.encrypt(key, iv, data, aad), (sealed[:-16], sealed[-16:]))
            self.assertEqual(aes_gcm.decrypt(key, iv, sealed[:-16], aad, sealed[-16:]), data)
            changed = bytearray(sealed)
            changed[self.random.randrange(len(sealed))] ^= 1 << self.random.randrange(8)
            with self.assertRaises(JamDecryptionError):
                aes_gcm.decrypt(key, iv, bytes(changed[:-16]), aad, bytes(changed[-16:]))

    def test_key_wrap(self) -> None:
        for _ in range(CASES):
            key, data = self.key(), self.octets(8 * self.random.randrange(2, 12))
            wrapped = self.keywrap.aes_key_wrap(key, data)
            self.assertEqual(aes_kw.wrap(key, data), wrapped)
            self.assertEqual(aes_kw.unwrap(key, wrapped), data)
            padded = self.octets(self.random.randrange(1, 80))
            wrapped = self.keywrap.aes_key_wrap_with_padding(key, padded)
            self.assertEqual(aes_kw.wrap_padded(key, padded), wrapped)
            self.assertEqual(aes_kw.unwrap_padded(key, wrapped), padded)

    def test_key_unwrap_of_anything(self) -> None:
        """Bits flipped before and after wrapping: the same verdict."""
        for _ in range(CASES):
            key = self.key()
            initial = 0xA65959A6 << 32 | self.random.choice((7, 8, 9, 12, 15, 16, 17, 24))
            padded = self.random.choice((bytes(16), self.octets(16), self.octets(12) + bytes(4)))
            wrapped = aes_kw._wrap(aes.AESKey(key), initial, padded)
            try:
                expected = self.keywrap.aes_key_unwrap_with_padding(key, wrapped)
            except self.keywrap.InvalidUnwrap:
                with self.assertRaises(JamDecryptionError):
                    aes_kw.unwrap_padded(key, wrapped)
            else:
                self.assertEqual(aes_kw.unwrap_padded(key, wrapped), expected)

    def test_fernet(self) -> None:
        theirs = needs("cryptography.fernet")
        for _ in range(CASES):
            key, data = fernet.generate_key(), self.octets(self.length())
            now = self.random.randrange(1 << 31)
            peer = theirs.Fernet(key)
            self.assertEqual(peer.decrypt_at_time(fernet.encrypt(key, data, now=now).encode(), 60, now), data)
            token = peer.encrypt_at_time(data, now)
            self.assertEqual(fernet.decrypt(key, token, ttl=60, now=now), data)
            late = now + self.random.choice((-62, -61, -60, -59, 0, 59, 60, 61, 62))
            try:
                peer.decrypt_at_time(token, 60, max(late, 0))
            except theirs.InvalidToken:
                with self.assertRaises(JamDecryptionError):
                    fernet.decrypt(key, token, ttl=60, now=max(late, 0))
            else:
                self.assertEqual(fernet.decrypt(key, token, ttl=60, now=max(late, 0)), data)


class OwnVectors(unittest.TestCase):
    """Our own valid vectors, which no standard prints, are what `cryptography` computes."""

    def test_counters_that_wrap(self) -> None:
        needs("cryptography")
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        from jamlite.conformance import vectors
        from tests.support import ROOT

        folder = os.path.join(ROOT, "vectors", "crypto")
        compared = 0
        for name in ("aes_gcm.jamlite.json", "aes_ctr.jamlite.json"):
            for case in vectors.read(os.path.join(folder, name), "crypto").cases:
                if case.result != "valid" or case.op != "encrypt":
                    continue
                given, wanted = case.inputs, case.outputs
                if "tag" in wanted:
                    sealed = AESGCM(given["key"]).encrypt(given["iv"], given["plaintext"], given["aad"])
                    self.assertEqual(sealed, wanted["ciphertext"] + wanted["tag"], case.id)
                else:
                    cipher = Cipher(algorithms.AES(given["key"]), modes.CTR(given["iv"]))
                    self.assertEqual(cipher.encryptor().update(given["data"]), wanted["ciphertext"], case.id)
                compared += 1
        self.assertEqual(compared, 14)


if __name__ == "__main__":
    unittest.main()

"""Exercise 4: the Concat KDF of ECDH-ES (RFC 7518 section 4.6.2; SP 800-56A section 5.8.1).

Read `python3 -m jamlite explain --example rfc7518-c`.
Check: python3 -m unittest tests.exercises.concat_kdf
"""

from __future__ import annotations

import unittest


def derive(Z: bytes, alg: str, apu: bytes, apv: bytes, size: int) -> bytes:
    """Return `size` bytes: SHA-256(counter || Z || OtherInfo) for the counters 1, 2, 3 ..., cut to size.

    OtherInfo is alg, apu and apv, each after its length, and then the size in bits; lengths, counter and
    size are 4 bytes, the highest first. `hashlib.sha256(data).digest()` hashes.
    """
    raise NotImplementedError("write this function")


class Check(unittest.TestCase):
    Z = bytes.fromhex("9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4")

    def test_rfc_7518_appendix_c(self) -> None:
        self.assertEqual(
            derive(self.Z, "A128GCM", b"Alice", b"Bob", 16).hex(), "56aa8deaf8236d205c2228cd71a7101a"
        )

    def test_more_than_one_hash(self) -> None:
        long = derive(self.Z, "A256CBC-HS512", b"", b"", 64)
        self.assertEqual(len(long), 64)
        self.assertNotEqual(long[:32], long[32:])
        self.assertEqual(len(derive(self.Z, "A192CBC-HS384", b"", b"", 48)), 48)


if __name__ == "__main__":
    unittest.main()

"""DER and r || s: bad input first, then signatures of RFC 6979 both ways."""

from __future__ import annotations

import unittest

from jamlite.encoding import base64url
from jamlite.exceptions import JamEncodingError
from jamlite.jose import JWK, ecdsa_der, jws

# RFC 6979 appendix A.2.5, SHA-256, "sample": r and s.
R = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
S = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
RAW, DER = bytes.fromhex(R + S), bytes.fromhex(f"3046022100{R}022100{S}")


class Refusals(unittest.TestCase):
    def test_what_is_no_signature(self) -> None:
        for bad in (
            None,
            5,
            b"",
            RAW[1:],
            DER,
            bytearray(RAW),
            "",
            "x",
            "é",
            base64url.encode(RAW) + "=",
            bytes(65),
        ):
            with self.subTest(bad=bad), self.assertRaises(JamEncodingError):
                ecdsa_der.to_der(bad)  # type: ignore[arg-type]
        for bad in (
            None,
            5,
            b"",
            "x",
            DER[:-1],
            DER + b"\0",
            RAW,
            b"\x30\0",
            b"\x30\x80" + DER[2:] + b"\0\0",
        ):
            with self.subTest(bad=bad), self.assertRaises(JamEncodingError):
                ecdsa_der.from_der(bad, "ES256")  # type: ignore[arg-type]
        for alg in (None, "", "RS256", "P-192", "EdDSA", 5, []):
            with self.subTest(alg=alg), self.assertRaises(JamEncodingError):
                ecdsa_der.from_der(DER, alg)  # type: ignore[arg-type]

    def test_sentences(self) -> None:
        with self.assertRaisesRegex(JamEncodingError, "DER already"):
            ecdsa_der.to_der(DER)
        with self.assertRaisesRegex(JamEncodingError, "r || s already"):
            ecdsa_der.from_der(RAW, "ES256")
        long = bytes.fromhex("3026022101" + R + "020101")
        with self.assertRaisesRegex(JamEncodingError, "too long"):
            ecdsa_der.from_der(long, "ES256")


class BothWays(unittest.TestCase):
    def test_rfc_6979(self) -> None:
        self.assertEqual(ecdsa_der.to_der(RAW), DER)
        self.assertEqual(ecdsa_der.to_der(base64url.encode(RAW)), DER)
        for name in ("ES256", "ES256K", "P-256", "secp256k1"):
            self.assertEqual(ecdsa_der.from_der(DER, name), RAW)

    def test_tokens(self) -> None:
        for alg, crv in (("ES256", "P-256"), ("ES384", "P-384"), ("ES512", "P-521"), ("ES256K", "secp256k1")):
            key = JWK.generate("EC", crv=crv)
            start, _, signature = jws.sign(b"x", key).rpartition(".")
            again = ecdsa_der.from_der(ecdsa_der.to_der(signature), alg)
            self.assertEqual(base64url.encode(again), signature)
            self.assertEqual(jws.verify(f"{start}.{base64url.encode(again)}", key.public()).payload, b"x")
            self.assertEqual(ecdsa_der.from_der(bytes.fromhex("3006020101020102"), alg)[-1], 2)


if __name__ == "__main__":
    unittest.main()

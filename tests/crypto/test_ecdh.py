"""ECDH: hostile arguments first. Official values are in vectors/."""

from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

from jamlite.crypto import ecdh, ecdsa, sec1
from jamlite.crypto._curves import CURVES
from jamlite.crypto._weierstrass import INFINITY
from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from tests.crypto import affine

PRIVATE = 0x1E99423A4ED27608A15A2616A2B0E9E52CED330AC530EDCC32C8FFC6A526AEDD


class HostileArguments(unittest.TestCase):
    def test_curve(self) -> None:
        wrong: tuple[Any, ...] = (None, "", "p-256", "X25519", b"P-256", 256, [], {})
        for curve in wrong:
            with self.assertRaises(JamCryptoError):
                ecdh.exchange(curve, PRIVATE, CURVES["P-256"].g)

    def test_private_key(self) -> None:
        wrong: tuple[Any, ...] = (None, True, 1.0, "1", b"\1", [1], {}, object())
        for private in wrong:
            with self.assertRaises(JamCryptoError):
                ecdh.exchange("P-256", private, CURVES["P-256"].g)
        for name, curve in CURVES.items():
            for private in (0, -1, curve.n, curve.n + 1, 1 << 100_000):
                with self.assertRaises(JamInvalidKeyError):
                    ecdh.exchange(name, private, curve.g)

    def test_public_key(self) -> None:
        wrong: tuple[Any, ...] = (
            None,
            True,
            4,
            "point",
            [1, 2],
            (),
            (1,),
            (1, 2, 3),
            (1.0, 2),
            (True, 1),
            {},
        )
        for name, curve in CURVES.items():
            for public in wrong:
                with self.assertRaises(JamCryptoError):
                    ecdh.exchange(name, PRIVATE, public)
            x, y = curve.g
            other = CURVES["P-256" if name == "secp256k1" else "secp256k1"].g
            octets = sec1.encode_point(name, curve.g)
            malformed: tuple[Any, ...] = (
                (0, 0),
                (x, y + 1),
                (x, -y),
                (x + curve.p, y),
                (x, y + curve.p),
                other,
                b"",
                b"\0",
                bytes(len(octets)),
                octets[:-1],
                octets + b"\0",
                b"\x06" + octets[1:],
                b"\x02" + octets[1:],
            )
            for public in malformed:
                with (
                    self.subTest(curve=name, public=repr(public)[:40]),
                    self.assertRaises(JamInvalidKeyError),
                ):
                    ecdh.exchange(name, PRIVATE, public)

    def test_infinity_is_refused_should_it_ever_come(self) -> None:
        curve = CURVES["P-256"]
        with (
            mock.patch.object(ecdh, "_multiply", return_value=INFINITY),
            self.assertRaises(JamInvalidKeyError),
        ):
            ecdh.exchange("P-256", PRIVATE, curve.g)


class Exchange(unittest.TestCase):
    def test_both_sides_agree_with_the_schoolbook(self) -> None:
        for name, curve in CURVES.items():
            a, b = PRIVATE, PRIVATE // 3
            A, B = ecdsa.public_key(name, a), ecdsa.public_key(name, b)
            secret = ecdh.exchange(name, a, B)
            self.assertEqual(secret, ecdh.exchange(name, b, A))
            self.assertEqual(len(secret), curve.size)
            expected = affine.multiply(name, a * b % curve.n, curve.g)
            assert expected
            self.assertEqual(int.from_bytes(secret, "big"), expected[0])
            for compressed in (False, True):
                octets = sec1.encode_point(name, B, compressed=compressed)
                self.assertEqual(ecdh.exchange(name, a, octets), secret)
                self.assertEqual(ecdh.exchange(name, a, bytearray(octets)), secret)  # type: ignore[arg-type]

    def test_the_sign_of_either_side_does_not_matter(self) -> None:
        curve = CURVES["P-384"]
        x, y = ecdsa.public_key("P-384", 12345)
        secret = ecdh.exchange("P-384", PRIVATE, (x, y))
        self.assertEqual(ecdh.exchange("P-384", curve.n - PRIVATE, (x, y)), secret)
        self.assertEqual(ecdh.exchange("P-384", PRIVATE, (x, curve.p - y)), secret)


if __name__ == "__main__":
    unittest.main()

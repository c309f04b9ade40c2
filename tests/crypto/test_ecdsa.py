"""ECDSA: hostile arguments first, then nonces, tables, edges. Official values are in vectors/."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import unittest
from typing import Any
from unittest import mock

from jamlite.crypto import _ecdsa_signing, _ecdsa_verification, _scalars, ecdsa, rfc6979, sec1
from jamlite.crypto._curves import CURVES
from jamlite.crypto._scalars import Multiples
from jamlite.crypto._weierstrass import Curve
from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from tests.crypto import affine
from tests.crypto.toy_curve import toy_curve
from tests.support import ROOT

PRIVATE = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
MESSAGE = b"a message"
PUBLIC = {name: ecdsa.public_key(name, PRIVATE) for name in ("P-256", "P-384", "P-521", "secp256k1")}
SIGNED = {name: ecdsa.sign(name, PRIVATE, MESSAGE, "sha256", extra_entropy=b"") for name in PUBLIC}
NOT_BYTES: tuple[Any, ...] = (None, True, 7, 1.5, "text", [1, 2], {}, object())
NOT_CURVES: tuple[Any, ...] = (
    None,
    "",
    "p-256",
    "P256",
    "P-224",
    "secp256r1",
    b"P-256",
    256,
    [],
    {},
    "P-256\0",
)
NOT_HASHES: tuple[Any, ...] = (
    None,
    "",
    "md5",
    "SHA256",
    "sha3_256",
    "none",
    b"sha256",
    256,
    [],
    hashlib.sha256,
)


def matches(curve: Curve, tables: Any, e: int, r: int, s: int) -> bool:
    """Tell whether r, s sign e under the key of the tables: the last steps of `PublicKey.verify`."""
    return _ecdsa_verification.has_x(curve, _ecdsa_verification.point_R(curve, tables, e, r, s), r)


class HostileArguments(unittest.TestCase):
    def refused(self, function: Any, *arguments: Any, error: type = JamCryptoError, **named: Any) -> None:
        with self.subTest(function=function.__name__, types=[type(a).__name__ for a in arguments]):
            with self.assertRaises(error) as caught:
                function(*arguments, **named)
            self.assertNotIn(str(PRIVATE), str(caught.exception))

    def test_curve(self) -> None:
        for curve in NOT_CURVES:
            self.refused(ecdsa.generate, curve)
            self.refused(ecdsa.public_key, curve, PRIVATE)
            self.refused(ecdsa.sign, curve, PRIVATE, MESSAGE, "sha256")
            self.refused(ecdsa.verify, curve, PUBLIC["P-256"], MESSAGE, SIGNED["P-256"], "sha256")
            self.refused(ecdsa.prepare_public, curve, PUBLIC["P-256"])
            self.refused(sec1.encode_point, curve, PUBLIC["P-256"])
            self.refused(sec1.decode_point, curve, b"\x04" + bytes(64))

    def test_hash(self) -> None:
        for hash_name in NOT_HASHES:
            self.refused(ecdsa.sign, "P-256", PRIVATE, MESSAGE, hash_name)
            self.refused(ecdsa.verify, "P-256", PUBLIC["P-256"], MESSAGE, SIGNED["P-256"], hash_name)
            self.refused(rfc6979.nonce, CURVES["P-256"].n, PRIVATE, bytes(32), hash_name)

    def test_private_key(self) -> None:
        wrong: tuple[Any, ...] = (None, True, False, 1.0, "1", b"\1", bytes(32), [1], (1,), {}, object())
        for private in wrong:
            self.refused(ecdsa.public_key, "P-256", private)
            self.refused(ecdsa.sign, "P-256", private, MESSAGE, "sha256")
        for name, curve in CURVES.items():
            for private in (0, -1, -PRIVATE, curve.n, curve.n + 1, 2 * curve.n, 1 << 100_000):
                self.refused(ecdsa.public_key, name, private, error=JamInvalidKeyError)
                self.refused(ecdsa.sign, name, private, MESSAGE, "sha256", error=JamInvalidKeyError)

    def test_bytes(self) -> None:
        key = ecdsa.prepare_public("P-256", PUBLIC["P-256"])
        for wrong in NOT_BYTES:
            self.refused(ecdsa.sign, "P-256", PRIVATE, wrong, "sha256")
            self.refused(ecdsa.verify, "P-256", PUBLIC["P-256"], wrong, SIGNED["P-256"], "sha256")
            self.refused(ecdsa.verify, "P-256", PUBLIC["P-256"], MESSAGE, wrong, "sha256")
            self.refused(key.verify, wrong, SIGNED["P-256"], "sha256")
            self.refused(key.verify, MESSAGE, wrong, "sha256")
            if wrong is not None:
                self.refused(ecdsa.sign, "P-256", PRIVATE, MESSAGE, "sha256", extra_entropy=wrong)

    def test_what_is_not_bytes_is_named(self) -> None:
        key = ecdsa.prepare_public("P-256", PUBLIC["P-256"])
        calls: dict[str, list[Any]] = {
            "message": [
                lambda: ecdsa.sign("P-256", PRIVATE, 5, "sha256"),  # type: ignore[arg-type]
                lambda: key.verify(5, SIGNED["P-256"], "sha256"),  # type: ignore[arg-type]
            ],
            "signature": [lambda: key.verify(MESSAGE, 5, "sha256")],  # type: ignore[arg-type]
        }
        for name, doors in calls.items():
            for door in doors:
                with self.assertRaisesRegex(JamCryptoError, f"] {name} must be bytes, got int"):
                    door()

    def test_public_key(self) -> None:
        x, y = PUBLIC["P-256"]
        wrong_types: tuple[Any, ...] = (
            *NOT_BYTES,
            (),
            (x,),
            (x, y, 1),
            [x, y],
            (x, None),
            (str(x), y),
            (float(2), y),
            (True, y),
            (x.to_bytes(32, "big"), y.to_bytes(32, "big")),
        )
        for public in wrong_types:
            self.refused(ecdsa.prepare_public, "P-256", public)
            self.refused(ecdsa.verify, "P-256", public, MESSAGE, SIGNED["P-256"], "sha256")
            self.refused(sec1.encode_point, "P-256", public)
        p = CURVES["P-256"].p
        malformed: tuple[Any, ...] = (
            (0, 0),
            (x, y ^ 1),
            (x + p, y),
            (x, y - p),
            (-x, y),
            (1 << 100_000, y),
            PUBLIC["secp256k1"],
            PUBLIC["P-384"],
            b"",
            b"\0",
            bytes(65),
            b"\x04" + bytes(64),
            b"\x04" * 1_000_000,
            sec1.encode_point("P-384", PUBLIC["P-384"]),
            sec1.encode_point("P-256", (x, y))[:-1],
            sec1.encode_point("P-256", (x, y)) + b"\0",
        )
        for public in malformed:
            self.refused(ecdsa.prepare_public, "P-256", public, error=JamInvalidKeyError)
            self.refused(
                ecdsa.verify, "P-256", public, MESSAGE, SIGNED["P-256"], "sha256", error=JamInvalidKeyError
            )

    def test_signatures_of_any_bytes_are_false(self) -> None:
        for name, curve in CURVES.items():
            key = ecdsa.prepare_public(name, PUBLIC[name])
            good, size = SIGNED[name], curve.size
            r, s = good[:size], good[size:]
            n = curve.n.to_bytes(size, "big")
            zero = bytes(size)
            bad = [b"", b"\0", good[:-1], good + b"\0", b"\0" + good, r, good * 2, bytes(1 << 20)]
            bad += [zero + s, r + zero, zero + zero, n + s, r + n, n + n, b"\xff" * (2 * size)]
            for signature in bad:
                self.assertIs(ecdsa.verify(name, PUBLIC[name], MESSAGE, signature, "sha256"), False)
                self.assertIs(key.verify(MESSAGE, signature, "sha256"), False)
            self.assertTrue(key.verify(MESSAGE, good, "sha256"))

    def test_every_flipped_bit_counts(self) -> None:
        key = ecdsa.prepare_public("P-256", PUBLIC["P-256"])
        good = SIGNED["P-256"]
        for bit in range(0, 512, 5):
            bad = (int.from_bytes(good, "big") ^ 1 << bit).to_bytes(64, "big")
            self.assertFalse(key.verify(MESSAGE, bad, "sha256"))
        self.assertFalse(key.verify(MESSAGE + b"\0", good, "sha256"))
        self.assertFalse(key.verify(MESSAGE, good, "sha512"))


class Signatures(unittest.TestCase):
    def test_hedged_by_default(self) -> None:
        for name in PUBLIC:
            one, two = (ecdsa.sign(name, PRIVATE, MESSAGE, "sha256") for _ in range(2))
            self.assertNotEqual(one, two)
            for signature in (one, two):
                self.assertTrue(ecdsa.verify(name, PUBLIC[name], MESSAGE, signature, "sha256"))

    def test_extra_entropy_decides(self) -> None:
        def sign(extra: bytes) -> bytes:
            return ecdsa.sign("P-256", PRIVATE, MESSAGE, "sha256", extra_entropy=extra)

        self.assertEqual(sign(b""), SIGNED["P-256"])
        self.assertEqual(sign(b"x"), sign(bytearray(b"x")))
        self.assertEqual(len({sign(b""), sign(b"x"), sign(b"y"), sign(b"x\0")}), 4)
        self.assertTrue(ecdsa.verify("P-256", PUBLIC["P-256"], MESSAGE, sign(b"x"), "sha256"))

    def test_shapes(self) -> None:
        for name, size in (("P-256", 64), ("P-384", 96), ("P-521", 132), ("secp256k1", 64)):
            self.assertEqual(len(SIGNED[name]), size)
        for message in (b"", bytes(16 << 20)):
            signature = ecdsa.sign("P-256", PRIVATE, message, "sha256")
            self.assertTrue(ecdsa.verify("P-256", PUBLIC["P-256"], message, signature, "sha256"))
        view, array = memoryview(MESSAGE), bytearray(SIGNED["P-256"])
        self.assertTrue(ecdsa.verify("P-256", PUBLIC["P-256"], view, array, "sha256"))  # type: ignore[arg-type]

    def test_public_key_forms(self) -> None:
        for name, public in PUBLIC.items():
            for compressed in (False, True):
                octets = sec1.encode_point(name, public, compressed=compressed)
                self.assertEqual(sec1.decode_point(name, octets), public)
                self.assertEqual(sec1.encode_point(name, octets), sec1.encode_point(name, public))
                self.assertTrue(ecdsa.verify(name, octets, MESSAGE, SIGNED[name], "sha256"))

    def test_generate(self) -> None:
        for name, curve in CURVES.items():
            keys = {ecdsa.generate(name) for _ in range(4)}
            self.assertEqual(len(keys), 4)
            self.assertTrue(all(1 <= key < curve.n for key in keys))
        with mock.patch("jamlite.crypto._ecdsa_signing.random_below", return_value=0):
            self.assertEqual(ecdsa.generate("P-256"), 1)

    def test_a_hash_of_zero_is_a_hash(self) -> None:
        for name, curve in CURVES.items():
            r, s = _ecdsa_signing._r_s(curve, PRIVATE, 0, PRIVATE + 1)
            key = ecdsa.PublicKey(name, PUBLIC[name])
            for e in (0, curve.n):  # u = 0
                for _ in range(2):
                    self.assertTrue(matches(curve, key._tables(), e, r, s))
            self.assertFalse(matches(curve, key._tables(), 1, r, s))

    def test_against_the_schoolbook(self) -> None:
        for name, curve in CURVES.items():
            public = PUBLIC[name]
            e = _scalars.bits2int(hashlib.sha512(MESSAGE).digest(), curve.bits)
            signature = ecdsa.sign(name, PRIVATE, MESSAGE, "sha512")
            r = int.from_bytes(signature[: curve.size], "big")
            s = int.from_bytes(signature[curve.size :], "big")
            self.assertTrue(affine.verify(name, public, e, r, s))

    def test_no_secret_in_a_repr(self) -> None:
        self.assertEqual(repr(ecdsa.prepare_public("P-256", PUBLIC["P-256"])), "<PublicKey P-256>")
        self.assertEqual(repr(CURVES["P-256"]), "<Curve P-256>")


@unittest.skipIf(sys.platform == "emscripten", "this platform cannot start another process")
class FilesOfCurves(unittest.TestCase):
    """Each curve but P-256 has a file of its own, which is loaded when the curve is named first."""

    def run_fresh(self, script: str) -> None:
        done = subprocess.run([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True, cwd=ROOT)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_one_curve_loads_no_other(self) -> None:
        for name in PUBLIC:
            arguments = (name, PUBLIC[name], MESSAGE, SIGNED[name], "sha256")
            own = {"_curves", f"_curve_{name.lower().replace('-', '')}"} - {"_curve_p256"}
            self.run_fresh(
                "import sys; from jamlite.crypto import ecdsa\n"
                f"assert ecdsa.verify(*{arguments!r})\n"
                f"found = {{path.split('.')[-1] for path in sys.modules if 'crypto._curve' in path}}\n"
                f"assert found == {own}, found\n"
            )

    def test_gates_are_registered_in_whatever_order_files_are_loaded(self) -> None:
        files = ["_curve_p384", "_curve_p521", "_curve_secp256k1", "sec1", "ecdh", "ecdsa", "_ecdsa_signing"]
        kinds = ("ECDSA sign", "ECDSA verify", "SEC 1", "ECDH")
        names = {f"{kind} {name}" for kind in kinds for name in CURVES}
        for order in (files, files[::-1], files[2:] + files[:2], files[5:] + files[:5]):
            self.run_fresh(
                "import importlib; from jamlite.crypto import gate\n"
                f"for name in {order}: importlib.import_module('jamlite.crypto.' + name)\n"
                f"assert {names} <= set(gate.GATES), gate.GATES.keys()\n"
            )

    def test_threads_may_name_a_curve_while_files_are_loaded(self) -> None:
        self.run_fresh(
            "import importlib, sys, threading; from jamlite.crypto import _curves, gate\n"
            "sys.setswitchinterval(1e-6)\n"
            "start, wrong = threading.Barrier(8), []\n"
            "def run(number):\n"
            "    start.wait()\n"
            "    try:\n"
            "        name = ('sec1', 'ecdh', 'ecdsa')[number % 3]\n"
            "        importlib.import_module(f'jamlite.crypto.{name}')\n"
            "        _curves.named(('P-384', 'P-521', 'secp256k1')[number % 3])\n"
            "    except BaseException as error:\n"
            "        wrong.append(error)\n"
            "threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]\n"
            "for thread in threads: thread.start()\n"
            "for thread in threads: thread.join()\n"
            "assert not wrong and len(gate.GATES) >= 12, (wrong, gate.GATES.keys())\n"
        )


class SmallCurve(unittest.TestCase):
    """With an order near 1000, r = 0, s = 0 and x(R) >= n happen; so does every collision."""

    def setUp(self) -> None:
        self.curve = toy_curve(Curve, 1019)
        patch = mock.patch.dict(CURVES, {"toy": self.curve})
        patch.start()
        self.addCleanup(patch.stop)

    def test_signing_tries_again(self) -> None:
        again = 0
        for d in (2, self.curve.n - 1):
            Q = affine.multiply("toy", d, self.curve.g)
            for number in range(600):
                h = hashlib.sha256(b"%d" % number).digest()
                e = _scalars.bits2int(h, self.curve.bits)
                signature = _ecdsa_signing.sign_hashed(self.curve, d, h, "sha256", b"")
                r, s = int.from_bytes(signature[:2], "big"), int.from_bytes(signature[2:], "big")
                self.assertTrue(affine.verify("toy", Q, e, r, s))
                first = next(rfc6979._nonces(self.curve.n, d, h, "sha256", b""))
                again += 0 in _ecdsa_signing._r_s(self.curve, d, e, first)
        self.assertGreater(again, 0)

    def test_verification_of_everything(self) -> None:
        curve, n, e = self.curve, self.curve.n, 123
        multiples: list[affine.Point] = [None]
        for _ in range(n - 1):
            multiples.append(affine.add("toy", multiples[-1], curve.g))
        accepted = reduced = infinite = 0
        for d, parts in ((1, 1), (2, 8), (n - 1, 8), (n - 2, 1), (500, 1), (501, 8)):
            Q = multiples[d]
            assert Q
            tables = tuple(Multiples(curve, (*point, 1), width=5, parts=parts) for point in (curve.g, Q))
            # Below p - n, x(R) may be r + n; at the last r, u = -v d and the sum is infinity.
            for r in (*range(1, curve.p - n), *range(curve.p - n, n, 37), -e * pow(d, -1, n) % n):
                for s in (1, 2, n - 2, n - 1, *range(3, n, 53)):
                    w = pow(s, -1, n)
                    R = multiples[(e * w + r * w * d) % n]
                    expected = R is not None and R[0] % n == r
                    self.assertEqual(matches(curve, tables, e, r, s), expected)
                    accepted += expected
                    infinite += R is None
                    reduced += R is not None and R[0] == r + n
        for number in (accepted, reduced, infinite):
            self.assertGreater(number, 0)


class Bounds(unittest.TestCase):
    """FIPS 186-5 section 6.4.2 step 1: r and s in [1, n-1], the bounds included."""

    E = int.from_bytes(hashlib.sha256(b"m").digest(), "big")

    def accepts(self, name: str, public: Any, r: int, s: int) -> None:
        size, n = CURVES[name].size, CURVES[name].n
        made = r.to_bytes(size, "big") + s.to_bytes(size, "big")
        self.assertTrue(ecdsa.verify(name, public, b"m", made, "sha256"))
        self.assertTrue(affine.verify(name, public, self.E, r, s))
        for r2, s2 in ((r + n, s), (r, s + n), (0, s), (r, 0), (n, s), (r, n), (n - r, s)):
            if max(r2, s2).bit_length() <= 8 * size:
                other = r2.to_bytes(size, "big") + s2.to_bytes(size, "big")
                self.assertFalse(ecdsa.verify(name, public, b"m", other, "sha256"))

    def test_s(self) -> None:
        """The private key for which a nonce k gives this s: d = (k s - e) / r."""
        for name, curve in CURVES.items():
            n = curve.n
            point = affine.multiply(name, 7, curve.g)
            assert point is not None
            r = point[0] % n
            for s in (1, 2, n - 2, n - 1):
                with self.subTest(name, s=s):
                    private = (7 * s - self.E) * pow(r, -1, n) % n
                    self.accepts(name, ecdsa.public_key(name, private), r, s)

    def test_r(self) -> None:
        """The public key under which a point with this x is R for s = 1: Q = (R - e G) / r."""
        found = set()
        for name, curve in CURVES.items():
            n = curve.n
            for r in (1, 2, 3, n - 1, n - 2, n - 3, n - 4, n - 5):
                try:
                    point = sec1.decode_point(name, b"\2" + r.to_bytes(curve.size, "big"))
                except JamInvalidKeyError:  # no point has this x
                    continue
                less = affine.multiply(name, (n - self.E) % n, curve.g)
                public = affine.multiply(name, pow(r, -1, n), affine.add(name, point, less))
                with self.subTest(name, r=r):
                    self.accepts(name, public, r, 1)
                found.add(r if r < 4 else r - n)
        self.assertLessEqual({1, -1}, found)

    def test_r_that_was_not_reduced(self) -> None:
        """Where x(R) is n or more, r is x(R) - n; x(R) itself would be a second signature."""
        for name, curve in CURVES.items():
            n = curve.n
            for x in range(n + 1, n + 40):
                try:
                    point = sec1.decode_point(name, b"\2" + x.to_bytes(curve.size, "big"))
                    break
                except JamInvalidKeyError:  # no point has this x
                    continue
            else:
                self.fail(name)
            less = affine.multiply(name, (n - self.E) % n, curve.g)
            public = affine.multiply(name, pow(x - n, -1, n), affine.add(name, point, less))
            with self.subTest(name):
                self.accepts(name, public, x - n, 1)

    def test_x_of_zero(self) -> None:
        """Where x(R) = 0, no r is right; r + n = p is congruent to 0 and is no coordinate."""
        seen = 0
        for name, curve in CURVES.items():
            try:
                point = sec1.decode_point(name, b"\2" + bytes(curve.size))
            except JamInvalidKeyError:  # secp256k1 has no such point
                continue
            n, r = curve.n, curve.p - curve.n
            less = affine.multiply(name, (n - self.E) % n, curve.g)
            public = affine.multiply(name, pow(r, -1, n), affine.add(name, point, less))
            assert public is not None
            made = r.to_bytes(curve.size, "big") + (1).to_bytes(curve.size, "big")
            with self.subTest(name):
                self.assertFalse(affine.verify(name, public, self.E, r, 1))
                self.assertFalse(ecdsa.verify(name, public, b"m", made, "sha256"))
            seen += 1
        self.assertEqual(seen, 3)


class Nonces(unittest.TestCase):
    def test_bits2int(self) -> None:
        for data, qlen, expected in (
            (b"", 256, 0),
            (b"\xff", 8, 255),
            (b"\xff", 521, 255),  # shorter than q: not shifted
            (b"\xff\xff", 9, 511),
            (b"\x80\x00", 1, 1),
            (b"\xff" * 66, 521, (1 << 521) - 1),
            (b"\xff" * 64, 256, (1 << 256) - 1),
        ):
            self.assertEqual(_scalars.bits2int(data, qlen), expected)

    def test_hostile_arguments(self) -> None:
        n = CURVES["P-256"].n
        good: tuple[Any, ...] = (n, PRIVATE, bytes(32), "sha256")
        wrong: dict[int, tuple[Any, ...]] = {
            0: (None, 0, 1, -n, 1.5, "n", b"n", True, 1 << 5000),
            1: (None, 0, -1, n, 1.5, "d", b"d", True),
            2: (None, b"", bytes(31), bytes(33), 32, "digest"),
        }
        for place, values in wrong.items():
            for value in values:
                with self.assertRaises(JamCryptoError):
                    rfc6979.nonce(*good[:place], value, *good[place + 1 :])
        with self.assertRaises(JamCryptoError):
            rfc6979.nonce(*good, extra_entropy=None)  # type: ignore[arg-type]
        self.assertNotEqual(rfc6979.nonce(*good), rfc6979.nonce(*good, extra_entropy=b"\0"))

    def test_further_nonces_differ(self) -> None:
        nonces = rfc6979._nonces(CURVES["P-521"].n, PRIVATE, bytes(32), "sha256", b"")
        first = [next(nonces) for _ in range(5)]
        self.assertEqual(len(set(first)), 5)
        self.assertTrue(all(1 <= k < CURVES["P-521"].n for k in first))
        self.assertGreater(max(first).bit_length(), 500)


class Tables(unittest.TestCase):
    def test_a_key_builds_its_table_on_second_use(self) -> None:
        for name, curve in CURVES.items():
            key, other = (ecdsa.prepare_public(name, PUBLIC[name]) for _ in range(2))
            self.assertIsNone(key._multiples)
            self.assertTrue(key.verify(MESSAGE, SIGNED[name], "sha256"))
            self.assertIsNone(key._multiples)
            self.assertTrue(key.verify(MESSAGE, SIGNED[name], "sha256"))
            table = key._multiples
            self.assertIsNotNone(table)
            self.assertTrue(key.verify(MESSAGE, SIGNED[name], "sha256"))
            self.assertIs(key._multiples, table)
            self.assertIsNone(other._multiples)  # in the object, nowhere else
            self.assertEqual([table.parts for table in _scalars._multiples[curve]], [1, ecdsa.PARTS])

    def test_a_malformed_signature_builds_nothing(self) -> None:
        key = ecdsa.prepare_public("P-256", PUBLIC["P-256"])
        for _ in range(3):
            self.assertFalse(key.verify(MESSAGE, bytes(64), "sha256"))
        self.assertIsNone(key._multiples)
        self.assertFalse(key._used)

    def test_one_verification_builds_no_signing_table(self) -> None:
        script = (
            "from jamlite.crypto import _curves, _scalars, ecdsa\n"
            "row = _curves.CURVES['P-256']\n"
            "assert not _scalars._multiples and not _scalars._combs\n"
            f"assert ecdsa.verify('P-256', {PUBLIC['P-256']}, {MESSAGE!r}, {SIGNED['P-256']!r}, 'sha256')\n"
            "assert list(_scalars._multiples) == [row] and not _scalars._combs\n"
            "assert [table.parts for table in _scalars._multiples[row]] == [1]\n"
        )
        subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


if __name__ == "__main__":
    unittest.main()

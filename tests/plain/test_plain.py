"""The plain package: judged by a sample of all vectors here, by every one in `conformance --plain`."""

from __future__ import annotations

import os
import unittest

from jamlite.conformance import plain_cases, runner, vectors
from jamlite.plain import (
    plain_aes,
    plain_argon2,
    plain_curves,
    plain_ecdsa,
    plain_eddsa,
    plain_edwards,
    plain_gcm,
    plain_hotp,
    plain_kdf,
    plain_key_wrap,
    plain_modes,
    plain_montgomery,
    plain_rsa_encryption,
    plain_weierstrass,
)

from ..beside import beside
from ..support import ROOT

FOLDER = os.path.join(ROOT, "jamlite", "plain")
# Families whose case takes 10 to 150 ms here: one case of each operation and verdict is enough.
SLOW = ("ECDSA", "ECDH", "Ed25519", "Ed448", "X25519", "X448", "RSA", "Argon2id", "scrypt", "PBKDF2")


class Vectors(unittest.TestCase):
    @beside
    def test_a_sample_of_every_operation_and_verdict(self) -> None:
        seen: set[tuple[str, str, str]] = set()
        for path, room in vectors.find(os.path.join(ROOT, "vectors")):
            file = vectors.read(path, room)
            if file.family not in plain_cases.FAMILIES:
                continue
            counts: dict[tuple[str, str], int] = {}
            for case in file.cases:
                kind = (case.op, case.result)
                most = 1 if file.family.startswith(SLOW) else 4
                known = file.family.startswith(SLOW) and (file.family, *kind) in seen
                if known or counts.get(kind, 0) >= most or case.op == "iterate":
                    continue
                if plain_cases.left_out(file.family, case):
                    continue
                counts[kind] = counts.get(kind, 0) + 1
                seen.add((file.family, *kind))
                with self.subTest(file=os.path.basename(path), case=case.id):
                    self.judge(file, case)
        self.assertGreaterEqual(len({family for family, _, _ in seen}), 40)
        self.assertGreaterEqual(len(seen), 100)

    def judge(self, file: vectors.VectorFile, case: vectors.Case) -> None:
        case.outputs.pop("error_code", None)
        operation = plain_cases.operation(file.family, case.op)
        self.assertIsNotNone(operation)
        file.cases = [case]
        [verdict] = runner.run(file, {file.family: {case.op: operation}})
        self.assertNotEqual(verdict.outcome, "failed", verdict.reason)

    def test_every_operation_of_the_fast_code_is_written_plainly_or_named_as_left_out(self) -> None:
        fast = runner.families()
        for family, operations in plain_cases.FAMILIES.items():
            for name in fast[family]:
                left = (family, name) in plain_cases._OPERATIONS_LEFT_OUT
                computed = (name == "verify" and family.startswith("HMAC")) or family == "RSA-keygen"
                with self.subTest(family=family, operation=name):
                    self.assertTrue(name in operations or left or computed)


class ForReading(unittest.TestCase):
    def test_no_file_is_longer_than_120_lines(self) -> None:
        names = [name for name in os.listdir(FOLDER) if name.endswith(".py")]
        self.assertGreater(len(names), 15)
        for name in names:
            with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
                self.assertLessEqual(len(stream.readlines()), 120, name)

    def test_every_file_names_its_fast_twin(self) -> None:
        for name in os.listdir(FOLDER):
            if name.endswith(".py") and name not in ("__init__.py", "plain_curves.py"):
                with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
                    docstring = stream.read().split('"""')[1]
                self.assertRegex(docstring, r"fast twins? (is|are)", name)


class Steps(unittest.TestCase):
    """Values on the way, as the standards print them."""

    def test_fips_197_appendix_b(self) -> None:
        key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
        states = dict(plain_aes.cipher_states(key, bytes.fromhex("3243f6a8885a308d313198a2e0370734")))
        self.assertEqual(states["round[1].start"].hex(), "193de3bea0f4e22b9ac68d2ae9f84808")
        self.assertEqual(states["round[1].s_box"].hex(), "d42711aee0bf98f1b8b45de51e415230")
        self.assertEqual(states["round[1].s_row"].hex(), "d4bf5d30e0b452aeb84111f11e2798e5")
        self.assertEqual(states["round[1].m_col"].hex(), "046681e5e0cb199a48f8d37a2806264c")
        self.assertEqual(states["round[10].output"].hex(), "3925841d02dc09fbdc118597196a0b32")

    def test_rfc_4226_appendix_d(self) -> None:
        values = plain_hotp.hotp_values(b"12345678901234567890", 0)
        self.assertEqual(values["HS"].hex(), "cc93cf18508d94934c64b65d8ba7667fb7cde4b0")
        self.assertEqual((values["P"], values["D"]), (1284755224, "755224"))

    def test_rfc_6979_a_2_5(self) -> None:
        x = int("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16)
        values = plain_ecdsa.sign_values("P-256", x, b"sample", "sha256")
        self.assertEqual(
            f"{values['k']:064X}", "A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60"
        )
        self.assertEqual(
            f"{values['r']:064X}", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        )
        self.assertEqual(
            f"{values['s']:064X}", "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
        )

    def test_rfc_5869_a_1(self) -> None:
        prk = plain_kdf.hkdf_extract("sha256", bytes(range(13)), b"\x0b" * 22)
        self.assertEqual(prk.hex(), "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")

    def test_rfc_7914_section_8(self) -> None:
        given = bytes.fromhex(
            "7e879a214f3ec9867ca940e641718f26baee555b8c61c1b50df846116dcd3b1d"
            "ee24f319df9b3d8514121e4b5ac5aa3276021d2909c74829edebc68db8b8c25e"
        )
        wanted = (
            "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29"
            "b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81"
        )
        self.assertEqual(plain_kdf.salsa20_8(given).hex(), wanted)


class Refused(unittest.TestCase):
    def test_values_that_the_standard_refuses(self) -> None:
        p256 = plain_curves.CURVES["P-256"]
        refused = [
            (plain_aes.encrypt, b"short", bytes(16)),
            (plain_aes.encrypt, bytes(16), bytes(15)),
            (plain_aes.decrypt, bytes(16), bytes(17)),
            (plain_modes.cbc_encrypt_blocks, bytes(16), bytes(15), bytes(16)),
            (plain_modes.cbc_decrypt, bytes(16), bytes(16), bytes(16)),
            (plain_gcm.encrypt, bytes(16), b"", b"", b""),
            (plain_gcm.decrypt, bytes(16), bytes(12), b"", b"", bytes(16)),
            (plain_gcm.decrypt, bytes(16), bytes(12), b"", b"", b""),
            (plain_key_wrap.unwrap, bytes(16), bytes(24)),
            (plain_key_wrap.unwrap_padded, bytes(16), bytes(16)),
            (plain_weierstrass.decode_point, p256, b"\x04" + bytes(64)),
            (plain_weierstrass.decode_point, p256, b"\x00"),
            (plain_weierstrass.exchange, p256, 0, p256.G),
            (plain_weierstrass.exchange, p256, 1, None),
            (plain_ecdsa.public_key, p256, p256.n),
            (plain_edwards.decode, plain_edwards.ED25519, b"\xff" * 32),
            (plain_eddsa.decode_public, plain_edwards.ED25519, b"\x01" + bytes(31)),
            (plain_eddsa.sign, plain_edwards.ED25519, bytes(31), b""),
            (plain_eddsa.sign, plain_edwards.ED25519, bytes(32), b"", b"context"),
            (plain_montgomery.exchange25519, bytes(32), bytes(32)),
            (plain_montgomery.x448, bytes(56), bytes(32)),
            (plain_rsa_encryption.pkcs1_v1_5_decrypt, 3233, 413, b"\x00\x01"),
            (plain_hotp.hotp, b"", 0),
            (plain_hotp.time_step, -1),
            (plain_kdf.hkdf_expand, "sha256", bytes(32), b"", 255 * 32 + 1),
            (plain_kdf.scrypt, b"", b"", 3, 1, 1, 64),
            (plain_argon2.derive, b"", bytes(16), 1, 7, 1, 32),
        ]
        for function, *values in refused:
            with self.subTest(function=function.__name__, values=values), self.assertRaises(ValueError):
                function(*values)


if __name__ == "__main__":
    unittest.main()

"""The readers of NIST's files: what they make is judged as any vector file.

Whole files of NIST are read in tests/slow. Here stand the records that need care: what a misreading takes
for another hash, mode or size, and what a hostile or damaged file does.
"""

from __future__ import annotations

import json
import os
import tempfile
import unittest
from typing import Any

from jamlite.conformance import report, vectors
from jamlite.crypto import rsa, rsa_pkcs1v15, rsa_pss
from tests.support import ROOT
from tests.tools import nist

SHA = """# comment
[L = 32]

Len = 0
Msg = 00
MD = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

Len = 8
Msg = d3
MD = 28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1

Len = 5
Msg = 68
MD = d6d3e02a31a84a8caa9718ed6c2057be09db45e7823eb5079ce7a573a3760f95
"""
SHA_512_224 = """#  "SHA-512/224 ShortMsg" information for "sha_values"
[L = 28]

Len = 8
Msg = cf
MD = 4199239e87d47b6feda016802bf367fb6e8b5655eff6225cb2668f4a
"""
SHA3 = SHA_512_224.replace("SHA-512/224", "SHA3-224").replace("[L = 28]", "[L = 224]")
SHAKE = """#  "SHAKE128 VariableOut" information for "SHAKE3AllBytesGT"
[Tested for Output of byte-oriented messages]
[Input Length = 128]
[Minimum Output Length (bits) = 125]
COUNT = 0
Outputlen = 128
Msg = 84e950051876050dc851fbd99e6247b8
Output = 8599bd89f63a848c49ca593ec37a12c6

COUNT = 1
Outputlen = 125
Msg = 84e950051876050dc851fbd99e6247b8
Output = 8599bd89f63a848c49ca593ec37a12c0
"""
AES = """# AESVS MMT test data for CBC
[ENCRYPT]

COUNT = 0
KEY = 1f8e4973953f3fb0bd6b16662e9a3c17
IV = 2fe2b333ceda8f98f4a99b40d2cd34a8
PLAINTEXT = 45cf12964fc824ab76616ae2f4bf0822
CIPHERTEXT = 0f61c4d44c5147c03c195ad7e2cc12b2

[DECRYPT]

COUNT = 0
KEY = 1f8e4973953f3fb0bd6b16662e9a3c17
IV = 2fe2b333ceda8f98f4a99b40d2cd34a8
CIPHERTEXT = 0f61c4d44c5147c03c195ad7e2cc12b2
PLAINTEXT = 45cf12964fc824ab76616ae2f4bf0822
"""
ECB = """# AESVS MMT test data for ECB
[ENCRYPT]

COUNT = 1
KEY = 7723d87d773a8bbfe1ae5b081235b566
PLAINTEXT = 1b0a69b7bc534c16cecffae02cc5323190ceb413f1db3e9f0f79ba654c54b60e
CIPHERTEXT = ad5b089515e7821087c61652dc477ab1f2cc6331a70dfc59c9ffb0c723c682f6
"""
TRIPLE_DES = """# TDES Multi block Message Test for CBC
[ENCRYPT]

COUNT = 0
KEY1 = 34a41a8c293176c1
KEY2 = b30732ecfe38ae8a
KEY3 = 34a41a8c293176c1
IV = f55b4855228bd0b4
PLAINTEXT = 7dd880d2a9ab411c
CIPHERTEXT = c91892948b6cadb4
"""
GCM = """# GCM Encrypt with keysize 128 test information
[Keylen = 128]
[Taglen = 128]

Count = 0
Key = 11754cd72aec309bf52f7687212e8957
IV = 3c819d9a9bed087615030b65
PT =
AAD =
CT =
Tag = 250327c674aaf477aef2675748cf6971

Count = 1
Key = 11754cd72aec309bf52f7687212e8957
IV = 3c819d9a9bed087615030b65
PT =
AAD =
CT =
Tag = 250327c674aaf477aef26757
"""
KEY_WRAP = """# 'NIST SP 800-38F KW-AD with AES-128 cipher function' information for SP800-38F
[PLAINTEXT LENGTH = 128]

COUNT = 0
K = 1cbd2f79078b9500fae23696311953eb
C = ecbd7a17c5da3cfdfe2225d2bf9ac7abce78c2b2aefa6eac
P = 9c4e675277a3bdc3a071048b327a011e

COUNT = 1
K = 5d4899ee66beff1bda1fc717a1ad4c50
C = bb7fd0bce778bd775e4e88d904d26a7134364c53a6c493a0
FAIL
"""
with open(os.path.join(ROOT, "vectors", "crypto", "rsa_pkcs1v15.pkcs1.json"), encoding="utf-8") as _stream:
    _GIVEN = json.load(_stream)["cases"][0]["in"]  # a key of 1024 bits
KEY = {name: _GIVEN[f"{name}_hex"] for name in ("n", "e", "d", "p", "q")}
OTHER = "[Curve = P-224]\n\nQx = 00\nQy = 01\n"
CURVES = """#  "PKV" information
[P-256]

Qx = 1d29bb938c93194eec8d83721749e7d97495896f8bae88ba43f6afca1692daa4b
Qy = e0f6ad6fcbd0be511272a4fabb4960d6afb23a65c454ce26e1bf6a2f1b262a73
Result = F (1 - Q_x or Q_y out of range)

[B.4.2 Key Pair Generation by Testing Candidates]
N = 10

[P-256]

d = e43adc2dc31afbeef2c11ef18b398438329a0c226855f6df61cbd61967310307
Qx = 00d29bb938c93194eec8d83721749e7d97495896f8bae88ba43f6afca1692daa4b
Qy = e0f6ad6fcbd0be511272a4fabb4960d6afb23a65c454ce26e1bf6a2f1b262a73
"""


class Reader(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.out = os.path.join(self.folder, "out")

    def write(self, name: str, text: Any) -> str:
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text if isinstance(text, str) else json.dumps(text))
        return path

    def convert(self, **files: Any) -> tuple[int, dict[str, int]]:
        """Return how many cases passed, all of those read, and what was left out, by reason."""
        paths = [self.write(name.replace("__", "."), text) for name, text in files.items()]
        left_out = nist.convert(paths, self.out)
        made = report.make(self.out, check_floors=False)
        self.assertEqual((made.faults, made.failures), ([], []))
        reasons: dict[str, int] = {}
        for said, count in left_out.items():
            reason = said.split(": ", 1)[1]
            reasons[reason] = reasons.get(reason, 0) + count
        return made.total("passed"), reasons

    def operations(self) -> list[tuple[str, str, str]]:
        """Return (family, operation, result) of what was written."""
        found = []
        for path, room in vectors.find(self.out):
            file = vectors.read(path, room)
            found += [(file.family, case.op, case.result) for case in file.cases]
        return sorted(found)


class CAVP(Reader):
    def test_hashes_are_told_apart(self) -> None:
        """Two of them have digests of 28 bytes and are not SHA-224; SHAKE is told by the comments."""
        passed, left_out = self.convert(a__rsp=SHA, b__rsp=SHA_512_224, c__rsp=SHA3, d__rsp=SHAKE)
        self.assertEqual(passed, 3)
        self.assertEqual(left_out, {
            "messages that are not whole bytes": 1, "the hash SHA-512/224": 1, "the hash SHA3-224": 1,
            "messages or outputs that are not whole bytes": 1,
        })  # fmt: skip

    def test_ciphers(self) -> None:
        passed, left_out = self.convert(
            CBCMMT128__rsp=AES, ECB__rsp=ECB, TCBC__rsp=TRIPLE_DES, gcm__rsp=GCM, kw__txt=KEY_WRAP
        )
        self.assertEqual((passed, left_out), (2 + 2 + 1 + 2 + 2, {"tags of other sizes than 128 bits": 1}))
        self.assertEqual(self.operations(), [
            ("AES", "encrypt", "valid"), ("AES", "encrypt", "valid"),
            ("AES-CBC", "decrypt_unpadded", "valid"), ("AES-CBC", "encrypt_unpadded", "valid"),
            ("AES-GCM", "decrypt", "valid"), ("AES-GCM", "encrypt", "valid"),
            ("AES-KW", "unwrap", "invalid"), ("AES-KW", "unwrap", "valid"),
            ("Triple DES", "decrypt_unpadded", "valid"),
        ])  # fmt: skip

    def test_modes_are_told_apart(self) -> None:
        """The names of the records are the same."""
        for changed, reason in (
            (AES.replace("for CBC", "for OFB"), "AES in OFB"),
            (AES.replace("for CBC", "for CFB8"), "AES in CFB8"),
            (AES.replace("MMT", "MCT"), "Monte Carlo tests"),
            (AES.replace("for CBC", ""), "AES in an unknown mode"),
            (TRIPLE_DES.replace("for CBC", "for CBCI"), "Triple DES in CBCI"),
            (
                KEY_WRAP.replace("AES-128 cipher", "AES-128 inverse cipher"),
                "key wrap with the inverse cipher or with Triple DES",
            ),
            (
                KEY_WRAP.replace("KW-AD with AES-128", "TKW-AD with TDEA"),
                "key wrap with the inverse cipher or with Triple DES",
            ),
        ):
            left_out = nist.convert([self.write("file.rsp", changed)], self.out)
            self.assertEqual(list(left_out), [f"{os.path.basename(self.folder)}/file.rsp: {reason}"])

    def test_curves(self) -> None:
        """Coordinates with a zero too many or a digit missing; brackets of another kind between."""
        self.assertEqual(self.convert(PKV__rsp=CURVES, other__rsp=OTHER), (2, {"records of Qx, Qy": 1}))
        self.assertEqual(
            [one[1:] for one in self.operations()], [("public_key", "valid"), ("validate_public", "invalid")]
        )

    def test_rsa(self) -> None:
        """Numbers that stand before the records; a lost first zero; salts that are 00 or missing."""
        key = rsa.private_key(**{name: int(value, 16) for name, value in KEY.items()}, minimum_bits=1024)
        message = b"message"
        for number in range(2000):  # one whose signature begins with a zero
            message = b"message %d" % number
            if rsa_pkcs1v15.sign(key, message, "sha256")[0] < 16:
                break
        head = f"[mod = 1024]\n\nn = {KEY['n']}\n\np = 07\nq = 0b\n\ne = {KEY['e'].zfill(256)}\n"
        signature = rsa_pkcs1v15.sign(key, message, "sha256").hex().lstrip("0")
        record = f"SHAAlg = SHA256\nMsg = {message.hex()}\nS = {signature}\n"
        forged = record.replace("Msg = ", "Msg = 00")
        plain = f"# SigVer PKCS#1 Ver 1.5\n{head}{record}Result = P\n\n{forged}Result = F (1)\n"
        x931 = plain.replace("PKCS#1 Ver 1.5", "RSA (X9.31)")
        self.assertEqual(self.convert(a__rsp=plain, b__rsp=x931), (2, {"RSA signatures of ANSI X9.31": 2}))
        for salt, comment, line in (
            (b"", "(Salt len: 20) (Salt len: 0)", "SaltVal = 00\n"),
            (bytes(20), "Salt len: 20", ""),
            (bytes(9), "Salt len: 20", f"SaltVal = {bytes(9).hex()}\n"),
        ):
            signature = rsa_pss.sign(key, b"x", "sha256", salt=salt).hex()
            text = f"# RSASSA-PSS {comment}\n{head}\nSHAAlg = SHA256\nMsg = 78\nS = {signature}\n{line}"
            self.assertEqual(self.convert(pss__rsp=text), (3, {}), comment)

    def test_records_without_an_empty_line(self) -> None:
        text = "".join(f"count = {n}\nxi = 00\npk = 00\nsk = 00\nmsg = \nmlen = 0\nsm = \n" for n in range(3))
        (said,) = nist.convert([self.write("kat.rsp", text)], self.out).items()
        self.assertEqual((said[0].split(": ")[1], said[1]), ("an ML-DSA key of another size", 3))


class Damaged(Reader):
    def test_a_file_that_is_none(self) -> None:
        for name, text in (
            ("a.json", ""), ("a.json", "{}"), ("a.json", "[]"), ("a.json", '{"testGroups": 1}'),
            ("a.json", '{"testGroups": [1]}'), ("a.json", '{"algorithm": "PBKDF", "testGroups": [{}]}'),
            ("a.json", "[" * 100_000), ("a.json", "\ud800".encode("utf-8", "surrogatepass")),
            ("a.rsp", "[L = x]\n\nLen = y\nMsg = 00\nMD = 00\n".replace("[L = x]", "[L = 32]")),
            ("a.rsp", "[P-256,SHA-256]\n\nMsg = 00\nQx = 1\nQy = 1\nR = 1\nS = 1\nd = 1\n" + "K = 1\nC = 1"),
            ("a.rsp", b"\xff\xfe"),
        ):  # fmt: skip
            path = os.path.join(self.folder, name)
            with open(path, "wb") as stream:
                stream.write(text if isinstance(text, bytes) else text.encode())
            try:
                nist.convert([path], self.out)
            except nist.NistFileError as error:
                self.assertIn(path, str(error))
            else:
                self.assertTrue(name.endswith(".rsp"), text)  # these are of known names, and read
        with self.assertRaisesRegex(nist.NistFileError, "no.such.file"):
            nist.convert([os.path.join(self.folder, "no.such.file")], self.out)


if __name__ == "__main__":
    unittest.main()

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

# RFC 4231 test case 2, in NIST's clothes; RFC 8032 section 7.1 TEST 1.
HMAC: dict[str, Any] = {
    "algorithm": "HMAC-SHA2-256", "mode": None,
    "testGroups": [{"tgId": 1, "macLen": 256, "tests": [
        {"tcId": 1, "key": "4a656665", "msg": "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
         "mac": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"}]}],
}  # fmt: skip
SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
EDDSA = [{"acvVersion": "1.0"}, {
    "algorithm": "EDDSA", "mode": "sigVer",
    "testGroups": [
        {"tgId": 1, "curve": "ED-25519", "preHash": False, "tests": [
            {"tcId": 1, "q": PUBLIC, "message": "",
             "signature": SIGNATURE, "testPassed": True},
            {"tcId": 2, "q": PUBLIC, "message": "00",
             "signature": SIGNATURE, "testPassed": False}]},
        {"tgId": 2, "curve": "ED-25519", "preHash": True, "tests": [
            {"tcId": 3, "message": "", "testPassed": True}]},
    ],
}]  # fmt: skip
# The others are NIST's own: ACVP-Server, PBKDF-1.0 and ECDSA-KeyVer-FIPS186-5.
PBKDF = {"algorithm": "PBKDF", "testGroups": [{"tgId": 1, "hmacAlg": "SHA2-224", "testType": "AFT", "tests": [
    {"tcId": 1, "derivedKey": "D82020DCDC3F9BA5192B8184A6F5", "keyLen": 112, "password": "JQKgWKPN",
     "salt": "53FF1F877274D3464F98D3A8F408D2C6DA1ADE7DAAA05C42321660A55989E744", "iterationCount": 2778},
    {"tcId": 3, "derivedKey": "968E19D75D8ACA9D3B23C5308332ED41ADEC190390", "keyLen": 166, "password": "GB",
     "salt": "6502B12AA7DF5D65D76FF352BD1B2149C407042012A89D98", "iterationCount": 1457}]},
    {"tgId": 2, "hmacAlg": "SHA3-256", "tests": [{"tcId": 16, "keyLen": 256}]}]}  # fmt: skip
KEY_VER = {"algorithm": "ECDSA", "mode": "keyVer", "testGroups": [{"tgId": 3, "curve": "P-256", "tests": [
    {"tcId": 7, "testPassed": True, "d": "E43ADC2DC31AFBEEF2C11EF18B398438329A0C226855F6DF61CBD61967310307",
     "qx": "D29BB938C93194EEC8D83721749E7D97495896F8BAE88BA43F6AFCA1692DAA4B",
     "qy": "E0F6AD6FCBD0BE511272A4FABB4960D6AFB23A65C454CE26E1BF6A2F1B262A73"},
    {"tcId": 8, "testPassed": False, "reason": "point not on curve",
     "qx": "2A3137B3FC4253826A3D3F7EF6B87197BE71D4D65F164218C66872D2D3ED06C7",
     "qy": "BF19A8152C51BD37A03A98388231303FCC836939BA121D59D85FE1E23512544F"},
    {"tcId": 9, "testPassed": False, "reason": "x or y out of range",
     "qx": "01FBD1CB7574F875A1FED44168935902397156A2A70DE399413BC83F9E970FF1BF",
     "qy": "9AFB594412234A3CE0B8AA475522D24CFE58CACA9534D8EC805B0613317D66FE"}]},
    {"tgId": 1, "curve": "P-192", "tests": [{"tcId": 1}]}]}  # fmt: skip
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


class ACVP(Reader):
    def test_whole_sets(self) -> None:
        passed, left_out = self.convert(
            hmac__json=HMAC, eddsa__json=EDDSA, pbkdf__json=PBKDF, ver__json=KEY_VER
        )
        self.assertEqual(passed, 1 + 2 + 1 + 3)
        self.assertEqual(left_out, {
            "EdDSA with a hash before it, or Ed25519 with a context": 1,
            "messages, keys or outputs that are not whole bytes": 1,
            "the hash SHA3-256": 1,
            "other curves than P-256, P-384 and P-521": 1,
        })  # fmt: skip

    def test_generation_is_judged_as_well(self) -> None:
        group = {"tgId": 1, "curve": "ED-25519", "d": SEED, "q": PUBLIC, "preHash": False}
        tests = [{"tcId": 1, "message": "", "context": "", "signature": SIGNATURE}]
        made = {"algorithm": "EDDSA", "mode": "sigGen", "testGroups": [{**group, "tests": tests}]}
        keys = {"algorithm": "EDDSA", "mode": "keyGen"}
        keys["testGroups"] = [
            {"tgId": 1, "curve": "ED-25519", "tests": [{"tcId": 1, "d": SEED, "q": PUBLIC}]}
        ]  # type: ignore[assignment]
        self.assertEqual(self.convert(a__json=made, b__json=keys), (3, {}))
        self.assertEqual([op for _, op, _ in self.operations()], ["public_key", "sign", "verify"])

    def test_a_prompt_and_its_results(self) -> None:
        (group,) = HMAC["testGroups"]
        (test,) = group["tests"]
        prompt = {name: test[name] for name in ("tcId", "key", "msg")}
        results = {"testGroups": [{"tgId": 1, "tests": [{"tcId": 1, "mac": test["mac"]}]}]}
        self.write("set/expectedResults.json", results)
        path = self.write("set/prompt.json", {**HMAC, "testGroups": [{**group, "tests": [prompt]}]})
        self.assertEqual(nist.convert([path], self.out), {})
        self.assertEqual(report.make(self.out, check_floors=False).total("passed"), 1)
        with self.assertRaisesRegex(nist.NistFileError, "prompt.json: KeyError"):
            nist.convert(
                [self.write("alone/prompt.json", {**HMAC, "testGroups": [{**group, "tests": [prompt]}]})], ""
            )

    def test_what_is_left_out(self) -> None:
        monte = {
            "algorithm": "SHA2-256",
            "testGroups": [{"tgId": 1, "testType": "MCT", "tests": [{"tcId": 1}]}],
        }
        large = {
            "algorithm": "SHA2-256",
            "testGroups": [{"tgId": 1, "testType": "LDT", "tests": [{"tcId": 1}]}],
        }
        other = {
            "algorithm": "LMS",
            "mode": "keyGen",
            "testGroups": [{"tgId": 1, "tests": [{"tcId": 1}] * 3}],
        }
        bits = {"algorithm": "SHA2-256", "testGroups": [{"tgId": 1, "tests": [
            {"tcId": 1, "msg": "68", "len": 5, "md": ""}]}]}  # fmt: skip
        paths = [self.write(f"{n}.json", one) for n, one in enumerate((monte, large, other, bits))]
        said = [(one.split(": ", 1)[1], count) for one, count in nist.convert(paths, self.out).items()]
        self.assertEqual(said, [
            ("Monte Carlo tests", 1), ("messages of gigabytes", 1), ("the algorithm LMS keyGen", 3),
            ("messages, keys or outputs that are not whole bytes", 1),
        ])  # fmt: skip


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

"""The reader of ACVP's files: internalProjection.json, and prompt.json with its results."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.conformance import report
from tests.conformance.test_nist import Reader
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
        path = self.write("alone/prompt.json", {**HMAC, "testGroups": [{**group, "tests": [prompt]}]})
        self.assertEqual(
            list(nist.convert([path], self.out).items()), [("alone/prompt.json: tests without 'mac'", 1)]
        )

    def test_deterministic_ecdsa(self) -> None:
        """Its mode is SigGen, where that of all others is sigGen."""
        group = {
            "tgId": 1,
            "testType": "AFT",
            "curve": "P-256",
            "hashAlg": "SHA2-256",
            "componentTest": False,
        }
        key = {"d": "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"}
        key["qx"] = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
        key["qy"] = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
        test = {"tcId": 1, "k": "", "deferred": True, "message": b"sample".hex()}
        test["r"] = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        test["s"] = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
        data: dict[str, Any] = {
            "algorithm": "DetECDSA",
            "mode": "SigGen",
            "testGroups": [{**group, **key, "tests": [test]}],
        }
        self.assertEqual(self.convert(det__json=data), (2, {}))
        self.assertEqual([op for _, op, _ in self.operations()], ["sign", "verify"])
        reasons = {}
        for changed in (
            {"conformance": "SP800-106"},
            {"componentTest": True},
            {"hashAlg": "SHAKE-128"},
            {"curve": "K-233"},
        ):
            data["testGroups"] = [{**group, **key, **changed, "tests": [test]}]
            reasons.update(nist.convert([self.write("det.json", data)], self.out))
        self.assertEqual([reason.split(": ")[1] for reason in reasons], [
            "messages changed by SP800-106", "messages that are hashed already", "the hash SHAKE-128",
            "other curves than P-256, P-384 and P-521",
        ])  # fmt: skip

    def test_triple_des(self) -> None:
        """ACVP-TDES-CBC-1.0, test 1; what was encrypted is decrypted, as nothing is encrypted here."""
        test = {"tcId": 1, "pt": "0000000000000000", "ct": "EBF972F6B6CE1D62", "iv": "0000000000000000"}
        test.update(key1="5107B01519580101", key2="0101010101010101", key3="1007B01519190101")  # type: ignore[arg-type]
        group = {"tgId": 1, "direction": "encrypt", "testType": "AFT", "keyingOption": 1, "tests": [test]}
        self.assertEqual(
            self.convert(tdes__json={"algorithm": "ACVP-TDES-CBC", "testGroups": [group]}), (1, {})
        )
        self.assertEqual(self.operations(), [("Triple DES", "decrypt_unpadded", "valid")])

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


if __name__ == "__main__":
    unittest.main()

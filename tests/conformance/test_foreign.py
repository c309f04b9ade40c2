"""Other people's vectors: damaged files, folders of something else, and what is counted how."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import tempfile
import unittest
from typing import Any

from jamlite import cli
from jamlite.conformance import foreign, foreign_wycheproof_jose
from jamlite.conformance.report import Report
from jamlite.conformance.vectors import VectorFileError
from jamlite.crypto import ed25519
from jamlite.encoding import base64url
from jamlite.exceptions.base import JamError
from jamlite.exceptions.crypto import JamWeakKeyWarning
from jamlite.jose import JWK, jws
from jamlite.paseto import paserk
from tests.conformance import wycheproof_samples as samples

PASETO = {
    "name": "PASETO v4 Test Vectors",
    "tests": [
        {
            "name": "4-E-1",
            "expect-fail": False,
            "nonce": "00" * 32,
            "key": "707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f",
            "token": "v4.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAr68PS4AXe7If_ZgesdkUMvSwsc"
            "FlAl1pk5HC0e8kApeaqMfGo_7OpBnwJOAbY9V7WU6abu74MmcUE8YWAiaArVI8XJ5hOb_4v9RmDkneN0"
            "S92dx0OW4pgy7omxgf3S8c3LlQg",
            "payload": '{"data":"this is a secret message","exp":"2022-01-01T00:00:00+00:00"}',
            "footer": "",
            "implicit-assertion": "",
        },
        {
            "name": "4-F-1",
            "expect-fail": True,
            "key": "70" * 32,
            "token": "v4.public.AAAA",
            "payload": None,
            "footer": "",
            "implicit-assertion": "",
        },
    ],
}
COOKBOOK = {
    "title": "HMAC-SHA2 Integrity Protection",
    "reproducible": True,
    "input": {
        "payload": "foo",
        "key": samples.HMAC_KEY,
        "alg": "HS256",
    },
    "signing": {"protected": {"alg": "HS256", "kid": "kid-aes-sign"}},
    "output": {
        "compact": samples.JWS_TOKEN,
        "json": {
            "payload": samples.JWS_TOKEN.split(".")[1],
            "signatures": [
                {
                    "protected": samples.JWS_TOKEN.split(".")[0],
                    "signature": samples.JWS_TOKEN.split(".")[2],
                }
            ],
        },
    },
}


class Foreign(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, data: Any, name: str = "file.json") -> None:
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(data if isinstance(data, str) else json.dumps(data))

    def counts(self, report: Report) -> tuple[int, int, int]:
        return report.total("passed"), report.total("failed"), report.total("acceptable")

    def run_cli(self, *arguments: str) -> tuple[int, str]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = cli.main(["conformance", *arguments])
        return code, out.getvalue()


class BadInput(Foreign):
    def test_no_folder_or_nothing_in_it(self) -> None:
        self.write({"keys": []}, "other.json")
        self.write("[]", "list.json")
        self.write("text", "notes.txt")
        for format in foreign.FORMATS:
            for folder in (self.folder, os.path.join(self.folder, "absent")):
                with self.subTest(format), self.assertRaises(VectorFileError):
                    foreign.make(format, folder)

    def test_files_that_cannot_be_read(self) -> None:
        for text in ("", "{", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "[" * 100000):
            self.write(text)
            report = foreign.make("wycheproof", self.folder)
            self.assertEqual((len(report.faults), report.good), (1, False))

    def test_files_that_are_malformed(self) -> None:
        whole = samples.gcm()
        damages = [
            {**whole, "numberOfTests": 4},
            {**whole, "testGroups": [{}]},
            {**whole, "testGroups": 1},
            {**whole, "testGroups": [{"type": "AeadTest", "tests": [1]}], "numberOfTests": 1},
        ]
        for field, value in (("key", "0g"), ("msg", None), ("iv", 1)):
            damaged = copy.deepcopy(whole)
            damaged["testGroups"][0]["tests"][0][field] = value
            damages.append(damaged)
        missing = copy.deepcopy(whole)
        del missing["testGroups"][0]["tests"][0]["result"]
        for number, data in enumerate([*damages, missing]):
            self.write(data)
            report = foreign.make("wycheproof", self.folder)
            with self.subTest(number):
                self.assertEqual((len(report.faults), report.good), (1, False))

    def test_one_malformed_test_is_one_fault(self) -> None:
        """The others are run, those of the same group too."""
        whole = samples.gcm()
        self.write(whole)
        everything = self.counts(foreign.make("wycheproof", self.folder))[0]
        del whole["testGroups"][0]["tests"][0]["msg"]
        self.write(whole)
        report = foreign.make("wycheproof", self.folder)
        self.assertEqual(len(report.faults), 1)
        self.assertIn(f"test {whole['testGroups'][0]['tests'][0]['tcId']}: KeyError", report.faults[0])
        self.assertIn(self.counts(report)[0], (everything - 1, everything - 2))

    def test_only_is_for_everything(self) -> None:
        """Faults, what is left out and unread files are those of what is asked for."""
        whole = samples.gcm()
        del whole["testGroups"][0]["tests"][0]["msg"]
        self.write(whole, "gcm.json")
        self.write("{", "broken.json")
        self.write({"keys": []}, "other.json")
        self.write(samples.hkdf(), "hkdf.json")
        report = foreign.make("wycheproof", self.folder, only="hkdf")
        self.assertEqual((report.faults, report.unread, len(report.rows)), ([], [], 1))
        self.assertEqual(len(foreign.make("wycheproof", self.folder, only="AES-GCM").faults), 1)
        self.assertEqual(len(foreign.make("wycheproof", self.folder, only="broken").faults), 1)

    def test_files_of_another_format_are_counted(self) -> None:
        self.write(samples.hkdf())
        self.write({"keys": []}, "other.json")
        self.assertEqual(foreign.make("wycheproof", self.folder).unread, ["other.json"])
        self.assertIn(
            "UNREAD 1 files of another format: other.json", self.run_cli("--wycheproof", self.folder)[1]
        )

    def test_one_damaged_file_does_not_hide_the_others(self) -> None:
        self.write("{", "a.json")
        self.write(samples.hkdf(), "inside/b.json")
        report = foreign.make("wycheproof", self.folder)
        self.assertEqual((len(report.faults), self.counts(report)), (1, (2, 0, 0)))
        self.assertEqual(self.run_cli("--wycheproof", self.folder)[0], 1)


class Wycheproof(Foreign):
    def test_what_is_run_and_what_is_left_out(self) -> None:
        for make, counts, left_out in (
            (samples.gcm, (3, 0, 0), {"tags of other sizes than 128 bits": 1}),
            (samples.jws, (3, 0, 0), {"refusals of the JSON serialization, which is read here": 1}),
            (samples.jwe, (2, 0, 0), {}),
            (samples.ecdh, (4, 0, 0), {"ECDH on secp224r1": 1}),
            (samples.x25519, (1, 0, 1), {}),
            (samples.hkdf, (2, 0, 0), {}),
            (samples.ml_dsa, (3, 0, 0), {"the internal interface, which takes mu": 1}),
        ):
            self.write(make())
            report = foreign.make("wycheproof", self.folder)
            with self.subTest(make.__name__):
                self.assertEqual(report.faults, [])
                self.assertEqual([verdict.reason for verdict in report.failures], [])
                self.assertEqual((self.counts(report), report.left_out), (counts, left_out))

    def test_a_wrong_answer_is_a_failure(self) -> None:
        """Each sample, with one expected value spoilt or one verdict turned round, must fail."""
        for make, field in (
            (samples.gcm, "msg"),
            (samples.ecdh, "shared"),
            (samples.x25519, "shared"),
            (samples.hkdf, "okm"),
        ):
            data = make()
            test = data["testGroups"][0]["tests"][0]
            test[field] = f"00{test[field][2:]}" if test[field][:2] != "00" else f"ff{test[field][2:]}"
            self.write(data)
            self.assertGreaterEqual(self.counts(foreign.make("wycheproof", self.folder))[1], 1, make)
        for make in (samples.gcm, samples.jws, samples.jwe, samples.ecdh, samples.hkdf):
            data = make()
            for test in data["testGroups"][0]["tests"]:
                test["result"] = "valid" if test["result"] == "invalid" else "invalid"
            self.write(data)
            _, failed, _ = self.counts(foreign.make("wycheproof", self.folder))
            self.assertGreaterEqual(failed, 2, make)

    def test_unknown_groups_and_algorithms(self) -> None:
        aead = copy.deepcopy(samples.gcm()["testGroups"][0])
        self.write(samples.file("AES-EAX", aead), "a.json")
        self.write(samples.file("ML-KEM", {"type": "MLKEMTest", "tests": [{"result": "valid"}]}), "b.json")
        self.write(samples.hkdf(), "c.json")
        report = foreign.make("wycheproof", self.folder)
        self.assertEqual(report.left_out, {"the algorithm AES-EAX": 2, "MLKEMTest of ML-KEM": 1})
        self.assertTrue(report.good)
        self.assertEqual(report.as_dict()["left_out"], report.left_out)

    def test_only_some(self) -> None:
        self.write(samples.hkdf(), "a.json")
        self.write(samples.x25519(), "b.json")
        self.assertEqual(len(foreign.make("wycheproof", self.folder, only="hkdf").rows), 1)
        self.assertEqual(len(foreign.make("wycheproof", self.folder, only="b.json").rows), 1)


class OfStandards(Foreign):
    def test_paseto(self) -> None:
        self.write(PASETO)
        report = foreign.make("paseto", self.folder)
        self.assertEqual((report.faults, self.counts(report)), ([], (3, 0, 0)))
        spoilt = copy.deepcopy(PASETO)
        spoilt["tests"][0]["payload"] = "{}"  # type: ignore[index]
        self.write(spoilt)
        self.assertEqual(self.counts(foreign.make("paseto", self.folder)), (1, 2, 0))

    def test_cookbook(self) -> None:
        self.write(COOKBOOK, "a.json")
        self.write(samples.AES_KEY, "b.json")
        report = foreign.make("cookbook", self.folder)
        self.assertEqual((report.faults, report.left_out), ([], {}))
        self.assertEqual(self.counts(report), (4, 0, 0))
        spoilt: Any = copy.deepcopy(COOKBOOK)
        spoilt["input"]["payload"] = "bar"
        self.write(spoilt, "a.json")
        self.assertEqual(self.counts(foreign.make("cookbook", self.folder)), (1, 3, 0))
        spoilt["signing"]["protected"] = {"alg": "HS256"}
        self.write(spoilt, "a.json")
        self.assertEqual(sum(foreign.make("cookbook", self.folder).left_out.values()), 1)

    def test_the_command(self) -> None:
        self.write(COOKBOOK)
        code, out = self.run_cli("--cookbook", self.folder)
        self.assertEqual((code, "3 passed, 0 failed" in out), (0, True))
        self.assertEqual(self.run_cli("--cookbook", self.folder, "--paseto", self.folder)[0], 2)
        self.assertEqual(self.run_cli("--paseto", self.folder)[0], 2)
        self.write(samples.gcm())
        code, out = self.run_cli("--wycheproof", self.folder)
        self.assertEqual((code, "LEFT OUT 1: tags of other sizes" in out), (0, True))


class Others(Foreign):
    def test_paserk(self) -> None:
        key = "00" * 32
        text = f"k4.local.{'A' * 43}"
        tests = [
            {"name": "1", "expect-fail": False, "key": key, "paserk": text},
            {"name": "2", "expect-fail": True, "key": None, "paserk": f"{text}A"},
        ]
        self.write({"name": "PASERK k4.local Test Vectors", "tests": tests}, "k4.local.json")
        wrapped = {
            "name": "3", "expect-fail": False, "unwrapped": key, "password": "p", "paserk": "k4.local-pw.x",
            "options": {"memlimit": 1 << 28, "opslimit": 2},
        }  # fmt: skip
        self.write({"name": "PASERK k4.local-pw Test Vectors", "tests": [wrapped]}, "k4.local-pw.json")
        self.write({"name": "PASERK k9.what Test Vectors", "tests": [{}, {}]}, "k9.json")
        report = foreign.make("paserk", self.folder)
        self.assertEqual((self.counts(report), report.total("slow")), ((3, 0, 0), 2))  # opened, and made anew
        self.assertEqual((report.faults, report.left_out), ([], {"the type what": 2}))

    def test_paserk_is_made_anew_and_opened(self) -> None:
        key = bytes(range(32))
        secret = bytes(32) + ed25519.public_key(bytes(32))
        name = {"name": "1", "expect-fail": False}
        text = paserk.seal(("k4.local", key), secret[32:])
        sealed = {"sealing-secret-key": secret.hex(), "sealing-public-key": secret[32:].hex()}
        sealed.update({**name, "unsealed": key.hex(), "paserk": text})
        self.write({"name": "PASERK k4.seal Test Vectors", "tests": [sealed]}, "k4.seal.json")
        text = paserk.wrap(("k4.local", key), bytes(32))
        pie = {**name, "unwrapped": key.hex(), "wrapping-key": "00" * 32, "paserk": text}
        self.write({"name": "PASERK k4.local-wrap.pie Test Vectors", "tests": [pie]}, "k4.pie.json")
        text = paserk.wrap_with_password(("k3.local", key), "p", iterations=1000)
        password = {**name, "unwrapped": key.hex(), "password": "p", "options": {"iterations": 1000}}
        tests = [{**password, "paserk": text}]
        self.write({"name": "PASERK k3.local-pw Test Vectors", "tests": tests}, "k3.pw.json")
        report = foreign.make("paserk", self.folder)
        self.assertEqual((self.counts(report), report.faults), ((6, 0, 0), []))
        sealed["sealing-public-key"] = ed25519.public_key(key).hex()
        self.write({"name": "PASERK k4.seal Test Vectors", "tests": [sealed]}, "k4.seal.json")
        report = foreign.make("paserk", self.folder)
        self.assertEqual(self.counts(report), (5, 1, 0))
        self.assertIn("what was made does not hold", report.failures[0].reason)

    def test_cctv(self) -> None:
        """Three signatures of RFC 8032 and of its rules: what the flags say decides."""
        good = {
            "number": 1, "key": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "msg": "",
            "sig": "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b", "flags": None,
        }  # fmt: skip
        wrong = {**good, "msg": "x"}
        vectors = [
            good,
            {**good, "number": 2, "flags": ["low_order_A"]},
            {**wrong, "number": 3, "flags": ["low_order_residue"]},
            {**wrong, "number": 4, "flags": ["non_canonical_R", "low_order_A"]},
            {**wrong, "number": 5, "flags": []},
            {"number": 6, "key": "00"},
        ]
        self.write(vectors)
        report = foreign.make("cctv", self.folder)
        self.assertEqual((self.counts(report), len(report.faults)), ((2, 1, 2), 1))

    def test_disputed_tests_are_told_apart(self) -> None:
        for (name, number), reason in foreign_wycheproof_jose.DISPUTED.items():
            self.assertTrue(name.endswith(".json") and number > 0 and len(reason) > 20)
        group = {
            "type": "JsonWebSignature",
            "public": {},
            "tests": [{"tcId": 367, "jws": 1, "result": "invalid"}],
        }
        self.write({"numberOfTests": 1, "testGroups": [group]}, "json_web_signature_test.json")
        report = foreign.make("wycheproof", self.folder)
        self.assertEqual((report.faults, list(report.left_out.values())), ([], [1]))
        self.assertIn("disputed: ", next(iter(report.left_out)))

    def test_short_hmac_keys_of_wycheproof(self) -> None:
        """Three tests want a key refused that is only warned of here; what their reason says of it is so."""
        groups = []
        for number, bits, size in ((10, 256, 31), (11, 384, 47), (12, 512, 63)):
            key = {"kty": "oct", "alg": f"HS{bits}", "k": base64url.encode(bytes(range(size)))}
            with self.assertWarns(JamWeakKeyWarning):
                token = jws.sign(b"foo", key)
            with self.assertRaisesRegex(JamError, "shorter|bytes"):
                jws.verify(token, JWK(key, strict=True))
            tests = [{"tcId": number, "jws": token, "result": "invalid"}]
            groups.append({"type": "JsonWebKey", "private": key, "tests": tests})
        data = {"numberOfTests": 3, "testGroups": groups}
        self.write(data, "json_web_key_test.json")
        code, out = self.run_cli("--wycheproof", self.folder)
        self.assertRegex(out, "every test .* is left out: 3: disputed: .*RFC 7518 section 3.2.*strict=True")
        self.write(data, "another_test.json")  # the list is of tests, not of what is in them
        os.remove(os.path.join(self.folder, "json_web_key_test.json"))
        code, out = self.run_cli("--wycheproof", self.folder)
        self.assertEqual((code, "3 failed" in out), (1, True))

    def test_the_rest_of_wycheproof(self) -> None:
        """GMAC, PBES2, Bitcoin's low s, keys of three primes, tokens in any file."""
        gmac = {"type": "MacWithIvTest", "keySize": 128, "ivSize": 96, "tagSize": 128, "tests": [
            {"tcId": 1, "key": "98b08a72ffde0ded4bec9d2a8db57235", "iv": "1595248735310eb710519c2b",
             "msg": "", "tag": "5118cc71501c8273a43662b981191750", "result": "valid"}]}  # fmt: skip
        self.write({"algorithm": "AES-GMAC", "numberOfTests": 1, "testGroups": [gmac]}, "gmac.json")
        pbe = {"type": "PbeTest", "tests": [
            {"tcId": 1, "password": "7743656734722c30", "salt": "fcd9a324f025ef40", "iterationCount": 4096,
             "iv": "42f02ff71b8524d1678ab2e34f9e7d47", "msg": "", "ct": "ea457d8dccf91c46949b4a6d07ace4e0",
             "result": "valid"}]}  # fmt: skip
        head = {"algorithm": "PbeWithHmacSha256AndAes_128", "numberOfTests": 1}
        self.write({**head, "testGroups": [pbe]}, "pbe.json")
        key = {"modulus": "00", "publicExponent": "01", "privateExponent": "01", "otherPrimeInfos": []}
        rsa = {"type": "RsaesPkcs1Decrypt", "privateKey": key, "tests": [{"tcId": 1, "ct": "", "msg": ""}]}
        self.write({"algorithm": "RSAES-PKCS1-v1_5", "numberOfTests": 1, "testGroups": [rsa]}, "rsa.json")
        point = {"wx": "b838ff44e5bc177bf21189d0766082fc9d843226887fc9760371100b7ee20a6f",
                 "wy": "f0c9d75bfba7b31a6bca1974496eeb56de357071955d83c4b1badaa0b21832e9"}  # fmt: skip
        high = (
            "3046022100813ef79ccefa9a56f7ba805f0e478584fe5f0dd5f567bc09b5123ccbc9832365"
            "022100900e75ad233fcc908509dbff5922647db37c21f4afd3203ae8dc4ae7794b0f87"
        )
        bitcoin = {"type": "EcdsaBitcoinVerify", "publicKey": point, "sha": "SHA-256", "tests": [
            {"tcId": 1, "msg": "313233343030", "sig": high, "result": "invalid"}]}  # fmt: skip
        self.write({"algorithm": "ECDSA", "numberOfTests": 1, "testGroups": [bitcoin]}, "bitcoin.json")
        report = foreign.make("wycheproof", self.folder)
        self.assertEqual((report.faults, self.counts(report)), ([], (5, 0, 0)))
        self.assertEqual(report.left_out, {"RSA keys of more than two primes": 1})


if __name__ == "__main__":
    unittest.main()

"""What a subject makes with chance of its own is opened by the judge, and a wrong making is found."""

from __future__ import annotations

import functools
import json
import os
import unittest
import warnings
from typing import Any, Iterator

from jamlite.conformance import made, runner, subject_protocol, vectors, verdicts
from jamlite.crypto import ecdsa, ed25519, fernet, ml_dsa, rsa, rsa_pkcs1v15, rsa_pss
from jamlite.encoding import base64url
from jamlite.exceptions.crypto import JamWeakKeyWarning
from jamlite.jose import jwe, jws
from jamlite.macaroons.macaroon import create
from tests.beside import beside
from tests.support import ROOT

# Inputs that a subject may draw for itself, by operation; the judge opens what it made.
CHANCE = {
    ("Fernet", "encrypt"): ("iv",),
    ("JWE", "encrypt"): ("fixed",),
    ("JWE", "encrypt_json"): ("fixed",),
    ("PASERK", "seal"): ("ephemeral",),
    ("PASERK", "wrap"): ("nonce",),
    ("PASERK", "wrap_with_password"): ("nonce", "salt"),
    ("PASETO", "encrypt"): ("nonce",),
    ("RSA-OAEP", "encrypt"): ("seed",),
    ("RSA-PKCS1v15", "encrypt"): ("padding",),
    ("RSA-PSS", "sign"): ("salt",),
    ("SD-JWT", "issue"): ("salts",),
    **{(f"ML-DSA-{size}", "sign"): ("rnd",) for size in (44, 65, 87)},
}
DRAWN = ("epk", "iv", "tag", "p2s")  # in a header: what an example drew


@functools.lru_cache(None)
def cases() -> list[tuple[vectors.VectorFile, vectors.Case]]:
    return list(_cases())


def _cases() -> Iterator[tuple[vectors.VectorFile, vectors.Case]]:
    for path, room in vectors.find(os.path.join(ROOT, "vectors")):
        file = vectors.read(path, room)
        for case in file.cases:
            if case.result == "valid" and not case.slow:
                yield file, case


def first(family: str, op: str, word: str = "") -> vectors.Case:
    return next(case for file, case in cases() if (file.family, case.op) == (family, op) and word in case.id)


def verdict(family: str, case: vectors.Case, out: dict[str, Any]) -> tuple[str, str]:
    answer = subject_protocol.Answer({"ok": True, "out": out})
    return verdicts.of_answer(family, case, answer)


def without_chance(family: str, case: vectors.Case) -> dict[str, Any]:
    """Return the inputs as one sees them who draws for himself."""
    left_out = CHANCE.get((family, case.op), ())
    given = {name: value for name, value in case.inputs.items() if name not in left_out}
    if family == "JWE":
        for name in ("header", "protected"):
            if given.get(name):
                given[name] = {key: value for key, value in given[name].items() if key not in DRAWN}
        if "recipients" in given:
            given["recipients"] = [
                [key, header and {name: value for name, value in header.items() if name not in DRAWN}]
                for key, header in given["recipients"]
            ]
    return given


@beside
class EveryCase(unittest.TestCase):
    def test_made_anew_it_is_opened(self) -> None:
        """Of what costs much, one case of each operation."""
        table = runner.families()
        opened: dict[tuple[str, str], int] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JamWeakKeyWarning)
            for file, case in cases():
                which = (file.family, case.op)
                costly = case.op == "wrap_with_password" or file.family.startswith("ML-DSA")
                if not made.judges(file.family, case) or (costly and which in opened):
                    continue
                if which == ("Macaroon", "make") and case.inputs["bind_to"]:
                    continue  # nothing is drawn
                given = without_chance(file.family, case)
                if which == ("SD-JWT", "issue"):
                    given["salts"] = [f"another salt {n}" for n in range(len(given["disclose"]))]
                out = table[file.family][case.op](**given)
                with self.subTest(file=file.name, case=case.id):
                    self.assertEqual(made.fault(file.family, case, out), "")  # type: ignore[arg-type]
                    self.assertEqual(verdict(file.family, case, out)[0], "pass")  # type: ignore[arg-type]
                opened[which] = opened.get(which, 0) + 1
        self.assertEqual([which for which in CHANCE if which not in opened], [])
        self.assertGreater(sum(opened.values()), 200)

    def test_what_cannot_be_reproduced_can_be_opened(self) -> None:
        drawn = [(file, case) for file, case in cases() if case.drawn]
        self.assertGreater(len(drawn), 20)
        for file, case in drawn:
            self.assertTrue(made.judges(file.family, case), f"{file.name} {case.id}")

    def test_a_subject_is_not_told_what_the_judge_is(self) -> None:
        told = [(file, case) for file, case in cases() if case.judge]
        self.assertGreater(len(told), 30)
        for file, case in told:
            line = subject_protocol.request("id", file.family, case).decode()
            self.assertNotIn("judge", line)
            for name in case.judge:
                self.assertNotIn(name, case.inputs)


class Refusing(unittest.TestCase):
    def refused(self, family: str, case: vectors.Case, out: dict[str, Any], words: str) -> None:
        found, said = verdict(family, case, out)
        self.assertEqual(found, "wrong-output", words)
        self.assertRegex(said, words)


class WrongMakings(Refusing):
    def test_another_salt_length(self) -> None:
        case = first("RSA-PSS", "sign", "1.2")
        numbers = {name: int.from_bytes(case.inputs[name], "big") for name in ("n", "e", "d", "p", "q")}
        key = rsa.private_key(**numbers, minimum_bits=1024)
        message, size = case.inputs["message"], len(case.inputs["salt"])
        for length, wanted in ((size, "pass"), (size + 4, "wrong-output"), (0, "wrong-output")):
            signature = rsa_pss.sign(key, message, "sha1", salt=bytes(length))
            self.assertEqual(verdict("RSA-PSS", case, {"signature": signature})[0], wanted, length)
        self.refused("RSA-PSS", case, {"signature": rsa_pkcs1v15.sign(key, message, "sha1")}, "not verify")

    def test_encryptions_of_rsa(self) -> None:
        oaep, v15 = first("RSA-OAEP", "encrypt", "1.1"), first("RSA-PKCS1v15", "encrypt", "1.1")
        for case in (oaep, v15):
            family = "RSA-OAEP" if case is oaep else "RSA-PKCS1v15"
            swapped = runner.families()["RSA-PKCS1v15" if case is oaep else "RSA-OAEP"]["encrypt"]
            given = {name: case.inputs[name] for name in ("n", "e", "message")}
            mine = runner.families()[family]["encrypt"]
            empty = mine(**{**given, "message": b""})
            for out in (
                swapped(**given),
                empty,
                {"ciphertext": bytes(128)},
                {"ciphertext": b""},
                {},
                {"ciphertext": 1},
            ):
                self.assertEqual(verdict(family, case, out)[0], "wrong-output", out)  # type: ignore[arg-type]
            self.assertEqual(verdict(family, case, mine(**given))[0], "pass")  # type: ignore[arg-type]

    def test_another_key(self) -> None:
        case = first("ML-DSA-44", "sign")
        seed = bytes(32)
        out = {
            "signature": ml_dsa.sign("ML-DSA-44", seed, case.inputs["message"]),
            "public": ml_dsa.public_key("ML-DSA-44", seed),
        }
        self.refused("ML-DSA-44", case, out, "another one")
        case = first("Ed25519", "sign")
        signature = ed25519.sign(bytes(32), case.inputs["message"])
        self.refused("Ed25519", case, {"signature": signature}, "does not verify")
        case = first("ECDSA P-256", "sign")
        signature = ecdsa.sign("P-256", 7, case.inputs["message"], case.inputs["hash"])
        self.refused("ECDSA P-256", case, {"signature": signature}, "does not verify")

    def test_seals_and_wraps(self) -> None:
        seal, local = first("PASERK", "seal", "k4"), runner.families()["PASERK"]
        other = {**seal.inputs, "key": bytes(range(32))}
        self.refused("PASERK", seal, local["seal"](**other), "another content")  # type: ignore[arg-type]
        other = {**seal.inputs, "public_key": ed25519.public_key(bytes(32))}
        self.refused("PASERK", seal, local["seal"](**other), "does not hold")  # type: ignore[arg-type]
        case = first("PASERK", "wrap_with_password", "k1.local")
        given = {name: value for name, value in case.inputs.items() if name not in ("salt", "nonce")}
        for iterations, wanted in ((given["iterations"], "pass"), (given["iterations"] + 1, "wrong-output")):
            out: Any = local["wrap_with_password"](**{**given, "iterations": iterations})
            self.assertEqual(verdict("PASERK", case, out)[0], wanted)
        self.refused("PASERK", case, out, "its iterations is")

    def test_a_cost_is_looked_at_before_it_is_paid(self) -> None:
        """A case that asks for much lets the judge open much; what costs more still is not opened."""
        inputs = {"type": "k4.local", "key": bytes(32), "password": "p", "memory_kib": 1 << 16, "passes": 2}
        cost = (1 << 38).to_bytes(8, "big") + (1 << 20).to_bytes(4, "big") + (1).to_bytes(4, "big")
        text = "k4.local-pw." + base64url.encode(bytes(16) + cost + bytes(24 + 32 + 32))
        given = {
            "type": "k4.local",
            "key_hex": "00" * 32,
            "password": "p",
            "memory_kib": 1 << 16,
            "passes": 2,
        }
        record = {
            "id": "1",
            "op": "wrap_with_password",
            "in": given,
            "result": "valid",
            "reproducible": False,
        }
        self.refused("PASERK", vectors.Case(record), {"paserk": text}, "its memory_kib is|does not hold")
        self.assertEqual(vectors.Case(record).inputs, inputs)

    def test_the_time_of_a_fernet_token(self) -> None:
        case = first("Fernet", "encrypt")
        key, data, now = (case.inputs[name] for name in ("key", "data", "now"))
        self.assertEqual(verdict("Fernet", case, {"token": fernet.encrypt(key, data, now=now)})[0], "pass")
        self.refused("Fernet", case, {"token": fernet.encrypt(key, data, now=now + 1)}, "the time")
        self.refused("Fernet", case, {"token": fernet.encrypt(key, b"other", now=now)}, "another content")

    def test_macaroons(self) -> None:
        case = first("Macaroon", "make", "third-party caveat")

        def made_with(
            key: str, caveat_key: str, location: str = "http://auth.mybank/", more: str = ""
        ) -> Any:
            first_party, third_party = case.inputs["caveats"]
            macaroon = create(case.inputs["location"], key, case.inputs["identifier"])
            macaroon = macaroon.add_first_party_caveat(first_party["identifier"] + more)
            macaroon = macaroon.add_third_party_caveat(location, caveat_key, third_party["identifier"])
            return {"signature": macaroon.signature, "v1": macaroon.serialize("v1")}

        key, caveat_key = case.inputs["key"], case.inputs["caveats"][1]["key"]
        good = made_with(key, caveat_key)
        self.assertEqual(verdict("Macaroon", case, good), ("pass", "accepted"))
        for out in (
            made_with(key + "x", caveat_key),
            made_with(key, caveat_key + "x"),
            made_with(key, caveat_key, "http://elsewhere/"),
            made_with(key, caveat_key, more="0"),
            {**good, "signature": bytes(32)},
            {**good, "inspect": "nothing"},
            {"signature": good["signature"]},
        ):
            self.assertEqual(verdict("Macaroon", case, out)[0], "wrong-output", out)


class WrongTokens(Refusing):
    def test_headers_and_claims(self) -> None:
        key = {"kty": "oct", "k": base64url.encode(bytes(range(64)))}
        header = {"alg": "HS256", "kid": "1", "n": 1}
        given = {"payload_utf8": "{}", "key": key, "header": header}
        case = vectors.Case({"id": "1", "op": "sign", "in": given, "result": "valid", "reproducible": False})
        other = {**header, "n": True}
        self.refused("JWS", case, {"token": jws.sign(b"{}", key, other)}, "parameter n")
        self.refused("JWS", case, {"token": jws.sign(b"{}", key, {"alg": "HS256"})}, "parameter kid")
        general = jws.sign_json(b"{}", [(key, header, None)])
        self.refused("JWS", case, {"token": general}, "serialization")
        given = {"claims": {"admin": True}, "key": key, "header": header}
        case = vectors.Case(
            {"id": "1", "op": "encode", "in": given, "result": "valid", "reproducible": False}
        )
        more = jws.sign(b'{"admin":true,"iat":1}', key, {**header, "typ": "JWT"})
        self.assertEqual(verdict("JWT", case, {"token": more}), ("pass", "accepted"))
        self.refused("JWT", case, {"token": jws.sign(b'{"admin":1}', key, header)}, "claim admin")
        self.refused("JWT", case, {"token": jws.sign(b'{"admin":true}', key, {"alg": "HS256"})}, "kid")

    def test_json_serializations_of_jws(self) -> None:
        key = {"kty": "oct", "k": base64url.encode(bytes(range(64)))}
        for flattened in (False, True):
            given = {"payload_utf8": "x", "flattened": flattened}
            given["signers"] = [[key, {"alg": "HS256"}, {"kid": "1"}]]
            case = vectors.Case(
                {"id": "1", "op": "sign_json", "in": given, "result": "valid", "reproducible": False}
            )

            def token(protected: Any, unprotected: Any, form: bool = flattened, times: int = 1) -> Any:
                return {"token": jws.sign_json(b"x", [(key, protected, unprotected)] * times, flattened=form)}

            good = token({"alg": "HS256"}, {"kid": "1"})
            self.assertEqual(verdict("JWS", case, good), ("pass", "accepted"))
            self.assertEqual(verdict("JWS", case, {"token": json.dumps(good["token"])}), ("pass", "accepted"))
            self.refused("JWS", case, token(None, {"alg": "HS256", "kid": "1"}), "protected header")
            self.refused("JWS", case, token({"alg": "HS256", "kid": "1"}, None), "unprotected header")
            self.refused("JWS", case, token({"alg": "HS256"}, {"kid": "1"}, not flattened), "serialization")
            if not flattened:
                self.refused("JWS", case, token({"alg": "HS256"}, {"kid": "1"}, times=2), "2 signatures")

    def test_json_serializations_of_jwe(self) -> None:
        key = {"kty": "oct", "k": base64url.encode(bytes(range(16)))}
        given: dict[str, Any] = {"plaintext_utf8": "x", "recipients": [[key, {"kid": "1"}]], "aad_utf8": "a"}
        given.update(protected={"enc": "A128GCM"}, unprotected={"alg": "A128KW"}, fixed={})
        case = vectors.Case(
            {"id": "1", "op": "encrypt_json", "in": given, "result": "valid", "reproducible": False}
        )

        def token(**changed: Any) -> Any:
            asked = {"protected": {"enc": "A128GCM"}, "unprotected": {"alg": "A128KW"}, "aad": b"a"}
            asked.update(changed)
            recipients = asked.pop("recipients", [(key, {"kid": "1"})])
            return {"token": jwe.encrypt_json(b"x", recipients, asked.pop("protected"), **asked)}

        self.assertEqual(verdict("JWE", case, token()), ("pass", "accepted"))
        for changed, words in (
            ({"aad": b"b"}, "additional data"),
            ({"aad": None}, "additional data"),
            ({"flattened": True}, "serialization"),
            ({"recipients": [(key, {"kid": "1"})] * 2}, "2 recipients"),
            ({"recipients": [(key, {"kid": "2"})]}, "recipient's header"),
            ({"protected": {"enc": "A128GCM", "alg": "A128KW"}, "unprotected": None}, "unprotected header"),
            ({"protected": None, "unprotected": {"enc": "A128GCM", "alg": "A128KW"}}, "protected header"),
        ):
            self.refused("JWE", case, token(**changed), words)
        compact = jwe.encrypt(b"x", key, {"alg": "A128KW", "enc": "A128GCM"})
        self.refused("JWE", case, {"token": compact}, "not JSON")
        given = {"plaintext_utf8": "x", "key": key, "header": {"alg": "A128KW", "enc": "A128GCM"}}
        case = vectors.Case(
            {"id": "1", "op": "encrypt", "in": given, "result": "valid", "reproducible": False}
        )
        self.assertEqual(verdict("JWE", case, {"token": compact}), ("pass", "accepted"))
        self.refused("JWE", case, token(), "serialization")

    def test_sd_jwt(self) -> None:
        case = first("SD-JWT", "issue")
        issue = runner.families()["SD-JWT"]["issue"]
        salts = [f"salt {n}" for n in range(20)]
        good: Any = issue(case.inputs["claims"], case.inputs["disclose"], salts)
        self.assertEqual(verdict("SD-JWT", case, good), ("pass", "accepted"))
        fewer: Any = issue(case.inputs["claims"], case.inputs["disclose"][1:], salts)
        self.refused("SD-JWT", case, fewer, "needs a disclosure")
        other: Any = issue({**case.inputs["claims"], "sub": "another"}, case.inputs["disclose"], salts)
        self.refused("SD-JWT", case, other, "another content")
        self.refused("SD-JWT", case, {**good, "disclosures": good["disclosures"][1:]}, "needs a disclosure")


if __name__ == "__main__":
    unittest.main()

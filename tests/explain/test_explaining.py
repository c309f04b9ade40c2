"""Explanations of bad input, of each kind with and without its key, and of wrong tokens; no secret shows."""

from __future__ import annotations

import base64
import json
import unittest
import warnings
from typing import Any

from jamlite.exceptions.base import JamError, JamValidationError
from jamlite.explain import Explanation, examples, explain
from jamlite.jose import jwt
from jamlite.jose.jwk import JWK

SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"
KEY = {"kty": "oct", "k": SECRET}
TOKEN = jwt.encode({"sub": "alice", "exp": 2_000_000_000}, KEY)
NOW = 1_900_000_000
HOSTILE = "\x1b]0;owned\x07\u202e<script>alert(1)</script>\"'&\r\n"


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jws(header: Any, payload: Any = b"{}", signature: bytes = b"x" * 32) -> str:
    return f"{part(header)}.{part(payload)}.{part(signature)}"


def example(name: str, **changed: Any) -> Explanation:
    given = {**examples.EXAMPLES[name], **changed}
    implicit = bytes.fromhex(given.pop("implicit_hex", ""))
    del given["about"]
    return explain(given.pop("text"), **{"now": 0, "implicit": implicit, **given})


class BadInput(unittest.TestCase):
    def test_what_nobody_can_explain(self) -> None:
        deep = '{"a":' * 5000 + "1" + "}" * 5000
        for text, code in (
            (None, "explain.empty"),
            ("", "explain.empty"),
            (" \n", "explain.empty"),
            (b"", "explain.empty"),
            (7, "explain.empty"),
            (["a.b.c"], "explain.empty"),
            ("x" * 200_000, "explain.size"),
            (b"\xff" * 200_000, "explain.size"),
            ("\x1b[31mred", "explain.unknown"),
            ("a.b", "explain.unknown"),
            ("a.b.c.d", "explain.unknown"),
            ("é.é.é", "explain.unknown"),
            ("\ud800", "explain.unknown"),
            ("{", "explain.json"),
            ('{"kty":"oct","kty":"oct"}', "explain.json"),
            (deep, "explain.json"),
            ('{"a":NaN}', "explain.json"),
            ("{}", "explain.unknown"),
            ({}, "explain.unknown"),
            ({1: 2}, "explain.unknown"),
        ):
            with self.subTest(text=str(text)[:40]), self.assertRaises(JamValidationError) as caught:
                explain(text)
            self.assertEqual(caught.exception.error_code, code)

    def test_wrong_options(self) -> None:
        for name, values in {
            "depth": ("deep", None, []),
            "password": (b"x", 1),
            "now": ("0", True, -1, float("nan"), float("inf"), 10**400),
            "implicit": ("text", None),
            "counter": (-1, 2**64, "0", True),
            "code": (123456, b"1"),
            "digits": (0, 5, 11, "6", None),
            "digest": ("md5", "sha256 ", None, []),
            "interval": (0, -30, 1.5, None),
        }.items():
            for value in values:
                with self.subTest(option=name, value=value), self.assertRaises(JamValidationError) as caught:
                    explain("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", **{name: value})
                self.assertEqual(caught.exception.error_code, "explain.option")

    def test_binary_is_read_as_der_as_far_as_it_goes(self) -> None:
        found = explain(b"\x30\x82\xff\xff\x02\x01\x00")
        self.assertEqual(found.kind, "A key or certificate in DER")
        self.assertIn("does not fit", str(found))

    def test_wrong_keys_are_a_step_of_their_own(self) -> None:
        for key in (
            7,
            True,
            [],
            b"",
            "",
            {},
            {"kty": "oct"},
            {"kty": []},
            {"keys": []},
            "-----BEGIN X",
            object(),
        ):
            with self.subTest(key=repr(key)[:20]):
                found = explain(TOKEN, key, now=NOW)
                self.assertEqual(found.result(), "refused at step 6: Read the key.")

    def test_hostile_members_of_json(self) -> None:
        odd: list[Any] = [None, 1, [], {}, [1], {"a": []}, "x", True, 2**70, 1e300, "\ud800"]
        jwe = {"protected": part({"alg": "dir", "enc": "A128GCM"}), "iv": "", "ciphertext": "", "tag": ""}
        for form, names in (
            (
                {"payload": "e30", "signature": "AA", "protected": "e30"},
                ("payload", "signature", "protected"),
            ),
            ({"payload": "e30", "signatures": []}, ("signatures", "payload", "header")),
            (jwe, ("protected", "unprotected", "header", "recipients", "iv", "aad", "encrypted_key")),
            ({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, ("kty", "crv", "x", "y", "d", "kid")),
            ({"kty": "OKP", "crv": "Ed25519", "x": "AA"}, ("x", "crv", "key_ops")),
            ({"keys": [KEY]}, ("keys",)),
        ):
            for name in names:
                for value in odd:
                    with self.subTest(member=name, value=value):
                        self.look(explain({**form, name: value}, KEY))

    def test_hostile_headers(self) -> None:
        odd: list[Any] = [None, 1, [], {}, "x", "none", "HS999", "ES256\n", "EdXYZ", HOSTILE]
        for value in odd:
            for name in ("alg", "kid", "b64", "crit", "typ"):
                self.look(explain(jws({"alg": "HS256", name: value}), KEY))
            for name in ("alg", "enc", "epk", "zip", "p2s", "p2c", "iv", "tag", "apu", "cty"):
                for alg in ("ECDH-ES+A128KW", "PBES2-HS256+A128KW", "A128GCMKW", "dir"):
                    header = part({"alg": alg, "enc": "A128GCM", name: value})
                    self.look(explain(f"{header}..AAAA.AAAA.AAAA", KEY, password="x"))

    def look(self, found: Explanation) -> None:
        for text in (str(found), found.to_html(), json.dumps(found.to_dict())):
            self.assertNotIn("\x1b", text)
            self.assertNotIn("<script", found.to_html())

    def test_a_token_does_not_steer_the_terminal(self) -> None:
        found = explain(jws({"alg": "HS256", HOSTILE: HOSTILE}, {HOSTILE: HOSTILE, "exp": HOSTILE}), KEY)
        for text in (str(found), found.to_html()):
            self.assertEqual([c for c in text if not c.isprintable() and c != "\n"], [])
        self.assertIn("\\x1b]0;owned\\x07\\u202e", str(found))


class Kinds(unittest.TestCase):
    def test_each_kind_without_its_key_names_what_is_missing(self) -> None:
        for name, kind in (
            ("rfc7515-a.1", "A JWS in compact form (a JWT, if its payload is claims)"),
            ("rfc7515-a.3", "A JWS in compact form (a JWT, if its payload is claims)"),
            ("rfc7516-a.3", "A JWE in compact form"),
            ("paseto-4-s-1", "A PASETO"),
            ("paseto-4-e-1", "A PASETO"),
            ("fernet", "A Fernet token"),
        ):
            with self.subTest(example=name):
                found = example(name, key=None)
                self.assertEqual((found.kind, found.refused, len(found.missing)), (kind, False, 1))
                self.assertIn("Missing: ", str(found))

    def test_keys_codes_and_passwords(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for text, kind in (
                (JWK.from_secret(b"x" * 32).to_dict(private=True), "A JWK"),
                (json.dumps({"keys": [KEY]}), "A JWK Set"),
                ("k4.lid.iVtYQDjr5gEijCSjJC3fQaJm7nCeQSeaty0Jixy8dbsk", "A PASERK"),
                ("k4.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8", "A PASERK"),
                (
                    "otpauth://totp/a:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                    "An otpauth URI of a one-time password",
                ),
                ("gezd gnbv gy3t qojq gezd gnbv gy3t qojq".upper(), "A secret for one-time passwords"),
                ("$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "A password hash"),
                ("Bearer " + TOKEN, "A JWS in compact form (a JWT, if its payload is claims)"),
            ):
                with self.subTest(kind=kind):
                    found = explain(text, now=NOW)
                    self.assertEqual((found.kind, found.refused), (kind, False), str(found))

    def test_a_code_is_compared(self) -> None:
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        self.assertFalse(explain(secret, counter=0, code="755 224").refused)
        found = explain(secret, counter=1, code="755224")
        self.assertEqual(found.result(), f"refused at step {len(found.steps)}: Compare the codes.")

    def test_a_key_of_a_set_is_chosen(self) -> None:
        other = {"kty": "oct", "kid": "b", "k": part(b"y" * 32)}
        token = jwt.encode({}, JWK({**KEY, "kid": "a"}))
        self.assertFalse(explain(token, {"keys": [other, {**KEY, "kid": "a"}]}).refused)
        self.assertTrue(explain(token, {"keys": [other]}).refused)
        self.assertFalse(explain(token, json.dumps({"keys": [{**KEY, "kid": "a"}]})).refused)

    def test_pem(self) -> None:
        pem = JWK({**examples.EXAMPLES["rfc7515-a.3"]["key"]}).to_pem()
        found = explain(pem)
        self.assertEqual((found.kind, found.refused), ("A key or certificate in PEM", False))
        self.assertIn("1.2.840.10045.3.1.7 (P-256)", str(found))


class Wrong(unittest.TestCase):
    """A wrong token is explained to the step where it fails, and this step says why."""

    def test_each_kind_to_the_step_where_it_fails(self) -> None:
        ec, ed = examples.EXAMPLES["rfc7515-a.3"], examples.EXAMPLES["rfc8037-a.4"]["key"]
        base_point = part(bytes([88] + 31 * [102]))
        for found, title, why in (
            (explain(f"{TOKEN[:-4]}AAAA", KEY, now=NOW), "Compare the tags", "made with another key"),
            (explain(f"A{TOKEN}", KEY), "Decode the protected header", ""),
            (explain(jws(b"[1]"), KEY), "Decode the protected", "not a JSON object"),
            (explain(jws({"alg": "none"}), KEY), "Look up the algorithm", "unsigned tokens are refused"),
            (
                explain(jws({"alg": "RS256"}), KEY),
                "Match the key with the algorithm",
                "type RSA; the key is oct",
            ),
            (
                explain(TOKEN, ec["key"], now=NOW),
                "Match the key with the algorithm",
                "type oct; the key is EC",
            ),
            (explain(TOKEN, KEY, now=2_000_000_000), "Claim exp", "expired 0 seconds ago"),
            (example("rfc7515-a.3", text=ec["text"][:-6] + "AAAAAA"), "Compare v with r", "They differ"),
            (example("rfc7515-a.3", text=ec["text"][:-2]), "Compare the length", "64 bytes; this one has 63"),
            (example("rfc8037-a.4", key={**ed, "x": base_point}), "Compare it with R", "They differ"),
            (example("rfc7516-a.3", key=KEY), "Obtain the content encryption key", "does not open it"),
            (
                example("rfc7516-a.1", text=examples.EXAMPLES["rfc7516-a.1"]["text"][:-4] + "AAAA"),
                "Compare T with T'",
                "",
            ),
            (example("paseto-4-s-1", implicit=b"other"), "Compare it with R", "They differ"),
            (example("paseto-4-e-1", key="70" * 32), "Compare the tags", ""),
            (example("paseto-4-e-1", text="v4.local.AAAA"), "Split the token", "at least 64 bytes"),
            (example("paseto-2-e-1", key="70" * 32), "Open with XChaCha20-Poly1305", ""),
            (example("fernet", key=base64.urlsafe_b64encode(bytes(32)).decode()), "Compare the HMAC", ""),
            (explain("gAAAA" + "A" * 95), "Decode the token", "no Fernet token"),
            (
                explain({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
                "Put the point into the equation",
                "",
            ),
            (explain("k4.local.AAAA"), "Check the key", ""),
            (explain("otpauth://totp/a?secret=1"), "Go on", ""),
            (explain("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"), "Read the key", ""),
        ):
            with self.subTest(kind=found.kind, title=title):
                failed = [step for step in found.steps if step.verdict is False]
                self.assertTrue(failed, str(found))
                self.assertEqual(failed[0].title[: len(title)], title, str(found))
                self.assertIn(why, failed[0].note)
                self.assertTrue(found.result().startswith(f"refused at step {failed[0].number}: {title}"))


class Secrets(unittest.TestCase):
    """Private keys, shared secrets and content keys show only when they are asked for."""

    def forms(self, found: Explanation) -> str:
        return str(found) + found.to_html() + json.dumps(found.to_dict())

    def test_hidden_in_text_json_and_html(self) -> None:
        a1 = examples.EXAMPLES["rfc7516-a.1"]
        ed = examples.EXAMPLES["rfc8037-a.4"]["key"]
        ed = {**ed, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}
        raw = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        pem = JWK(ed).to_pem(private=True)
        cek = "b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc"
        local = "707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
        for found, secrets in (
            (
                lambda show: explain(TOKEN, KEY, show_secrets=show),
                [base64.urlsafe_b64decode(SECRET + "=").hex()],
            ),
            (lambda show: explain(a1["text"], a1["key"], show_secrets=show), [cek]),
            (lambda show: explain(ed, show_secrets=show), [ed["d"]]),
            (lambda show: explain(pem, show_secrets=show), [raw.hex()]),
            (
                lambda show: explain(
                    "k4.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8", show_secrets=show
                ),
                [local],
            ),
            (
                lambda show: explain("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", counter=0, show_secrets=show),
                [b"12345678901234567890".hex()],
            ),
        ):
            shown, hidden = self.forms(found(True)), self.forms(found(False))
            for secret in secrets:
                with self.subTest(secret=secret[:8]):
                    self.assertIn(secret, shown)
                    self.assertNotIn(secret, hidden)
                    self.assertIn("secret; SHA-256 begins", hidden)

    def test_the_right_tag_of_a_forgery_is_hidden(self) -> None:
        text = TOKEN[:-4] + "AAAA"
        right = base64.urlsafe_b64decode(TOKEN.split(".")[2] + "=").hex()
        self.assertNotIn(right, self.forms(explain(text, KEY)))

    def test_errors_hold_no_input(self) -> None:
        for text in (f'{{"k":"{SECRET}"', f"{SECRET}.x", f'{{"x":"{SECRET}"}}'):
            with self.assertRaises(JamError) as caught:
                explain(text)
            self.assertNotIn(SECRET, f"{caught.exception!r}{caught.exception.details!r}")


if __name__ == "__main__":
    unittest.main()

"""JWS in JSON serialization; the single rules stand as vectors in vectors/jose/jws_forms.jamlite.json."""

from __future__ import annotations

import json
import unittest
from unittest import mock

from jamlite.exceptions import JamError
from jamlite.exceptions.base import JamTypeError
from jamlite.exceptions.jose import (
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, jws, limits
from tests.tools.transcribe.jose_forge import OCT, b64u, entry, segment

from .samples import ALGORITHMS, ODD, key

KEY = JWK(OCT)
HS256 = {"alg": "HS256"}
BARE = {"alg": "HS256", "b64": False, "crit": ["b64"]}
BODY = segment(b"payload")


class Signing(unittest.TestCase):
    def test_wrong_signers(self) -> None:
        for signers in (*ODD, {}, "x", [KEY], [(KEY,)], [(KEY, None)], [(KEY, None, None, None)], KEY, ((),)):
            with self.subTest(signers=repr(signers)), self.assertRaises(JamJWSSigningError):
                jws.sign_json(b"x", signers)  # type: ignore[arg-type]
        for payload in (None, "text", 1, [], {}):
            with self.subTest(payload=payload), self.assertRaises(JamTypeError):
                jws.sign_json(payload, [(KEY, None, None)])  # type: ignore[arg-type]

    def test_wrong_headers(self) -> None:
        for protected, unprotected in (
            (1, None), (None, 1), ("x", None), (None, "x"), ([], None), (None, []), ({1: 1}, None),
            (None, {1: 1}),
            ({"kid": 1}, None), (None, {"kid": 1}), ({"kid": "a"}, {"kid": "a"}), (HS256, HS256),
            (None, {"crit": ["x"], "x": 1}), ({"crit": ["x"]}, {"x": 1}), ({"crit": ["b64"]}, {"b64": False}),
            ({"b64": False}, None), ({"x": float("nan")}, None),
        ):  # fmt: skip
            with self.subTest(protected=protected, unprotected=unprotected), self.assertRaises(JamError):
                jws.sign_json(b"x", [(KEY, protected, unprotected)])  # type: ignore[list-item]

    def test_flattened_has_one_signature(self) -> None:
        with self.assertRaises(JamJWSSigningError):
            jws.sign_json(b"x", [(KEY, None, None)] * 2, flattened=True)
        with self.assertRaises(JamJWSSigningError):
            jws.sign_json(b"x", [], flattened=True)

    def test_b64_is_the_same_for_all(self) -> None:
        """RFC 7797 section 3."""
        with self.assertRaises(JamJWSSigningError):
            jws.sign_json(b"x", [(KEY, BARE, None), (KEY, HS256, None)])
        made = jws.sign_json("é.".encode(), [(KEY, BARE, None), (KEY, {**BARE, "kid": "a"}, None)])
        self.assertEqual(made["payload"], "é.")
        self.assertEqual(jws.verify(made, KEY, require_all=True).payload, "é.".encode())
        with self.assertRaises(JamJWSSigningError):  # section 5.3: it has to be a JSON string
            jws.sign_json(b"\xff", [(KEY, BARE, None)])
        made = jws.sign_json(b"\xff", [(KEY, BARE, None)], detached=True)
        self.assertEqual(jws.verify(made, KEY, payload=b"\xff").payload, b"\xff")

    def test_the_caller_s_dicts_stay_as_they_are(self) -> None:
        protected, unprotected = {"kid": "a"}, {"x": 1}
        made = jws.sign_json(b"x", [(KEY, protected, unprotected)])
        self.assertEqual((protected, unprotected), ({"kid": "a"}, {"x": 1}))
        made["signatures"][0]["header"]["x"] = 2
        self.assertEqual(unprotected, {"x": 1})

    def test_every_algorithm_in_one_token(self) -> None:
        made = jws.sign_json(b"payload", [(key(alg), {"alg": alg}, {"kid": alg}) for alg in ALGORITHMS])
        again = json.dumps(made)
        for alg in ALGORITHMS:
            public = key(alg) if alg.startswith("HS") else key(alg).public()
            with self.subTest(alg=alg):
                for given in (made, again, again.encode(), f"\r\n\t {again}"):
                    verified = jws.verify(given, public, algorithms=[alg])
                    self.assertEqual(verified.payload, b"payload")
                    self.assertEqual(verified.header, {"alg": alg, "kid": alg})
                    self.assertEqual(verified.protected, {"alg": alg})
        with mock.patch.object(limits, "MAX_SIGNATURE_CHECKS", 1000):
            keys = {"keys": [{**key(alg).to_dict(), "kid": alg} for alg in ALGORITHMS]}
            self.assertEqual(
                jws.verify(made, keys, algorithms=ALGORITHMS, require_all=True).payload, b"payload"
            )


class Verifying(unittest.TestCase):
    def test_odd_members(self) -> None:
        """security 32: each member of each wrong type."""
        good = {"payload": BODY, **entry(HS256, {"kid": "a"}, BODY)}
        self.assertEqual(jws.verify(good, KEY).payload, b"payload")
        for name in ("payload", "protected", "signature", "header", "signatures"):
            for odd in ODD:
                with self.subTest(name=name, value=repr(odd)), self.assertRaises(JamJWSVerificationError):
                    jws.verify({**good, name: odd}, KEY)
        general = {"payload": BODY, "signatures": [entry(HS256, None, BODY)]}
        for odd in ODD:
            with self.subTest(entry=repr(odd)), self.assertRaises(JamJWSInvalidFormatError):
                jws.verify({**general, "signatures": [*general["signatures"], odd]}, KEY)

    def test_number_of_signatures(self) -> None:
        """security 32: one below, at, one above."""
        one = entry(HS256, None, BODY)
        for count in (limits.MAX_SIGNATURES - 1, limits.MAX_SIGNATURES):
            jws.verify({"payload": BODY, "signatures": [one] * count}, KEY, require_all=True)
        with self.assertRaises(JamJWSInvalidFormatError):
            jws.verify({"payload": BODY, "signatures": [one] * (limits.MAX_SIGNATURES + 1)}, KEY)

    def test_number_of_checks(self) -> None:
        """security 2: one below, at, one above."""
        wrong = entry(HS256, None, BODY, b"another key of thirty-two bytes!")
        right = entry(HS256, None, BODY)
        for limit, fits in ((2, True), (1, False)):
            with mock.patch.object(limits, "MAX_SIGNATURE_CHECKS", limit):
                token = {"payload": BODY, "signatures": [wrong, right]}
                if fits:
                    jws.verify(token, KEY)
                else:
                    with self.assertRaises(JamJWSVerificationError) as caught:
                        jws.verify(token, KEY)
                    self.assertEqual(caught.exception.details, {"reason": "too_many_checks"})

    def test_one_valid_signature_is_enough_unless_all_are_demanded(self) -> None:
        signers = [(key(alg), {"alg": alg}, None) for alg in ("HS256", "ES256", "EdDSA")]
        token = jws.sign_json(b"x", signers)
        self.assertEqual(jws.verify(token, key("ES256").public()).header["alg"], "ES256")
        with self.assertRaises(JamJWSValidationError):
            jws.verify(token, key("ES256").public(), require_all=True)
        token["signatures"][1]["signature"] = b64u(bytes(64))
        with self.assertRaises(JamJWSVerificationError):
            jws.verify(token, key("ES256").public())
        self.assertEqual(jws.verify(token, key("EdDSA").public()).header["alg"], "EdDSA")

    def test_size(self) -> None:
        """security 3."""
        text = json.dumps({"payload": BODY, **entry(HS256, None, BODY)})
        for size, fits in ((len(text) + 1, True), (len(text), True), (len(text) - 1, False)):
            with mock.patch.object(limits, "MAX_TOKEN_BYTES", size):
                for given in (text, text.encode()):
                    if fits:
                        jws.verify(given, KEY)
                    else:
                        with self.assertRaises(JamJWSInvalidFormatError):
                            jws.verify(given, KEY)
        with self.assertRaises(JamJWSInvalidFormatError):
            jws.verify({"payload": "A" * (limits.MAX_TOKEN_BYTES + 1), "signature": ""}, KEY)

    def test_every_character_changed(self) -> None:
        """security 1."""
        text = json.dumps({"payload": BODY, **entry(HS256, {"kid": "a"}, BODY)})
        for place in range(len(text)):
            for change in ("", '"', "\\", "[", "}", "\0", "é", "\ud800", "1"):
                bent = text[:place] + change + text[place + 1 :]
                try:
                    verified = jws.verify(bent, KEY)
                except JamJWSVerificationError:
                    continue
                self.assertEqual(verified.payload, b"payload", bent)  # the kid is not protected


if __name__ == "__main__":
    unittest.main()

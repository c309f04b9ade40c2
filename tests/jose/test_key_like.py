"""What may stand where a key goes, and that a key is parsed once."""

from __future__ import annotations

import json
import subprocess
import sys
import unittest
from typing import Any
from unittest import mock

from jamlite.exceptions import JamError
from jamlite.exceptions.jose import JamInvalidKeyTypeError, JamJWKValidationError
from jamlite.jose import JWK, JWKSet, jwt, key_like
from jamlite.jose.key_like import as_key, as_keys, key_from_text, key_or_set
from jamlite.jose.prepared import Prepared
from jamlite.keys import loading
from tests.keys.samples import rsa_public_pem
from tests.support import ROOT, few_iterations, peak_memory
from tests.tools.transcribe.jose_forge import OCT, SECRET

from .samples import key

OPENSSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea me"


class Refusals(unittest.TestCase):
    def test_a_text_that_is_too_long_for_any_key(self) -> None:
        long = " \u03b1\n" * (5 << 20), bytes(9 << 20)
        with peak_memory() as peak:
            for text in long:
                with self.assertRaisesRegex(JamInvalidKeyTypeError, "too long for a key"):
                    as_keys(text)
        self.assertLess(peak(), 1 << 20)

    def test_what_is_no_key(self) -> None:
        for odd in (None, 1, 1.5, True, (), [], [OCT], {1}, object(), JWK, "", b"", "\ud800", bytearray()):
            with self.subTest(key=repr(odd)), self.assertRaises(JamInvalidKeyTypeError):
                as_keys(odd)
        for odd in ({}, {"kty": "x"}, {"keys": 1}, {"kty": "oct", "k": object()}, {1: {2}}):
            with self.subTest(key=repr(odd)), self.assertRaises(JamJWKValidationError):
                as_keys(odd)

    def test_one_key_where_one_is_needed(self) -> None:
        self.assertEqual(as_key({"keys": [OCT]}), JWK(OCT))
        for several in (JWKSet(), JWKSet([JWK(OCT), key("ES256")]), {"keys": []}):
            with self.assertRaises(JamInvalidKeyTypeError):
                as_key(several)

    def test_the_text_of_a_key_is_never_a_secret(self) -> None:
        """security 18: PEM and OpenSSH are read as what they are, the text of a JWK is refused."""
        members = key("ES256").public().to_dict()
        for _ in range(2):  # the same before and after the key itself was used
            for text in (json.dumps(members), json.dumps(members).encode(), json.dumps({"keys": [members]})):
                with self.assertRaises(JamInvalidKeyTypeError):
                    as_keys(text)
            compact = json.dumps(members, separators=(",", ":"))
            with self.assertRaises(JamInvalidKeyTypeError):
                as_keys(compact.encode())
            as_keys(members)
        pem = rsa_public_pem()
        forms = (pem, pem.encode(), f"\ufeff{pem}", f"\n  {pem}", pem.replace("\n", "\r\n"), f"x\n{pem}")
        for text in forms:
            self.assertEqual(as_key(text).kty, "RSA")
        for text in (pem.replace("\n", "\\n"), pem[:200], pem.encode("utf-16")):
            try:
                self.assertEqual(as_key(text).kty, "RSA")
            except JamError:
                continue
        self.assertEqual(as_key(OPENSSH).crv, "Ed25519")
        self.assertEqual(as_key(key("ES256").to_der()), key("ES256"))

    @few_iterations()
    def test_texts_from_outside(self) -> None:
        self.assertEqual(key_from_text(json.dumps(OCT)), JWK(OCT))
        self.assertIsInstance(key_from_text(b' {"keys":[]}'), JWKSet)
        self.assertEqual(key_from_text(SECRET), JWK.from_secret(SECRET))
        for text in ("{", '{"kty":"oct","k":"AAAA","k":"AAAA"}', "{}", '{"keys":1}'):
            with self.assertRaises(JamJWKValidationError):
                key_from_text(text)
        encrypted = key("ES256").to_pem(password="geheim")
        self.assertEqual(key_from_text(encrypted, "geheim"), key("ES256"))
        for password in (None, "", "wrong"):
            with self.assertRaises(JamError):
                key_from_text(encrypted, password)


class ParsedOnce(unittest.TestCase):
    def setUp(self) -> None:
        for kept in (key_like._texts, key_like._jwks):
            patch = mock.patch.dict(kept, clear=True)  # type: ignore[arg-type]
            patch.start()
            self.addCleanup(patch.stop)

    def forms(self) -> list[Any]:
        public = key("RS256").public()
        pem, members = public.to_pem(), public.to_dict()
        return [pem, pem.encode(), members, {"keys": [members]}, OPENSSH, public.to_der()]

    def test_the_second_use_parses_nothing(self) -> None:
        for given in self.forms():
            first = key_or_set(given)
            again = json.loads(json.dumps(given)) if isinstance(given, dict) else given[:1] + given[1:]
            with mock.patch.object(Prepared, "__init__", side_effect=AssertionError("parsed again")):
                self.assertIs(key_or_set(again), first)
                self.assertIs(key_or_set(given), first)
                self.assertIsInstance(as_keys(given), (JWK, JWKSet))

    def test_a_token_verified_with_pem_parses_it_once(self) -> None:
        pem = key("ES256").public().to_pem()
        token = jwt.encode({}, key("ES256"))
        with mock.patch.object(loading, "load_pem", wraps=loading.load_pem) as parse:
            for _ in range(3):
                jwt.decode(token, pem)
        self.assertEqual(parse.call_count, 1)

    def test_by_content_not_identity(self) -> None:
        members = key("ES256").public().to_dict()
        first = as_keys(members)
        members["kid"] = "changed"
        self.assertIsNot(as_keys(members), first)
        self.assertEqual(as_key(members).kid, "changed")
        del members["kid"]
        self.assertIs(as_keys(members), first)

    def test_private_keys_are_not_kept(self) -> None:
        for given in (
            SECRET,
            OCT,
            key("ES256").to_dict(),
            key("ES256").to_pem(),
            {"keys": [OCT]},
            key("ES256").to_der(),
        ):
            as_keys(given)
        self.assertEqual((key_like._texts, key_like._jwks), ({}, {}))

    def test_a_key_given_as_text_and_as_bytes(self) -> None:
        """Under -bb it is an error to compare them, and equal ones have one hash."""
        program = (
            "import sys; from jamlite.jose.key_like import key_or_set; pem = sys.stdin.read();"
            "octets = pem.encode();"
            "made = [key_or_set(one) for one in (pem, octets, bytearray(octets), pem, octets)];"
            "assert made[0] is made[3] and made[1] is made[2] is made[4] is not made[0]"
        )
        command = [sys.executable, "-bb", "-W", "error", "-c", program]
        subprocess.run(command, input=rsa_public_pem(), text=True, check=True, cwd=ROOT)

    def test_bounded(self) -> None:
        members, pem = key("ES256").public().to_dict(), key("ES256").public().to_pem()
        for index in range(200):
            as_keys({**members, "kid": str(index)})
            as_keys(f"{index}\n{pem}")
        for kept in (key_like._texts, key_like._jwks):
            self.assertLessEqual(len(kept), 64)
            self.assertTrue(kept)
        as_keys({**members, "note": "y" * (1 << 19)})
        as_keys("y\n" * (1 << 18) + pem)
        self.assertLess(max(len(text) for _, text in key_like._texts), 1 << 19)
        self.assertLess(max(map(len, key_like._jwks)), 1 << 19)


if __name__ == "__main__":
    unittest.main()

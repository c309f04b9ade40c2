"""Headers that were valid before: a key set answers as if it had read them anew, in the time of one key."""

from __future__ import annotations

import time
import unittest
from typing import Any
from unittest import mock

from jamlite.exceptions.jose import (
    JamInvalidKeyTypeError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, JWKSet, jwe, jwt, jwt_signed
from tests.support import SLOWNESS

from .samples import key


def secret(number: int, kid: str | None) -> JWK:
    return JWK.from_secret(bytes([number]) * 32, kid=kid) if kid else JWK.from_secret(bytes([number]) * 32)


class Sets(unittest.TestCase):
    def test_the_header_is_parsed_once(self) -> None:
        keys = JWKSet([secret(1, "a"), secret(2, "b")])
        token = jwt.encode({}, keys.keys[1])
        jwt.decode(token, keys)
        with mock.patch.object(jwt_signed, "parse_segment", side_effect=AssertionError("parsed again")):
            jwt.decode(token, keys)
            jwt.decode(token, keys, algorithms=["HS256", "ES256"])
            jwt.decode(jwt.encode({"other": 1}, keys.keys[1]), keys)

    def test_keys_of_one_kid_are_all_tried_each_time(self) -> None:
        for kid in ("a", None):
            keys = JWKSet([secret(1, kid), secret(2, kid), secret(3, "b")])
            tokens = [jwt.encode({"n": n}, jwk, header={}) for n, jwk in enumerate(keys.keys[:2])]
            self.assertEqual(len({token.split(".")[0] for token in tokens}), 1)
            for _ in range(3):
                for n, token in enumerate(tokens):
                    self.assertEqual(jwt.decode(token, keys), {"n": n})
            self.assertRaises(JamJWSVerificationError, jwt.decode, jwt.encode({}, secret(9, kid)), keys)

    def test_the_list_of_the_caller_counts_each_time(self) -> None:
        """A symmetric key among public ones is used only if algorithms are named."""
        keys = JWKSet([secret(1, "a"), key("ES256").public()])
        token = jwt.encode({}, keys.keys[0])
        for _ in range(3):
            jwt.decode(token, keys, algorithms=["HS256"])
            self.assertRaises(JamJWSValidationError, jwt.decode, token, keys)
            self.assertRaises(JamJWSValidationError, jwt.decode, token, keys, algorithms=["HS384"])

    def test_a_forgery_is_refused_after_a_valid_token(self) -> None:
        keys = JWKSet([secret(1, "a"), secret(2, "b")])
        token = jwt.encode({}, keys.keys[0])
        jwt.decode(token, keys)
        for forged in (jwt.encode({}, secret(2, "a")), f"{token[:-2]}AA", token.rpartition(".")[0] + "."):
            self.assertRaises(JamJWSVerificationError, jwt.decode, forged, keys)

    def test_what_is_kept_is_bounded(self) -> None:
        keys = JWKSet([secret(1, "a"), secret(2, "b")])
        for n in range(40):
            jwt.decode(jwt.encode({}, keys.keys[0], header={"typ": f"t{n}"}), keys)
        self.assertLessEqual(len(keys._known), 16)

    def test_the_size_of_a_set_does_not_matter(self) -> None:
        one = secret(1, "0")
        keys = JWKSet([JWK.from_secret(b"%032d" % n, kid=str(n)) for n in range(1, 1000)] + [one])
        token = jwt.encode({"sub": "alice"}, one)
        missing = jwt.encode({}, secret(1, "absent"))

        def seconds(call: Any) -> float:
            best = 1.0
            for _ in range(7):
                begin = time.process_time()
                for _ in range(100):
                    call()
                best = min(best, time.process_time() - begin)
            return best

        alone = seconds(lambda: jwt.decode(token, one))
        self.assertLess(seconds(lambda: jwt.decode(token, keys)), 2 * alone * SLOWNESS)

        def unknown() -> None:
            self.assertRaises(JamJWSVerificationError, jwt.decode, missing, keys)

        self.assertLess(seconds(unknown), 20 * alone * SLOWNESS)


class Functions(unittest.TestCase):
    """A function may stand where a key goes; it gets the header, which is not verified yet."""

    def test_it_is_asked_for_each_token(self) -> None:
        asked: list[dict[str, Any]] = []
        keys = {"a": secret(1, "a"), "b": secret(2, "b")}

        def find(header: dict[str, Any]) -> JWK:
            asked.append(header)
            found = keys[header["kid"]]
            header["alg"] = "none"  # a copy: it changes nothing
            return found

        for kid in ("a", "b", "a"):
            self.assertEqual(jwt.decode(jwt.encode({"kid": kid}, keys[kid]), find), {"kid": kid})
        self.assertEqual([header["kid"] for header in asked], ["a", "b", "a"])
        self.assertRaises(JamJWSVerificationError, jwt.decode, jwt.encode({}, secret(3, "a")), find)

    def test_what_it_may_return(self) -> None:
        own = secret(1, "a")
        token = jwt.encode({}, own)
        for found in (own, JWKSet([own]), own.to_dict(), {"keys": [own.to_dict()]}, bytes([1]) * 32):
            jwt.decode(token, lambda header, found=found: found)  # type: ignore[misc]
        for wrong in (None, 1, lambda header: own):
            with self.assertRaises(JamInvalidKeyTypeError):
                jwt.decode(token, lambda header, wrong=wrong: wrong)  # type: ignore[misc]
        with self.assertRaises(JamInvalidKeyTypeError):
            jwt.encode({}, lambda header: own)

    def test_decryption(self) -> None:
        own = secret(1, "a")
        token = jwt.encrypt({"sub": "a"}, own, {"alg": "dir", "enc": "A128CBC-HS256"})
        self.assertEqual(jwt.decrypt(token, lambda header: {"a": own}[header["kid"]]), {"sub": "a"})
        self.assertEqual(jwe.decrypt(token, lambda header: JWKSet([own])).key, own)


class Halves(unittest.TestCase):
    def test_the_public_half_of_an_edwards_key_is_made_without_work(self) -> None:
        for crv in ("Ed25519", "Ed448"):
            private = JWK.generate("OKP", crv=crv)
            with (
                mock.patch("jamlite.crypto.ed25519.prepare_public", side_effect=AssertionError),
                mock.patch("jamlite.crypto.ed448.prepare_public", side_effect=AssertionError),
            ):
                public = private.public()
            self.assertFalse(public.is_private)
            self.assertEqual(public, JWK(public.to_dict()))
            self.assertNotIn("d", public.to_dict())
            jwt.decode(jwt.encode({}, private), public)


if __name__ == "__main__":
    unittest.main()

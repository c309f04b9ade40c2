"""Headers that were valid before: a key set answers as if it had read them anew, in the time of one key."""

from __future__ import annotations

import time
import unittest
from typing import Any
from unittest import mock

from jamlite.exceptions.jose import (
    JamInvalidKeyTypeError,
    JamJWEDecryptionError,
    JamJWKValidationError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, JWKSet, jwe, jwt, jwt_signed, key_like
from tests.support import WARMING

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
        self.assertLess(seconds(lambda: jwt.decode(token, keys)), 2 * alone * WARMING)

        def unknown() -> None:
            self.assertRaises(JamJWSVerificationError, jwt.decode, missing, keys)

        self.assertLess(seconds(unknown), 20 * alone * WARMING)


class Dicts(unittest.TestCase):
    """A JWKS dict is read once, and anew as soon as anything in it has changed."""

    def setUp(self) -> None:
        patch = mock.patch.dict(key_like._dicts, clear=True)
        patch.start()
        self.addCleanup(patch.stop)
        self.keys = [secret(n, str(n)) for n in (1, 2, 3)]
        self.data: dict[str, Any] = {"keys": [jwk.to_dict() for jwk in self.keys]}
        self.tokens = [jwt.encode({"n": n}, jwk) for n, jwk in enumerate(self.keys)]
        for _ in range(2):
            for token in self.tokens:
                jwt.decode(token, self.data)

    def refused(self, n: int) -> None:
        for _ in range(2):
            self.assertRaises(JamJWSVerificationError, jwt.decode, self.tokens[n], self.data)

    def test_read_once(self) -> None:
        with mock.patch.object(JWKSet, "from_dict", side_effect=AssertionError("read again")):
            for _ in range(3):
                for n, token in enumerate(self.tokens):
                    self.assertEqual(jwt.decode(token, self.data), {"n": n})

    def test_a_key_that_changes_in_place(self) -> None:
        self.data["keys"][1]["k"] = secret(9, "2").to_dict()["k"]
        self.refused(1)
        jwt.decode(jwt.encode({}, secret(9, "2")), self.data)
        jwt.decode(self.tokens[0], self.data)

    def test_a_key_that_is_taken_out_exchanged_or_added(self) -> None:
        del self.data["keys"][1]
        self.refused(1)
        jwt.decode(self.tokens[2], self.data)
        self.data["keys"][0] = secret(9, "1").to_dict()
        self.refused(0)
        self.data["keys"].append(self.keys[1].to_dict())
        self.assertEqual(jwt.decode(self.tokens[1], self.data), {"n": 1})

    def test_another_list(self) -> None:
        self.data["keys"] = [self.keys[0].to_dict()]
        jwt.decode(self.tokens[0], self.data)
        self.refused(1)
        self.data["keys"].clear()
        self.refused(0)
        self.data.clear()
        with self.assertRaises(JamJWKValidationError):
            jwt.decode(self.tokens[0], self.data)

    def test_a_kid_that_changes(self) -> None:
        self.data["keys"][0]["kid"] = "other"
        self.refused(0)
        self.data["keys"][0]["kid"] = "1"
        self.assertEqual(jwt.decode(self.tokens[0], self.data), {"n": 0})

    def test_without_a_kid_and_with_one_twice(self) -> None:
        data = {"keys": [secret(1, None).to_dict(), secret(2, None).to_dict()]}
        for n in (1, 2, 1, 2):
            self.assertEqual(jwt.decode(jwt.encode({"n": n}, secret(n, None)), data), {"n": n})
        data["keys"].pop()
        self.assertRaises(JamJWSVerificationError, jwt.decode, jwt.encode({}, secret(2, None)), data)

    def test_few_are_remembered(self) -> None:
        for n in range(20):
            jwt.decode(self.tokens[0], {"keys": [self.keys[0].to_dict()], "n": n})
        self.assertLessEqual(len(key_like._dicts), 4)

    def test_decryption_reads_them_too(self) -> None:
        token = jwt.encrypt({"sub": "a"}, self.keys[1], {"alg": "dir", "enc": "A128CBC-HS256"})
        self.assertEqual(jwt.decrypt(token, self.data), {"sub": "a"})
        del self.data["keys"][1]
        with self.assertRaises(JamJWEDecryptionError):
            jwt.decrypt(token, self.data)


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


class Operations(unittest.TestCase):
    def test_one_operation_does_not_open_the_other(self) -> None:
        """What is prepared for verifying serves nobody who may not sign, and the other way round."""
        signer = secret(1, "a")
        verifies = JWK({**signer.to_dict(), "key_ops": ["verify"]})
        signs = JWK({**signer.to_dict(), "key_ops": ["sign"]})
        token = jwt.encode({}, signer)
        for _ in range(2):
            jwt.decode(token, verifies)
            jwt.encode({}, signs)
            self.assertRaises(JamInvalidKeyTypeError, jwt.encode, {}, verifies)
            self.assertRaises(JamInvalidKeyTypeError, verifies.signer, "HS256")
            self.assertRaises(JamInvalidKeyTypeError, jwt.decode, token, signs)
            self.assertRaises(JamInvalidKeyTypeError, signs.verifier, "HS256")
            self.assertRaises(JamInvalidKeyTypeError, signs.text_verifier, "HS256")


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

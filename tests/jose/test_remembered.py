"""Verified signatures are remembered (security 123): what an attacker tries with that, and its bounds."""

from __future__ import annotations

import sys
import threading
import unittest
from typing import Any
from unittest import mock

from jamlite.exceptions import JamConfigurationError, JamJWTExpired
from jamlite.exceptions.jose import (
    JamJWSInvalidFormatError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, JWKSet, jws, jwt, limits
from jamlite.jose.prepared import Seen
from tests.tools.transcribe.jose_forge import OCT, b64u, unb64u

from .samples import key

REFUSED = (JamJWSVerificationError, JamJWSValidationError, JamJWSInvalidFormatError)
PUBLIC = {"RS256": "RSA", "PS384": "RSA", "ES256": "EC", "ES512": "EC", "EdDSA": "OKP", "Ed448": "OKP"}


def fresh(alg: str, **options: Any) -> JWK:
    """Return a key object that has seen nothing."""
    return JWK(key(alg).public().to_dict(), **options)


def counted(jwk: JWK, alg: str) -> mock.Mock:
    """Count the verifications that are computed with `alg`."""
    counter = mock.Mock(side_effect=jwk.verifier(alg))
    jwk.prepared.verifiers[alg] = counter
    return counter


class Remembered(unittest.TestCase):
    def test_the_second_time_nothing_is_computed(self) -> None:
        for alg in PUBLIC:
            with self.subTest(alg):
                public, token = fresh(alg), jwt.encode({"sub": "a"}, key(alg), alg=alg)
                computed = counted(public, alg)
                for _ in range(3):
                    self.assertEqual(jwt.decode(token, public), {"sub": "a"})
                    self.assertEqual(jws.verify(token, public).payload, b'{"sub":"a"}')
                self.assertEqual(computed.call_count, 1)

    def test_a_mac_is_computed_each_time(self) -> None:
        secret, token = JWK(OCT), jwt.encode({}, JWK(OCT))
        with mock.patch("hmac.compare_digest", side_effect=(True, False)):
            jwt.decode(token, secret)
            made = secret.prepared.texts["HS256"]
            self.assertIsNone(secret.prepared._seen)
            self.assertRaises(JamJWSVerificationError, jwt.decode, token, secret)
        self.assertIs(secret.prepared.texts["HS256"], made)

    def test_time_claims_and_lists_of_names_are_judged_each_time(self) -> None:
        public = fresh("ES256")
        token = jwt.encode({"exp": 100, "aud": "api"}, key("ES256"))
        jwt.decode(token, public, audience="api", now=99)
        self.assertRaises(JamJWTExpired, jwt.decode, token, public, audience="api", now=100)
        self.assertRaises(JamJWSValidationError, jwt.decode, token, public, algorithms=["RS256"], now=99)
        self.assertRaises(JamJWSValidationError, jwt.decode, token, public, algorithms=[], now=99)
        self.assertRaises(JamConfigurationError, jwt.decode, token, public, algorithms="ES256", now=99)

    def test_off(self) -> None:
        for how in ("key", "limit"):
            with self.subTest(how):
                with mock.patch.object(limits, "REMEMBERED_SIGNATURES", 0 if how == "limit" else 9):
                    public = fresh("ES256", **({"remember": 0} if how == "key" else {}))
                self.assertEqual(public.public().prepared.remember, 0)
                token = jwt.encode({}, key("ES256"))
                computed = counted(public, "ES256")
                for _ in range(3):
                    jwt.decode(token, public)
                self.assertEqual(computed.call_count, 3)
        for wrong in (-1, True, 1.5, "1", 1 << 21):
            self.assertRaises(JamConfigurationError, fresh, "ES256", remember=wrong)


class Attacks(unittest.TestCase):
    def setUp(self) -> None:
        self.public = fresh("RS256")
        self.token = jwt.encode({"sub": "alice"}, key("RS256"))
        jwt.decode(self.token, self.public)
        self.header, self.body, self.signature = self.token.split(".")

    def refused(self, token: Any, jwk: Any = None, **options: Any) -> None:
        with self.assertRaises(REFUSED):
            jws.verify(token, self.public if jwk is None else jwk, **options)
        if isinstance(token, str) and not options:
            with self.assertRaises(REFUSED):
                jwt.decode(token, self.public if jwk is None else jwk)

    def test_another_key(self) -> None:
        self.refused(self.token, fresh("ES256"))
        first, second = JWK.generate("EC"), JWK.generate("EC").public()
        token = jwt.encode({}, first)
        jwt.decode(token, first.public())
        self.refused(token, second)

    def test_another_alg(self) -> None:
        for alg in ("RS384", "PS256", "none", "HS256", "rs256"):
            header = b64u(b'{"alg":"%b","typ":"JWT"}' % alg.encode())
            self.refused(f"{header}.{self.body}.{self.signature}")
        jwk = JWK({**key("EdDSA").public().to_dict()})  # one key, two names of one algorithm
        token = jwt.encode({}, key("EdDSA"), alg="EdDSA")
        jwt.decode(token, jwk)
        self.refused(token.replace(token.split(".")[0], b64u(b'{"alg":"Ed25519","typ":"JWT"}')), jwk)

    def test_another_alg_for_the_same_text(self) -> None:
        """Where the text does not name the algorithm, as in all tokens it does."""
        verify = self.public.text_verifier
        text, signature = f"{self.header}.{self.body}".encode(), self.signature.encode()
        for _ in range(2):
            self.assertTrue(verify("RS256")(text, signature))
            for alg in ("RS384", "RS512", "PS256"):
                self.assertFalse(verify(alg)(text, signature))

    def test_same_header_other_body(self) -> None:
        for body in (b64u(b'{"sub":"root"}'), "", self.body[:-2], f"{self.body}AA", f"{self.body}."):
            self.refused(f"{self.header}.{body}.{self.signature}")

    def test_same_text_other_signature(self) -> None:
        raw = unb64u(self.signature)
        for signature in (raw[:-1], raw + b"\0", raw[:-1] + bytes([raw[-1] ^ 1]), b"", bytes(len(raw))):
            self.refused(f"{self.header}.{self.body}.{b64u(signature)}")
        for text in (
            f"{self.signature}=",
            f" {self.signature}",
            f"{self.signature}A",
            "*",
            f"{self.signature}.",
        ):
            self.refused(f"{self.header}.{self.body}.{text}")

    def test_message_and_signature_shifted(self) -> None:
        """The bytes of header, payload and signature are the same, and the border lies elsewhere."""
        signed = jws.sign(b"a.b", key("RS256"), {"b64": False, "crit": ["b64"]}, detached=True)
        jws.verify(signed, self.public, payload=b"a.b")
        header, _, signature = signed.split(".")
        for payload, rest in (
            ("a", f"b.{signature}"),
            ("a.b.", signature),
            ("a.b" + signature[:4], signature[4:]),
        ):
            for shifted in (
                {"protected": header, "payload": payload, "signature": rest},
                {"protected": header, "payload": payload, "signature": rest.replace(".", "")},
            ):
                self.refused(shifted)

    def test_flood_of_wrong_signatures_changes_nothing(self) -> None:
        computed = counted(self.public, "RS256")
        public = fresh("EdDSA", remember=4)
        good = [jwt.encode({"n": n}, key("EdDSA"), alg="EdDSA") for n in range(4)]
        for token in good:
            jwt.decode(token, public)
        for n in range(20):
            self.refused(f"{good[0].rpartition('.')[0]}.{b64u(bytes([n]) * 64)}", public)
        assert public.prepared._seen is not None
        self.assertEqual(len(public.prepared._seen), 4)
        self.assertEqual(computed.call_count, 0)

    def test_flood_of_good_signatures_is_bounded_and_drops_the_oldest(self) -> None:
        public = fresh("EdDSA", remember=4)
        tokens = [jwt.encode({"n": n}, key("EdDSA"), alg="EdDSA") for n in range(10)]
        for token in tokens:
            jwt.decode(token, public)
        verifier = public.prepared.texts["EdDSA"]
        seen = public.prepared._seen
        assert seen is not None
        self.assertEqual(len(seen), 4)
        with mock.patch.object(Seen, "add") as added:
            for token in tokens:
                message, _, text = token.encode().rpartition(b".")
                self.assertTrue(verifier(message, text))
        self.assertEqual(added.call_count, 6)

    def test_a_set_judges_by_its_own_keys(self) -> None:
        token = jwt.encode({}, JWK({**key("EdDSA").to_dict(), "kid": "a"}), alg="EdDSA")
        here = JWK({**key("EdDSA").public().to_dict(), "kid": "a"})
        jwt.decode(token, JWKSet([here]))
        jwt.decode(token, JWKSet([here]))
        self.refused(token, JWKSet([JWK({**here.to_dict(), "kid": "b"})]))
        self.refused(token, JWKSet([]))

    def test_nothing_is_left_of_a_key_that_is_gone(self) -> None:
        import gc
        import weakref

        gone = weakref.ref(self.public)
        del self.public
        gc.collect()
        self.assertIsNone(gone())


class Threads(unittest.TestCase):
    @unittest.skipIf(sys.platform == "emscripten", "WebAssembly has no threads")
    def test_many_at_once(self) -> None:
        """Good ones pass, bad ones do not, and the memory keeps its bound."""
        public = fresh("EdDSA", remember=8)
        tokens = [jwt.encode({"n": n}, key("EdDSA"), alg="EdDSA") for n in range(12)]
        bad = [token.replace(token.split(".")[1], b64u(b'{"n":99}')) for token in tokens]
        wrong: list[Any] = []

        def work(offset: int) -> None:
            for turn in range(24):
                n = (turn + offset) % 12
                try:
                    if jwt.decode(tokens[n], public) != {"n": n}:
                        wrong.append(n)
                    jwt.decode(bad[n], public)
                except JamJWSVerificationError:
                    continue
                except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                    wrong.append(error)
                wrong.append("a bad token passed")

        threads = [threading.Thread(target=work, args=(3 * n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        assert public.prepared._seen is not None
        self.assertLessEqual(len(public.prepared._seen), 16)

    def test_always_the_oldest_goes(self) -> None:
        for size in (1, 2, 3, 5):
            seen, added = Seen(size), [bytes([n]) for n in range(20)]
            for n, digest in enumerate(added, 1):
                seen.add(digest)
                self.assertEqual([one for one in added[:n] if one in seen], added[max(0, n - size) : n])

    def test_the_ring_keeps_its_bound_whatever_happens_to_it(self) -> None:
        seen = Seen(4)
        for n in range(100):
            seen.add(bytes([n]))
            seen._digests.add(b"lost by another thread %d" % n)
            self.assertLessEqual(len(seen), 9)
        self.assertIn(bytes([99]), seen)


if __name__ == "__main__":
    unittest.main()

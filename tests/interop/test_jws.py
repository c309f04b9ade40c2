"""JWS and JWT against joserfc, jwcrypto, PyJWT and python-jose: every alg and serialization, both ways."""

from __future__ import annotations

import json
import unittest
from collections.abc import Iterator
from typing import Any

from jamlite.jose import JWK, jws, jwt
from tests.jose.samples import ALGORITHMS, key
from tests.support import needs

PAYLOAD = "any content, ü and all".encode()
CLAIMS = {"iss": "https://issuer.example", "sub": "alice", "exp": 4_000_000_000, "x": {"é": [1, None]}}
BARE = {"b64": False, "crit": ["b64"]}


def pairs() -> Iterator[tuple[str, JWK, JWK]]:
    """Yield alg, private and public key; EdDSA on both of its curves."""
    for alg in ALGORITHMS:
        private = key(alg)
        yield alg, private, private if private.kty == "oct" else private.public()
    yield "EdDSA", key("Ed448"), key("Ed448").public()


class Joserfc(unittest.TestCase):
    def setUp(self) -> None:
        self.peer, self.keys = needs("joserfc.jws"), needs("joserfc.jwk")
        self.names = list(ALGORITHMS)

    def key(self, jwk: JWK) -> Any:
        return self.keys.import_key(jwk.to_dict())

    def test_compact(self) -> None:
        for alg, private, public in pairs():
            with self.subTest(alg=alg, key=repr(private)):
                ours = jws.sign(PAYLOAD, private, {"alg": alg, "kid": "a"})
                found = self.peer.deserialize_compact(ours, self.key(public), self.names)
                self.assertEqual((found.payload, found.headers()), (PAYLOAD, {"alg": alg, "kid": "a"}))
                theirs = self.peer.serialize_compact({"alg": alg}, PAYLOAD, self.key(private), self.names)
                self.assertEqual(jws.verify(theirs, public, algorithms=[alg]).payload, PAYLOAD)

    def test_json(self) -> None:
        for alg, private, public in pairs():
            for flattened in (False, True):
                with self.subTest(alg=alg, key=repr(private), flattened=flattened):
                    signers = [(private, {"alg": alg}, {"kid": "a"})]
                    ours = jws.sign_json(PAYLOAD, signers, flattened=flattened)
                    found = self.peer.deserialize_json(ours, self.key(public), self.names)
                    self.assertEqual(found.payload, PAYLOAD)
                    member: Any = {"protected": {"alg": alg}, "header": {"kid": "a"}}
                    members = member if flattened else [member]
                    theirs = self.peer.serialize_json(members, PAYLOAD, self.key(private), self.names)
                    self.assertEqual(jws.verify(theirs, public).header, {"alg": alg, "kid": "a"})

    def test_detached_and_unencoded(self) -> None:
        for alg in ("HS256", "ES256", "EdDSA"):
            private, public = key(alg), key(alg) if alg == "HS256" else key(alg).public()
            with self.subTest(alg=alg):
                ours = jws.sign(PAYLOAD, private, {"alg": alg}, detached=True)
                self.peer.deserialize_compact(ours, self.key(public), self.names, payload=PAYLOAD)
                theirs = self.peer.detach_content(
                    self.peer.serialize_compact({"alg": alg}, PAYLOAD, self.key(private), self.names)
                )
                self.assertEqual(jws.verify(theirs, public, payload=PAYLOAD).payload, PAYLOAD)
                ours = jws.sign(b"plain-content", private, {"alg": alg, **BARE})
                found = self.peer.deserialize_compact(ours, self.key(public), self.names)
                self.assertEqual(found.payload, b"plain-content")
                header = {"alg": alg, **BARE}
                theirs = self.peer.serialize_compact(header, b"plain-content", self.key(private), self.names)
                self.assertEqual(jws.verify(theirs, public).payload, b"plain-content")

    def test_keys_and_thumbprints(self) -> None:
        for _, private, _ in pairs():
            peer = self.key(private)
            self.assertEqual(peer.thumbprint(), private.thumbprint())
            self.assertEqual(JWK(peer.as_dict(private=True)), private)
            if private.kty != "oct":
                self.assertEqual(JWK.from_pem(peer.as_pem(private=True)), private)
                again = self.keys.import_key(private.to_pem(), private.kty)
                self.assertEqual(again.thumbprint(), private.thumbprint())


class Jwcrypto(unittest.TestCase):
    def setUp(self) -> None:
        self.peer, self.keys = needs("jwcrypto.jws"), needs("jwcrypto.jwk")

    def key(self, jwk: JWK) -> Any:
        return self.keys.JWK(**jwk.to_dict())

    def theirs(self, private: JWK, header: dict[str, Any], payload: bytes | str = PAYLOAD) -> Any:
        made = self.peer.JWS(payload)
        made.allowed_algs = list(ALGORITHMS)
        made.add_signature(self.key(private), None, json.dumps(header), None)
        return made

    def opened(self, token: Any, public: JWK, payload: bytes | None = None) -> bytes:
        found = self.peer.JWS()
        found.allowed_algs = list(ALGORITHMS)
        found.deserialize(token if isinstance(token, str) else json.dumps(token))
        found.verify(self.key(public), detached_payload=payload)
        content: Any = payload if payload is not None else found.payload
        return content.encode() if isinstance(content, str) else bytes(content)

    def test_every_serialization(self) -> None:
        for alg, private, public in pairs():
            with self.subTest(alg=alg, key=repr(private)):
                self.assertEqual(self.opened(jws.sign(PAYLOAD, private, {"alg": alg}), public), PAYLOAD)
                for flattened in (True, False):
                    signers = [(private, {"alg": alg}, {"kid": "a"})]
                    ours = jws.sign_json(PAYLOAD, signers, flattened=flattened)
                    self.assertEqual(self.opened(ours, public), PAYLOAD)
                made = self.theirs(private, {"alg": alg})
                for theirs in (made.serialize(compact=True), made.serialize(), made.serialize().encode()):
                    self.assertEqual(jws.verify(theirs, public, algorithms=[alg]).payload, PAYLOAD)

    def test_several_signatures(self) -> None:
        algs = ("RS256", "ES384", "EdDSA", "HS512")
        made = self.peer.JWS(PAYLOAD)
        for alg in algs:
            made.add_signature(self.key(key(alg)), None, json.dumps({"alg": alg}), None)
        ours = jws.sign_json(PAYLOAD, [(key(alg), {"alg": alg}, None) for alg in algs])
        for alg in algs:
            public = key(alg) if alg.startswith("HS") else key(alg).public()
            self.assertEqual(jws.verify(made.serialize(), public).header, {"alg": alg})
            self.assertEqual(self.opened(ours, public), PAYLOAD)

    def test_unencoded(self) -> None:
        for alg in ("HS256", "RS256", "ES256", "EdDSA"):
            private, public = key(alg), key(alg) if alg == "HS256" else key(alg).public()
            header = {"alg": alg, **BARE}
            ours = jws.sign_json(b"plain.content", [(private, header, None)], flattened=True)
            self.assertEqual(self.opened(ours, public), b"plain.content")
            theirs = self.theirs(private, header, "plain.content").serialize()
            self.assertEqual(jws.verify(theirs, public).payload, b"plain.content")

    def test_thumbprints(self) -> None:
        hashes = needs("cryptography.hazmat.primitives.hashes")
        for _, private, _ in pairs():
            self.assertEqual(self.key(private).thumbprint(), private.thumbprint())
            self.assertEqual(self.key(private).thumbprint(hashes.SHA512()), private.thumbprint("sha512"))
            self.assertEqual(self.key(private).thumbprint_uri(), private.thumbprint_uri())


class PyJWT(unittest.TestCase):
    def test_tokens(self) -> None:
        peer = needs("jwt")
        ran = 0
        for alg, private, public in pairs():
            if alg not in peer.algorithms.get_default_algorithms():
                continue
            ran += 1
            with self.subTest(alg=alg, key=repr(private)):
                made = jwt.encode(CLAIMS, private, alg=alg)
                theirs = peer.PyJWK(public.to_dict(), alg)
                self.assertEqual(peer.decode(made, theirs, [alg]), CLAIMS)
                given = private.material.k if private.kty == "oct" else private.to_pem()
                token = peer.encode(CLAIMS, given, alg, headers={"kid": "a"})
                self.assertEqual(jwt.decode(token, public, issuer=CLAIMS["iss"]), CLAIMS)  # type: ignore[arg-type]
        self.assertEqual(ran, 15)


class PythonJose(unittest.TestCase):
    def test_tokens(self) -> None:
        peer = needs("jose.jwt")
        ran = 0
        for alg, private, public in pairs():
            if alg not in needs("jose.constants").ALGORITHMS.HASHES or alg.startswith("PS"):
                continue
            ran += 1
            with self.subTest(alg=alg):
                given: Any = private.material.k if private.kty == "oct" else private.to_pem()
                theirs: Any = given if private.kty == "oct" else public.to_pem()
                self.assertEqual(peer.decode(jwt.encode(CLAIMS, private, alg=alg), theirs, [alg]), CLAIMS)
                self.assertEqual(jwt.decode(peer.encode(CLAIMS, given, alg), public), CLAIMS)
        self.assertEqual(ran, 9)


if __name__ == "__main__":
    unittest.main()

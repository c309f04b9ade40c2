"""JWS, JWT and thumbprints against JavaScript's `jose` (panva) under node, both directions."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.jose import JWK, jws, jwt
from tests.interop.panva import FORMS, run
from tests.jose.samples import key
from tests.tools.transcribe.jose_forge import b64u

# What the package has: neither ES256K nor Ed448.
ALGORITHMS = (
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
PAYLOAD = "any content, ü and all"
BARE = {"b64": False, "crit": ["b64"]}


def halves(alg: str) -> tuple[JWK, JWK]:
    private = key(alg)
    return private, private if private.kty == "oct" else private.public()


def ours(form: str, private: JWK, header: dict[str, Any]) -> Any:
    if form == "compact":
        return jws.sign(PAYLOAD.encode(), private, header)
    signers = [(private, header, {"kid": "a"})]
    return jws.sign_json(PAYLOAD.encode(), signers, flattened=form == "flattened")


class Panva(unittest.TestCase):
    def test_every_algorithm_and_serialization(self) -> None:
        cases = [(alg, form, {"alg": alg}) for alg in ALGORITHMS for form in FORMS]
        cases += [
            (alg, form, {"alg": alg, **BARE}) for alg in ("HS256", "RS256", "ES256") for form in FORMS[1:]
        ]
        tasks = []
        for alg, form, header in cases:
            private, public = halves(alg)
            task = {"alg": alg, "form": form, "header": header}
            tasks.append({**task, "op": "sign", "key": private.to_dict(), "payload": PAYLOAD})
            tasks.append(
                {**task, "op": "verify", "key": public.to_dict(), "token": ours(form, private, header)}
            )
        results = run("panva_jws.mjs", tasks)
        self.assertEqual(len(results), 2 * len(cases))
        for (alg, form, header), theirs, read in zip(cases, results[::2], results[1::2]):
            with self.subTest(alg=alg, form=form, header=header):
                self.assertEqual(read, {"value": PAYLOAD})
                token: Any = theirs.get("value", theirs)
                payload = None if form == "compact" or "b64" not in header else PAYLOAD.encode()
                if payload is not None:
                    token.pop("payload", None)  # they leave it to the caller to put it in
                verified = jws.verify(token, halves(alg)[1], payload=payload, algorithms=[alg])
                self.assertEqual(verified.payload.decode(), PAYLOAD)

    def test_tokens(self) -> None:
        issuer = "https://issuer.example"
        claims = {"iss": issuer, "aud": ["a", "b"], "sub": "alice", "exp": 4_000_000_000, "é": 1.5}
        tasks = []
        for alg in ALGORITHMS:
            private, public = halves(alg)
            expected = {"alg": alg, "issuer": issuer, "audience": "b"}
            tasks.append({**expected, "op": "issue", "claims": claims, "key": private.to_dict()})
            token = jwt.encode(claims, private, alg=alg)
            tasks.append({**expected, "op": "decode", "token": token, "key": public.to_dict()})
        results = run("panva_jws.mjs", tasks)
        for alg, issued, decoded in zip(ALGORITHMS, results[::2], results[1::2]):
            with self.subTest(alg=alg):
                self.assertEqual(decoded, {"value": claims})
                self.assertIn("value", issued)
                found = jwt.decode(issued["value"], halves(alg)[1], audience="a", issuer=issuer)
                self.assertEqual(found, claims)

    def test_what_they_refuse_we_refuse(self) -> None:
        """A signature changed, an alg exchanged, none: on both sides."""
        private, public = halves("ES256")
        good = jws.sign(PAYLOAD.encode(), private)
        head, body, _ = good.split(".")
        bad = [f"{head}.{body}.{b64u(bytes(64))}", f"{head}.{body}.", f"{head}.{body}A.AAAA", f"{good}."]
        tasks = [
            {"op": "verify", "form": "compact", "alg": "ES256", "key": public.to_dict(), "token": token}
            for token in bad
        ]
        for token, theirs in zip(bad, run("panva_jws.mjs", tasks)):
            self.assertIn("error", theirs, token)
            with self.assertRaises(ValueError):
                jws.verify(token, public)

    def test_thumbprints(self) -> None:
        keys = [halves(alg)[1] for alg in ("HS256", "RS256", "ES256", "ES384", "ES512", "EdDSA")]
        hashes = ("sha256", "sha384", "sha512")
        tasks = [{"op": "thumbprint", "key": jwk.to_dict(), "hash": name} for jwk in keys for name in hashes]
        tasks += [{"op": "thumbprint_uri", "key": jwk.to_dict()} for jwk in keys]
        expected = [jwk.thumbprint(name) for jwk in keys for name in hashes]
        expected += [jwk.thumbprint_uri() for jwk in keys]
        found = run("panva_jws.mjs", tasks)
        self.assertEqual([result.get("value", result) for result in found], expected)


if __name__ == "__main__":
    unittest.main()

"""ID tokens and logout tokens: every check, one at a time."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.encoding import base64url, strict_json
from jamlite.exceptions import JamOAuth2IDTokenError
from jamlite.jose import JWK, JWKSet
from jamlite.oauth2 import id_token, logout
from tests.jose.samples import key as jose_key
from tests.oauth2.samples import CLIENT, ISSUER, KEY, NOW, OTHER_KEY, SECRET, claims, keys
from tests.oauth2.samples import id_token as make
from tests.tools.transcribe.jose_forge import token as by_hand

RSA = JWK({**jose_key("RS256").to_dict(), "kid": "k1"})


def validate(token: Any, given: Any = None, **expected: Any) -> dict[str, Any]:
    expected = {"issuer": ISSUER, "client_id": CLIENT, "nonce": "n", "now": NOW, **expected}
    return id_token.validate(token, keys() if given is None else given, **expected)


def bare(header: dict[str, Any], members: Any = None) -> str:
    """Return a token with an empty signature."""
    parts = (header, claims() if members is None else members)
    return ".".join(base64url.encode(strict_json.dumps(part)) for part in parts) + "."


def in_json(token: str) -> list[Any]:
    """Return the forms in JSON of a compact token, with a header that nobody signed."""
    protected, payload, signature = token.split(".")
    members = {"payload": payload, "protected": protected, "signature": signature, "header": {"x": "a.b.c"}}
    text = strict_json.dumps(members)
    return [members, text, text.decode(), b"\n" + text]


class IDToken(unittest.TestCase):
    def refused(self, token: Any, given: Any = None, **expected: Any) -> Any:
        with (
            self.subTest(token=str(token)[:30], **expected),
            self.assertRaises(JamOAuth2IDTokenError) as caught,
        ):
            validate(token, given, **expected)
        self.assertNotIn(str(token)[-20:] or "-", str(caught.exception))
        return caught.exception.details

    def test_a_right_one(self) -> None:
        self.assertEqual(validate(make()), claims())
        self.assertEqual(validate(make(aud=[CLIENT]))["aud"], [CLIENT])
        self.assertEqual(validate(make(azp=CLIENT))["azp"], CLIENT)
        self.assertEqual(validate(make(RSA), keys(RSA))["sub"], "alice")

    def test_bad_input(self) -> None:
        for token in (None, 5, "", "a.b", "a.b.c.d", "...", b"\xff.\xff.\xff", [], {}, "ä.ä.ä", "." * 1000):
            self.assertIn("reason", self.refused(token))

    def test_in_json(self) -> None:
        """RFC 7519 section 1. A header that nobody signed would stand beside the one that was."""
        for form in in_json(make()):
            self.assertEqual(self.refused(form), {"reason": "format"})

    def test_106_alg_none(self) -> None:
        for alg in ("none", "None", "NONE", "nOnE", "", None, 5, [], "none "):
            self.refused(bare({"alg": alg, "kid": "k1"}))
            self.refused(bare({"alg": alg}), algorithms=("none", "ES256"))

    def test_106_hmac_with_the_public_key(self) -> None:
        public = RSA.public()
        for secret in (
            public.to_pem(),
            public.to_der(),
            strict_json.dumps(public.to_dict()),
            public.thumbprint(),
        ):
            material = secret.encode() if isinstance(secret, str) else secret
            forged = by_hand({"alg": "HS256", "kid": "k1"}, claims(), material)
            for algorithms in (None, ("RS256",), ("RS256", "HS256")):
                self.refused(forged, JWKSet([public]), algorithms=algorithms)

    def test_106_hmac_only_where_it_is_registered(self) -> None:
        key = JWK.from_secret(SECRET)
        token = make(key, "HS256")
        self.refused(token, key)
        self.refused(token, key, algorithms=("ES256",))
        self.assertEqual(validate(token, key, algorithms=("HS256",))["sub"], "alice")

    def test_106_algorithm_and_key(self) -> None:
        self.assertEqual(self.refused(make(OTHER_KEY, header={"kid": "k1"})), {"reason": "signature"})
        self.assertEqual(self.refused(make(OTHER_KEY)), {"reason": "signature"})
        self.refused(make(), algorithms=("RS256",))
        self.refused(make(), algorithms=())
        self.refused(make()[:-4] + "AAAA")
        token = make().split(".")
        token[1] = base64url.encode(strict_json.dumps(claims(sub="bob")))
        self.refused(".".join(token))

    def test_header_extensions(self) -> None:
        for header in ({"crit": ["b64"], "b64": False}, {"crit": ["exp"], "exp": 1}):
            signed = ".".join(
                (base64url.encode(strict_json.dumps({"alg": "ES256", **header})), make().split(".")[1])
            )
            signature = base64url.encode(KEY.signer("ES256")(signed.encode()))
            self.refused(f"{signed}.{signature}")

    def test_other_tokens_of_the_issuer(self) -> None:
        for typ in ("at+jwt", "application/at+jwt", "Logout+JWT", "token-introspection+jwt"):
            with self.subTest(typ=typ), self.assertRaises(JamOAuth2IDTokenError):
                validate(make(header={"typ": typ}))
        for typ in ("JWT", "jwt", "application/jwt"):
            validate(make(header={"typ": typ}))

    def test_106_iss_aud_sub(self) -> None:
        for name, values in {
            "iss": (None, ISSUER + "/", ISSUER.upper(), "", "https://attacker.example"),
            "aud": (None, "", "other", [], ["other"], CLIENT + " ", [CLIENT, "other"]),
            "sub": (None, "", "x" * 256),
        }.items():
            for value in values:
                self.assertEqual(self.refused(make(**{name: value})), {"claim": name})

    def test_106_azp(self) -> None:
        both = [CLIENT, "partner"]
        trust = {"trusted_audiences": ("partner",)}
        self.refused(make(aud=both, azp=CLIENT))
        self.assertEqual(self.refused(make(aud=both), **trust), {"claim": "azp"})
        self.assertEqual(self.refused(make(aud=both, azp="partner"), **trust), {"claim": "azp"})
        self.assertEqual(self.refused(make(azp="other")), {"claim": "azp"})
        self.assertEqual(validate(make(aud=both, azp=CLIENT), **trust)["aud"], both)

    def test_106_time(self) -> None:
        self.assertEqual(self.refused(make(exp=None)), {"claim": "exp"})
        self.assertEqual(self.refused(make(iat=None)), {"claim": "iat"})
        self.refused(make(), now=NOW + 300)
        self.refused(make(iat=NOW + 1))
        self.refused(make(nbf=NOW + 1))
        self.assertEqual(validate(make(iat=NOW + 5), leeway=10)["sub"], "alice")
        self.assertEqual(validate(make(), now=NOW + 305, leeway=10)["sub"], "alice")

    def test_claims_of_wrong_types(self) -> None:
        signer = KEY.signer("ES256")
        for change in (
            {"exp": "9999999999"},
            {"exp": True},
            {"sub": 5},
            {"aud": {}},
            {"iss": None},
            {"iat": []},
        ):
            head = base64url.encode(strict_json.dumps({"alg": "ES256"}))
            signed = f"{head}.{base64url.encode(strict_json.dumps({**claims(), **change}))}"
            self.refused(f"{signed}.{base64url.encode(signer(signed.encode()))}")

    def test_106_nonce(self) -> None:
        for nonce in (None, "", "other", "N", 5, ["n"]):
            self.assertEqual(self.refused(make(nonce=nonce)), {"claim": "nonce"})

    def test_106_hashes_of_what_came_with_it(self) -> None:
        right = id_token.hash_of("token", "ES256")
        self.assertEqual(validate(make(at_hash=right), access_token="token")["at_hash"], right)
        self.assertEqual(validate(make(c_hash=right), code="token")["c_hash"], right)
        self.assertEqual(validate(make(), access_token="token", code="c")["sub"], "alice")
        for value in ("", "x", right[:-1], right + "=", 5, [right]):
            self.assertEqual(self.refused(make(at_hash=value), access_token="token"), {"claim": "at_hash"})
            self.assertEqual(self.refused(make(c_hash=value), code="token"), {"claim": "c_hash"})

    def test_106_hashes_fail_shut_for_an_unknown_alg(self) -> None:
        for alg, crv in (("none", None), ("XS256", None), ("EdDSA", "X25519"), ("EdDSA", None), ("", None)):
            self.assertIsNone(id_token.hash_of("token", alg, crv))
        self.assertEqual(len(base64url.decode(id_token.hash_of("t", "ES384") or "")), 24)
        self.assertEqual(len(base64url.decode(id_token.hash_of("t", "PS512") or "")), 32)
        self.assertEqual(len(base64url.decode(id_token.hash_of("t", "EdDSA", "Ed25519") or "")), 32)
        self.assertEqual(len(base64url.decode(id_token.hash_of("t", "EdDSA", "Ed448") or "")), 57)

    def test_time_and_strength_of_the_login(self) -> None:
        self.assertEqual(self.refused(make(), max_age=60), {"claim": "auth_time"})
        self.assertEqual(self.refused(make(auth_time=NOW - 61), max_age=60), {"claim": "auth_time"})
        self.assertEqual(validate(make(auth_time=NOW - 60), max_age=60)["auth_time"], NOW - 60)
        self.assertEqual(validate(make(auth_time=NOW - 70), max_age=60, leeway=10)["auth_time"], NOW - 70)
        self.refused(make(auth_time=NOW - 71), max_age=60, leeway=10)
        for value in ("x", True, [], 1e300):
            self.assertEqual(self.refused(make(auth_time=value)), {"claim": "auth_time"})
        for acr in (None, "low", 5, ["high"]):
            self.assertEqual(self.refused(make(acr=acr), acr_values=["high", "higher"]), {"claim": "acr"})
        self.assertEqual(validate(make(acr="high"), acr_values=["high"])["acr"], "high")

    def test_refreshed(self) -> None:
        first = claims(auth_time=NOW - 5)
        self.assertEqual(validate(make(nonce=None), previous=first)["sub"], "alice")
        self.refused(make(sub="bob", nonce=None), previous=first)
        self.refused(make(auth_time=NOW, nonce=None), previous=first)
        self.refused(make(nonce="other"), previous=first)
        # Section 12.2: nonce and azp may be left out, and are otherwise those of the first ID token.
        self.assertEqual(self.refused(make(nonce="other"), previous=first, nonce=None), {"claim": "nonce"})
        older = {name: value for name, value in first.items() if name != "nonce"}
        self.assertEqual(self.refused(make(), previous=older, nonce=None), {"claim": "nonce"})
        self.assertEqual(validate(make(), previous=first, nonce=None)["sub"], "alice")
        self.assertEqual(self.refused(make(azp=CLIENT), previous=first), {"claim": "azp"})
        self.assertEqual(validate(make(azp=CLIENT), previous={**first, "azp": CLIENT})["azp"], CLIENT)


class LogoutToken(unittest.TestCase):
    def make(self, typ: str | None = "logout+jwt", **change: Any) -> str:
        members = {"jti": "j", "events": {logout.EVENT: {}}, "nonce": None, "sid": "s", **change}
        return make(header={"typ": typ} if typ else None, **members)

    def validate(self, token: Any, **more: Any) -> dict[str, Any]:
        return logout.validate(token, keys(), issuer=ISSUER, client_id=CLIENT, now=NOW, **more)

    def test_right_ones(self) -> None:
        for token in (
            self.make(),
            self.make(sub=None),
            self.make(sid=None),
            self.make("JWT"),
            self.make(exp=None),
        ):
            self.assertEqual(self.validate(token)["jti"], "j")

    def test_wrong_ones(self) -> None:
        tokens = [
            *(make(), bare({"alg": "none"}), None, "", 5),
            *(self.make(typ) for typ in ("at+jwt", "id+jwt", "dpop+jwt")),
            *(
                self.make(events=events)
                for events in (None, {}, [], "x", {"other": {}}, {logout.EVENT: None})
            ),
            *(self.make(**{name: None}) for name in ("iss", "aud", "iat", "jti")),
            *(
                self.make(nonce="n"),
                self.make(sub=None, sid=None),
                self.make(sid=5),
                self.make(iss="https://x"),
            ),
            *(self.make(aud="other"), self.make(iat=NOW - 121), self.make(exp=NOW), self.make(iat=NOW + 60)),
        ]
        for token in [*tokens, *in_json(self.make()), *in_json(self.make(None))]:
            with self.subTest(token=str(token)[:40]), self.assertRaises(JamOAuth2IDTokenError):
                self.validate(token)

    def test_url(self) -> None:
        url = logout.logout_url(
            "https://a/end?x=1", client_id="c", post_logout_redirect_uri="https://b/", state="s"
        )
        self.assertEqual(
            url, "https://a/end?x=1&client_id=c&post_logout_redirect_uri=https%3A%2F%2Fb%2F&state=s"
        )


if __name__ == "__main__":
    unittest.main()

# ruff: noqa: E501 - a row of the table is a line
"""Mistakes with tokens and keys, and the sentence that each one gets: the cause and the next step."""

from __future__ import annotations

import datetime
import json
import re
import unittest
from typing import Any, Callable

from jamlite.encoding import base64url, der
from jamlite.exceptions import JamError
from jamlite.jose import JWK, JWKSet, jwe, jws, jwt
from tests.tools.transcribe.jose_forge import b64u

from .samples import key

SECRET = JWK.from_secret(bytes(range(32)))
OTHER = JWK.from_secret(bytes(range(1, 33)))
EC, RSA = key("ES256"), key("RS256")
GOOD = jwt.encode({"sub": "alice"}, SECRET)
ENCRYPTED = jwt.encrypt({"sub": "alice"}, SECRET, {"alg": "dir", "enc": "A128CBC-HS256"})
BY_EC, BY_RSA = jwt.encode({}, EC), jwt.encode({}, RSA)
HEAD, BODY, TAG = GOOD.split(".")
NONE = f"{b64u(json.dumps({'alg': 'none'}).encode())}.{BODY}."


def padded() -> str:
    head = base64url.encode(b'{"alg":"HS256", "x":1}') + "=="
    body = base64url.encode(b'{"a":1}') + "=="
    tag = base64url.encode(SECRET.signer("HS256")(f"{head}.{body}".encode())) + "="
    return f"{head}.{body}.{tag}"


def der_signed() -> str:
    raw = base64url.decode(BY_EC.rpartition(".")[2])
    integers = (der.integer(int.from_bytes(raw[:32], "big")), der.integer(int.from_bytes(raw[32:], "big")))
    return BY_EC.rpartition(".")[0] + "." + b64u(der.sequence(*integers))


def nested(header: dict[str, Any]) -> str:
    return jwe.encrypt(GOOD.encode(), SECRET, {"alg": "dir", "enc": "A128CBC-HS256", **header})


class OfAnotherCopy:
    """Stands for the JWK of another copy of jamlite."""


OfAnotherCopy.__name__ = "JWK"
OfAnotherCopy.__module__ = "app._vendor.jamlite.jose.jwk"
SETS: dict[str, Any] = {
    "short": {"keys": [{**EC.public().to_dict(), "kid": "a", "x": "AAAA"}]},
    "number": {"keys": [{**EC.public().to_dict(), "kid": "a", "use": 1}]},
    "other": {"keys": [{"kty": "AKP", "kid": "a"}]},
    "no kids": {"keys": [EC.public().to_dict()]},
    "empty": {"keys": []},
    "others": {"keys": [{**EC.public().to_dict(), "kid": "b"}]},
    "svid": {"keys": [{**EC.public().to_dict(), "kid": "a", "use": "jwt-svid"}]},
    "mixed": {"keys": [{**SECRET.to_dict(), "kid": "a"}, EC.public().to_dict()]},
}
OF_A = jwt.encode({}, EC, header={"kid": "a"})

# What is done wrong: the call, and words of the sentence, in their order.
TABLE: tuple[tuple[str, Callable[[], Any], tuple[str, ...]], ...] = (
    ("no token", lambda: jwt.decode(None, SECRET), ("there is no token: None",)),  # type: ignore[arg-type]
    ("a number", lambda: jwt.decode(1, SECRET), ("text, bytes or a dict, got int",)),  # type: ignore[arg-type]
    ("empty", lambda: jwt.decode("", SECRET), ("the token is empty",)),
    ("blank", lambda: jwt.decode(" \n", SECRET), ("the token is empty",)),
    ("key of another type", lambda: jwt.encode({}, SECRET, alg="RS256"), ("RS256 needs a key of type RSA;", "<JWK oct>")),
    ("another curve", lambda: jwt.encode({}, EC, alg="ES384"), ("ES384 needs a key of type EC P-384;", "<JWK EC P-256")),
    ("JWE by the type", lambda: jwe.encrypt(b"", RSA, {"alg": "ECDH-ES", "enc": "A256GCM"}), ("ECDH-ES needs a key of type EC, or OKP with X25519 or X448;", "RSA")),
    ("a curve as type", lambda: JWK.generate("Ed25519"), ("kty must be one of oct,", "generate('OKP', crv='Ed25519')")),
    ("Bearer", lambda: jwt.decode(f"Bearer {GOOD}", SECRET), ('"Bearer" stands before', "what follows")),
    ("a whole header", lambda: jwt.decode(f"Authorization: Bearer {GOOD}", SECRET), ('"Bearer" stands before',)),
    ("a line break", lambda: jwt.decode(f"{GOOD}\n", SECRET), ("line break stands around", "strip()")),
    ("a blank before", lambda: jws.verify(f" {GOOD}", SECRET), ("white space", "around")),
    ("a blank inside", lambda: jwt.decode(GOOD.replace(".", " .", 1), SECRET), ("white space", "inside")),
    ("quotes", lambda: jwt.decode(f'"{GOOD}"', SECRET), ("quotes stand around",)),
    ("one quote", lambda: jwt.decode(f"{GOOD}'", SECRET), ("quotes stand around",)),
    ("printed bytes", lambda: jwt.decode(repr(GOOD.encode()), SECRET), ("printed form of bytes", "decode")),
    ("percent-encoded", lambda: jwt.decode(GOOD.replace(".", "%2E"), SECRET), ("percent-encoded", "unquote")),
    ("JSON", lambda: jwt.decode('{"payload":""}', SECRET), ("JSON", "jws.verify")),
    ("JSON of a server", lambda: jwt.decode('{"access_token": "x"}', SECRET), ("JSON", "access_token")),
    ("a word for nothing", lambda: jwt.decode("undefined", SECRET), ("word for nothing", "variable", "empty")),
    ("an object of JavaScript", lambda: jwt.decode("[object Object]", SECRET), ("word for nothing",)),
    ("a cookie", lambda: jwt.decode(f"session={GOOD}", SECRET), ("a name and = stand before", "what follows")),
    ("a URL", lambda: jwt.decode(f"https://a.example/?t={GOOD}", SECRET), ("a name and =", "URL")),
    ("an SD-JWT", lambda: jwt.decode(f"{GOOD}~", SECRET), ("SD-JWT", "jamlite.jose.sd_jwt")),
    ("plain base64", lambda: jwt.decode(f"{GOOD[:-3]}+/A", SECRET), ("plain base64", "base64url")),
    ("opaque", lambda: jwt.decode("gho_16C7e42F292c6912E7710c838347Ae178B4a", SECRET), ("opaque token", "issuer")),
    ("a session id", lambda: jwt.decode("J$_gAAAAABh", SECRET), ("id of a session",)),
    ("a PASETO", lambda: jwt.decode("v4.public.AAAA", SECRET), ("PASETO", "jamlite.paseto")),
    ("two parts", lambda: jwt.decode(f"{HEAD}.{BODY}", SECRET), ("two", "signature is missing")),
    ("four parts", lambda: jwt.decode(f"{GOOD}.x", SECRET), ("three parts, this token has four",)),
    ("nine parts", lambda: jwt.decode(".x" * 8, SECRET), ("three parts, this token has 9",)),
    ("no ASCII", lambda: jwt.decode(GOOD[:-1] + "\u00e9", SECRET), ("ASCII",)),
    ("too large", lambda: jwt.decode("x" * (1 << 21), SECRET), ("at most 1048576 bytes",)),
    ("encrypted to decode", lambda: jwt.decode(ENCRYPTED, SECRET), ("encrypted", "jwt.decrypt")),
    ("encrypted to verify", lambda: jws.verify(ENCRYPTED, SECRET), ("encrypted", "jwe.decrypt")),
    ("signed to decrypt", lambda: jwt.decrypt(GOOD, SECRET), ("signed and not encrypted", "jwt.decode")),
    ("signed to jwe", lambda: jwe.decrypt(GOOD, SECRET), ("signed and not encrypted", "jwt.decode")),
    ("nothing to decrypt", lambda: jwt.decrypt(None, SECRET), ("there is no token",)),  # type: ignore[arg-type]
    ("an opaque JWE", lambda: jwe.decrypt("abc", SECRET), ("five parts", "opaque")),
    ("padded", lambda: jwt.decode(padded(), SECRET), ("padded with =", "padding=True", "load balancers")),
    ("padding badly", lambda: jwt.decode(padded()[:-1], SECRET, padding=True), ("padded exactly",)),
    ("another alphabet", lambda: jwt.decode("*.e30.AA", SECRET), ("alphabet of base64url",)),
    ("a header cut short", lambda: jwt.decode("eyJ.e30.AA", SECRET), ("header", "not base64url")),
    ("a header not JSON", lambda: jwt.decode("AAAA.e30.AA", SECRET), ("header", "is not JSON")),
    ("alg none", lambda: jwt.decode(NONE, SECRET), ('"none"', "not signed")),
    ("RS256 by a secret", lambda: jwt.decode(BY_RSA, SECRET), ("signed with RS256", "HS256, HS384, HS512")),
    ("HS256 by RSA", lambda: jwt.decode(GOOD, RSA.public()), ("signed with HS256", "RS256", "PS512")),
    (
        "ES256 by two keys",
        lambda: jwt.decode(BY_EC, JWKSet([key("ES384").public(), key("Ed25519").public()])),
        ("the keys given allow ES384",),
    ),
    ("ES256 by P-384", lambda: jwt.decode(BY_EC, key("ES384")), ("signed with ES256", "allows ES384")),
    ("alg unknown", lambda: jwt.decode("eyJhbGciOiJYWCJ9.e30.AA", SECRET), ("unknown alg", "HS256")),
    ("not on the list", lambda: jwt.decode(GOOD, SECRET, algorithms=["HS512"]), ("HS256", "algorithms", "HS512")),
    ("an empty list", lambda: jwt.decode(GOOD, SECRET, algorithms=[]), ("algorithms allows nothing",)),
    ("a name as list", lambda: jwt.decode(GOOD, SECRET, algorithms="HS256"), ("list of names",)),
    ("another secret", lambda: jwt.decode(GOOD, OTHER), ("signature is not valid",)),
    ("cut short", lambda: jwt.decode(jwt.encode({}, EC)[:-6], EC), ("60 bytes where ES256 has 64", "copied whole")),
    ("DER signature", lambda: jwt.decode(der_signed(), EC), ("where ES256 has 64", "DER", "side by side")),
    ("a kid that is not there", lambda: jwt.decode(OF_A, SETS["others"]), ("no key of the set has this kid",)),
    ("a set without kids", lambda: jwt.decode(OF_A, SETS["no kids"]), ("no kid at all",)),
    ("an empty set", lambda: jwt.decode(OF_A, SETS["empty"]), ("set is empty",)),
    ("a short coordinate", lambda: jwt.decode(OF_A, SETS["short"]), ("cannot be used", "32 bytes")),
    ("use is a number", lambda: jwt.decode(OF_A, SETS["number"]), ("cannot be used", "use must be")),
    ("another kty", lambda: jwt.decode(OF_A, SETS["other"]), ("cannot be used", "kty")),
    ("another use", lambda: jwt.decode(OF_A, SETS["svid"]), ("signed with ES256", "do not allow to verify")),
    ("a secret among public keys", lambda: jwt.decode(
        jwt.encode({}, SECRET, header={"kid": "a"}), SETS["mixed"]), ("HS256", "symmetric", "algorithms")),
    ("no key", lambda: jwt.decode(GOOD, None), ("there is no key: None",)),  # type: ignore[arg-type]
    ("a list of keys", lambda: jwt.decode(GOOD, [SECRET]), ("list", "JWKSet")),  # type: ignore[arg-type]
    ("a number as key", lambda: jwt.decode(GOOD, 5), ("int is not a key",)),  # type: ignore[arg-type]
    ("another copy", lambda: jwt.decode(GOOD, OfAnotherCopy()), (  # type: ignore[arg-type]
        "another copy of jamlite", "app._vendor", "to_dict()")),
    ("a set to sign", lambda: jwt.encode({}, JWKSet([SECRET, OTHER])), ("one key is needed",)),
    ("a public key to sign", lambda: jwt.encode({}, EC.public()), ("private key", "public")),
    ("a public key to decrypt", lambda: jwt.decrypt(ENCRYPTED, EC.public()), ("private key", "public")),
    ("dir by EC", lambda: jwt.decrypt(ENCRYPTED, EC), ("dir and A128CBC-HS256", "ECDH-ES")),
    ("enc not on the list", lambda: jwe.decrypt(ENCRYPTED, SECRET, encryptions=["A256GCM"]), (
        "A128CBC-HS256", "encryptions does not allow")),
    ("nested without verify_key", lambda: jwt.decrypt(nested({"cty": "JWT"}), SECRET), ("pass verify_key",)),
    ("claims with verify_key", lambda: jwt.decrypt(ENCRYPTED, SECRET, verify_key=SECRET), ("not a signed token",)),
    ("expired", lambda: jwt.decode(jwt.encode({"exp": 1}, SECRET), SECRET), ("expired",)),
    ("too early", lambda: jwt.decode(jwt.encode({"nbf": 110}, SECRET), SECRET, now=100), ("10 seconds", "leeway")),
    ("of tomorrow", lambda: jwt.decode(jwt.encode({"iat": 103}, SECRET), SECRET, now=100), ("3 seconds", "leeway")),
    ("aud unexpected", lambda: jwt.decode(jwt.encode({"aud": "x"}, SECRET), SECRET), ("aud", "pass audience")),
    ("naive datetime", lambda: jwt.encode({"exp": datetime.datetime(2030, 1, 1)}, SECRET), (
        "no time zone", "timezone.utc")),
    ("timedelta", lambda: jwt.encode({"exp": datetime.timedelta(1)}, SECRET), ("add the timedelta",)),
    ("exp as text", lambda: jwt.encode({"exp": "3600"}, SECRET), ("number of seconds", "got a string")),
    ("sub as number", lambda: jwt.encode({"sub": 5}, SECRET), ("sub must be a string", "allow_numeric_sub")),
    ("claims as text", lambda: jwt.encode("{}", SECRET), ("claims are a dict, got str",)),  # type: ignore[arg-type]
    ("names that collide", lambda: jwt.encode({"a": {1: 1, "1": 2}}, SECRET), ("claims", "two members of one name")),
    ("iterations without password", lambda: jwe.encrypt(b"", SECRET, iterations=5000), ("PBES2",)),
)  # fmt: skip
# Words of the inside of jamlite, which say nothing to a user.
PUBLIC = re.compile(
    "app._vendor|access_token|sd_jwt| and _|allow_numeric_sub|verify_key|key_ops|to_dict"
)  # a user knows these
INNER = re.compile(
    r"_[a-z]|prepared|KeyOrSet|KeySource|jws_message|jwt_signed|strict_json|object at 0x|<class"
)


class Messages(unittest.TestCase):
    def test_each_mistake_has_its_sentence(self) -> None:
        for mistake, call, words in TABLE:
            with self.subTest(mistake):
                with self.assertRaises(JamError) as caught:
                    call()
                message = caught.exception.message
                place = 0
                for word in words:
                    self.assertIn(word, message[place:])
                    place = message.index(word, place) + len(word)
                self.assertNotRegex(PUBLIC.sub("", message), INNER)
                for part in (HEAD, BODY, TAG, "alice"):
                    self.assertNotIn(part, message)

    def test_the_table_is_long(self) -> None:
        self.assertGreaterEqual(len({mistake for mistake, _, _ in TABLE}), 60)


if __name__ == "__main__":
    unittest.main()

"""What the server of `jamlite page` answers to its own page: explanations, new tokens, one-time codes."""

from __future__ import annotations

import json

from .. import clock
from ..encoding import base32, strict_json
from ..exceptions.base import JamValidationError
from ..explain import explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ..encoding.json_types import JsonObject
    from ..explain import Explanation

SECRET_BYTES = 20  # of a new one-time secret: RFC 4226 section 4, R6
MAX_CLAIMS = 1 << 16  # characters


def explained(fields: JsonObject) -> Explanation:
    """Return the explanation that the form asks for.

    Args:
        fields: token, key, password, payload, access_token, verify_key: text; full, secrets: true, or
            "on", or not there.

    Raises:
        JamError: there is nothing to explain.
    """
    payload = _text(fields, "payload")
    return explain(
        _text(fields, "token"),
        _text(fields, "key") or None,
        password=_text(fields, "password") or None,
        depth="full" if fields.get("full") else "short",
        show_secrets=bool(fields.get("secrets")),
        verify_key=_text(fields, "verify_key") or None,
        # JSON of a browser may hold half a character.
        payload=payload.encode("utf-8", "surrogatepass") if payload else None,
        access_token=_text(fields, "access_token") or None,
    )


def answer_explain(fields: JsonObject) -> JsonObject:
    """Return the explanation as HTML, and its result in a sentence."""
    found = explained(fields)
    return {"html": found.to_html(whole=False), "result": found.result(), "refused": found.refused}


def answer_make(fields: JsonObject) -> JsonObject:
    """Return a new token with its key: {"alg": a name of MADE, "claims": JSON text} -> token, key, private.

    "key" is what checks or opens the token, "private" what made it.
    """
    alg, text = _text(fields, "alg"), _text(fields, "claims")
    if alg not in MADE:
        raise JamValidationError("choose one of the algorithms of the list", error_code="page.alg")
    if len(text) > MAX_CLAIMS:
        raise JamValidationError("the claims are longer than 64 KiB", error_code="page.claims")
    claims = strict_json.loads(text, "the text of the claims")
    if not isinstance(claims, dict):
        raise JamValidationError(
            'claims are a JSON object, such as {"sub": "alice"}', error_code="page.claims"
        )
    run, choice = MADE[alg]
    return run(claims, choice)


def answer_totp(fields: JsonObject) -> JsonObject:
    """Return the code of now: secret (made, if it is empty), code, seconds left, otpauth URI, QR code."""
    from ..crypto import randomness
    from ..otp import TOTP, qr

    secret = _text(fields, "secret") or base32.encode(randomness.random_bytes(SECRET_BYTES))
    otp = TOTP(secret, _number(fields, "digits"), _text(fields, "digest"), _number(fields, "interval"))
    uri = otp.provisioning_uri(_text(fields, "name"), _text(fields, "issuer"))
    now = clock.now()
    return {
        "secret": secret,
        "code": otp.at(now),
        "left": otp.interval - now % otp.interval,  # the page counts down by itself; its clock may be wrong
        "interval": otp.interval,
        "uri": uri,
        "svg": qr(uri, form="svg"),
    }


def _text(fields: JsonObject, name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise JamValidationError(f"{name} must be text", error_code="page.field")
    return value


def _number(fields: JsonObject, name: str) -> int:
    text = _text(fields, name)
    # `int` takes other scripts' digits, and any length.
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise JamValidationError(f"{name} must be a whole number", error_code="page.field")
    return int(text)


def _jwt(claims: JsonObject, choice: JsonObject) -> JsonObject:
    from ..jose import jwt
    from ..jose.jwk import JWK

    key = JWK.generate(**choice)
    secret = key.kty == "oct"
    return {
        "token": jwt.encode(claims, key),
        "key": json.dumps(key.to_dict(private=secret)),  # what checks: of a pair the public half
        "private": json.dumps(key.to_dict(private=True)),
        "note": "Signed. The same secret checks it." if secret else "Signed. The public key checks it.",
    }


def _jwe(claims: JsonObject, choice: JsonObject) -> JsonObject:
    from ..jose import jwe
    from ..jose.jwk import JWK

    given = dict(choice)
    header = {"alg": given.pop("wrap"), "enc": given.pop("enc"), "typ": "JWT"}
    private = JWK.generate(**given)
    to = private if private.kty == "oct" else private.public()  # a sender has no more than this
    return {
        "token": jwe.encrypt(json.dumps(claims).encode(), to, header),
        "key": json.dumps(private.to_dict(private=True)),
        "private": json.dumps(private.to_dict(private=True)),
        "note": "Encrypted. Only this key opens it.",
    }


def _paseto(claims: JsonObject, choice: JsonObject) -> JsonObject:
    from ..paseto import paserk, v4
    from ..paseto.key import LocalKey, generate

    payload = json.dumps(claims).encode()
    key = generate("v4", choice["purpose"])
    if isinstance(key, LocalKey):
        text = paserk.encode("k4.local", key.octets)
        note = "Encrypted. Only this key opens it."
        return {"token": v4.encrypt(key, payload), "key": text, "private": text, "note": note}
    return {
        "token": v4.sign(key, payload),
        "key": paserk.encode("k4.public", key.public().octets),
        "private": paserk.encode("k4.secret", key.octets),
        "note": "Signed. The public key checks it.",
    }


# name in the list -> how it is made
MADE: dict[str, tuple[Callable[[JsonObject, JsonObject], JsonObject], JsonObject]] = {
    **{name: (_jwt, {"kty": "oct", "alg": name}) for name in ("HS256", "HS384", "HS512")},
    **{name: (_jwt, {"kty": "EC", "alg": name}) for name in ("ES256", "ES384", "ES512", "ES256K")},
    "EdDSA": (_jwt, {"kty": "OKP", "alg": "EdDSA"}),
    "ML-DSA-44": (_jwt, {"kty": "AKP", "alg": "ML-DSA-44"}),
    "RS256": (_jwt, {"kty": "RSA", "alg": "RS256"}),
    "PS256": (_jwt, {"kty": "RSA", "alg": "PS256"}),
    "dir, A256GCM": (_jwe, {"kty": "oct", "wrap": "dir", "enc": "A256GCM"}),
    "ECDH-ES, A128CBC-HS256": (_jwe, {"kty": "EC", "wrap": "ECDH-ES", "enc": "A128CBC-HS256"}),
    **{name: (_paseto, {"purpose": name[3:]}) for name in ("v4.local", "v4.public")},
}

"""Steps of a JWK and a JWK Set (RFC 7517): members, checks, thumbprint."""

from __future__ import annotations

import hashlib
import json

from ..encoding import base64url
from ..exceptions.base import JamError
from ..plain import plain_edwards, plain_weierstrass
from ..plain.plain_curves import CURVES
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject

# RFC 7518 sections 6.2.2, 6.3.2 and 6.4; RFC 9964 section 3.
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}
_MEANING = {
    "kty": "key type (RFC 7517 section 4.1)",
    "use": "sig or enc (section 4.2)",
    "key_ops": "what it may do (section 4.3)",
    "alg": "the one algorithm it is for (section 4.4)",
    "kid": "its name (section 4.5)",
    "x5c": "certificates (section 4.7)",
    "crv": "curve (RFC 7518 section 6.2.1.1)",
    "x": "x-coordinate, or the public key",
    "y": "y-coordinate",
    "d": "the private key",
    "n": "modulus (RFC 7518 section 6.3.1.1)",
    "e": "exponent (RFC 7518 section 6.3.1.2)",
    "pub": "the public key (RFC 9964 section 3)",
    "priv": "the private key, its seed (RFC 9964 section 3)",
    "k": "the secret (RFC 7518 section 6.4.1)",
}
REQUIRED = {
    "RSA": ("e", "kty", "n"),  # RFC 7638 section 3.2
    "EC": ("crv", "kty", "x", "y"),
    "OKP": ("crv", "kty", "x"),  # RFC 8037 section 2
    "oct": ("k", "kty"),
    "AKP": ("alg", "kty", "pub"),  # RFC 9964 section 3
}


def explain_set(explanation: Explanation, keys: JsonObject) -> None:
    """Explain a set, key by key."""
    entries = keys.get("keys")
    if not isinstance(entries, list):
        explanation.add("Read the set", "RFC 7517 section 5", verdict=False, note="keys must be a list.")
        return
    kids = [entry.get("kid") if isinstance(entry, dict) else None for entry in entries]
    explanation.add(
        f"Read the set: {len(entries)} key{'' if len(entries) == 1 else 's'}",
        "RFC 7517 section 5",
        [Value("kid", kids)],
        function="jose/jwk_set.py",
    )
    for entry in entries[:16]:
        if isinstance(entry, dict):
            explain(explanation, entry)


def explain(explanation: Explanation, key: JsonObject) -> None:
    """Explain one key."""
    values = [Value(name, value, secret=name in _PRIVATE) for name, value in key.items()]
    meanings = [f"{name}: {_MEANING[name]}" for name in key if name in _MEANING]
    explanation.add(
        f"Read the members of a key of type {key.get('kty')}",
        "RFC 7517 section 4; RFC 7518 section 6",
        values,
        function="jose/jwk_members.py: check_members",
        note="; ".join(meanings) + ".",
    )
    _check(explanation, key)
    thumbprint(explanation, key)


def _check(explanation: Explanation, key: JsonObject) -> None:
    from ..jose.jwk import JWK

    crv = str(key.get("crv"))
    try:
        if crv in CURVES:
            x, y = (int.from_bytes(base64url.decode(str(key.get(c))), "big") for c in "xy")
            on_curve = plain_weierstrass.contains(CURVES[crv], (x, y))
            explanation.add(
                f"Put the point into the equation of {crv}",
                "SEC 1 section 3.2.2.1",
                [Value("x", x), Value("y", y)],
                formula="y^2 = x^3 + ax + b (mod p)",
                verdict=on_curve,
            )
        elif crv in ("Ed25519", "Ed448"):  # X25519 and X448 take any octets: there is nothing to check
            E = plain_edwards.ED25519 if crv == "Ed25519" else plain_edwards.ED448
            point = plain_edwards.decode(E, base64url.decode(str(key.get("x"))))
            explanation.add(
                f"Decode the point of {crv}",
                "RFC 8032 section 5.1.3" if crv == "Ed25519" else "RFC 8032 section 5.2.3",
                [Value("x", point[0]), Value("y", point[1])],
                formula="x^2 = (y^2 - 1) / (d y^2 - a)",
                verdict=True,
            )
        jwk = JWK(key)
        note = f"jamlite reads it as {jwk!r}."
        explanation.add("Ask jamlite", "", verdict=True, function="jose/jwk.py: JWK", note=note)
    except JamError as error:
        explanation.add("Ask jamlite", "", verdict=False, function="jose/jwk.py: JWK", note=error.message)
    except ValueError as error:
        explanation.add("Decode the point", "RFC 8032 section 5.1.3", verdict=False, note=f"{error}.")


def thumbprint(explanation: Explanation, key: JsonObject) -> None:
    """Explain the thumbprint (RFC 7638)."""
    names = REQUIRED.get(str(key.get("kty")))
    if names is None or not all(isinstance(key.get(name), str) for name in names):
        return
    # RFC 7638 section 3.3: no white space, sorted by code point.
    text = json.dumps({name: key[name] for name in sorted(names)}, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).digest()
    secret = key.get("kty") == "oct"  # RFC 7638 section 7: a weak secret can be guessed from its hash
    explanation.add(
        "Compute the thumbprint",
        "RFC 7638 section 3",
        [
            Value("members", text, secret),
            Value("SHA-256", digest, secret),
            Value("thumbprint", base64url.encode(digest), secret),
        ],
        formula="BASE64URL(SHA-256(UTF8({required members, in order, no blanks})))",
        function="jose/jwk.py: JWK.thumbprint",
    )

"""Steps of claims that bind a token to something else: the hashes of an ID token, and a DPoP proof's key."""

from __future__ import annotations

import hashlib
import json

from ..encoding import base64url
from ..exceptions.base import JamError
from ..jose.jwk import JWK
from .explanation import Explanation, Value
from .jwk_steps import thumbprint
from .key_material import Material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ..encoding.json_types import Claims, Header
    from .explain_options import Options

# claim -> (of what it is the hash, the option that gives this, section)
_HASHES = {
    "at_hash": ("the access token", "access_token", "OpenID Connect Core section 3.1.3.6"),
    "c_hash": ("the authorization code", "authorization_code", "OpenID Connect Core section 3.3.2.11"),
    "s_hash": ("the state", "state", "FAPI 1.0 Part 2 section 5.1.1"),
}
# No section names them: what providers do, after the curves' own hashes (RFC 8032).
_CURVES = {"Ed25519": "sha512", "Ed448": "shake_256"}


def is_proof(header: Header) -> bool:
    """Tell whether the header is one of a DPoP proof."""
    return str(header.get("typ")).lower() in ("dpop+jwt", "application/dpop+jwt")


def proof_key(explanation: Explanation, header: Header, given: Optional[Material]) -> Optional[Material]:
    """Explain the key in a DPoP proof; return it, or None if it may not be there."""
    section = "RFC 9449 section 4.2"
    members = header.get("jwk")
    try:
        # {} is refused, and so told, like any other broken key.
        jwk = JWK(members if isinstance(members, dict) else {})
    except JamError as error:
        note = f"{error.message}." if isinstance(members, dict) else "The header has no jwk."
        explanation.add("Take the key out of the proof", section, verdict=False, note=note)
        return None
    private = jwk.is_private or jwk.kty == "oct"
    explanation.add(
        "Take the key out of the proof",
        section,
        [Value("jwk", members, secret=private)],
        function="oauth2/dpop.py: verify",
        verdict=False if private else None,
        note="A proof never holds a private key or a secret (section 4.3, check 7)."
        if private
        else "The proof shows that its sender has this key, not who the sender is: "
        "the access token must name the same key (cnf.jkt).",
    )
    if private:
        return None
    thumbprint(explanation, jwk.to_dict(private=False))
    if given is not None:
        explanation.add(
            "Compare it with the key that was given",
            "RFC 9449 section 6",
            verdict=given.jwk.thumbprint() == jwk.thumbprint(),
        )
    return Material(jwk)


def hashes(
    explanation: Explanation, claims: object, header: Header, key: Optional[Material], options: Options
) -> None:
    """Explain at_hash, c_hash, s_hash and ath, where they are there, with what they are hashes of."""
    if not isinstance(claims, dict):
        return
    if is_proof(header):
        _ath(explanation, claims, header, options)
        return
    for claim, (what, option, section) in _HASHES.items():
        if claim not in claims:
            continue
        given = getattr(options, option)
        if given is None:
            flag = option.replace("_", "-")
            explanation.missing.append(f"{what} (--{flag}-file); without it {claim} cannot be checked.")
            continue
        name = _hash_name(header, key)
        if name is None:
            why = "the key; its curve says" if header.get("alg") == "EdDSA" else "a standard that says"
            explanation.missing.append(f"{why} by which hash {claim} is made.")
            continue
        # The standard says ASCII; another text only gives another hash.
        octets = given.encode("utf-8", "replace")
        digest = (
            # 114 octets: what Ed448 takes of SHAKE256 (RFC 8032 section 5.2).
            hashlib.shake_256(octets).digest(114)
            if name == "shake_256"
            else hashlib.new(name, octets).digest()
        )
        half = base64url.encode(digest[: len(digest) // 2])
        explanation.add(
            f"Compute {claim} of {what}",
            section,
            [Value("hash", digest), Value(f"{claim}'", half), Value(claim, claims[claim])],
            formula=f"{claim} = BASE64URL(the left half of {name.upper()}({what}))",
            function="oauth2/id_token.py: hash_of",
            verdict=half == claims[claim],
            note="" if half == claims[claim] else f"They differ: {what} is another one.",
        )


def _hash_name(header: Header, key: Optional[Material]) -> Optional[str]:
    """Return the hash of the alg: that of the signature (OpenID Connect Core section 3.1.3.6)."""
    alg = str(header.get("alg"))
    if alg == "EdDSA":
        alg = str(key.members.get("crv")) if key is not None else ""
    size = {"ES256K": "256"}.get(alg, alg[-3:])  # RFC 8812 section 3.2: the K is no part of the number
    return _CURVES.get(alg) or (f"sha{size}" if size in ("256", "384", "512") else None)


def _ath(explanation: Explanation, claims: Claims, header: Header, options: Options) -> None:
    for name in ("jti", "htm", "htu", "iat"):
        if name not in claims:
            explanation.add(
                f"Look for {name}", "RFC 9449 section 4.2", verdict=False, note=f"A proof must have {name}."
            )
    token = options.access_token
    if "ath" not in claims and token is None:
        return
    if token is None:
        explanation.missing.append(
            "the access token (--access-token-file); without it ath cannot be checked."
        )
        return
    digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
    right = base64url.encode(digest) == claims.get("ath")
    explanation.add(
        "Compute ath of the access token",
        "RFC 9449 section 4.2",
        [Value("hash", digest), Value("ath'", base64url.encode(digest)), Value("ath", claims.get("ath"))],
        formula="ath = BASE64URL(SHA-256(ASCII(access token)))",
        function="oauth2/dpop.py: token_hash",
        verdict=right,
        note="" if right else "They differ: the proof was made for another access token.",
    )
    _bound(explanation, token, header)


def _bound(explanation: Explanation, token: str, header: Header) -> None:
    """Compare the proof's key with cnf.jkt, if the access token is a JWT that says so."""
    try:
        claims = json.loads(base64url.decode(token.split(".")[1]))
        jkt, mine = claims["cnf"]["jkt"], JWK(header["jwk"]).thumbprint()
    # An opaque token, or one without cnf: nothing to compare.
    except (JamError, ValueError, LookupError, TypeError, RecursionError):
        return
    explanation.add(
        "Compare the key with the one that the access token names",
        "RFC 9449 section 6.1",
        [Value("jkt", mine), Value("cnf.jkt", jkt)],
        verdict=jkt == mine,
        function="oauth2/dpop.py: verify",
    )

"""Why a token was refused, in a sentence that names the cause and the next step.

Loaded only once something is refused. Nothing here decides: what it says never changes what is accepted. No
sentence quotes a token; of its header only names that jamlite knows appear.
"""

from __future__ import annotations

import re

from .jwa import JWS_ALGORITHMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from .token_key import TokenKey

# RFC 7518 section 3.4: the bytes of r and s side by side.
_ECDSA_BYTES = {"ES256": 64, "ES256K": 64, "ES384": 96, "ES512": 132}
_COUNTED = ("no", "one", "two", "three", "four", "five")
_PASETO = re.compile(r"v[1-4]\.(local|public)\.")
_EMPTY = {"None", "null", "undefined", "nil", "NaN", "[object Object]"}  # what programs write for nothing
_NAMED = re.compile(r"[\w.$-]{1,80}=[\"']?(?=eyJ)|[a-z]+://\S*[?#&]\w+=")
_SCHEME = re.compile(r"(bearer|jwt|token|dpop|authorization:?)[\s:=]", re.IGNORECASE)


def malformed(token: object, parts: int) -> str:
    """Say why a text is not a compact JWS (three parts) or JWE (five parts)."""
    name = "JWS" if parts == 3 else "JWE"
    if token is None:
        return f"there is no token: None was given where a {name} is needed"
    if not isinstance(token, (str, bytes)):
        return f"a {name} is text, bytes or a dict, got {type(token).__name__}"
    text = token.decode("latin-1") if isinstance(token, bytes) else token
    return _wrapped(text) or _other(text, name, parts)


def _wrapped(text: str) -> str:
    """Say what stands around a token, or ""."""
    if not text.strip():
        return "the token is empty"
    if text.strip() in _EMPTY:
        return "the token is a word for nothing, None, null or undefined: the variable it came from was empty"
    if text.lstrip()[0] in "{[":
        return ""
    if _SCHEME.match(text.lstrip()):
        return 'a word like "Bearer" stands before the token; hand in only what follows it'
    if _NAMED.match(text.lstrip()):
        return "a name and = stand before the token, as in a cookie or a URL; hand in only what follows them"
    if text[:2] in ("b'", 'b"'):
        return "this is the printed form of bytes, b'...'; hand in the bytes, or decode them as ASCII"
    if text.strip()[0] in "\"'" or text.strip()[-1] in "\"'":
        return "quotes stand around the token; remove them"
    if text != text.strip():
        return "white space or a line break stands around the token; remove it with strip()"
    if len(text.split(None, 1)) > 1:
        return "white space or a line break stands inside the token; a token is one word"
    if "%2E" in text.upper() or "%3D" in text.upper():
        return "the token is percent-encoded, as in a URL; decode it with urllib.parse.unquote"
    return ""


def _other(text: str, name: str, parts: int) -> str:
    """Say what a text is that is not a compact token of this kind."""
    found = text.count(".") + 1
    if text.lstrip().startswith(("{", "[")):
        door = "jws.verify" if name == "JWS" else "jwe.decrypt"
        return (
            f"this is JSON and not a compact token; {door} reads the JSON serialization, and of a server's "
            "answer hand in one member, such as access_token"
        )
    if _PASETO.match(text):
        return "this is a PASETO and not a JWT; jamlite.paseto reads it"
    if not text.isascii():
        return f"a compact {name} is ASCII"
    if text.startswith("J$_"):
        return "this is the id of a session and not a token"
    if found == 5 and parts == 3:
        return "this token is encrypted (a JWE has five parts); open it with jwt.decrypt or jwe.decrypt"
    if found == 3 and parts == 5:
        return "this token is signed and not encrypted (a JWS has three parts); read it with jwt.decode"
    if found == 1:
        return (
            f"a compact {name} has {_COUNTED[parts]} parts, this text has no dots: perhaps it is an opaque "
            "token, which only its issuer can read, or something else than a token"
        )
    if found == 2 and parts == 3:
        return "a compact JWS has three parts, this token has two: its signature is missing, or it is opaque"
    if "~" in text:
        return "this is an SD-JWT, a token with disclosures behind it; jamlite.jose.sd_jwt reads it"
    if found == parts and ("+" in text or "/" in text):
        return (
            "the token is in plain base64, with + or /; tokens are in base64url, with - and _ in their place"
        )
    if found == parts:
        return "a character stands in the token that is not in the alphabet of base64url"
    how_many = _COUNTED[found] if found < len(_COUNTED) else str(found)
    return f"a compact {name} has {_COUNTED[parts]} parts, this token has {how_many}"


def padded(what: str) -> str:
    """Say that a segment is padded with "="."""
    return (
        f"{what} is padded with =, and base64url in tokens is not (RFC 7515 section 2); padding=True of "
        "jwt.decode reads tokens that were signed with their padding, as AWS load balancers make them"
    )


def not_allowed(alg: str, keys: Iterable[TokenKey], algorithms: Collection[str] | None) -> str:
    """Say both what a token is signed with and what the keys and the caller allow."""
    if alg.lower() == "none":
        return 'the token says alg "none": it is not signed, and jamlite accepts no such token'
    signed = f"the token is signed with {alg}" if alg in JWS_ALGORITHMS else "the token names an unknown alg"
    keys = list(keys)
    names = list(dict.fromkeys(name for jwk in keys for name in jwk.algorithms()))
    given = "the key given" if len(keys) == 1 else "the keys given"
    verb = "allows" if len(keys) == 1 else "allow"
    allowed = ", ".join(names) if names else "no signature algorithm"
    if alg in names and algorithms is not None and alg not in algorithms:
        listed = ", ".join(sorted(name for name in algorithms if name in JWS_ALGORITHMS)) or "nothing"
        return f"{signed}; the argument algorithms allows {listed}"
    if alg in names and any(jwk.kty == "oct" for jwk in keys) and alg.startswith("HS"):
        return f"{signed}; of a set that has public keys, symmetric ones serve only if algorithms names {alg}"
    if alg in names:
        return f"{signed}; use or key_ops of {given} do not allow to verify"
    return f"{signed}; {given} {verb} {allowed}"


def not_valid(alg: str, size: int) -> str:
    """Say what may be wrong with a signature of `size` bytes that did not verify."""
    wanted = _ECDSA_BYTES.get(alg)
    if wanted is None or size == wanted:
        return "the signature is not valid"
    if size < wanted:  # in DER form it would be longer
        return f"the signature has {size} bytes where {alg} has {wanted}: was the token copied whole?"
    return (
        f"the signature has {size} bytes where {alg} has {wanted}: perhaps it is in DER form, as OpenSSL and "
        "key management services write it; a JWS has r and s side by side (RFC 7518 section 3.4)"
    )


def not_decryptable(
    alg: str, enc: str, allowed: Collection[str], encryptions: Collection[str] | None, known: bool
) -> str:
    """Say both what a token is encrypted with and what the keys given allow."""
    encrypted = (
        f"the token is encrypted with {alg} and {enc}" if known else "the token names an unknown alg or enc"
    )
    if known and encryptions is not None and enc not in encryptions:
        return f"{encrypted}; the argument encryptions does not allow {enc}"
    return f"{encrypted}; what is given allows {', '.join(allowed) or 'no key management algorithm'}"


def not_a_key(key: object) -> str:
    """Say what was given where a key is needed."""
    if key is None:
        return "there is no key: None was given"
    kind = type(key)
    if isinstance(key, (str, bytes)):
        return "this text is too long for a key"
    if kind.__name__ in ("JWK", "JWKSet") and kind.__module__.endswith((".jose.jwk", ".jose.jwk_set")):
        return (
            f"this {kind.__name__} belongs to another copy of jamlite ({kind.__module__}); use one copy, or "
            "hand in its to_dict()"
        )
    if kind.__module__.startswith("cryptography."):
        return "this is a key of the package cryptography; hand in its PEM (private_bytes or public_bytes)"
    if isinstance(key, (list, tuple)):
        return f"a {kind.__name__} is not a key; put several keys into a JWKSet"
    return f"{kind.__name__} is not a key"

"""The key that the caller gave, as the members of a JWK: plain counts with those numbers."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.jose import JamJWKValidationError
from ..jose.jwk import JWK
from ..jose.key_like import as_keys, key_from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional, TypeGuard, TypeVar

    from ..encoding.json_types import Header, JsonObject
    from ..jose.jwk_set import JWKSet
    from .explain_options import GivenKey

    Given = TypeVar("Given")

# The first two letters of alg, and the types of key that it takes.
KEY_TYPES = {
    "HS": ("oct",),
    "RS": ("RSA",),
    "PS": ("RSA",),
    "ES": ("EC",),
    "Ed": ("OKP",),
    "ML": ("AKP",),
    "A1": ("oct",),
    "A2": ("oct",),
    "di": ("oct",),
    "PB": ("oct",),
    "EC": ("EC", "OKP"),
}


class Material:
    """A key as JWK object and as members."""

    def __init__(self, jwk: JWK) -> None:
        self.jwk = jwk
        self.members: JsonObject = jwk.to_dict(private=jwk.is_private)
        self.kty = str(self.members["kty"])

    def octets(self, name: str) -> bytes:
        """Return one member, decoded."""
        return base64url.decode(str(self.members[name]))

    def number(self, name: str) -> int:
        """Return one member as a number."""
        return int.from_bytes(self.octets(name), "big")

    @property
    def is_private(self) -> bool:
        return "d" in self.members or "priv" in self.members or self.kty == "oct"  # priv: RFC 9964 section 3


def find(key: GivenKey, header: Header, password: Optional[str] = None) -> Optional[Material]:
    """Return the key that fits the header, or None if no key was given.

    Args:
        key: a JWK, a JWKSet or a dict of either, PEM text, bytes or text of a secret.
        header: its kid and alg choose from a set.
        password: opens an encrypted PEM; for PBES2 it is the secret itself.

    Raises:
        JamError: the key cannot be used.
    """
    if key is None:
        return None
    # The empty text goes to `as_keys`, which refuses it in its own words.
    found = key_from_text(key, password) if _is_text(key) else as_keys(key)
    return Material(found) if isinstance(found, JWK) else _from_set(found, header)


def from_hex(key: Given) -> Given | bytes:
    """Return the bytes of a key in hex; anything else as it is."""
    # PASETO's vectors write keys so.
    if isinstance(key, str) and len(key) % 2 == 0 and all(c in "0123456789abcdefABCDEF" for c in key):
        return bytes.fromhex(key)
    return key


def _is_text(key: object) -> TypeGuard[str | bytes]:
    return isinstance(key, (str, bytes)) and len(key) > 0


def _from_set(keys: JWKSet, header: Header) -> Material:
    """Return the key with the kid of the header, or the first of the type that alg takes."""
    kid, wanted = header.get("kid"), KEY_TYPES.get(str(header.get("alg"))[:2])
    for jwk in keys:
        if (jwk.kid == kid) if kid is not None else (wanted is None or jwk.kty in wanted):
            return Material(jwk)
    raise JamJWKValidationError(
        f"no key of the set has the kid {kid!r}" if kid is not None else "no key of the set fits the alg"
    )

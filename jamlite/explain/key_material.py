"""The key that the caller gave, as the members of a JWK: plain counts with those numbers."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamError
from ..jose.jwk import JWK
from ..jose.jwk_set import JWKSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


class Material:
    """A key as JWK object and as members."""

    def __init__(self, jwk: JWK) -> None:
        self.jwk = jwk
        self.members: dict[str, Any] = jwk.to_dict(private=jwk.is_private)
        self.kty = str(self.members["kty"])

    def octets(self, name: str) -> bytes:
        """Return one member, decoded."""
        return base64url.decode(str(self.members[name]))

    def number(self, name: str) -> int:
        """Return one member as a number."""
        return int.from_bytes(self.octets(name), "big")

    @property
    def is_private(self) -> bool:
        return "d" in self.members or self.kty == "oct"


def find(key: Any, header: dict[str, Any], password: Optional[str] = None) -> Optional[Material]:
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
    if isinstance(key, dict) and "keys" in key:
        key = JWKSet(key)
    if isinstance(key, JWKSet):
        return _from_set(key, header)
    if isinstance(key, JWK):
        return Material(key)
    if isinstance(key, (str, bytes)):
        text = key.encode() if isinstance(key, str) else key
        if b"-----BEGIN" in text:
            return Material(JWK.from_pem(key, password))
        if text.lstrip()[:1] == b"{":
            from ..encoding import strict_json

            return find(strict_json.loads(text, "the key"), header, password)
        return Material(JWK.from_secret(text))
    return Material(JWK(key))


def _from_set(keys: JWKSet, header: dict[str, Any]) -> Optional[Material]:
    kid = header.get("kid")
    for jwk in keys:
        if kid is None or jwk.kid == kid:
            return Material(jwk)
    raise JamError(f"no key of the set has the kid {kid!r}")

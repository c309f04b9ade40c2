"""Symmetric keys (RFC 7518 section 6.4)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from .record import KeyRecord, check_kty, fill, octets_member
from .traces import of_material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, NoReturn


class OctKey(KeyRecord):
    """Secret bytes `k`, at least one."""

    __slots__ = ("k",)

    kty: Literal["oct"] = "oct"
    crv = None
    is_private = True
    is_password = False
    k: bytes

    def __init__(self, k: bytes) -> None:
        if not isinstance(k, bytes):
            raise JamInvalidKeyError(f"a symmetric key must be bytes, got {type(k).__name__}")
        if not k:
            raise JamInvalidKeyError("a symmetric key may not be empty")
        fill(self, "k", k)

    @classmethod
    def generate(cls, size: int = 32) -> OctKey:
        """Make a new key of `size` bytes."""
        with part("generate"):
            from ..crypto.randomness import random_bytes
        return cls(random_bytes(size))

    @classmethod
    def from_members(cls, members: dict[str, Any]) -> OctKey:
        """Read the member k of a JWK; other members are not looked at.

        Raises:
            JamInvalidKeyError: k is missing, empty, not strict base64url, or an asymmetric key in disguise.
        """
        k = octets_member(check_kty(members, cls.kty), "k")
        trace = of_material(k)
        if trace is not None:  # RFC 8725 section 2.1: whoever has the public half could forge
            raise JamInvalidKeyError(f"the member k holds {trace.kind}; only a secret may stand there")
        return cls(k)

    def to_members(self, private: bool = False) -> dict[str, str]:
        """Return kty and k; only with `private`, as the whole key is secret."""
        if not private:
            self.public()
        return {"kty": self.kty, "k": base64url.encode(self.k)}

    def public(self) -> NoReturn:
        """Raise JamInvalidKeyError: there is no public part (RFC 7517 section 9)."""
        raise JamInvalidKeyError("a symmetric key has no public part")

    def _size(self) -> str:
        return f"{8 * len(self.k)} bits"


class PasswordKey(OctKey):
    """The bytes of a password: only password-based algorithms may use it."""

    __slots__ = ()

    is_password = True

    def _size(self) -> str:
        return "password"

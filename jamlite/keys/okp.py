"""Ed25519, Ed448, X25519 and X448 keys (RFC 8037 section 2)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from .record import KeyRecord, check_kty, fill, octets_member, text_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Literal

    from ..crypto.ed25519 import PrivateKey, PublicKey
    from ..encoding.json_types import JsonObject

# Bytes of the public and of the private key: RFC 8032 sections 5.1.5 and 5.2.5, RFC 7748 section 5.
SIZES = {"Ed25519": 32, "Ed448": 57, "X25519": 32, "X448": 56}


def _primitive(curve: str) -> ModuleType:
    """Return the crypto module of a curve; loaded only when a key of it is met."""
    if curve == "Ed25519":
        with part("Ed25519"):
            from ..crypto import ed25519
        return ed25519
    if curve == "Ed448":
        with part("Ed448"):
            from ..crypto import ed448
        return ed448
    if curve == "X25519":
        with part("X25519"):
            from ..crypto import x25519
        return x25519
    _check_curve(curve)
    with part("X448"):
        from ..crypto import x448
    return x448


def _check_curve(curve: object) -> str:
    if not isinstance(curve, str) or curve not in SIZES:
        raise JamInvalidKeyError(f"the curve of an OKP key must be one of {', '.join(SIZES)}")
    return curve


class OKPKey(KeyRecord):
    """An Edwards or Montgomery key: bytes `x` and perhaps `d`.

    `verifier` and `signer` are the prepared keys of `crypto.ed25519` or `crypto.ed448`.
    """

    __slots__ = ("_signer", "_verifier", "crv", "d", "is_private", "x")

    kty: Literal["OKP"] = "OKP"
    crv: str
    x: bytes
    d: bytes | None
    _verifier: PublicKey | None
    _signer: PrivateKey | None

    def __init__(self, curve: str, x: bytes | None, d: bytes | None = None) -> None:
        """Check and keep a key; without `x` it is worked out from `d`.

        Raises:
            JamInvalidKeyError: unknown curve, wrong size, no point of the curve, d not that of x.
        """
        primitive = _primitive(curve)
        signs = curve.startswith("Ed")
        for value in (x, d):
            if value is not None and (not isinstance(value, bytes) or len(value) != SIZES[curve]):
                raise JamInvalidKeyError(f"an {curve} key must have {SIZES[curve]} bytes")
        signer: PrivateKey | None = None
        verifier: PublicKey | None = None
        if d is not None:
            signer = primitive.prepare_private(d) if signs else None
            own: bytes = primitive.public_key(d) if signer is None else signer.public
            if x is not None and x != own:
                raise JamInvalidKeyError("the private key does not belong to the public key")
            x = own
        elif x is None:
            raise JamInvalidKeyError(f"an {curve} key needs a public or a private part")
        elif signs:
            verifier = primitive.prepare_public(x)
        fill(self, "_verifier", verifier)
        fill(self, "_signer", signer)
        fill(self, "crv", curve)
        fill(self, "x", x)
        fill(self, "d", d)
        fill(self, "is_private", d is not None)

    @classmethod
    def generate(cls, curve: str = "Ed25519") -> OKPKey:
        """Make a new key."""
        with part("generate, signing"):
            from ..crypto.randomness import random_bytes
        _primitive(curve)
        return cls(curve, None, random_bytes(SIZES[curve]))

    @classmethod
    def from_members(cls, members: JsonObject) -> OKPKey:
        """Read the members crv x d of a JWK; other members are not looked at.

        Raises:
            JamInvalidKeyError: a member is missing, malformed, or contradicts another.
        """
        check_kty(members, cls.kty)
        curve = text_member(members, "crv")
        size = SIZES[_check_curve(curve)]
        d = octets_member(members, "d", size) if "d" in members else None
        return cls(curve, octets_member(members, "x", size), d)  # RFC 8037 section 2: x MUST be there

    def to_members(self, private: bool = False) -> dict[str, str]:
        """Return kty, crv, x and, if `private`, d."""
        texts = {"kty": self.kty, "crv": self.crv, "x": base64url.encode(self.x)}
        return {**texts, "d": base64url.encode(self.private_value)} if private else texts

    @property
    def private_value(self) -> bytes:
        """The private bytes d; JamInvalidKeyError if this is a public key."""
        if self.d is None:
            raise JamInvalidKeyError(f"a private {self.crv} key is needed, this one is public")
        return self.d

    @property
    def verifier(self) -> PublicKey:
        """The prepared public key; JamInvalidKeyError for X25519 and X448, which do not sign."""
        made = self._verifier
        if made is None:
            self._check_signs()
            made = _primitive(self.crv).prepare_public(self.x)
            fill(self, "_verifier", made)
        return made

    @property
    def signer(self) -> PrivateKey:
        """The prepared private key; JamInvalidKeyError if there is none."""
        self._check_signs()
        if self._signer is None:
            raise JamInvalidKeyError(f"a private {self.crv} key is needed, this one is public")
        return self._signer

    def public(self) -> OKPKey:
        """Return the public key alone; what verifies is prepared at its first use."""
        if not self.is_private:
            return self
        key = OKPKey.__new__(OKPKey)  # x was worked out from d: it needs no check
        for name, value in (("crv", self.crv), ("x", self.x), ("is_private", False)):
            fill(key, name, value)
        for name in ("_verifier", "_signer", "d"):
            fill(key, name, None)
        return key

    def _check_signs(self) -> None:
        if not self.crv.startswith("Ed"):
            raise JamInvalidKeyError(f"an {self.crv} key agrees on secrets; it does not sign")

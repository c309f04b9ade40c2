"""Keys on P-256, P-384, P-521 and secp256k1 (RFC 7518 section 6.2, RFC 8812 section 3.1)."""

from __future__ import annotations

from ..crypto import ecdsa
from ..encoding import base64url
from ..exceptions.crypto import JamInvalidKeyError
from .record import KeyRecord, check_kty, fill, octets_member, text_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ..encoding.json_types import JsonObject

# Bytes of a coordinate and of a private value (RFC 7518 sections 6.2.1.2 and 6.2.2.1).
SIZES = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}


class ECKey(KeyRecord):
    """A point (x, y) of a curve and perhaps its private value d.

    `verifier` is the prepared key of `crypto.ecdsa`: its table grows on second use and stays here.
    """

    __slots__ = ("crv", "d", "is_private", "verifier", "x", "y")

    kty: Literal["EC"] = "EC"
    crv: str
    x: int
    y: int
    d: int | None
    verifier: ecdsa.PublicKey

    def __init__(self, curve: str, point: tuple[int, int] | bytes | None, d: int | None = None) -> None:
        """Check and keep a key; without `point`, (x, y) or SEC 1 octets, it is worked out from `d`.

        Raises:
            JamInvalidKeyError: unknown curve, a point off it, d out of range or not that of the point.
        """
        _check_curve(curve)
        own = None if d is None else ecdsa.public_key(curve, d)
        public = own if point is None else point
        if public is None:
            raise JamInvalidKeyError("an EC key needs a public or a private part")
        verifier = ecdsa.PublicKey(curve, public)
        if own not in (None, (verifier.x, verifier.y)):
            raise JamInvalidKeyError("the private key does not belong to the public key")
        fill(self, "verifier", verifier)
        fill(self, "crv", curve)
        fill(self, "x", verifier.x)
        fill(self, "y", verifier.y)
        fill(self, "d", d)
        fill(self, "is_private", d is not None)

    @classmethod
    def generate(cls, curve: str = "P-256") -> ECKey:
        """Make a new key."""
        return cls(curve, None, ecdsa.generate(_check_curve(curve)))

    @classmethod
    def from_members(cls, members: JsonObject) -> ECKey:
        """Read the members crv x y d of a JWK; other members are not looked at.

        Raises:
            JamInvalidKeyError: a member is missing, malformed, or contradicts another.
        """
        check_kty(members, cls.kty)
        name = text_member(members, "crv")
        curve = _check_curve("secp256k1" if name == "P-256K" else name)  # a name before RFC 8812
        size = SIZES[curve]
        x, y = (int.from_bytes(octets_member(members, name, size), "big") for name in ("x", "y"))
        d = int.from_bytes(octets_member(members, "d", size), "big") if "d" in members else None
        return cls(curve, (x, y), d)

    def to_members(self, private: bool = False) -> dict[str, str]:
        """Return kty, crv, x, y and, if `private`, d."""
        numbers = {"x": self.x, "y": self.y}
        if private:
            numbers["d"] = self.private_value
        size = self.size
        texts = {name: base64url.encode(value.to_bytes(size, "big")) for name, value in numbers.items()}
        return {"kty": self.kty, "crv": self.crv, **texts}

    @property
    def size(self) -> int:
        """Bytes of a coordinate."""
        return SIZES[self.crv]

    @property
    def point(self) -> tuple[int, int]:
        """The public point."""
        return self.x, self.y

    @property
    def private_value(self) -> int:
        """The private value d; JamInvalidKeyError if this is a public key."""
        if self.d is None:
            raise JamInvalidKeyError("a private EC key is needed, this one is public")
        return self.d

    def octets(self, *, compressed: bool = False) -> bytes:
        """Return the point as SEC 1 octets (RFC 5480 section 2.2)."""
        from ..crypto import sec1  # here, as the JWKs of tokens do without

        return sec1.encode_point(self.crv, self.point, compressed=compressed)

    @classmethod
    def from_octets(cls, curve: str, octets: bytes) -> ECKey:
        """Make a public key of SEC 1 octets, compressed or not."""
        return cls(curve, octets)

    def public(self) -> ECKey:
        """Return the public key alone."""
        return ECKey(self.crv, self.point) if self.is_private else self


def _check_curve(curve: object) -> str:
    if not isinstance(curve, str) or curve not in SIZES:
        raise JamInvalidKeyError(f"the curve of an EC key must be one of {', '.join(SIZES)}")
    return curve

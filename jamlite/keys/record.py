"""What the key records have in common, and how JWK members are read (RFC 7518 section 2)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamInvalidKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping, NoReturn

    from .rsa_pss_ids import PSS


class KeyRecord:
    """A key that has been checked once and does not change. Its `repr` holds no secret."""

    __slots__ = ()

    kty: str
    crv: str | None
    is_private: bool
    is_password = False
    pss: PSS | None = None  # what binds an RSA key to signatures (RFC 4055 section 1.2)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a key record does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a key record does not change")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key record is not pickled; write it as PEM or JWK")

    def __copy__(self) -> KeyRecord:
        return self

    def __deepcopy__(self, memo: object) -> KeyRecord:
        return self

    def __repr__(self) -> str:
        return f"<JWK {self.kty} {self._size()} {'private' if self.is_private else 'public'}>"

    def _size(self) -> str:
        return str(self.crv)


# The records' own way around __setattr__.
fill = object.__setattr__


def text_member(members: Mapping[str, object], name: str) -> str:
    """Return a member that must be there and a string.

    Raises:
        JamInvalidKeyError: it is absent or of another type.
    """
    value = members.get(name)
    if not isinstance(value, str):
        state = "is missing" if value is None else "must be a string"
        raise JamInvalidKeyError(f"the JWK member {name!r} {state}")
    return value


def octets_member(members: Mapping[str, object], name: str, size: int | None = None) -> bytes:
    """Return the bytes of a base64url member that must be there, of `size` bytes if given.

    Raises:
        JamInvalidKeyError: absent, of another type, not strict base64url, empty, or of another size.
    """
    try:
        octets = base64url.decode(text_member(members, name), f"the JWK member {name!r}")
    except JamEncodingError as error:
        raise JamInvalidKeyError(error.message) from error
    if not octets or (size is not None and len(octets) != size):
        wanted = "may not be empty" if size is None else f"must have {size} bytes"
        raise JamInvalidKeyError(f"the JWK member {name!r} {wanted}")
    return octets


def integer_member(members: Mapping[str, object], name: str, *, zeros: bool = False) -> int:
    """Return the number of a Base64urlUInt member, written without leading zeros (RFC 7518 section 2).

    With `zeros`, zero octets before the number are passed over: some issuers write them.
    """
    octets = octets_member(members, name)
    if zeros:
        octets = octets.lstrip(b"\0") or b"\0"
    if octets[0] == 0:
        raise JamInvalidKeyError(f"the JWK member {name!r} has leading zeros or is zero")
    return int.from_bytes(octets, "big")


def integer_text(value: int) -> str:
    """Return a number as Base64urlUInt: the fewest bytes, big-endian."""
    return base64url.encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def check_kty(members: object, kty: str) -> Mapping[str, object]:
    """Return `members` if it is a dict whose kty is this one.

    Raises:
        JamInvalidKeyError: it is not.
    """
    if not isinstance(members, dict):
        raise JamInvalidKeyError(f"a JWK must be a dict, got {type(members).__name__}")
    if members.get("kty") != kty:
        raise JamInvalidKeyError(f"the JWK's kty is not {kty!r}")
    return members

"""PyJWT's small conversions between bytes, text and numbers."""

from __future__ import annotations

import base64
import re

from ...exceptions.base import JamEncodingError
from ...optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class _Curve(Protocol):
        @property
        def key_size(self) -> int: ...


def force_bytes(value: bytes | str) -> bytes:
    """Return text as its UTF-8 bytes, and bytes as they are."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8")
    raise TypeError("Expected a string or bytes value")


def base64url_decode(input: bytes | str) -> bytes:
    """Decode base64url with or without padding, as leniently as PyJWT; tokens are read strictly."""
    data = force_bytes(input)
    # RFC 4648 section 3.2: up to a multiple of four.
    return base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4))


def base64url_encode(input: bytes) -> bytes:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(input).rstrip(b"=")


def to_base64url_uint(val: int, *, bit_length: int | None = None) -> bytes:
    """Return a number as Base64urlUInt (RFC 7518 section 2), padded to `bit_length` if given."""
    if val < 0:
        raise ValueError("Must be a positive integer")
    # RFC 7518 section 2: zero is "AA".
    return base64url_encode(bytes_from_int(val, bit_length=bit_length) or b"\x00")


def from_base64url_uint(val: bytes | str) -> int:
    """Return the number of a Base64urlUInt."""
    return int.from_bytes(base64url_decode(val), "big")


def number_to_bytes(num: int, num_bytes: int) -> bytes:
    """Return a number in so many bytes, big-endian."""
    return num.to_bytes(num_bytes, "big")


def bytes_to_number(string: bytes) -> int:
    """Return the number that big-endian bytes stand for."""
    return int.from_bytes(string, "big")


def bytes_from_int(val: int, *, bit_length: int | None = None) -> bytes:
    """Return a number in the fewest bytes, or in those of `bit_length`."""
    bits = val.bit_length() if bit_length is None else bit_length
    return val.to_bytes((bits + 7) // 8, "big")


def der_to_raw_signature(der_sig: bytes, curve: _Curve) -> bytes:
    """Return an ECDSA signature in DER as r || s (RFC 7518 section 3.4); `curve` has a key_size in bits."""
    with part("DER signatures"):
        from ...encoding import ecdsa_signatures
    try:
        return ecdsa_signatures.from_der(der_sig, (curve.key_size + 7) // 8)
    except JamEncodingError:
        raise ValueError("Invalid signature") from None


def raw_to_der_signature(raw_sig: bytes, curve: _Curve) -> bytes:
    """Return an ECDSA signature r || s in DER."""
    # RFC 7518 section 3.4: any other length is no signature.
    if len(raw_sig) != 2 * ((curve.key_size + 7) // 8):
        raise ValueError("Invalid signature")
    with part("DER signatures"):
        from ...encoding import ecdsa_signatures
    return ecdsa_signatures.to_der(raw_sig)


# PyJWT's pattern: also the "---- BEGIN" of SSH2 keys (RFC 4716 section 3.2).
_block = re.compile(
    rb"----[- ]BEGIN ([A-Z0-9][A-Z0-9 ]*?)[- ]----.*?----[- ]END \1[- ]----", re.DOTALL
).search
_SSH = (b"ssh-ed25519", b"ssh-rsa", b"ssh-dss", *(b"ecdsa-sha2-nistp%d" % size for size in (256, 384, 521)))


def is_pem_format(key: bytes) -> bool:
    """Tell whether there is a block of PEM in the bytes."""
    return _block(key) is not None


def is_ssh_key(key: bytes) -> bool:
    """Tell whether the bytes begin as a public key of OpenSSH."""
    return key.startswith(_SSH)

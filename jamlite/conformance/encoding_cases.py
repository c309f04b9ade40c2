"""Runners of the text encodings."""

from __future__ import annotations

from ..encoding import base32, base64url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Family


def _encode_base64url(data: bytes) -> dict[str, str]:
    return {"text": base64url.encode(data)}


def _decode_base64url(text: str) -> dict[str, bytes]:
    return {"data": base64url.decode(text)}


def _encode_base32(data: bytes) -> dict[str, str]:
    return {"text": base32.encode(data, padding=True)}


def _decode_base32(text: str) -> dict[str, bytes]:
    return {"data": base32.decode(text)}


FAMILIES: dict[str, Family] = {
    "base64url": {"encode": _encode_base64url, "decode": _decode_base64url},
    "base32": {"encode": _encode_base32, "decode": _decode_base32},
}

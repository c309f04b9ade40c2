"""python-jose's small conversions."""

from __future__ import annotations

from ..jwt.utils import base64url_decode as _decode
from ..jwt.utils import base64url_encode, from_base64url_uint, is_pem_format, is_ssh_key, to_base64url_uint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Any, Callable

__all__ = ["base64url_decode", "base64url_encode", "calculate_at_hash", "is_pem_format", "is_ssh_key"]


def base64url_decode(input: bytes) -> bytes:
    """Decode base64url, padded or not."""
    return _decode(input)


def long_to_base64(data: int, size: int = 0) -> bytes:
    """Return a number as base64url, in `size` bytes at least."""
    return to_base64url_uint(data, bit_length=8 * size if size else None)


def base64_to_long(data: bytes | str) -> int:
    """Return the number that base64url stands for."""
    return from_base64url_uint(data)


def calculate_at_hash(access_token: str, hash_alg: Callable[..., Any]) -> str:
    """Return the at_hash of an access token (OpenID Connect Core section 3.1.3.6)."""
    digest = hash_alg(access_token.encode("utf-8")).digest()
    return base64url_encode(digest[: len(digest) // 2]).decode("ascii")  # the left half


def timedelta_total_seconds(delta: timedelta) -> int:
    """Return whole seconds."""
    return delta.days * 86400 + delta.seconds  # python-jose drops microseconds


def ensure_binary(s: bytes | str) -> bytes:
    """Return text as UTF-8, bytes as they are."""
    if isinstance(s, bytes):
        return s
    if isinstance(s, str):
        return s.encode("utf-8")
    raise TypeError(f"not expecting type '{type(s)}'")

"""Runners of PASERK: every type in both directions; chance that a case hands in is taken byte for byte."""

from __future__ import annotations

from ..paseto import paserk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..paseto.paserk_keys import Key, Material
    from .family import Family, Field, Fields, Outputs

# The official cases ask for up to 256 MiB and three passes; those are flagged Slow.
_LIMITS: Fields = {"time_limit": 3600, "memory_limit_kib": 1 << 20}


def _encode(type: str, key: Material) -> Outputs:
    return {"paserk": paserk.encode(type, key)}


def _decode(type: str, text: str) -> Outputs:
    return {"key": paserk.decode(text, expect=type)[1]}


def _key_id(type: str, key: Material) -> Outputs:
    return {"paserk": paserk.key_id((type, key))}  # the key's own type; the identifier has lid, sid or pid


def _wrap(type: str, key: Material, wrapping_key: Key, nonce: bytes | None = None) -> Outputs:
    return {"paserk": paserk.wrap((type, key), wrapping_key, nonce=nonce)}


def _unwrap(type: str, text: str, wrapping_key: Key) -> Outputs:
    return {"key": paserk.unwrap(text, wrapping_key, expect=type)[1]}


def _wrap_with_password(
    type: str,
    key: Material,
    password: str,
    salt: bytes | None = None,
    nonce: bytes | None = None,
    **cost: Field,
) -> Outputs:
    text = paserk.wrap_with_password((type, key), password, salt=salt, nonce=nonce, **_LIMITS, **cost)
    return {"paserk": text}


def _unwrap_with_password(type: str, text: str, password: str, **limits: Field) -> Outputs:
    return {"key": paserk.unwrap_with_password(text, password, expect=type, **(limits or _LIMITS))[1]}


def _seal(type: str, key: Material, public_key: Key, ephemeral: bytes | None = None) -> Outputs:
    return {"paserk": paserk.seal((type, key), public_key, ephemeral=ephemeral)}


def _unseal(type: str, text: str, secret_key: Key) -> Outputs:
    return {"key": paserk.unseal(text, secret_key, expect=type)[1]}


FAMILIES: dict[str, Family] = {
    "PASERK": {
        "encode": _encode,
        "decode": _decode,
        "key_id": _key_id,
        "wrap": _wrap,
        "unwrap": _unwrap,
        "wrap_with_password": _wrap_with_password,
        "unwrap_with_password": _unwrap_with_password,
        "seal": _seal,
        "unseal": _unseal,
    }
}

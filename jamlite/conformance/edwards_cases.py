"""Runners of EdDSA (RFC 8032) and of X25519 and X448 (RFC 7748)."""

from __future__ import annotations

from ..crypto import ed448, ed25519, x448, x25519
from ..encoding.checks import integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from .family import Family, Outputs

_MOST_STEPS = 1_000_000  # RFC 7748 section 5.2 has no more; a file of others may ask for any number


def _eddsa(module: ModuleType) -> Family:
    def public_key(seed: bytes) -> Outputs:
        return {"public_key": module.public_key(seed)}

    def sign(seed: bytes, message: bytes, **context: bytes) -> Outputs:
        return {"signature": module.sign(seed, message, **context)}

    def verify(public_key: bytes, message: bytes, signature: bytes, **context: bytes) -> bool:
        return bool(module.verify(public_key, message, signature, **context))

    def verify_known(public_key: bytes, message: bytes, signature: bytes, **context: bytes) -> bool:
        """Verify with one key object: without tables, while it builds them, and with them."""
        key = module.prepare_public(public_key)
        # A false answer may depend on the table.
        verdicts = {key.verify(message, signature, **context) for _ in range(3)}
        if len(verdicts) != 1:
            raise AssertionError("one signature, two verdicts")
        return verdicts == {True}

    def prepare_public(public_key: bytes) -> bool:
        # A point has one encoding: RFC 8032 section 5.1.2.
        return bool(module.prepare_public(public_key).encoded == public_key)

    return {
        "public_key": public_key,
        "sign": sign,
        "verify": verify,
        "verify_known": verify_known,
        "prepare_public": prepare_public,
    }


def _montgomery(module: ModuleType) -> Family:
    def public_key(private: bytes) -> Outputs:
        return {"public_key": module.public_key(private)}

    def exchange(private: bytes, public: bytes) -> Outputs:
        return {"secret": module.exchange(private, public)}

    def iterate(scalar: bytes, u: bytes, count: int) -> Outputs:
        """RFC 7748 section 5.2: each result is the next scalar, each scalar the next u."""
        for _ in range(integer(count, "count", 0, _MOST_STEPS)):
            scalar, u = module.exchange(scalar, u), scalar
        return {"result": scalar}

    return {"public_key": public_key, "exchange": exchange, "iterate": iterate}


def _to_x25519_public(public_key: bytes) -> Outputs:
    return {"public_key": ed25519.to_x25519_public(public_key)}


def _to_x25519_private(seed: bytes) -> Outputs:
    return {"private": ed25519.to_x25519_private(seed)}


FAMILIES: dict[str, Family] = {
    "Ed25519": {
        **_eddsa(ed25519),
        "to_x25519_public": _to_x25519_public,
        "to_x25519_private": _to_x25519_private,
    },
    "Ed448": _eddsa(ed448),
    "X25519": _montgomery(x25519),
    "X448": _montgomery(x448),
}

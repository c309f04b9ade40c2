"""X25519 key agreement (RFC 7748 section 5).

plain/plain_montgomery.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import sized
from ..exceptions.crypto import JamInvalidKeyError
from ._edwards25519 import GROUP, M, P
from ._montgomery import ladder, steps25519
from ._scalars import multiply_base
from .gate import known_answer, require


def public_key(private: bytes) -> bytes:
    """Return the 32-byte public key of 32 private bytes, which may be any.

    Raises:
        JamCryptoError: not 32 bytes.
    """
    require("X25519 public key")
    return _public_key(sized(private, "the X25519 private key", 32))


def exchange(private: bytes, public: bytes) -> bytes:
    """Return the 32-byte shared secret of a private and a peer's public key.

    It is to go through a key derivation function, not to be used as it is.

    Args:
        private: 32 bytes, which may be any.
        public: 32 bytes; non-canonical ones are accepted, as section 5 demands.

    Raises:
        JamInvalidKeyError: the result is zero: the public key is a point of small order (section 6.1).
        JamCryptoError: an argument is not 32 bytes.
    """
    require("X25519")
    private = sized(private, "the X25519 private key", 32)
    secret = _x25519(private, sized(public, "the X25519 public key", 32))
    if not any(secret):
        raise JamInvalidKeyError("the X25519 public key is a point of small order")
    return secret


def _scalar(private: bytes) -> int:
    """decodeScalar25519 (section 5)."""
    return int.from_bytes(private, "little") & ((1 << 254) - 8) | 1 << 254


def _public_key(private: bytes) -> bytes:
    """Return X25519(private, 9) by the comb of Ed25519, four times as fast as the ladder.

    The isomorphism of section 4.1 takes its base point to u = 9: u = (1 + y)/(1 - y) = (Z + Y)/(Z - Y).
    A clamped scalar is not a multiple of L, so Z - Y is not 0.
    """
    _, y, z, _, _ = multiply_base(GROUP, _scalar(private))
    return ((z + y) * pow(z - y, -1, P) % P).to_bytes(32, "little")


def _x25519(private: bytes, public: bytes) -> bytes:
    """Return X25519(k, u) (section 5)."""
    u = int.from_bytes(public, "little") & M  # the top bit is masked
    shared = ladder(_scalar(private), u, bits=255, prime=P, steps=steps25519)
    return shared.to_bytes(32, "little")


@known_answer("X25519", "RFC 7748 section 5.2, first test vector")
def _answer() -> list[tuple[object, object]]:
    k = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    u = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    return [(_x25519(k, u).hex(), "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]


@known_answer("X25519 public key", "RFC 7748 section 6.1, Alice's keys")
def _public_key_answer() -> list[tuple[object, object]]:
    a = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    return [(_public_key(a).hex(), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")]

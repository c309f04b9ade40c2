"""X25519 key agreement (RFC 7748 section 5)."""

from __future__ import annotations

from ..encoding.checks import sized
from ..exceptions.crypto import JamInvalidKeyError
from ._edwards25519 import GROUP, M, P
from .gate import known_answer, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Tuple

    State = Tuple[int, int, int, int]  # x2, z2, x3, z3

A24 = 121665  # (486662 - 2) / 4


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
    A clamped scalar is no multiple of L, so Z - Y is not 0.
    """
    _, y, z, _, _ = GROUP.multiply_base(_scalar(private))
    return ((z + y) * pow(z - y, -1, P) % P).to_bytes(32, "little")


def _x25519(private: bytes, public: bytes) -> bytes:
    """Return X25519(k, u) (section 5)."""
    k = _scalar(private)
    u = int.from_bytes(public, "little") & M  # the top bit is masked
    # Step t swaps if bits t and t+1 of k differ; bit 0 of a clamped k is 0, so no swap is left over.
    swaps = map(int, format(k ^ k >> 1, "0255b"))
    x, z, _, _ = _ladder(u, (1, 0, u, 1), swaps)
    z %= P
    # z = 0 is the point at infinity, whose u is 0: x * z^(p-2) would say so too, and take longer.
    return (x * pow(z, -1, P) % P if z else 0).to_bytes(32, "little")


def _ladder(x1: int, state: State, swaps: Iterable[int]) -> State:
    """Take one step of section 5's ladder for each swap, the same operations for 0 and 1.

    Exchanging the two points exchanges DA and CB, which changes neither (DA + CB)^2 nor (DA - CB)^2;
    so only A and B need the swap. Reduction as in _edwards25519.py: coordinates are in [0, P), what is
    multiplied on the way is folded once and lies within 2^274 of 0 (AA + a24*E: 2^280), every product
    within 2^544. tests/crypto/test_x25519.py asserts it.
    """
    x2, z2, x3, z3 = state
    for swap in swaps:
        a = x2 + z2
        b = x2 - z2
        c = x3 + z3
        d = x3 - z3
        da = d * a
        cb = c * b
        a = (a, c)[swap]
        b = (b, d)[swap]
        aa = a * a
        aa = (aa & M) + 19 * (aa >> 255)
        bb = b * b
        bb = (bb & M) + 19 * (bb >> 255)
        e = aa - bb
        x2 = aa * bb
        x2 = ((x2 & M) + 19 * (x2 >> 255)) % P
        z2 = e * (aa + A24 * e)
        z2 = ((z2 & M) + 19 * (z2 >> 255)) % P
        x3 = da + cb
        x3 = (x3 & M) + 19 * (x3 >> 255)
        x3 = x3 * x3
        x3 = ((x3 & M) + 19 * (x3 >> 255)) % P
        z3 = da - cb
        z3 = (z3 & M) + 19 * (z3 >> 255)
        z3 = z3 * z3
        z3 = ((z3 & M) + 19 * (z3 >> 255)) * x1
        z3 = ((z3 & M) + 19 * (z3 >> 255)) % P
    return x2, z2, x3, z3


@known_answer("X25519", "RFC 7748 section 5.2, first test vector")
def _answer() -> list[tuple[object, object]]:
    k = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    u = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    return [(_x25519(k, u).hex(), "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]


@known_answer("X25519 public key", "RFC 7748 section 6.1, Alice's keys")
def _public_key_answer() -> list[tuple[object, object]]:
    a = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    return [(_public_key(a).hex(), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")]

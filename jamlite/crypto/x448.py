"""X448 key agreement (RFC 7748 section 5)."""

from __future__ import annotations

from ..encoding.checks import sized
from ..exceptions.crypto import JamInvalidKeyError
from ._edwards448 import GROUP, LOW, M, P
from .gate import known_answer, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Tuple

    State = Tuple[int, int, int, int]  # x2, z2, x3, z3

A24 = 39081  # (156326 - 2) / 4


def public_key(private: bytes) -> bytes:
    """Return the 56-byte public key of 56 private bytes, which may be any.

    Raises:
        JamCryptoError: not 56 bytes.
    """
    require("X448 public key")
    return _public_key(sized(private, "the X448 private key", 56))


def exchange(private: bytes, public: bytes) -> bytes:
    """Return the 56-byte shared secret of a private and a peer's public key.

    It is to go through a key derivation function, not to be used as it is.

    Args:
        private: 56 bytes, which may be any.
        public: 56 bytes; non-canonical ones are accepted, as section 5 demands.

    Raises:
        JamInvalidKeyError: the result is zero: the public key is a point of small order (section 6.2).
        JamCryptoError: an argument is not 56 bytes.
    """
    require("X448")
    private = sized(private, "the X448 private key", 56)
    secret = _x448(private, sized(public, "the X448 public key", 56))
    if not any(secret):
        raise JamInvalidKeyError("the X448 public key is a point of small order")
    return secret


def _scalar(private: bytes) -> int:
    """decodeScalar448 (section 5)."""
    return int.from_bytes(private, "little") & ((1 << 447) - 4) | 1 << 447


def _public_key(private: bytes) -> bytes:
    """Return X448(private, 5) by the comb of Ed448, four times as fast as the ladder.

    The isogeny of section 4.2 takes its base point to u = 5: u = y^2/x^2 = Y^2/X^2.
    """
    x, y, _, _, _ = GROUP.multiply_base(_scalar(private))
    # x = 0 happens for one clamped scalar, 4L: the result is the point at infinity, whose u is 0.
    return (y * y * pow(x, -2, P) % P if x else 0).to_bytes(56, "little")


def _x448(private: bytes, public: bytes) -> bytes:
    """Return X448(k, u) (section 5)."""
    k = _scalar(private)
    u = int.from_bytes(public, "little")
    # Step t swaps if bits t and t+1 of k differ; bit 0 of a clamped k is 0, so no swap is left over.
    swaps = map(int, format(k ^ k >> 1, "0448b"))
    x, z, _, _ = _ladder(u, (1, 0, u, 1), swaps)
    z %= P
    # z = 0 is the point at infinity, whose u is 0: x * z^(p-2) would say so too, and take longer.
    return (x * pow(z, -1, P) % P if z else 0).to_bytes(56, "little")


def _ladder(x1: int, state: State, swaps: Iterable[int]) -> State:
    """Take one step of section 5's ladder for each swap, the same operations for 0 and 1.

    Exchanging the two points exchanges DA and CB, which changes neither (DA + CB)^2 nor (DA - CB)^2;
    so only A and B need the swap. Reduction as in _edwards448.py: coordinates are in [0, P), what is
    multiplied on the way is folded once and lies within 2^460 of 0 (AA + a24*E: 2^472), every product
    within 2^928. tests/crypto/test_x448.py asserts it.
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
        u = aa >> 448
        w = u >> 224
        aa = (aa & M) + u + w + (((u & LOW) + w) << 224)
        bb = b * b
        u = bb >> 448
        w = u >> 224
        bb = (bb & M) + u + w + (((u & LOW) + w) << 224)
        e = aa - bb
        x2 = aa * bb
        u = x2 >> 448
        w = u >> 224
        x2 = ((x2 & M) + u + w + (((u & LOW) + w) << 224)) % P
        z2 = e * (aa + A24 * e)
        u = z2 >> 448
        w = u >> 224
        z2 = ((z2 & M) + u + w + (((u & LOW) + w) << 224)) % P
        x3 = da + cb
        u = x3 >> 448
        w = u >> 224
        x3 = (x3 & M) + u + w + (((u & LOW) + w) << 224)
        x3 = x3 * x3
        u = x3 >> 448
        w = u >> 224
        x3 = ((x3 & M) + u + w + (((u & LOW) + w) << 224)) % P
        z3 = da - cb
        u = z3 >> 448
        w = u >> 224
        z3 = (z3 & M) + u + w + (((u & LOW) + w) << 224)
        z3 = z3 * z3
        u = z3 >> 448
        w = u >> 224
        z3 = (z3 & M) + u + w + (((u & LOW) + w) << 224)
        z3 = z3 * x1
        u = z3 >> 448
        w = u >> 224
        z3 = ((z3 & M) + u + w + (((u & LOW) + w) << 224)) % P
    return x2, z2, x3, z3


@known_answer("X448", "RFC 7748 section 5.2, first test vector")
def _answer() -> list[tuple[object, object]]:
    k = bytes.fromhex(
        "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121"
        "700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3"
    )
    u = bytes.fromhex(
        "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9"
        "814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086"
    )
    result = (
        "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239f"
        "e14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f"
    )
    return [(_x448(k, u).hex(), result)]


@known_answer("X448 public key", "RFC 7748 section 6.2, Alice's keys")
def _public_key_answer() -> list[tuple[object, object]]:
    private = bytes.fromhex(
        "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
        "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"
    )
    public = (
        "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c"
        "22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0"
    )
    return [(_public_key(private).hex(), public)]

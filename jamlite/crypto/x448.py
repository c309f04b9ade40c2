"""X448 key agreement (RFC 7748 section 5).

plain/plain_montgomery.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import sized
from ..exceptions.crypto import JamInvalidKeyError
from ._edwards448 import GROUP, P
from ._montgomery import ladder, steps448
from ._scalars import multiply_base
from .gate import known_answer, require


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
    x, y, _, _, _ = multiply_base(GROUP, _scalar(private))
    # x = 0 happens for one clamped scalar, 4L: the result is the point at infinity, whose u is 0.
    return (y * y * pow(x, -2, P) % P if x else 0).to_bytes(56, "little")


def _x448(private: bytes, public: bytes) -> bytes:
    """Return X448(k, u) (section 5)."""
    u = int.from_bytes(public, "little")
    shared = ladder(_scalar(private), u, bits=448, prime=P, steps=steps448)
    return shared.to_bytes(56, "little")


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

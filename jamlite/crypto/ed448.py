"""Ed448 signatures (RFC 8032 section 5.2).

Small-order public keys are refused and R is compared as bytes: see _eddsa.py.

plain/plain_edwards.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..exceptions.crypto import JamCryptoError
from ._eddsa import Scheme
from ._edwards448 import GROUP, decode, encode
from .gate import known_answer, require
from .shake import shake256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._eddsa import PrivateKey, PublicKey


def prepare_private(seed: bytes) -> PrivateKey:
    """Return a reusable private key: `.sign(message, context)`, `.public`.

    Args:
        seed: the 57 bytes that RFC 8032 calls the private key.

    Raises:
        JamCryptoError: not 57 bytes.
    """
    require("Ed448 sign")
    return SCHEME.private_key(seed)


def prepare_public(public_key: bytes) -> PublicKey:
    """Return a reusable public key: `.verify(message, signature, context)`, `.encoded`.

    Args:
        public_key: 57 bytes (section 5.2.2).

    Raises:
        JamInvalidKeyError: not the canonical encoding of a point, or a point of small order.
        JamCryptoError: not 57 bytes.
    """
    require("Ed448 verify")
    return SCHEME.public_key(public_key)


def public_key(seed: bytes) -> bytes:
    """Return the 57-byte public key of a 57-byte seed; raises as `prepare_private`."""
    require("Ed448 sign")
    return SCHEME.private_key(seed).public


def sign(seed: bytes, message: bytes, context: bytes = b"") -> bytes:
    """Return the 114-byte signature of `message` in `context`; a prepared key signs in half the time.

    Raises:
        JamCryptoError: a seed that is not 57 bytes, a context of more than 255, an argument not bytes.
    """
    require("Ed448 sign")
    return SCHEME.private_key(seed).sign(message, context)


def verify(public_key: bytes, message: bytes, signature: bytes, context: bytes = b"") -> bool:
    """Tell whether `signature` is that of `message` in `context` by the holder of a 57-byte public key.

    False too for a public key that `prepare_public` finds invalid: nothing is signed under it.

    Raises:
        JamCryptoError: an argument is not bytes, the public key has not 57, the context more than 255.
    """
    require("Ed448 verify")
    return SCHEME.verify(public_key, message, signature, context)


def _shake256(data: bytes) -> bytes:
    return shake256(data, 114)


def _dom4(context: bytes) -> bytes:
    """Return dom4(0, context) (section 2)."""
    if len(context) > 255:
        raise JamCryptoError("an Ed448 context has at most 255 bytes")
    return b"SigEd448\x00" + bytes([len(context)]) + context


def _clamp(half: bytes) -> int:
    """Section 5.2.5 step 2: a multiple of 4 with bit 447 set; the 57th byte is cleared."""
    return int.from_bytes(half, "little") & ((1 << 447) - 4) | 1 << 447


SCHEME = Scheme(
    name="Ed448",
    group=GROUP,
    size=57,
    digest=_shake256,
    dom=_dom4,
    clamp=_clamp,
    encode=encode,
    decode=decode,
)


@known_answer("Ed448 sign", "RFC 8032 section 7.4, 1 octet (with context)")
def _sign_answer() -> list[tuple[object, object]]:
    seed = (
        "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2"
        "877c5e3bc397a659949ef8021e954e0a12274e"
    )
    public = (
        "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb0074"
        "2802b8438ea4cb82169c235160627b4c3a9480"
    )
    signature = (
        "d4f8f6131770dd46f40867d6fd5d5055de43541f8c5e35abbcd001b32a89f7d2151f7647f11d"
        "8ca2ae279fb842d607217fce6e042f6815ea000c85741de5c8da1144a6a1aba7f96de42505d7"
        "a7298524fda538fccbbb754f578c1cad10d54d0d5428407e85dcbc98a49155c13764e66c3c00"
    )
    key = SCHEME.private_key(bytes.fromhex(seed))
    return [(key.public.hex(), public), (key.sign(b"\x03", b"foo").hex(), signature)]


@known_answer("Ed448 verify", "RFC 8032 section 7.4, 11 octets")
def _verify_answer() -> list[tuple[object, object]]:
    public = (
        "dcea9e78f35a1bf3499a831b10b86c90aac01cd84b67a0109b55a36e9328b1e365fce161d71c"
        "e7131a543ea4cb5f7e9f1d8b00696447001400"
    )
    signature = bytes.fromhex(
        "1f0a8888ce25e8d458a21130879b840a9089d999aaba039eaf3e3afa090a09d389dba82c4ff2"
        "ae8ac5cdfb7c55e94d5d961a29fe0109941e00b8dbdeea6d3b051068df7254c0cdc129cbe62d"
        "b2dc957dbb47b51fd3f213fb8698f064774250a5028961c9bf8ffd973fe5d5c206492b140e00"
    )
    message = bytes.fromhex("0c3e544074ec63b0265e0c")
    R, S = signature[:57], int.from_bytes(signature[57:], "little")
    # The recomputed R, not a verdict: a check that says yes to everything must not pass.
    return [(SCHEME.public_key(bytes.fromhex(public))._recompute(message, R, S, _dom4(b"")), R)]

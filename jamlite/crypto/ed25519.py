"""Ed25519 signatures (RFC 8032 section 5.1), and their keys as X25519 keys.

Small-order public keys are refused and R is compared as bytes: see _eddsa.py.

plain/plain_edwards.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import sized
from ..exceptions.crypto import JamCryptoError
from ._eddsa import Scheme
from ._edwards25519 import GROUP, P, decode, encode
from .gate import known_answer, require
from .hashes import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._eddsa import PrivateKey as PrivateKey
    from ._eddsa import PublicKey as PublicKey


def prepare_private(seed: bytes) -> PrivateKey:
    """Return a reusable private key: `.sign(message)`, `.public`.

    Args:
        seed: the 32 bytes that RFC 8032 calls the private key.

    Raises:
        JamCryptoError: not 32 bytes.
    """
    require("Ed25519 sign")
    return SCHEME.private_key(seed)


def prepare_public(public_key: bytes) -> PublicKey:
    """Return a reusable public key: `.verify(message, signature)`, `.encoded`.

    Args:
        public_key: 32 bytes (section 5.1.2).

    Raises:
        JamInvalidKeyError: not the canonical encoding of a point, or a point of small order.
        JamCryptoError: not 32 bytes.
    """
    require("Ed25519 verify")
    return SCHEME.public_key(public_key)


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a 32-byte seed; raises as `prepare_private`."""
    require("Ed25519 sign")
    return SCHEME.private_key(seed).public


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature of `message`; a prepared key signs in half the time.

    Raises:
        JamCryptoError: a seed that is not 32 bytes, a message that is not bytes.
    """
    require("Ed25519 sign")
    return SCHEME.private_key(seed).sign(message)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether `signature` is that of `message` by the holder of a 32-byte public key.

    False too for a public key that `prepare_public` finds invalid: nothing is signed under it.

    Raises:
        JamCryptoError: an argument is not bytes, or the public key has not 32.
    """
    require("Ed25519 verify")
    return SCHEME.verify(public_key, message, signature, b"")


def to_x25519_public(public_key: bytes) -> bytes:
    """Return the X25519 public key of the same key pair; raises as `prepare_public`."""
    require("Ed25519 to X25519")
    return _to_x25519_public(sized(public_key, "the Ed25519 public key", 32))


def to_x25519_private(seed: bytes) -> bytes:
    """Return the X25519 private key, clamped, that fits `to_x25519_public`; raises as `prepare_private`."""
    require("Ed25519 to X25519")
    return _to_x25519_private(sized(seed, "the Ed25519 seed", 32))


def _sha512(data: bytes) -> bytes:
    return digest("sha512", data)


def _no_dom(context: bytes) -> bytes:
    if context:  # section 5.1: dom2 is empty; contexts belong to Ed25519ctx, another scheme
        raise JamCryptoError("Ed25519 takes no context")
    return b""


def _clamp(half: bytes) -> int:
    """Section 5.1.5 step 2: a multiple of 8 with bit 254 set and bit 255 cleared."""
    return int.from_bytes(half, "little") & ((1 << 254) - 8) | 1 << 254


SCHEME = Scheme(
    name="Ed25519",
    group=GROUP,
    size=32,
    digest=_sha512,
    dom=_no_dom,
    clamp=_clamp,
    encode=encode,
    decode=decode,
)


def _to_x25519_public(encoded: bytes) -> bytes:
    y = SCHEME.point(encoded)[1]
    # RFC 7748 section 4.1: u = (1 + y)/(1 - y); y = 1, the neutral element, has been refused.
    return ((1 + y) * pow(1 - y, -1, P) % P).to_bytes(32, "little")


def _to_x25519_private(seed: bytes) -> bytes:
    return SCHEME.expand(seed)[0].to_bytes(32, "little")


@known_answer("Ed25519 sign", "RFC 8032 section 7.1, TEST 2")
def _sign_answer() -> list[tuple[object, object]]:
    seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    key = SCHEME.private_key(bytes.fromhex(seed))
    return [(key.public.hex(), public), (key.sign(b"\x72").hex(), signature)]


@known_answer("Ed25519 verify", "RFC 8032 section 7.1, TEST 3")
def _verify_answer() -> list[tuple[object, object]]:
    public = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    signature = bytes.fromhex(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    R, S = signature[:32], int.from_bytes(signature[32:], "little")
    # The recomputed R, not a verdict: a check that says yes to everything must not pass.
    return [(SCHEME.public_key(bytes.fromhex(public))._recompute(b"\xaf\x82", R, S, b""), R)]


@known_answer("Ed25519 to X25519", "RFC 7748 section 4.1, values of libsodium's test of this conversion")
def _to_x25519_answer() -> list[tuple[object, object]]:
    seed = bytes.fromhex("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee")
    private = "8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166"
    public = bytes.fromhex("b5076a8474a832daee4dd5b4040983b6623b5f344aca57d4d6ee4baf3f259e6e")
    x25519_public = "f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50"
    return [(_to_x25519_private(seed).hex(), private), (_to_x25519_public(public).hex(), x25519_public)]

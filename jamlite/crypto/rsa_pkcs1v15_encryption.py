"""RSAES-PKCS1-v1_5, the encryption scheme (RFC 8017 section 7.2), with implicit rejection.

It is here for what was encrypted long ago and for JWE's RSA1_5. Its padding cannot be checked without
telling an attacker something, so `decrypt` never says that it was wrong: it answers with a message
computed from the private key and the ciphertext (draft-irtf-cfrg-rsa-guidance, implicit rejection),
which fails wherever it is used and is the same each time.

plain/plain_rsa_encryption.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import integer, octets
from ..exceptions.crypto import JamCryptoError, JamDecryptionError, JamInvalidKeyError
from ..optional import part
from ._rsa_public import public, rsaep
from .gate import known_answer, require
from .hashes import digest
from .hmac import HMACKey
from .randomness import random_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._rsa_private import PrivateKey
    from ._rsa_public import PublicKey


def encrypt(key: PublicKey, data: bytes, *, padding: bytes | None = None) -> bytes:
    """Return `data` encrypted, as long as the modulus.

    Args:
        key: made by `rsa.public_key`.
        data: 0 to k - 11 bytes for a modulus of k.
        padding: k - 3 - len(data) non-zero bytes, for reproducing vectors; None draws them.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("RSA-PKCS1v15 encryption")
    require("RSA")
    key = public(key)
    data = octets(data, "data")
    room = key.size - 3 - len(data)
    if room < 8:  # RFC 8017 section 7.2.1 step 1: mLen <= k - 11
        raise JamCryptoError("the data is too long for this RSA modulus")
    PS = _nonzero_bytes(room) if padding is None else octets(padding, "padding")
    if len(PS) != room or 0 in PS:
        raise JamCryptoError(f"the padding must have {room} bytes, none of them zero")
    em = b"\0\2" + PS + b"\0" + data
    return rsaep(key, int.from_bytes(em, "big")).to_bytes(key.size, "big")


def decrypt(key: PrivateKey, data: bytes, length: int | None = None) -> bytes:
    """Return the message in `data`, or, if its padding is wrong, another that cannot be told from one.

    There is no way to learn from the result, from an error or from the code run which of the two it is;
    the caller must go on as if it were right and let the next step (a tag) fail. The caller also must
    not tell by the length: name the one that is right, as for a content key, and get exactly that.

    Args:
        key: made by `rsa.private_key` or `rsa.generate`.
        data: the ciphertext, as long as the modulus.
        length: bytes the message must have, 0 to k - 11; None takes any length, which is safe only
            where the length is allowed to be wrong too.

    Raises:
        JamDecryptionError: the ciphertext has the wrong length or is not below the modulus (both are
            public), or the key is faulty.
        JamCryptoError: wrong type, or a length that no message can have.
    """
    with part("RSA private keys"):
        from ._rsa_private import private, rsadp
    require("RSA-PKCS1v15 encryption")
    require("RSA-private")
    key = private(key)
    data = octets(data, "data")
    if length is not None:
        integer(length, "length", 0, key.size - 11)
    c = int.from_bytes(data, "big")
    if len(data) != key.size or c >= key.n:
        raise JamDecryptionError
    synthetic = _synthetic(key, data, length)
    try:
        em = rsadp(key, c).to_bytes(key.size, "big")
    except JamInvalidKeyError:
        raise JamDecryptionError from None
    return _unpad(em, synthetic, length)


def _unpad(em: bytes, synthetic: bytes, length: int | None) -> bytes:
    """Choose, without a branch, between the end of `em` and `synthetic` (RFC 8017 section 7.2.2 step 3)."""
    end = em.find(0, 2)  # of PS, which has at least 8 octets
    good = (em[0] == 0) & (em[1] == 2) & (end >= 10)
    good &= len(em) - end - 1 == (len(em) - end - 1 if length is None else length)
    return (synthetic, em[end + 1 :])[good]


def _synthetic(key: PrivateKey, data: bytes, length: int | None) -> bytes:
    """The message of implicit rejection, as draft-irtf-cfrg-rsa-guidance computes it (section 7)."""
    k = key.size
    secret = digest("sha256", key.d.to_bytes(k, "big"))
    prf = HMACKey("sha256", HMACKey("sha256", secret).digest(data))
    longest = k - 10  # lengths are below this
    mask = (1 << (k - 10).bit_length()) - 1
    lengths = _expand(prf, b"length", 256)
    chosen = 0
    for at in range(0, 256, 2):  # the last of 128 candidates that fits
        candidate = int.from_bytes(lengths[at : at + 2], "big") & mask
        chosen = (chosen, candidate)[candidate < longest]
    size = chosen if length is None else length
    return _expand(prf, b"message", k)[k - size :]


def _expand(prf: HMACKey, label: bytes, count: int) -> bytes:
    """Return `count` bytes of PRF(i || label || count in bits), i = 0, 1, ..."""
    bits = (8 * count).to_bytes(2, "big")
    blocks = range(-(-count // 32))
    return b"".join(prf.digest(i.to_bytes(2, "big") + label + bits) for i in blocks)[:count]


def _nonzero_bytes(count: int) -> bytes:
    drawn = b""
    while len(drawn) < count:
        drawn += random_bytes(count).replace(b"\0", b"")
    return drawn[:count]


@known_answer("RSA-PKCS1v15 encryption", "RFC 8017 section 7.2.1, the encoded message of step 2b")
def _answer() -> list[tuple[object, object]]:
    em = b"\0\2" + b"\xff" * 8 + b"\0" + b"message"
    return [
        (_unpad(em, b"synthetic", None), b"message"),
        (_unpad(b"\1" + em[1:], b"synthetic", None), b"synthetic"),
    ]

"""RSASSA-PKCS1-v1_5 and RSAES-PKCS1-v1_5 (RFC 8017 sections 8.2 and 7.2).

The encryption scheme is here for what was encrypted long ago and for JWE's RSA1_5. Its padding cannot
be checked without telling an attacker something, so `decrypt` never says that it was wrong: it answers
with a message computed from the private key and the ciphertext (draft-irtf-cfrg-rsa-guidance,
implicit rejection), which fails wherever it is used and is the same each time.
"""

from __future__ import annotations

from hmac import compare_digest

from ..exceptions.crypto import JamCryptoError, JamDecryptionError, JamInvalidKeyError
from .checks import integer, octets
from .gate import known_answer, require
from .hashes import _constructor, _gate_name
from .hmac import HMACKey
from .randomness import random_bytes
from .rsa import PrivateKey, PublicKey, _private, _public, _rsadp, _rsaep
from .rsa_encoding import _emsa_pkcs1_v1_5


def sign(key: PrivateKey, message: bytes, hash: str) -> bytes:
    """Return the signature of `message`, as long as the modulus; always the same for one message.

    Args:
        key: made by `rsa.private_key` or `rsa.generate`.
        message: any length.
        hash: "sha1", "sha224", "sha256", "sha384" or "sha512".

    Raises:
        JamCryptoError: wrong type, unknown hash, or a modulus too short for it.
    """
    require("RSA-PKCS1v15")
    require("RSA-private")
    require(_gate_name(hash))
    key = _private(key)
    em = _emsa_pkcs1_v1_5(hash, octets(message, "message"), key.size)
    if em is None:
        raise JamCryptoError(f"the RSA modulus is too short for {hash}")
    return _rsadp(key, int.from_bytes(em, "big")).to_bytes(key.size, "big")


def verify(key: PublicKey, message: bytes, signature: bytes, hash: str) -> bool:
    """Tell whether `signature` is the signature of `message` by the owner of `key`.

    The whole encoded message is built anew and compared; DigestInfo without its NULL is refused.

    Raises:
        JamCryptoError: wrong type or unknown hash. Every malformed signature is False.
    """
    require("RSA-PKCS1v15")
    require(_gate_name(hash))
    return _verify(_public(key), octets(message, "message"), octets(signature, "signature"), hash)


def encrypt(key: PublicKey, data: bytes, *, padding: bytes | None = None) -> bytes:
    """Return `data` encrypted, as long as the modulus.

    Args:
        key: made by `rsa.public_key`.
        data: 0 to k - 11 bytes for a modulus of k.
        padding: k - 3 - len(data) non-zero bytes, for reproducing vectors; None draws them.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("RSA-PKCS1v15")
    key = _public(key)
    data = octets(data, "data")
    room = key.size - 3 - len(data)
    if room < 8:  # RFC 8017 section 7.2.1 step 1: mLen <= k - 11
        raise JamCryptoError("the data is too long for this RSA modulus")
    PS = _nonzero_bytes(room) if padding is None else octets(padding, "padding")
    if len(PS) != room or 0 in PS:
        raise JamCryptoError(f"the padding must have {room} bytes, none of them zero")
    em = b"\0\2" + PS + b"\0" + data
    return _rsaep(key, int.from_bytes(em, "big")).to_bytes(key.size, "big")


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
    require("RSA-PKCS1v15")
    require("RSA-private")
    require("HMAC")
    require(_gate_name("sha256"))
    key = _private(key)
    data = octets(data, "data")
    if length is not None:
        integer(length, "length", 0, key.size - 11)
    c = int.from_bytes(data, "big")
    if len(data) != key.size or c >= key.n:
        raise JamDecryptionError
    synthetic = _synthetic(key, data, length)
    try:
        em = _rsadp(key, c).to_bytes(key.size, "big")
    except JamInvalidKeyError:
        raise JamDecryptionError from None
    return _unpad(em, synthetic, length)


def _verify(key: PublicKey, message: bytes, signature: bytes, hash_name: str) -> bool:
    s = int.from_bytes(signature, "big")
    em = _emsa_pkcs1_v1_5(hash_name, message, key.size)
    if len(signature) != key.size or s >= key.n or em is None:  # RFC 8017 section 8.2.2 steps 1, 2b
        return False
    return compare_digest(_rsaep(key, s).to_bytes(key.size, "big"), em)


def _unpad(em: bytes, synthetic: bytes, length: int | None) -> bytes:
    """Choose, without a branch, between the end of `em` and `synthetic` (RFC 8017 section 7.2.2 step 3)."""
    end = em.find(0, 2)  # of PS, which has at least 8 octets
    good = (em[0] == 0) & (em[1] == 2) & (end >= 10)
    good &= len(em) - end - 1 == (len(em) - end - 1 if length is None else length)
    return (synthetic, em[end + 1 :])[good]


def _synthetic(key: PrivateKey, data: bytes, length: int | None) -> bytes:
    """The message of implicit rejection, as draft-irtf-cfrg-rsa-guidance computes it (section 7)."""
    k = key.size
    secret = _constructor("sha256")(key.d.to_bytes(k, "big")).digest()
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


# Known answer: CAVP SigVer15_186-3, 1024 bits, SHA-256, the first that passes (e = 3).
_N = (
    "a8d68acd413c5e195d5ef04e1b4faaf242365cb450196755e92e1215ba59802aafbadbf2564dd550956abb54f8b1c917"
    "844e5f36195d1088c600e07cada5c080ede679f50b3de32cf4026e514542495c54b1903768791aae9e36f082cd38e941"
    "ada89baecada61ab0dd37ad536bcb0a0946271594836e92ab5517301d45176b5"
)
_MESSAGE = (
    "d73829497cddbe41b705faac50e7899fdb5a38bf3a459e536357029e64f8796ba47f4fe96ba5a8b9a4396746e2164f55"
    "a25368ddd0b9a5188c7ac3da2d1f742286c3bdee697f9d546a25efcfe53191d743fcc6b47833d993d08804daeca78fb9"
    "076c3c017f53e33a90305af06220974d46bf19ed3c9b84edbae98b45a8771258"
)
_SIGNATURE = (
    "0b20e5093c2a926233108afbdd851b88eeb554f4beaa7b18e51519f7d0ec53b181a3b03e8484ba8de2aa7864a402e220"
    "8e84ec9914af9d776ed13c48bdeb6484254de169318a87c40f2265ff16714eae8aee2bc9c3cb4dee045e4f5d9d625210"
    "121bfcf2bed8d3ffa602ce27fff4e61cf9bb650e71a6921ae6ffa296cb11bdbb"
)


@known_answer("RSA-PKCS1v15", "CAVP SigVer15_186-3, 1024 bits, SHA-256")
def _answer() -> list[tuple[object, object]]:
    key = PublicKey(int(_N, 16), 3)
    message, signature = bytes.fromhex(_MESSAGE), bytes.fromhex(_SIGNATURE)
    em = b"\0\2" + b"\xff" * 8 + b"\0" + b"message"
    return [
        (_verify(key, message, signature, "sha256"), True),
        (_verify(key, message + b"\0", signature, "sha256"), False),
        (_unpad(em, b"synthetic", None), b"message"),
        (_unpad(b"\1" + em[1:], b"synthetic", None), b"synthetic"),
    ]

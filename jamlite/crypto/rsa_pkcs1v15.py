"""RSASSA-PKCS1-v1_5, the signature scheme (RFC 8017 sections 8.2 and 9.2).

plain/plain_rsa.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets
from ..exceptions.crypto import JamCryptoError
from ..optional import part
from ._rsa_public import PublicKey, public, rsaep
from .gate import known_answer, require
from .hashes import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._rsa_private import PrivateKey

# Section 9.2 note 1: DER of DigestInfo up to the hash value.
DIGEST_INFO = {
    "sha1": "3021300906052b0e03021a05000414",
    "sha224": "302d300d06096086480165030402040500041c",
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}


def __getattr__(name: str) -> object:
    """Return `encrypt` or `decrypt`, which stood here once."""
    if name in ("encrypt", "decrypt"):
        with part("RSA1_5"):
            from . import rsa_pkcs1v15_encryption
        return getattr(rsa_pkcs1v15_encryption, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def sign(key: PrivateKey, message: bytes, hash: str) -> bytes:
    """Return the signature of `message`, as long as the modulus; always the same for one message.

    Args:
        key: made by `rsa.private_key` or `rsa.generate`.
        message: any length.
        hash: "sha1", "sha224", "sha256", "sha384" or "sha512".

    Raises:
        JamCryptoError: wrong type, unknown hash, or a modulus too short for it.
    """
    with part("RSA private keys"):
        from ._rsa_private import private, rsadp
    require("RSA-PKCS1v15")
    require("RSA-private")
    key = private(key)
    em = _encoded(hash, octets(message, "message"), key.size)
    if em is None:
        raise JamCryptoError(f"the RSA modulus is too short for {hash}")
    return rsadp(key, int.from_bytes(em, "big")).to_bytes(key.size, "big")


def verify(key: PublicKey, message: bytes, signature: bytes, hash: str) -> bool:
    """Tell whether `signature` is the signature of `message` by the owner of `key`.

    The whole encoded message is built anew and compared; DigestInfo without its NULL is refused.

    Raises:
        JamCryptoError: wrong type or unknown hash. Every malformed signature is False.
    """
    require("RSA-PKCS1v15")
    require("RSA")
    return _verify(public(key), octets(message, "message"), octets(signature, "signature"), hash)


def _encoded(hash_name: str, message: bytes, em_len: int) -> bytes | None:
    """EMSA-PKCS1-v1_5, section 9.2: EM = 00 01 PS 00 T, or None if T does not fit."""
    H = digest(hash_name, message)  # step 1
    T = bytes.fromhex(DIGEST_INFO[hash_name]) + H  # step 2
    if em_len < len(T) + 11:  # step 3
        return None
    return b"\0\1" + b"\xff" * (em_len - len(T) - 3) + b"\0" + T


def _verify(key: PublicKey, message: bytes, signature: bytes, hash_name: str) -> bool:
    s = int.from_bytes(signature, "big")
    em = _encoded(hash_name, message, key.size)
    if len(signature) != key.size or s >= key.n or em is None:  # RFC 8017 section 8.2.2 steps 1, 2b
        return False
    return rsaep(key, s).to_bytes(key.size, "big") == em  # both are public


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
    return [
        (_verify(key, message, signature, "sha256"), True),
        (_verify(key, message + b"\0", signature, "sha256"), False),
    ]

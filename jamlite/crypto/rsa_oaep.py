"""RSAES-OAEP (RFC 8017 section 7.1).

plain/plain_rsa_encryption.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamCryptoError, JamDecryptionError, JamInvalidKeyError
from ..optional import part
from ._rsa_encoding import eme_oaep, eme_oaep_decode
from ._rsa_public import EM, public, rsaep
from .gate import known_answer, require
from .hashes import digest_size
from .randomness import random_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._rsa_private import PrivateKey
    from ._rsa_public import PublicKey


def encrypt(
    key: PublicKey,
    data: bytes,
    hash: str = "sha1",
    label: bytes = b"",
    *,
    mgf_hash: str | None = None,
    seed: bytes | None = None,
) -> bytes:
    """Return `data` encrypted, as long as the modulus.

    Args:
        key: made by `rsa.public_key`.
        data: 0 to k - 2 hLen - 2 bytes, for a modulus of k and a hash of hLen bytes.
        hash: "sha1" (the default of the standard, and what JWE's RSA-OAEP means), "sha224" ... "sha512".
        label: what decryption must be given again; any length.
        mgf_hash: the hash of MGF1; None is `hash`.
        seed: hLen bytes, for reproducing vectors; None draws them.

    Raises:
        JamCryptoError: wrong type or size, or unknown hash.
    """
    require("RSA-OAEP")
    require("RSA")
    digest_size(mgf_hash or hash)
    key = public(key)
    data, label = octets(data, "data"), octets(label, "label")
    h_len = digest_size(hash)
    if len(data) > key.size - 2 * h_len - 2:  # RFC 8017 section 7.1.1 step 1b
        raise JamCryptoError("the data is too long for this RSA modulus and hash")
    seed = random_bytes(h_len) if seed is None else sized(seed, "seed", h_len)
    em = eme_oaep(hash, mgf_hash or hash, data, label, seed, key.size)
    return rsaep(key, int.from_bytes(em, "big")).to_bytes(key.size, "big")


def decrypt(
    key: PrivateKey, data: bytes, hash: str = "sha1", label: bytes = b"", *, mgf_hash: str | None = None
) -> bytes:
    """Return the message in `data`; arguments as in `encrypt`.

    Raises:
        JamDecryptionError: it cannot be decrypted, whatever the reason.
        JamCryptoError: wrong type or unknown hash.
    """
    with part("RSA private keys"):
        from ._rsa_private import private, rsadp
    require("RSA-OAEP")
    require("RSA-private")
    digest_size(mgf_hash or hash)
    key = private(key)
    data, label = octets(data, "data"), octets(label, "label")
    c = int.from_bytes(data, "big")
    short = key.size < 2 * digest_size(hash) + 2  # RFC 8017 section 7.1.2 step 1c
    if len(data) != key.size or c >= key.n or short:
        raise JamDecryptionError
    try:
        em = rsadp(key, c).to_bytes(key.size, "big")
    except JamInvalidKeyError:
        raise JamDecryptionError from None
    message = eme_oaep_decode(hash, mgf_hash or hash, em, label)
    if message is None:
        raise JamDecryptionError
    return message


@known_answer("RSA-OAEP", "PKCS #1 v2.1 example oaep-int.txt, EM")
def _answer() -> list[tuple[object, object]]:
    message, seed = "d436e99569fd32a7c8a05bbc90d32c49", "aafd12f659cae63489b479e5076ddec2f06cb58f"
    em = eme_oaep("sha1", "sha1", bytes.fromhex(message), b"", bytes.fromhex(seed), 128)
    return [
        (em.hex(), "00" + EM),
        (eme_oaep_decode("sha1", "sha1", em, b"label"), None),
        (eme_oaep_decode("sha1", "sha1", em, b""), bytes.fromhex(message)),
    ]

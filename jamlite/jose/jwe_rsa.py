"""RSA keys for JWE: RSA-OAEP and RSA1_5 (RFC 7518 sections 4.2 and 4.3)."""

from __future__ import annotations

from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .jwe_content import ContentEncryption
    from .jwe_parts import Draws, Members, Open, Seal
    from .prepared import Prepared


def oaep(hash_name: str) -> tuple[Seal, Open]:
    """Return seal and open of RSAES-OAEP with this hash, in MGF1 too."""
    with part("RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512"):
        from ..crypto import rsa_oaep

    def seal(
        key: Prepared, _header: Members, _enc: ContentEncryption, cek: bytes, draws: Draws
    ) -> tuple[bytes, bytes, Members]:
        return cek, rsa_oaep.encrypt(key.record.verifier, cek, hash_name, seed=draws.rsa_seed()), {}

    def open_(key: Prepared, _header: Members, _enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        return rsa_oaep.decrypt(key.record.signer, encrypted_key, hash_name)

    return seal, open_


def rsa1_5() -> tuple[Seal, Open]:
    """Return seal and open of RSAES-PKCS1-v1_5.

    `open` returns a CEK, and for a wrong padding some other one: the content's tag then fails (RFC 7516
    section 11.5).
    """
    with part("RSA1_5"):
        from ..crypto import rsa_pkcs1v15_encryption

    def seal(
        key: Prepared, _header: Members, _enc: ContentEncryption, cek: bytes, draws: Draws
    ) -> tuple[bytes, bytes, Members]:
        return cek, rsa_pkcs1v15_encryption.encrypt(key.record.verifier, cek, padding=draws.rsa_seed()), {}

    def open_(key: Prepared, _header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        return rsa_pkcs1v15_encryption.decrypt(key.record.signer, encrypted_key, enc.key_size)

    return seal, open_

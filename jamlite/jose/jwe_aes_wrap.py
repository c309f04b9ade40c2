"""Symmetric keys for JWE: dir, A*KW and A*GCMKW (RFC 7518 sections 4.4, 4.5 and 4.7)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.crypto import JamDecryptionError
from ..optional import part
from .jwe_parts import check_empty, header_octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..crypto.aes_gcm import GCMKey
    from ..crypto.aes_kw import WrappingKey
    from .jwe_content import ContentEncryption
    from .jwe_parts import Draws, Members
    from .prepared import Prepared


# --- dir: the key is the content encryption key (section 4.5) --------------------------------------------


def dir_seal(
    key: Prepared, _header: Members, _enc: ContentEncryption, _cek: bytes, _draws: Draws
) -> tuple[bytes, bytes, Members]:
    """Return the key as CEK."""
    return key.record.k, b"", {}


def dir_open(key: Prepared, _header: Members, _enc: ContentEncryption, encrypted_key: bytes) -> bytes:
    """Return the key as CEK."""
    check_empty(encrypted_key)
    return key.record.k  # type: ignore[no-any-return]


# --- A*KW: AES Key Wrap (section 4.4) --------------------------------------------------------------------


def kw_seal(
    key: Prepared, _header: Members, _enc: ContentEncryption, cek: bytes, _draws: Draws
) -> tuple[bytes, bytes, Members]:
    """Wrap the CEK."""
    return cek, _wrapping_key(key).wrap(cek), {}


def kw_open(key: Prepared, _header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
    """Unwrap the CEK."""
    if len(encrypted_key) != enc.key_size + 8:
        raise JamDecryptionError()
    return _wrapping_key(key).unwrap(encrypted_key)


def _wrapping_key(key: Prepared) -> WrappingKey:
    return key.wrapping_key("KW", _new_wrapping_key)


def _new_wrapping_key(k: bytes) -> WrappingKey:
    with part("A128KW, A192KW, A256KW"):
        from ..crypto import aes_kw
    return aes_kw.prepare(k)


# --- A*GCMKW: AES GCM (section 4.7) ----------------------------------------------------------------------


def gcmkw_seal(
    key: Prepared, _header: Members, _enc: ContentEncryption, cek: bytes, draws: Draws
) -> tuple[bytes, bytes, Members]:
    """Encrypt the CEK; iv and tag go into the header."""
    iv = draws.octets("wrapping_iv", 12)
    encrypted_key, tag = _gcm_key(key).encrypt(iv, cek, b"")
    return cek, encrypted_key, {"iv": base64url.encode(iv), "tag": base64url.encode(tag)}


def gcmkw_open(key: Prepared, header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
    """Decrypt the CEK."""
    iv, tag = header_octets(header, "iv"), header_octets(header, "tag")
    if len(iv) != 12 or len(tag) != 16 or len(encrypted_key) != enc.key_size:  # section 4.7.1
        raise JamDecryptionError()
    return _gcm_key(key).decrypt(iv, encrypted_key, b"", tag)


def _gcm_key(key: Prepared) -> GCMKey:
    return key.wrapping_key("GCMKW", _new_gcm_key)


def _new_gcm_key(k: bytes) -> GCMKey:
    with part("A128GCMKW, A192GCMKW, A256GCMKW"):
        from ..crypto import aes_gcm
    return aes_gcm.prepare(k)

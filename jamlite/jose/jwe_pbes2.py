"""Passwords for JWE: PBES2 (RFC 7518 section 4.8)."""

from __future__ import annotations

from ..crypto import aes_kw, pbkdf2
from ..encoding import base64url
from ..exceptions.crypto import JamDecryptionError
from ..exceptions.jose import JamJWEInvalidFormatError
from . import limits
from .jwe_parts import header_octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .jwe_content import ContentEncryption
    from .jwe_parts import Draws, Members, Open, Seal
    from .prepared import Prepared


def iterations(header: Members) -> int:
    """Return p2c if it is in the range accepted (RFC 7518 section 4.8.1.2).

    Raises:
        JamJWEInvalidFormatError: it is not.
    """
    count = header.get("p2c")
    if type(count) is not int or not limits.MIN_P2C <= count <= limits.MAX_P2C:
        raise JamJWEInvalidFormatError(f"p2c must be an integer from {limits.MIN_P2C} to {limits.MAX_P2C}")
    return count


def pbes2(name: str, hash_name: str, size: int) -> tuple[Seal, Open]:
    """Return seal and open of the algorithm `name`, whose derived key has `size` bytes."""

    def derived(password: bytes, salt: bytes, count: int) -> aes_kw.WrappingKey:
        salt = name.encode() + b"\0" + salt  # section 4.8.1.1: the salt value is UTF8(Alg) || 0x00 || Salt
        return aes_kw.prepare(pbkdf2.derive(hash_name, password, salt, count, size))

    def seal(
        key: Prepared, header: Members, _enc: ContentEncryption, cek: bytes, draws: Draws
    ) -> tuple[bytes, bytes, Members]:
        salt, count = draws.octets("salt", limits.P2S_BYTES), header.get("p2c", limits.P2C[hash_name])
        made = {"p2s": base64url.encode(salt), "p2c": count}
        return cek, derived(key.record.k, salt, iterations(made)).wrap(cek), made

    def open_(key: Prepared, header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        salt, count = header_octets(header, "p2s"), iterations(header)
        if len(salt) < limits.MIN_P2S_BYTES:
            raise JamJWEInvalidFormatError(f"p2s must have at least {limits.MIN_P2S_BYTES} bytes")
        if len(encrypted_key) != enc.key_size + 8:  # before the costly derivation
            raise JamDecryptionError()
        return derived(key.record.k, salt, count).unwrap(encrypted_key)

    return seal, open_

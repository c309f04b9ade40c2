"""Key agreement for JWE: ECDH-ES and ECDH-ES+A*KW (RFC 7518 section 4.6, RFC 8037 section 3.2)."""

from __future__ import annotations

from ..crypto import concat_kdf
from ..exceptions.crypto import JamCryptoError, JamDecryptionError
from ..exceptions.jose import JamJWEInvalidFormatError
from ..optional import part
from .jwe_parts import check_empty, header_octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from ..crypto.aes_kw import WrappingKey
    from ..keys.ec import ECKey
    from ..keys.okp import OKPKey
    from .jwe_content import ContentEncryption
    from .jwe_parts import Draws, Members, Open, Seal
    from .prepared import Prepared

    CurveKey = Union[ECKey, OKPKey]


def shared_secret(private: CurveKey, public: CurveKey) -> bytes:
    """Return Z, the ECDH secret of a private and a public key record of one curve.

    Raises:
        JamInvalidKeyError: it would be zero.
    """
    if private.kty == "EC":
        with part("ECDH-ES with EC"):
            from ..crypto import ecdh
        return ecdh.exchange(private.crv, private.private_value, public.point)  # type: ignore[union-attr]
    if private.crv == "X25519":
        with part("X25519"):
            from ..crypto import x25519
        return x25519.exchange(private.private_value, public.x)  # type: ignore[arg-type]
    with part("X448"):
        from ..crypto import x448
    return x448.exchange(private.private_value, public.x)  # type: ignore[arg-type]


def agreed_key(private: CurveKey, public: CurveKey, algorithm_id: str, header: Members, size: int) -> bytes:
    """Return `size` bytes of the Concat KDF over the secret of two keys (RFC 7518 section 4.6.2).

    Args:
        private, public: key records of one curve.
        algorithm_id: the enc of ECDH-ES, the alg of ECDH-ES+A*KW.
        header: apu and apv are read.
        size: bytes wanted.
    """
    Z = shared_secret(private, public)
    parts = (algorithm_id.encode(), header_octets(header, "apu", b""), header_octets(header, "apv", b""))
    # AlgorithmID || PartyUInfo || PartyVInfo, each Datalen || Data; then SuppPubInfo, the bits wanted
    other_info = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    other_info += (8 * size).to_bytes(4, "big")
    return concat_kdf.derive("sha256", Z, other_info, size)


def _epk(record: CurveKey, header: Members) -> CurveKey:
    """Return the sender's public key: complete, and on the recipient's curve (RFC 7518 section 4.6.1.1)."""
    members = header.get("epk")
    if not isinstance(members, dict) or "d" in members:
        raise JamJWEInvalidFormatError("epk must be a public JWK")
    try:
        key: CurveKey = type(record).from_members(members)
    except JamCryptoError as error:
        raise JamJWEInvalidFormatError("epk is not a valid public key") from error
    if key.crv != record.crv:
        raise JamJWEInvalidFormatError("epk is not on the curve of the recipient's key")
    return key


def ecdh_es(name: str, size: int | None) -> tuple[Seal, Open]:
    """Return seal and open of ECDH-ES; with `size`, the agreed key wraps the CEK by AES Key Wrap."""

    def agreed(private: CurveKey, public: CurveKey, header: Members, enc: ContentEncryption) -> bytes:
        if size is None:  # section 4.6.2: AlgorithmID is enc, keydatalen its key length
            return agreed_key(private, public, enc.name, header, enc.key_size)
        return agreed_key(private, public, name, header, size)

    def seal(
        key: Prepared, header: Members, enc: ContentEncryption, cek: bytes, draws: Draws
    ) -> tuple[bytes, bytes, Members]:
        ephemeral = draws.ephemeral(key.record)
        made = {"epk": ephemeral.to_members(False)}
        agreed_on = agreed(ephemeral, key.record, header, enc)
        return (agreed_on, b"", made) if size is None else (cek, _wrapping_key(agreed_on).wrap(cek), made)

    def open_(key: Prepared, header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        if size is None:
            check_empty(encrypted_key)  # section 4.6
        elif len(encrypted_key) != enc.key_size + 8:
            raise JamDecryptionError()
        agreed_on = agreed(key.record, _epk(key.record, header), header, enc)
        return agreed_on if size is None else _wrapping_key(agreed_on).unwrap(encrypted_key)

    return seal, open_


def _wrapping_key(key: bytes) -> WrappingKey:
    with part("ECDH-ES+A128KW, ECDH-ES+A192KW, ECDH-ES+A256KW"):
        from ..crypto import aes_kw
    return aes_kw.prepare(key)

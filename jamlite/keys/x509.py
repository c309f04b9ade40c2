"""The public key of an X.509 certificate (RFC 5280 section 4.1).

Nothing of the certificate is checked: no signature, no dates, no names, no chain. Whoever hands the
certificate over is trusted to hand over the right key, as with a bare public key.
"""

from __future__ import annotations

from ..encoding import der_reading as der
from ..exceptions.base import JamError
from . import spki

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .spki import Key

_VERSION = der.context(0)


def public_key(data: bytes) -> Key:
    """Return the key a certificate is about, without validating the certificate.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: the key is not supported or not acceptable.
    """
    return spki.decode(_public_key_info(data))


def holds(data: bytes, key: Key) -> bool | None:
    """Tell whether a certificate is about this key, public or private; None if that cannot be told."""
    try:
        reader = der.open_sequence(_public_key_info(data))
        reader.enter()
        if spki.is_of(reader.bit_string(), key):
            return True
        return public_key(data).to_members() == key.to_members()
    except JamError:  # bad DER, or a key of a kind that is not read here
        return None


def _public_key_info(data: bytes) -> bytes:
    """Return the subjectPublicKeyInfo of a certificate."""
    certificate = der.open_sequence(data)
    fields = certificate.enter()
    certificate.enter()  # signatureAlgorithm
    certificate.bit_string()
    certificate.finish()
    if fields.next_tag() == _VERSION:
        fields.whole()
    fields.content(der.INTEGER)  # serialNumber
    for _ in range(4):  # signature, issuer, validity, subject
        fields.enter()
    return fields.whole()

"""The public key of an X.509 certificate (RFC 5280 section 4.1).

Nothing of the certificate is checked: no signature, no dates, no names, no chain. Whoever hands the
certificate over is trusted to hand over the right key, as with a bare public key.
"""

from __future__ import annotations

from ..encoding import der
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
    return spki.decode(fields.whole())

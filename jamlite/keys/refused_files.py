"""Files of keys that are not read, or that are not what they say: what to do about each of them."""

from __future__ import annotations

from ..exceptions.base import JamEncodingError, JamError
from ..exceptions.crypto import JamInvalidKeyError
from . import der_forms
from .algorithm_ids import DSA_REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Mapping

    from ..encoding.pem import Block

_REQUEST = "a certificate request; take its key: openssl req -pubkey -noout -in REQUEST.pem"
_CHAIN = "take the certificates out of the PKCS#7 file: openssl pkcs7 -print_certs -in OLD.pem -out NEW.pem"
_PARAMETERS = "the file holds parameters without a key; the key stands in another file"
_JAVA = (
    "a key store of Java; convert it: keytool -importkeystore -srckeystore OLD.jks -destkeystore NEW.p12"
    " -deststoretype PKCS12"
)
_LABELS = {  # labels of what is not read, and what to do instead
    "DSA PRIVATE KEY": DSA_REFUSED,
    "TRUSTED CERTIFICATE": "convert the certificate: openssl x509 -in OLD.pem -out NEW.pem",
    **dict.fromkeys(("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"), _REQUEST),
    **dict.fromkeys(("PKCS7", "PKCS #7 SIGNED DATA", "CMS"), _CHAIN),
    **dict.fromkeys(("EC PARAMETERS", "DH PARAMETERS", "X9.42 DH PARAMETERS", "DSA PARAMETERS"), _PARAMETERS),
    "EC PUBLIC KEY": "the PEM block is labelled EC PUBLIC KEY, which no format is: write PUBLIC KEY instead",
}


def of_labels(labels: Iterable[str]) -> str | None:
    """Return the sentence for a PEM text with blocks of these labels, of which none is a key's."""
    return next((_LABELS[label] for label in labels if label in _LABELS), None)


def of_form(form: str | None) -> str | None:
    """Return the sentence for DER of a form that is told and not read."""
    return DSA_REFUSED if form == "dsa" else None


def not_der(data: object) -> JamError | None:
    """Return the error for bytes that are not DER: PEM text, a key store of Java; None for others."""
    if isinstance(data, bytes) and b"-----BEGIN " in data[:64]:
        return JamEncodingError("this is PEM text, not DER: read it with from_pem")
    if isinstance(data, bytes) and data[:4] in (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"):  # JKS, JCEKS
        return JamInvalidKeyError(_JAVA)
    return None


def mislabelled(block: Block, forms: Mapping[str, str]) -> str | None:
    """Return what is wrong with a block whose label is that of another form of key.

    Args:
        block: one that cannot be read as what its label says.
        forms: the form that each label names.
    """
    try:
        found = der_forms.find(block.data)
    except JamEncodingError:
        return None
    for label, form in forms.items():
        if form == found != forms[block.label]:
            return f"the PEM block is labelled {block.label} and holds a {label}: change BEGIN and END"
    return None

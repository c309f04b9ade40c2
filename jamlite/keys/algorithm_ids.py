"""Object identifiers of key algorithms and the AlgorithmIdentifier that carries them (RFC 5280 4.1.1.2).

`spki` knows the usual ones by heart; this is for RSA-PSS, for what is refused, and for writing.
"""

from __future__ import annotations

from ..encoding import der_reading as der
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .rsa_pss_ids import PSS

RSA = "1.2.840.113549.1.1.1"  # RFC 8017 appendix C
RSA_PSS = "1.2.840.113549.1.1.10"  # RFC 4055 section 1.2
EC = "1.2.840.10045.2.1"  # RFC 5480 section 2.1.1
DSA = "1.2.840.10040.4.1"
CURVES = {  # RFC 5480 section 2.1.1.1; secp256k1: SEC 2 appendix A.2
    "1.2.840.10045.3.1.7": "P-256",
    "1.3.132.0.34": "P-384",
    "1.3.132.0.35": "P-521",
    "1.3.132.0.10": "secp256k1",
}
_OTHER_CURVES = {  # what keys are on that nobody can use here: RFC 5480 section 2.1.1.1, RFC 5639 section 4.1
    "1.2.840.10045.3.1.1": "secp192r1",
    "1.3.132.0.33": "secp224r1",
    "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
    "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
    "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
}
OKP = {  # RFC 8410 section 3
    "1.3.101.110": "X25519",
    "1.3.101.111": "X448",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}
AKP = {  # RFC 9881 section 2
    "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
    "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
    "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
}

DSA_REFUSED = (
    "DSA keys are not supported, as no token format uses them; "
    "make a new key: openssl genpkey -algorithm ed25519 -out NEW.pem"
)


def read(reader: der.Reader) -> tuple[str, str, PSS | None]:
    """Take an AlgorithmIdentifier; return kty, crv ("" for RSA), and what binds an RSA key to PSS.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: an algorithm or a curve that is not supported, or wrong parameters.
    """
    inner = reader.enter()
    oid = inner.object_identifier()
    pss = None
    if oid == RSA:
        inner.null()  # RFC 8017 appendix A.1: parameters are NULL
        found = ("RSA", "")
    elif oid == EC:
        found = ("EC", read_curve(inner))
    elif oid in OKP:
        found = ("OKP", OKP[oid])  # RFC 8410 section 3: no parameters
    elif oid in AKP:
        found = ("AKP", AKP[oid])  # RFC 9881 section 2: parameters are absent
    elif oid == DSA:
        raise JamInvalidKeyError(DSA_REFUSED)
    elif oid == RSA_PSS:
        with part("RSA-PSS keys"):
            from . import rsa_pss_ids
        pss = rsa_pss_ids.read(None if inner.next_tag() is None else inner.whole())
        found = ("RSA", "")
    else:
        raise JamInvalidKeyError(f"keys of the algorithm {oid} are not supported")
    inner.finish()
    return (*found, pss)


def read_curve(reader: der.Reader) -> str:
    """Take ECParameters and return the curve they name (RFC 5480 section 2.1.1: namedCurve only)."""
    if reader.next_tag() == der.SEQUENCE:
        raise JamInvalidKeyError(
            "explicit EC parameters are not supported; name the curve instead: "
            "openssl ec -in OLD.pem -param_enc named_curve -out NEW.pem (a public key: also -pubin -pubout)"
        )
    oid = reader.object_identifier()
    if oid not in CURVES:
        named = _OTHER_CURVES.get(oid, oid)
        raise JamInvalidKeyError(f"the curve {named} is not supported; {', '.join(CURVES.values())} are")
    return CURVES[oid]

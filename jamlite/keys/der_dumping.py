"""Keys as DER, written: SPKI, PKCS#8, PKCS#1, SEC 1. Each function has the name of the ASN.1 type.

`spki`, `pkcs8`, `pkcs1` and `ec_private_key` read them; `dumping` says which form a key takes.
"""

from __future__ import annotations

from ..encoding.der_reading import context
from ..encoding.der_writing import (
    NULL,
    bit_string,
    encode,
    integer,
    object_identifier,
    octet_string,
    sequence,
)
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from . import algorithm_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .ec import ECKey
    from .rsa import RSAKey
    from .spki import Key

_CURVES = {name: oid for oid, name in algorithm_ids.CURVES.items()}
_OTHERS = {name: oid for oids in (algorithm_ids.OKP, algorithm_ids.AKP) for oid, name in oids.items()}


def subject_public_key_info(key: Key) -> bytes:
    """Return the SubjectPublicKeyInfo of a key, public or private (RFC 5280 section 4.1.2.7)."""
    if key.kty == "RSA":
        public = rsa_public_key(key)
    elif key.kty == "EC":
        public = key.octets()
    else:
        public = key.pub if key.kty == "AKP" else key.x
    return sequence(algorithm_identifier(key), bit_string(public))


def algorithm_identifier(key: Key) -> bytes:
    """Return the AlgorithmIdentifier that stands before the key, public or private."""
    if key.kty == "RSA":
        if key.pss is not None:
            return key.pss.identifier
        return sequence(object_identifier(algorithm_ids.RSA), NULL)  # RFC 8017 appendix A.1
    if key.kty == "EC":
        return sequence(object_identifier(algorithm_ids.EC), object_identifier(_CURVES[key.crv]))
    return sequence(object_identifier(_OTHERS[key.crv]))


def private_key_info(key: Key, form: str | None = None) -> bytes:
    """Return the PrivateKeyInfo of a key (RFC 5958); `form` is that of an ML-DSA key, see `akp.FORMS`."""
    if form is not None and key.kty != "AKP":
        raise JamInvalidKeyError("only ML-DSA keys have several forms")
    if key.kty == "RSA":
        inner = rsa_private_key(key)
    elif key.kty == "EC":
        inner = ec_private_key(key, name_curve=False)
    elif key.kty == "AKP":
        inner = key.to_private_octets(form)
    else:
        inner = octet_string(key.private_value)  # RFC 8410 section 7: CurvePrivateKey
    return sequence(integer(0), algorithm_identifier(key), octet_string(inner))


def encrypted_private_key_info(
    key: Key, password: str | bytes, *, iterations: int | None = None, form: str | None = None
) -> bytes:
    """Return the EncryptedPrivateKeyInfo of a private key; args and errors as in `pbes2.encrypt`."""
    with part("encrypted PKCS#8 keys"):
        from . import pbes2
    return pbes2.encrypt(private_key_info(key, form), password, iterations=iterations or pbes2.ITERATIONS)


def rsa_public_key(key: RSAKey) -> bytes:
    """Return the RSAPublicKey of a key (RFC 8017 appendix A.1.1)."""
    return sequence(integer(key.verifier.n), integer(key.verifier.e))


def rsa_private_key(key: RSAKey) -> bytes:
    """Return the RSAPrivateKey of a private key (RFC 8017 appendix A.1.2)."""
    own = key.signer
    numbers = (0, own.n, own.e, own.d, own.p, own.q, own.dp, own.dq, own.qi)
    return sequence(*(integer(number) for number in numbers))


def ec_private_key(key: ECKey, *, name_curve: bool = True) -> bytes:
    """Return the ECPrivateKey of a private key (RFC 5915); inside PKCS#8 the curve is named outside it."""
    return sequence(
        integer(1),
        octet_string(key.private_value.to_bytes(key.size, "big")),
        encode(context(0), object_identifier(_CURVES[key.crv])) if name_curve else b"",
        encode(context(1), bit_string(key.octets())),
    )

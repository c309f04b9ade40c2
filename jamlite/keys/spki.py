"""Public keys with their algorithm: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), read.

The keys inside: RFC 5480 (EC), RFC 8410 (Ed25519 and its like), RFC 9881 (ML-DSA). `der_dumping` writes them.
"""

from __future__ import annotations

from ..encoding import der_reading as der
from ..exceptions.base import JamEncodingError, JamMissingPartError
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Union

    from .akp import AKPKey
    from .ec import ECKey
    from .okp import OKPKey
    from .rsa import RSAKey
    from .rsa_pss_ids import PSS

    Key = Union[RSAKey, ECKey, OKPKey, AKPKey]
    Algorithm = tuple[str, str, Union[PSS, None]]

# The AlgorithmIdentifiers of keys, whole: DER has one spelling of a value (X.690 section 10), so they are
# compared and not taken apart. `algorithm_ids` has them in dotted form; it is loaded for others.
ALGORITHMS: dict[bytes, Algorithm] = {
    bytes.fromhex(identifier): (kty, curve, None)
    for identifier, kty, curve in (
        ("300d06092a864886f70d0101010500", "RSA", ""),  # RFC 8017 appendix A.1: parameters are NULL
        # RFC 5480 section 2.1.1: id-ecPublicKey and the name of the curve; secp256k1: SEC 2 appendix A.2
        ("301306072a8648ce3d020106082a8648ce3d030107", "EC", "P-256"),
        ("301006072a8648ce3d020106052b81040022", "EC", "P-384"),
        ("301006072a8648ce3d020106052b81040023", "EC", "P-521"),
        ("301006072a8648ce3d020106052b8104000a", "EC", "secp256k1"),
        # RFC 8410 section 3: no parameters
        ("300506032b656e", "OKP", "X25519"),
        ("300506032b656f", "OKP", "X448"),
        ("300506032b6570", "OKP", "Ed25519"),
        ("300506032b6571", "OKP", "Ed448"),
        # RFC 9881 section 2: no parameters
        ("300b0609608648016503040311", "AKP", "ML-DSA-44"),
        ("300b0609608648016503040312", "AKP", "ML-DSA-65"),
        ("300b0609608648016503040313", "AKP", "ML-DSA-87"),
    )
}
_RSA_PSS = bytes.fromhex("06092a864886f70d01010a")  # RFC 4055 section 1.2

# What makes a key of curve and octets, by kty: filled when the first key of a type is read.
_makers: dict[str, Callable[[str, bytes], Key]] = {}


def decode(data: bytes) -> Key:
    """Read a SubjectPublicKeyInfo.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: not supported, or not acceptable as a key.
    """
    reader = der.open_sequence(data)
    identifier, public = reader.whole(), reader.bit_string()
    reader.finish()
    kty, curve, pss = ALGORITHMS.get(identifier) or read_algorithm(identifier)
    key = (_makers.get(kty) or _maker(kty))(curve, public)
    return key if pss is None else key.bound_to(pss)  # type: ignore[union-attr]


def read_algorithm(identifier: bytes) -> Algorithm:
    """Return kty, crv ("" for RSA) and what binds an RSA key to PSS, as an AlgorithmIdentifier says it.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: an algorithm or a curve that is not supported, or wrong parameters.
    """
    known = ALGORITHMS.get(identifier)
    if known is not None:
        return known
    try:
        with part("RSA-PSS keys, advice"):
            from . import algorithm_ids
    except JamMissingPartError:
        if _RSA_PSS in identifier:
            raise
        raise JamInvalidKeyError("keys of this algorithm are not supported") from None
    return algorithm_ids.read(der.Reader(identifier))


def is_of(public: bytes, key: Key) -> bool:
    """Tell whether these octets are the subjectPublicKey of a key, public or private."""
    if key.kty == "RSA":
        with part("RSA"):
            from . import pkcs1
        try:
            return pkcs1.public_numbers(public) == (key.verifier.n, key.verifier.e)
        except JamEncodingError:
            return False
    return public == (key.octets() if key.kty == "EC" else key.pub if key.kty == "AKP" else key.x)


def _maker(kty: str) -> Callable[[str, bytes], Key]:
    """Load what makes keys of a type, and keep it."""
    if kty == "RSA":
        with part("RSA"):
            from . import pkcs1
        _makers[kty] = lambda _, octets: pkcs1.decode_public(octets)
    elif kty == "EC":
        with part("EC"):
            from .ec import ECKey
        _makers[kty] = ECKey
    elif kty == "AKP":
        with part("ML-DSA"):
            from .akp import AKPKey
        _makers[kty] = AKPKey
    else:
        with part("Ed25519, Ed448, X25519, X448"):
            from .okp import OKPKey
        _makers[kty] = OKPKey
    return _makers[kty]

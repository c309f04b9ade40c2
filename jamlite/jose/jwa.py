"""The JWS algorithms, one row each (RFC 7518 section 3.1). There is no row for "none".

A row says everything the code needs to know: which key fits and how a key of that kind signs and
verifies. `signer` and `verifier` prepare a key once and return a function of bytes.
"""

from __future__ import annotations

from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..keys.akp import AKPKey
    from ..keys.ec import ECKey
    from ..keys.oct import OctKey
    from ..keys.okp import OKPKey
    from ..keys.rsa import RSAKey

    Signer = Callable[[bytes], bytes]
    Verifier = Callable[[bytes, bytes], bool]


class JWSAlgorithm:
    """One row of the table."""

    __slots__ = ("crv", "hash", "kty", "min_bytes", "name", "signer", "verifier")

    def __init__(
        self,
        name: str,
        kty: str,
        hash_name: str,
        signer: Callable[[Any, str], Signer],
        verifier: Callable[[Any, str], Verifier],
        *,
        crv: str | None = None,
        min_bytes: int = 0,
    ) -> None:
        self.name = name
        self.kty = kty
        self.hash = hash_name
        self.signer = signer
        self.verifier = verifier
        self.crv = crv
        self.min_bytes = min_bytes  # shorter HMAC secrets are weak (RFC 7518 section 3.2)


# Each family loads its own primitive, when a key of it is prepared; a copy may lack the others.


def _hmac_signer(record: OctKey, hash_name: str) -> Signer:
    with part("HS256, HS384, HS512"):
        from ..crypto import hmac
    return hmac.prepare(hash_name, record.k).digest


def _hmac_verifier(record: OctKey, hash_name: str) -> Verifier:
    from hmac import compare_digest  # 0.4 ms, which public-key algorithms do without

    mac = _hmac_signer(record, hash_name)
    return lambda message, tag: compare_digest(mac(message), tag)


def _pkcs1_signer(record: RSAKey, hash_name: str) -> Signer:
    with part("RS256, RS384, RS512"):
        from ..crypto import rsa_pkcs1v15
    sign, key = rsa_pkcs1v15.sign, record.signer
    return lambda message: sign(key, message, hash_name)


def _pkcs1_verifier(record: RSAKey, hash_name: str) -> Verifier:
    with part("RS256, RS384, RS512"):
        from ..crypto import rsa_pkcs1v15
    verify, key = rsa_pkcs1v15.verify, record.verifier
    return lambda message, signature: verify(key, message, signature, hash_name)


def _pss_signer(record: RSAKey, hash_name: str) -> Signer:
    with part("PS256, PS384, PS512"):
        from ..crypto import rsa_pss
    sign, key = rsa_pss.sign, record.signer
    return lambda message: sign(key, message, hash_name)


def _pss_verifier(record: RSAKey, hash_name: str) -> Verifier:
    with part("PS256, PS384, PS512"):
        from ..crypto import rsa_pss
    verify, key = rsa_pss.verify, record.verifier
    return lambda message, signature: verify(key, message, signature, hash_name)


def _ecdsa_signer(record: ECKey, hash_name: str) -> Signer:
    with part("ES256, ES384, ES512, ES256K"):
        from ..crypto import ecdsa
    sign, curve, d = ecdsa.sign, record.crv, record.private_value
    return lambda message: sign(curve, d, message, hash_name)


def _ecdsa_verifier(record: ECKey, hash_name: str) -> Verifier:
    verify = record.verifier.verify  # the record has loaded ecdsa
    return lambda message, signature: verify(message, signature, hash_name)


def _own_signer(record: OKPKey | AKPKey, _hash_name: str) -> Signer:
    return record.signer.sign


def _own_verifier(record: OKPKey | AKPKey, _hash_name: str) -> Verifier:
    return record.verifier.verify


def _hs(name: str, hash_name: str, size: int) -> JWSAlgorithm:
    return JWSAlgorithm(name, "oct", hash_name, _hmac_signer, _hmac_verifier, min_bytes=size)


def _rs(name: str, hash_name: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "RSA", hash_name, _pkcs1_signer, _pkcs1_verifier)


def _ps(name: str, hash_name: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "RSA", hash_name, _pss_signer, _pss_verifier)


def _es(name: str, hash_name: str, crv: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "EC", hash_name, _ecdsa_signer, _ecdsa_verifier, crv=crv)


def _ed(name: str, crv: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "OKP", "", _own_signer, _own_verifier, crv=crv)


def _ml(name: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "AKP", "", _own_signer, _own_verifier, crv=name)


_ROWS = (
    _hs("HS256", "sha256", 32),  # RFC 7518 section 3.2: key at least as long as the hash
    _hs("HS384", "sha384", 48),
    _hs("HS512", "sha512", 64),
    _rs("RS256", "sha256"),  # section 3.3
    _rs("RS384", "sha384"),
    _rs("RS512", "sha512"),
    _ps("PS256", "sha256"),  # section 3.5: salt as long as the hash
    _ps("PS384", "sha384"),
    _ps("PS512", "sha512"),
    _es("ES256", "sha256", "P-256"),  # section 3.4
    _es("ES384", "sha384", "P-384"),
    _es("ES512", "sha512", "P-521"),
    _es("ES256K", "sha256", "secp256k1"),  # RFC 8812 section 3.2
    _ed("EdDSA", "Ed25519"),  # RFC 8037 section 3.1
    _ed("EdDSA", "Ed448"),
    _ed("Ed25519", "Ed25519"),  # RFC 9864 section 2.2
    _ed("Ed448", "Ed448"),
    _ml("ML-DSA-44"),  # RFC 9964 section 4: the pure variant, with an empty context
    _ml("ML-DSA-65"),
    _ml("ML-DSA-87"),
)
JWS_ALGORITHMS = {row.name: row for row in reversed(_ROWS)}


_NAMES: dict[tuple[str, str | None], tuple[str, ...]] = {}  # by type and curve


def names_for(kty: str, crv: str | None) -> tuple[str, ...]:
    """Return the names of the JWS algorithms a key of this type and curve can run, best known first."""
    if (kty, crv) not in _NAMES:  # 1 us
        _NAMES[kty, crv] = tuple(row.name for row in _ROWS if row.kty == kty and row.crv in (None, crv))
    return _NAMES[kty, crv]

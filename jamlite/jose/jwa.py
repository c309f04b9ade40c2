"""The JWS algorithms, one row each (RFC 7518 section 3.1). There is no row for "none".

A row says everything the code needs to know: which key fits and how a key of that kind signs and
verifies. `signer` and `verifier` prepare a key once and return a function of bytes.
"""

from __future__ import annotations

from hmac import compare_digest
from importlib import import_module

from ..crypto import hmac

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    Signer = Callable[[bytes], bytes]
    Verifier = Callable[[bytes, bytes], bool]


class JWSAlgorithm:
    """One row of the table."""

    __slots__ = ("crv", "hash", "kty", "min_bytes", "name", "signer", "verifier")

    def __init__(
        self,
        name: str,
        kty: str,
        hash: str,
        signer: Callable[[Any, str], Signer],
        verifier: Callable[[Any, str], Verifier],
        *,
        crv: str | None = None,
        min_bytes: int = 0,
    ) -> None:
        self.name = name
        self.kty = kty
        self.hash = hash
        self.signer = signer
        self.verifier = verifier
        self.crv = crv
        self.min_bytes = min_bytes  # shorter HMAC secrets are weak (RFC 7518 section 3.2)


def _hmac_signer(material: Any, hash_name: str) -> Signer:
    return hmac.prepare(hash_name, material.k).digest


def _hmac_verifier(material: Any, hash_name: str) -> Verifier:
    mac = hmac.prepare(hash_name, material.k).digest
    return lambda message, tag: compare_digest(mac(message), tag)


def _rsa_signer(scheme: str) -> Callable[[Any, str], Signer]:
    def signer(material: Any, hash_name: str) -> Signer:
        sign, key = _primitive(scheme).sign, material.signer
        return lambda message: sign(key, message, hash_name)

    return signer


def _rsa_verifier(scheme: str) -> Callable[[Any, str], Verifier]:
    def verifier(material: Any, hash_name: str) -> Verifier:
        verify, key = _primitive(scheme).verify, material.verifier
        return lambda message, signature: verify(key, message, signature, hash_name)

    return verifier


def _ecdsa_signer(material: Any, hash_name: str) -> Signer:
    sign, curve, d = _primitive("ecdsa").sign, material.crv, material.private_value
    return lambda message: sign(curve, d, message, hash_name)


def _ecdsa_verifier(material: Any, hash_name: str) -> Verifier:
    verify = material.verifier.verify
    return lambda message, signature: verify(message, signature, hash_name)


def _eddsa_signer(material: Any, _hash_name: str) -> Signer:
    return material.signer.sign  # type: ignore[no-any-return]


def _eddsa_verifier(material: Any, _hash_name: str) -> Verifier:
    return material.verifier.verify  # type: ignore[no-any-return]


def _primitive(name: str) -> Any:
    """Return a module of the crypto room; loaded only when an algorithm needs it."""
    return import_module(f"..crypto.{name}", __package__)


def _hs(name: str, hash_name: str, size: int) -> JWSAlgorithm:
    return JWSAlgorithm(name, "oct", hash_name, _hmac_signer, _hmac_verifier, min_bytes=size)


def _rs(name: str, hash_name: str, scheme: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "RSA", hash_name, _rsa_signer(scheme), _rsa_verifier(scheme))


def _es(name: str, hash_name: str, crv: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "EC", hash_name, _ecdsa_signer, _ecdsa_verifier, crv=crv)


def _ed(name: str, crv: str) -> JWSAlgorithm:
    return JWSAlgorithm(name, "OKP", "", _eddsa_signer, _eddsa_verifier, crv=crv)


_ROWS = (
    _hs("HS256", "sha256", 32),  # RFC 7518 section 3.2: key at least as long as the hash
    _hs("HS384", "sha384", 48),
    _hs("HS512", "sha512", 64),
    _rs("RS256", "sha256", "rsa_pkcs1v15"),  # section 3.3
    _rs("RS384", "sha384", "rsa_pkcs1v15"),
    _rs("RS512", "sha512", "rsa_pkcs1v15"),
    _rs("PS256", "sha256", "rsa_pss"),  # section 3.5: salt as long as the hash
    _rs("PS384", "sha384", "rsa_pss"),
    _rs("PS512", "sha512", "rsa_pss"),
    _es("ES256", "sha256", "P-256"),  # section 3.4
    _es("ES384", "sha384", "P-384"),
    _es("ES512", "sha512", "P-521"),
    _es("ES256K", "sha256", "secp256k1"),  # RFC 8812 section 3.2
    _ed("EdDSA", "Ed25519"),  # RFC 8037 section 3.1
    _ed("EdDSA", "Ed448"),
    _ed("Ed25519", "Ed25519"),  # RFC 9864 section 2.2
    _ed("Ed448", "Ed448"),
)
JWS_ALGORITHMS = {row.name: row for row in reversed(_ROWS)}


def names_for(kty: str, crv: str | None) -> tuple[str, ...]:
    """Return the names of the JWS algorithms a key of this type and curve can run, best known first."""
    return tuple(row.name for row in _ROWS if row.kty == kty and row.crv in (None, crv))

"""The JWS algorithms, one row each (RFC 7518 section 3.1). There is no row for "none".

A row says everything the code needs to know: which key fits and how a key of that kind signs and
verifies. `signer` and `verifier` prepare a key once and return a function of bytes.
"""

from __future__ import annotations

from hmac import compare_digest

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


_ROWS = (
    JWSAlgorithm("HS256", "oct", "sha256", _hmac_signer, _hmac_verifier, min_bytes=32),
    JWSAlgorithm("HS384", "oct", "sha384", _hmac_signer, _hmac_verifier, min_bytes=48),
    JWSAlgorithm("HS512", "oct", "sha512", _hmac_signer, _hmac_verifier, min_bytes=64),
)
JWS_ALGORITHMS = {row.name: row for row in _ROWS}


def names_for(kty: str, crv: str | None) -> tuple[str, ...]:
    """Return the names of the JWS algorithms a key of this type and curve can run, best known first."""
    return tuple(row.name for row in _ROWS if row.kty == kty and row.crv in (None, crv))

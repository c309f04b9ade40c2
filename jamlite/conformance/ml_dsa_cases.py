"""Runners of ML-DSA: signing is deterministic unless the case names rnd; verification is done twice."""

from __future__ import annotations

from ..crypto import ml_dsa
from . import ml_dsa_accumulated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Family, Outputs


def _family(name: str) -> Family:
    def sign(private: bytes, message: bytes, context: bytes = b"", rnd: bytes = b"") -> Outputs:
        key = ml_dsa.prepare_private(name, private)
        # An empty one is 32 zeros: FIPS 204 algorithm 2, deterministic.
        signature = key.sign(message, context=context, extra_entropy=rnd)
        return {"signature": signature, "public": key.public}

    def verify(public: bytes, message: bytes, signature: bytes, context: bytes = b"") -> bool:
        key = ml_dsa.prepare_public(name, public)
        if key.verify(message, signature, context=context):
            # The second time with what the first has kept.
            return key.verify(message, signature, context=context)
        return False

    def key_pair(seed: bytes) -> Outputs:
        return {"public": ml_dsa.public_key(name, seed), "private": ml_dsa.expanded(name, seed)}

    def sample(seed: bytes) -> tuple[bytes, bytes] | None:
        key = ml_dsa.prepare_private(name, seed)
        signature = key.sign(b"", extra_entropy=b"")
        return (key.public, signature) if ml_dsa.verify(name, key.public, b"", signature) else None

    def accumulate(count: int) -> Outputs:
        return {"digest": ml_dsa_accumulated.digest(count, sample)}

    return {"key_pair": key_pair, "sign": sign, "verify": verify, "accumulate": accumulate}


FAMILIES: dict[str, Family] = {name: _family(name) for name in ml_dsa.NAMES}

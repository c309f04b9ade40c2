"""Runners of ML-DSA through the plain package; a private key is a seed or its expanded form."""

from __future__ import annotations

from ..plain import plain_ml_dsa
from . import ml_dsa_accumulated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Family, Outputs


def _ml_dsa(name: str) -> Family:
    def sign(private: bytes, message: bytes, context: bytes = b"", rnd: bytes = b"") -> Outputs:
        if len(private) > 64:  # a seed has 32 bytes, an expanded key 2560 and more (FIPS 204 table 2)
            rho, _, _, s, _ = plain_ml_dsa.opened(name, private)
            length = plain_ml_dsa.PARAMETERS[name][5]
            public, expanded = plain_ml_dsa.public_part(name, rho, s[:length], s[length:])[0], private
        else:
            public, expanded = plain_ml_dsa.key_gen(name, private)
        framed = plain_ml_dsa.framed(message, context)
        return {
            # FIPS 204 algorithm 2: zeros, deterministic.
            "signature": plain_ml_dsa.sign(name, expanded, framed, rnd or bytes(32)),
            "public": public,
        }

    def verify(public: bytes, message: bytes, signature: bytes, context: bytes = b"") -> bool:
        return plain_ml_dsa.verify(name, public, plain_ml_dsa.framed(message, context), signature)

    def key_pair(seed: bytes) -> Outputs:
        public, private = plain_ml_dsa.key_gen(name, seed)
        return {"public": public, "private": private}

    def sample(seed: bytes) -> tuple[bytes, bytes] | None:
        public, private = plain_ml_dsa.key_gen(name, seed)
        framed = plain_ml_dsa.framed(b"", b"")
        signature = plain_ml_dsa.sign(name, private, framed, bytes(32))
        return (public, signature) if plain_ml_dsa.verify(name, public, framed, signature) else None

    def accumulate(count: int) -> Outputs:
        return {"digest": ml_dsa_accumulated.digest(count, sample)}

    return {"key_pair": key_pair, "sign": sign, "verify": verify, "accumulate": accumulate}


FAMILIES: dict[str, Family] = {name: _ml_dsa(name) for name in plain_ml_dsa.PARAMETERS}

"""CCTV's accumulated test of ML-DSA: many keys and signatures, and one hash of them all.

s, a = SHAKE128(), SHAKE128()
N times: seed = read(s, 32); write(a, public key); write(a, deterministic signature of nothing)
the result is read(a, 32)
"""

from __future__ import annotations

from ..crypto.shake import shake128
from ..encoding.checks import integer
from ..exceptions.base import JamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    # From a seed: the public key and its signature of the empty message in the empty context, None if it
    # does not verify.
    Sample = Callable[[bytes], "tuple[bytes, bytes] | None"]

MOST = 10_000  # a quarter of an hour; CCTV's next count is 60 000 000
_SEED = 32


def digest(count: int, sample: Sample) -> bytes:
    """Return the hash of `count` keys and signatures.

    Raises:
        JamCryptoError: count is no number from 1 to MOST.
        JamValidationError: a signature does not verify.
    """
    seeds = shake128(b"", _SEED * integer(count, "count", 1, MOST))  # at once: one stream gives all
    parts: list[bytes] = []
    for at in range(0, len(seeds), _SEED):
        made = sample(seeds[at : at + _SEED])
        if made is None:
            raise JamValidationError(f"signature {at // _SEED} does not verify")
        parts += made
    return shake128(b"".join(parts), 32)

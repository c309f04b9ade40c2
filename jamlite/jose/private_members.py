"""Private keys that a stranger may have written: what it costs to read them is told before they are read.

To find the factors of an RSA modulus, or the public half of an ML-DSA key, takes 0.02 s to a second.
"""

from __future__ import annotations

from ..exceptions.jose import JamJWKValidationError
from . import limits

_MEMBERS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"))


def is_private(members: object) -> bool:
    """Tell whether the members of a JWK, unread, are those of a private or symmetric key."""
    return isinstance(members, dict) and not _MEMBERS.isdisjoint(members)


def add_private_work(work: float, entry: object) -> float:
    """Return `work` and what it costs to read an entry of a set if that is a private key.

    Raises:
        JamJWKValidationError: together more than `limits.MAX_PRIVATE_WORK`.
    """
    if not isinstance(entry, dict) or not ("d" in entry or "priv" in entry):
        return work
    n = entry.get("n")
    if entry.get("kty") == "AKP":
        cost = 400.0
    elif not isinstance(n, str) or not {"p", "q"}.isdisjoint(entry):
        cost = 16.0
    else:  # the factors are to be found; 342 characters are 2048 bits, 2731 are 16384
        cost = 400 * float(len(n[:3000]) / 342) ** 3
    if work + cost > limits.MAX_PRIVATE_WORK:
        raise JamJWKValidationError("the private keys before it in the set are costly enough")
    return work + cost

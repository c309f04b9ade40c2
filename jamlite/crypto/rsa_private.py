"""RSA private keys and RSADP (RFC 8017 sections 3.2 and 5.1.2), behind the gate.

plain/plain_rsa.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import integer
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from ._rsa_private import PrivateKey, complete, factor, private, rsadp
from ._rsa_public import MAXIMUM_BITS, MINIMUM_BITS, check_members, check_public
from .gate import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

__all__ = ["PrivateKey", "generate", "private_key", "raw_decrypt"]

MOST_FACTORED = 6144  # bits of n: 0.5 s for one base


def private_key(
    n: int,
    e: int,
    d: int,
    p: int | None = None,
    q: int | None = None,
    dp: int | None = None,
    dq: int | None = None,
    qi: int | None = None,
    *,
    minimum_bits: int = MINIMUM_BITS,
) -> PrivateKey:
    """Return the private key, checked and completed.

    n is factored with the help of d if p and q are missing, which costs about two signatures. All
    members must agree. That p and q are prime is not proved; a key where they are not fails the check
    of its first result.

    Args:
        n, e, minimum_bits: as in `rsa.public_key`.
        d: the private exponent, 1 < d < n.
        p, q: the prime factors of n, in either order; None to have them computed, up to 6144 bits.
        dp, dq, qi: d mod p-1, d mod q-1, q^-1 mod p; None to have them computed.

    Raises:
        JamInvalidKeyError: a member is not acceptable or does not agree with the others.
        JamCryptoError: minimum_bits out of range.
    """
    require("RSA-private")
    check_public(n, e, integer(minimum_bits, "minimum_bits", 512, MAXIMUM_BITS))
    optional = {"p": p, "q": q, "dp": dp, "dq": dq, "qi": qi}
    members = {"d": d, **{name: member for name, member in optional.items() if member is not None}}
    check_members(**members)
    if max(members.values()) >= n:  # RFC 8017 section 3.2, for d; it bounds the work for the others
        raise JamInvalidKeyError("a private member of the RSA key is not below n")
    if p is None and q is None and n.bit_length() > MOST_FACTORED:
        raise JamInvalidKeyError(f"an RSA private key of more than {MOST_FACTORED} bits needs its p and q")
    if p is None:
        p = factor(n, e, d) if q is None else n // q
    key = complete(n, e, d, p, n // p if q is None else q)
    given = ((dp, key.dp), (dq, key.dq), (qi, key.qi))
    if any(member is not None and member != computed for member, computed in given):
        raise JamInvalidKeyError("the RSA key's dp, dq or qi does not agree with d, p and q")
    return key


def generate(
    bits: int = 2048, e: int = 65537, *, progress: Callable[[int], object] | None = None
) -> PrivateKey:
    """Return a new private key; arguments and errors as in `rsa_generate.generate`."""
    with part("RSA key generation"):
        from . import rsa_generate
    require("RSA-keygen")
    return rsa_generate.generate(bits, e, progress=progress)


def raw_decrypt(key: PrivateKey, number: int) -> int:
    """Return number^d mod n (RSADP, RSASP1): no padding, for building schemes only.

    Raises:
        JamCryptoError: number is not an int in [0, n), or key not a PrivateKey.
        JamInvalidKeyError: the result did not pass its check.
    """
    require("RSA-private")
    key = private(key)
    return rsadp(key, integer(number, "the number", 0, key.n - 1))

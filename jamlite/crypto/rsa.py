"""RSA public keys and RSAEP (RFC 8017 sections 3.1 and 5.1.1).

The names for private keys are here, too. They stand in `rsa_private`, which a copy that only verifies may
lack.
"""

from __future__ import annotations

from ..encoding.checks import integer
from ..optional import part
from ._rsa_public import MAXIMUM_BITS, MINIMUM_BITS, PublicKey, check_public, public, rsaep
from .gate import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .rsa_private import PrivateKey, generate, private_key, raw_decrypt

__all__ = [
    "MAXIMUM_BITS",
    "MINIMUM_BITS",
    "PrivateKey",
    "PublicKey",
    "generate",
    "private_key",
    "public_key",
    "raw_decrypt",
    "raw_encrypt",
]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        """Find once what a copy may be without: private keys."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        with part("RSA private keys"):
            from . import rsa_private
        found = getattr(rsa_private, name)
        globals()[name] = found
        return found


def public_key(n: int, e: int, *, minimum_bits: int = MINIMUM_BITS) -> PublicKey:
    """Return the public key (n, e), checked.

    Args:
        n: the modulus, odd, minimum_bits to 16384 bits, not of the ROCA shape.
        e: the exponent, odd, 3 <= e < 2^256.
        minimum_bits: 512 to 16384; less than 2048 only to read what was made long ago.

    Raises:
        JamInvalidKeyError: n or e is not acceptable.
        JamCryptoError: minimum_bits out of range.
    """
    require("RSA")
    check_public(n, e, integer(minimum_bits, "minimum_bits", 512, MAXIMUM_BITS))
    return PublicKey(n, e)


def raw_encrypt(key: PublicKey, number: int) -> int:
    """Return number^e mod n (RSAEP, RSAVP1): no padding, for building schemes only.

    Raises:
        JamCryptoError: number is not an int in [0, n), or key not a PublicKey.
    """
    require("RSA")
    key = public(key)
    return rsaep(key, integer(number, "the number", 0, key.n - 1))

"""For tests and vectors only: hand in what encryption otherwise draws at random.

A JWE made with these values is not secure: a content key, an IV or an ephemeral key that is known or
serves twice gives the plaintext away. No other module of jamlite makes a `FixedValues`, and it is not
reached from `jamlite.jose`; whoever wants one imports this module by its name:

    from jamlite.jose.jwe_fixed import FixedValues
    jwe.encrypt(plaintext, key, header, _fixed=FixedValues(cek=..., iv=...))
"""

from __future__ import annotations

from ..exceptions.base import JamTypeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class FixedValues:
    """What to use instead of random values; None draws one.

    Args:
        cek: content encryption key.
        iv: initialization vector of the content.
        ephemeral: private JWK dict of the sender's key (ECDH-ES).
        salt: p2s (PBES2).
        wrapping_iv: the IV that encrypts the key (A*GCMKW).
        rsa_seed: seed of OAEP, or padding of RSA1_5.
        compressed: the DEFLATE form of the plaintext; compressors differ in theirs.
    """

    __slots__ = ("cek", "compressed", "ephemeral", "iv", "rsa_seed", "salt", "wrapping_iv")

    def __init__(
        self,
        *,
        cek: bytes | None = None,
        iv: bytes | None = None,
        ephemeral: dict[str, Any] | None = None,
        salt: bytes | None = None,
        wrapping_iv: bytes | None = None,
        rsa_seed: bytes | None = None,
        compressed: bytes | None = None,
    ) -> None:
        for value in (cek, iv, salt, wrapping_iv, rsa_seed, compressed):
            if not isinstance(value, (bytes, type(None))):
                raise JamTypeError(f"a fixed value must be bytes, got {type(value).__name__}")
        if not isinstance(ephemeral, (dict, type(None))):
            raise JamTypeError("the ephemeral key must be a private JWK dict")
        self.cek = cek
        self.iv = iv
        self.ephemeral = ephemeral
        self.salt = salt
        self.wrapping_iv = wrapping_iv
        self.rsa_seed = rsa_seed
        self.compressed = compressed

    def __repr__(self) -> str:
        return "<FixedValues>"


def check_fixed(fixed: Any) -> FixedValues:
    """Return `fixed` if it is a FixedValues, which only an explicit import of this module gives."""
    if not isinstance(fixed, FixedValues):
        raise JamTypeError(f"_fixed must be a FixedValues, got {type(fixed).__name__}")
    return fixed

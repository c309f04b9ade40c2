"""JSON Web Token (RFC 7519): `encode` and `decode` for signed, `encrypt` and `decrypt` for encrypted ones."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.jose import JamJWSVerificationError
from ..optional import alias, part
from .jwt_claims import ANY
from .jwt_signed import decode, decode_complete, unverified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .jwt_encrypted import decrypt, encrypt
    from .signing import encode

__all__ = [
    "ANY",
    "JamConfigurationError",
    "JamJWSVerificationError",
    "decode",
    "decode_complete",
    "decrypt",
    "encode",
    "encrypt",
    "unverified",
]


_alias = alias(__name__)  # names that have moved; see `optional.alias`


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        """Find once what a copy may be without: signing, and encrypted tokens."""
        if name == "encode":
            with part("signing"):
                from .signing import encode as found
        elif name == "encrypt":
            with part("JWE"):
                from .jwt_encrypted import encrypt as found  # type: ignore[assignment]
        elif name == "decrypt":
            with part("JWE"):
                from .jwt_encrypted import decrypt as found  # type: ignore[assignment]
        else:
            return _alias(name)
        globals()[name] = found
        return found

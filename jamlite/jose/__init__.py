"""JOSE: JWS, JWE, JWK and JWT (RFC 7515 to 7519, 7797, 8037).

May import: encoding, crypto, keys. Touches: nothing; the time is handed in or
comes from the clock. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

from ..optional import alias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import jwe, jws, jwt
    from .jwk import JWK
    from .jwk_set import JWKSet

_WHERE = {"JWK": "jwk", "JWKSet": "jwk_set"}
_alias = alias(__name__)
_MODULES = ("header", "jwa", "jwe", "jwk", "jwk_set", "jws", "jwt", "jwt_claims", "limits")

__all__ = ["JWK", "JWKSet", "jwe", "jws", "jwt"]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _WHERE:
        value: object = getattr(import_module(f".{_WHERE[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    return _alias(name)

"""JOSE: JWS, JWK and JWT (RFC 7515, 7517, 7518, 7519, 7797).

May import: exceptions, encoding, crypto, keys, clock. Touches: nothing; the time is handed in or
comes from the clock. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import jws, jwt
    from .instances import JWS, JWT, create_instance, create_jws_instance, create_jwt_instance
    from .jwk import JWK
    from .jwk_set import JWKSet

_WHERE = {
    "JWK": "jwk",
    "JWKSet": "jwk_set",
    "JWS": "instances",
    "JWT": "instances",
    "create_instance": "instances",
    "create_jws_instance": "instances",
    "create_jwt_instance": "instances",
}
_MODULES = ("header", "jwa", "jwk", "jwk_set", "jws", "jwt", "jwt_claims", "limits")

__all__ = [
    "JWK",
    "JWS",
    "JWT",
    "JWKSet",
    "create_instance",
    "create_jws_instance",
    "create_jwt_instance",
    "jws",
    "jwt",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _WHERE:
        value: object = getattr(import_module(f".{_WHERE[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""JOSE: JWS, JWE, JWK and JWT (RFC 7515 to 7519, 7797, 8037).

May import: exceptions, encoding, crypto, keys, clock. Touches: nothing; the time is handed in or
comes from the clock. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import jwe, jws, jwt
    from .instances import JWT, BaseJWT, create_instance, create_jwt_instance
    from .jwe_instance import JWE, create_jwe_instance
    from .jwk import JWK
    from .jwk_set import JWKSet
    from .jwk_types import JWKEC, JWKRSA, JWKOct
    from .jws_instance import JWS, create_jws_instance

_WHERE = {
    "JWE": "jwe_instance",
    "JWK": "jwk",
    "JWKSet": "jwk_set",
    "JWS": "jws_instance",
    "JWT": "instances",
    "BaseJWT": "instances",
    "JWKEC": "jwk_types",
    "JWKOct": "jwk_types",
    "JWKRSA": "jwk_types",
    "create_instance": "instances",
    "create_jwe_instance": "jwe_instance",
    "create_jws_instance": "jws_instance",
    "create_jwt_instance": "instances",
}
_MODULES = ("header", "jwa", "jwe", "jwk", "jwk_set", "jws", "jwt", "jwt_claims", "limits", "lists")

__all__ = [
    "JWE",
    "JWK",
    "JWKEC",
    "JWKRSA",
    "JWS",
    "JWT",
    "BaseJWT",
    "JWKOct",
    "JWKSet",
    "create_instance",
    "create_jwe_instance",
    "create_jws_instance",
    "create_jwt_instance",
    "jwe",
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

# The names of this package for type checkers. Those of Jam are served by jam/aliases.py at run time.

from ..jam.jwe_module import (
    JWE,
    create_jwe_instance,
)
from ..jam.jwk_types import (
    JWKEC,
    JWKRSA,
    JWKOct,
)
from ..jam.jws_module import (
    JWS,
    create_jws_instance,
)
from ..jam.jwt_module import (
    JWT,
    BaseJWT,
    create_instance,
    create_jwt_instance,
)
from . import (
    jwe,
    jws,
    jwt,
    jwt_claims,
    limits,
    lists,
)
from .jwk import (
    JWK,
)
from .jwk_set import (
    JWKSet,
)

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
    "jwt_claims",
    "limits",
    "lists",
]

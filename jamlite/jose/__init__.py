"""JOSE: JWS, JWE, JWK and JWT (RFC 7515 to 7519, 7797, 8037).

May import: encoding, crypto, keys. Touches: nothing; the time is handed in or
comes from the clock. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

import sys

from ..optional import alias, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import jwe, jws, jwt, sd_jwt, status_list
    from .jwk import JWK
    from .jwk_set import JWKSet

_alias = alias(__name__)  # names that have moved; see `optional.alias`

__all__ = ["JWK", "JWKSet", "jwe", "jws", "jwt", "sd_jwt", "status_list"]


def __getattr__(name: str) -> object:
    if name == "JWK":
        from .jwk import JWK as value
    elif name == "JWKSet":
        with part("JWK Sets"):
            from .jwk_set import JWKSet as value  # type: ignore[assignment]
    elif name in _LOADERS:
        return sys.modules[_LOADERS[name]()]
    else:
        return _alias(name)
    globals()[name] = value
    return value


# The files that are offered as modules. `from . import jws` would ask `__getattr__` again, without end.


def _jwe() -> str:
    with part("JWE"):
        from .jwe import __name__ as module
    return module


def _jws() -> str:
    from .jws import __name__ as module

    return module


def _jwt() -> str:
    from .jwt import __name__ as module

    return module


def _jwt_claims() -> str:
    from .jwt_claims import __name__ as module

    return module


def _limits() -> str:
    from .limits import __name__ as module

    return module


def _sd_jwt() -> str:
    with part("SD-JWT"):
        from .sd_jwt import __name__ as module
    return module


def _status_list() -> str:
    with part("status lists"):
        from .status_list import __name__ as module
    return module


_LOADERS = {
    "jwe": _jwe,
    "jws": _jws,
    "jwt": _jwt,
    "jwt_claims": _jwt_claims,
    "limits": _limits,
    "sd_jwt": _sd_jwt,
    "status_list": _status_list,
}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

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
_OWN = __all__
del __all__  # `__getattr__` gives it, with the names that have moved


def __getattr__(name: str) -> object:
    if name == "JWK":
        with part("jwk"):
            from .jwk import JWK as value
    elif name == "JWKSet":
        with part("JWK Sets"):
            from .jwk_set import JWKSet as value  # type: ignore[assignment]
    elif name == "__all__":
        value = _all()  # type: ignore[assignment]
    else:
        return _module(name)
    globals()[name] = value
    return value


def _all() -> list[str]:
    """Return the names for a star: ours, and those of `alias` where they can be had."""
    try:
        return sorted({*_OWN, *_alias("__all__")})
    except AttributeError:
        return list(_OWN)


def _module(name: str) -> object:
    """Load a file that is offered as a module: `from . import jws` would ask `__getattr__` without end."""
    if name == "jwe":
        with part("JWE"):
            from .jwe import __name__ as found
    elif name == "jws":
        from .jws import __name__ as found
    elif name == "jwt":
        from .jwt import __name__ as found
    elif name == "jwt_claims":
        from .jwt_claims import __name__ as found
    elif name == "limits":
        from .limits import __name__ as found
    elif name == "sd_jwt":
        with part("SD-JWT"):
            from .sd_jwt import __name__ as found
    elif name == "status_list":
        with part("status lists"):
            from .status_list import __name__ as found
    else:
        return _alias(name)
    return sys.modules[found]


def __dir__() -> list[str]:
    return sorted({*globals(), *_OWN})

"""PASETO versions 1 to 4, and PASERK.

May import: encoding, crypto, keys. Touches: nothing; the time is handed in or
comes from the clock. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

from sys import modules

from ..optional import alias, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import claims, paserk, v1, v2, v3, v4
    from .key import LocalKey, PublicKey, SecretKey
    from .token import unverified

_KEYS = ("LocalKey", "PublicKey", "SecretKey")
_alias = alias(__name__)

__all__ = ["LocalKey", "PublicKey", "SecretKey", "claims", "paserk", "unverified", "v1", "v2", "v3", "v4"]


def __getattr__(name: str) -> object:
    if name in _KEYS:
        from .key import LocalKey, PublicKey, SecretKey

        globals().update(LocalKey=LocalKey, PublicKey=PublicKey, SecretKey=SecretKey)
        return globals()[name]
    if name == "v1":
        with part("PASETO v1"):
            from .v1 import __spec__ as file
    elif name == "v2":
        with part("PASETO v2"):
            from .v2 import __spec__ as file
    elif name == "v3":
        with part("PASETO v3"):
            from .v3 import __spec__ as file
    elif name == "v4":
        with part("PASETO v4"):
            from .v4 import __spec__ as file
    elif name == "claims":
        with part("PASETO claims"):
            from .claims import __spec__ as file
    elif name == "paserk":
        with part("PASERK"):
            from .paserk import __spec__ as file
    elif name == "unverified":
        from .token import unverified

        globals()[name] = unverified
        return unverified
    elif name == "key":
        from .key import __spec__ as file
    elif name == "key_reading":
        with part("key texts"):
            from .key_reading import __spec__ as file
    elif name == "token":
        from .token import __spec__ as file
    else:
        return _alias(name)
    # `from . import v4` would ask this function for v4 once more, and so on.
    return modules[file.name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

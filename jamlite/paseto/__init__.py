"""PASETO versions 1 to 4, and PASERK.

May import: encoding, crypto, keys. Touches: nothing; the time is handed in or
comes from the clock. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

from ..optional import alias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import claims, v1, v2, v3, v4
    from .key import LocalKey, PublicKey, SecretKey

_WHERE = {"LocalKey": "key", "PublicKey": "key", "SecretKey": "key"}
_alias = alias(__name__)
_MODULES = ("claims", "key", "key_input", "limits", "pae", "paserk", "token", "v1", "v2", "v3", "v4")

__all__ = ["LocalKey", "PublicKey", "SecretKey", "claims", "v1", "v2", "v3", "v4"]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _WHERE:
        value: object = getattr(import_module(f".{_WHERE[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    return _alias(name)

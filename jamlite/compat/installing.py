"""Puts the drop-ins under the names of the originals, so that other people's libraries run on them.

An original that can be imported stays, unless it is forced aside; `uninstall` brings everything back.
"""

from __future__ import annotations

import sys
from types import ModuleType

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Dict, Optional

    Modules = Dict[str, ModuleType]

# What stood under each name before; None where nothing did.
_before: dict[str, Optional[ModuleType]] = {}
_installed: dict[str, list[str]] = {}


def install(*names: str, force: bool = False) -> list[str]:
    """Make drop-ins importable under the names of the originals, for the whole process.

    Args:
        names: "jwt", "jose", "pyotp", "fernet" (also "cryptography.fernet"); none means all.
        force: also where the original can be imported. What holds parts of it already keeps them.

    Returns:
        The names that were installed now; those whose original is there are left out.

    Raises:
        JamConfigurationError: no such drop-in.
    """
    wanted = [_checked(name) for name in names or DROP_INS]
    done = []
    for name in wanted:
        top = _TOPS.get(name, name)
        if name in _installed or (not force and _is_there(name)):
            continue
        # Before sys.modules changes: a drop-in that cannot be imported leaves the original in place.
        modules = DROP_INS[name]()
        # Submodules too: `import jwt.exceptions` would otherwise find those of the original.
        for path in [path for path in sys.modules if path == top or path.startswith(f"{top}.")]:
            # setdefault: what stood there first comes back, not a drop-in.
            _before.setdefault(path, sys.modules.pop(path))
        for path, module in modules.items():
            _before.setdefault(path, None)
            sys.modules[path] = module
        _installed[name] = list(modules)
        done.append(name)
    return done


def uninstall(*names: str) -> list[str]:
    """Take drop-ins away again, and put back what they displaced; no names mean all of them.

    Returns:
        The names that were taken away.
    """
    done = []
    for name in [_checked(name) for name in names or DROP_INS]:
        if name not in _installed:
            continue
        for path in _installed.pop(name):
            sys.modules.pop(path, None)
        top = _TOPS.get(name, name)
        # A list: the loop pops.
        for path in [path for path in _before if path == top or path.startswith(f"{top}.")]:
            module = _before.pop(path)
            if module is not None:
                sys.modules[path] = module
        done.append(name)
    return done


def _checked(name: str) -> str:
    if name == "cryptography.fernet":
        return "fernet"
    if not isinstance(name, str) or name not in DROP_INS:
        shown = repr(name[:64]) if isinstance(name, str) else type(name).__name__
        raise JamConfigurationError(f"there is no drop-in {shown}; there are {', '.join(DROP_INS)}")
    return name


def _is_there(name: str) -> bool:
    """Tell whether the original can be imported; a broken one cannot."""
    try:
        _ORIGINALS[name]()  # a real import: find_spec would also find a package whose own imports fail
    except ImportError:
        return False
    return True


def _original_jwt() -> None:
    import jwt  # noqa: F401


def _original_jose() -> None:
    import jose  # type: ignore[import-untyped]  # noqa: F401


def _original_pyotp() -> None:
    import pyotp  # noqa: F401


def _original_fernet() -> None:
    import cryptography.fernet  # noqa: F401


def _jwt() -> Modules:
    from . import jwt
    from .jwt import (
        algorithms,
        api_jwk,
        api_jws,
        api_jwt,
        exceptions,
        help,
        jwk_set_cache,
        jwks_client,
        types,
        utils,
        warnings,
    )

    parts = (algorithms, api_jwk, api_jws, api_jwt, exceptions, help, jwk_set_cache, jwks_client)
    return _named("jwt", jwt, (*parts, types, utils, warnings))


def _jose() -> Modules:
    from . import jose
    from .jose import backends, constants, exceptions, jwe, jwk, jws, jwt, utils

    # Programs import jose.backends.base.Key and jose.backends.cryptography_backend; one file holds them all.
    backends.base = backends.native = backends.cryptography_backend = backends  # type: ignore[attr-defined]
    inner = {f"jose.backends.{name}": backends for name in ("base", "native", "cryptography_backend")}
    return {**_named("jose", jose, (backends, constants, exceptions, jwe, jwk, jws, jwt, utils)), **inner}


def _pyotp() -> Modules:
    from . import pyotp

    # One module under each path: `from pyotp.totp import TOTP` finds its name in it.
    paths = ("", ".otp", ".hotp", ".totp", ".utils", ".exceptions", ".compat", ".contrib", ".contrib.steam")
    return {f"pyotp{path}": pyotp for path in paths}


def _fernet() -> Modules:
    from . import fernet

    package = ModuleType("cryptography", "Holds jamlite's Fernet; nothing else of cryptography is here.")
    # Makes it a package: `import cryptography.x509` then says that there is no such module.
    package.__path__ = []
    package.fernet = fernet  # type: ignore[attr-defined]
    return {"cryptography": package, "cryptography.fernet": fernet}


def _named(top: str, package: ModuleType, parts: tuple[ModuleType, ...]) -> Modules:
    return {top: package, **{f"{top}.{part.__name__.rpartition('.')[2]}": part for part in parts}}


DROP_INS: dict[str, Callable[[], Modules]] = {"jwt": _jwt, "jose": _jose, "pyotp": _pyotp, "fernet": _fernet}
_ORIGINALS = {
    "jwt": _original_jwt,
    "jose": _original_jose,
    "pyotp": _original_pyotp,
    "fernet": _original_fernet,
}
_TOPS = {"fernet": "cryptography"}  # the package an original stands in, where its name is another

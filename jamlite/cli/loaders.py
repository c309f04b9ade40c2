"""The file of each command, by statements: a command is loaded when it is asked for."""

from __future__ import annotations

from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Callable


def _conformance() -> ModuleType:
    with part("the command conformance"):
        from . import conformance_command
    return conformance_command


def _selftest() -> ModuleType:
    with part("the command selftest"):
        from . import selftest_command
    return selftest_command


def _jwt() -> ModuleType:
    with part("the command jwt"):
        from . import jwt_command
    return jwt_command


def _jws() -> ModuleType:
    with part("the command jws"):
        from . import jws_command
    return jws_command


def _jwe() -> ModuleType:
    with part("the command jwe"):
        from . import jwe_command
    return jwe_command


def _jwk() -> ModuleType:
    with part("the command jwk"):
        from . import jwk_command
    return jwk_command


def _keychain() -> ModuleType:
    with part("the command keychain"):
        from . import keychain_command
    return keychain_command


def _paseto() -> ModuleType:
    with part("the command paseto"):
        from . import paseto_command
    return paseto_command


def _paserk() -> ModuleType:
    with part("the command paserk"):
        from . import paserk_command
    return paserk_command


def _otp() -> ModuleType:
    with part("the command otp"):
        from . import otp_command
    return otp_command


def _password() -> ModuleType:
    with part("the command password"):
        from . import password_command
    return password_command


def _keys() -> ModuleType:
    with part("the command keys"):
        from . import keys_command
    return keys_command


def _sessions() -> ModuleType:
    with part("the command sessions"):
        from . import sessions_command
    return sessions_command


def _inspect() -> ModuleType:
    with part("the command inspect"):
        from . import inspect_command
    return inspect_command


def _explain() -> ModuleType:
    with part("the command explain"):
        from . import explain_command
    return explain_command


def _page() -> ModuleType:
    with part("the command page"):
        from . import page_command
    return page_command


def _completion() -> ModuleType:
    with part("the command completion"):
        from . import completion_command
    return completion_command


def _vendor() -> ModuleType:
    with part("the command vendor"):
        from . import vendor_command
    return vendor_command


def _bench() -> ModuleType:
    with part("the command bench"):
        from . import bench_command
    return bench_command


def _version() -> ModuleType:
    with part("the command version"):
        from . import version_command
    return version_command


LOADERS: dict[str, Callable[[], ModuleType]] = {
    "conformance": _conformance,
    "selftest": _selftest,
    "jwt": _jwt,
    "jws": _jws,
    "jwe": _jwe,
    "jwk": _jwk,
    "keychain": _keychain,
    "paseto": _paseto,
    "paserk": _paserk,
    "otp": _otp,
    "password": _password,
    "keys": _keys,
    "sessions": _sessions,
    "inspect": _inspect,
    "explain": _explain,
    "page": _page,
    "completion": _completion,
    "vendor": _vendor,
    "bench": _bench,
    "version": _version,
}

"""The facade behind an adapter that is given one section of a configuration, as Jam's adapters are."""

from __future__ import annotations

import sys

from ..driver import awaited, is_asynchronous
from ..exceptions.base import JamConfigurationError
from ..jam.base_jam import ConfiguredJam
from ..jam.config_files import load_config
from ..jam.facade import Jam
from .authenticator import Authenticator, CredentialSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike
    from typing import Any, Mapping

    from ..encoding.json_types import JsonObject
    from .http_request import Request

    Config = str | PathLike[str] | JsonObject | None

# What the section of an adapter may name by reference.
SHARED = ("authz", "lists", "keychains", "logger", "log_level", "serializer")


def facade_for(
    name: str, config: Config, pointer: str, options: Mapping[str, object], maker: object = None
) -> Jam:
    """Return a facade with one module.

    Args:
        name: "jwt", "session", "paseto" or "oauth2".
        config: a configuration, which is not changed; or None.
        pointer: dotted path of the section in a file.
        options: the keys of the section itself, if there is no configuration.
        maker: makes the module of the keys of the section, in place of ours: MODULE of an adapter of Jam.

    Raises:
        JamConfigurationError: the section is missing or not usable, or both are given.
    """
    kind = Jam if maker is None else _with_module(name, maker)
    if not config:
        return kind({"jose": {"jwt": options}} if name == "jwt" else {name: options})
    if options:
        raise JamConfigurationError(f"unknown beside a configuration: {', '.join(sorted(options))}")
    # A copy, since Jam's adapters took keys out of the caller's own dict.
    loaded = load_config(config, pointer)
    if "jwt" in loaded and "jose" not in loaded:  # the old place is the documented one for adapters
        loaded["jose"] = {"jwt": loaded.pop("jwt")}
    return kind(_only(name, loaded))


class _OwnModule(Jam):
    """A facade of a module of the application's own, which may have coroutines, as those of aio.Jam have."""

    def _build(self, name: str, section: JsonObject) -> Any:
        module = ConfiguredJam._build(self, name, section)
        _lead_for(self, module)
        return module


def _with_module(name: str, maker: object) -> type[Jam]:
    # A subclass: MODULES of Jam itself counts for the whole process.
    modules = {**Jam.MODULES, **({"jose": {"jwt": maker}} if name == "jwt" else {name: maker})}
    return type("Jam", (_OwnModule,), {"MODULES": modules})


def _lead_for(jam: Jam, module: object) -> None:
    """Let a facade await its module if it has coroutines, as Jam's under Starlette and Litestar has."""
    if is_asynchronous(module):
        jam._lead = awaited  # type: ignore[assignment]
        jam.ASYNCHRONOUS = True


def _only(name: str, config: JsonObject) -> JsonObject:
    """Return a configuration that has one section, and what it may refer to."""
    picked = {key: config[key] for key in SHARED if key in config}
    # Jam's adapters say `sessions`, its facade says `session`.
    spellings = {"jwt": ("jose",), "session": ("session", "sessions")}.get(name, (name,))
    found = [key for key in spellings if key in config]
    if not found or (name == "jwt" and "jwt" not in (config["jose"] or {})):
        where = "jose.jwt" if name == "jwt" else name
        raise JamConfigurationError(
            f"the section {where} is missing in the configuration",
            error_code=f"configuration.{name}.not_configured",
            details={"section": where},
        )
    for key in found:
        picked[key] = {"jwt": config[key]["jwt"]} if name == "jwt" else config[key]
    return picked


class _WithoutScheme(CredentialSource):
    """A header that is one word: the credential, where the name of the scheme was left out."""

    __slots__ = ()

    def find(self, request: Request) -> str | None:
        found = super().find(request)
        # With a space in it the first word is a scheme, and this header is not ours.
        return None if found is not None and " " in found else found


def sources_for(
    header_name: str | None,
    cookie_name: str | None,
    bearer: bool,
    error: type[JamConfigurationError],
    *,
    cookie_first: bool = False,
    bare: bool = False,
) -> list[CredentialSource]:
    """Return the sources that Jam's arguments name; `bare` lets a Bearer header be without that word.

    Raises:
        error: neither a header nor a cookie is named.
    """
    if not header_name and not cookie_name:
        raise error(
            "header_name or cookie_name must say where the credential stands",
            details={"cookie_name": cookie_name, "header_name": header_name},
        )
    sources = []
    if header_name:
        made = CredentialSource.bearer(header_name) if bearer else CredentialSource.header(header_name)
        sources.append(made)
        if bearer and bare:
            sources.append(_WithoutScheme("header", header_name))
    if cookie_name:
        # Jam: under Starlette the cookie wins, elsewhere the header.
        sources.insert(0 if cookie_first else len(sources), CredentialSource.cookie(cookie_name))
    return sources


class _Bare:
    """What stands for a facade in a double that has nothing but `_auth`."""

    def __init__(self) -> None:
        self._modules: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in self._modules:
            raise AttributeError(name)
        return self._modules[name]


class Held:
    """What Jam's adapters share: `_auth` is the module, and tests may put another in its place.

    MODULE, if it is set, makes the module of the keys of the section: `JWTBackend.MODULE = MyJWT`.
    """

    VIA = ""
    MODULE: Any = None
    _jam: Jam
    _authenticator: Authenticator

    @property
    def _auth(self) -> Any:
        return getattr(self._jam, self.VIA)

    @_auth.setter
    def _auth(self, module: Any) -> None:
        if "_jam" not in self.__dict__:  # a double that a test has made without `__init__`
            self._jam = _Bare()  # type: ignore[assignment]
        else:
            _lead_for(self._jam, module)
        self._jam._modules[self.VIA] = _without_made_up_list(module)


def _without_made_up_list(module: Any) -> Any:
    """Return a module. A mock, which makes up each attribute it is asked for, gets `list = None`."""
    mocks = sys.modules.get("unittest.mock")  # a process without mocks does not load it for this
    if mocks is not None and isinstance(module, mocks.NonCallableMock):
        tokens = getattr(module, "list", None)
        if isinstance(tokens, mocks.NonCallableMock) and not hasattr(tokens, "__list_type__"):
            module.list = None
    return module


def foreign(module: str, error: type[JamConfigurationError]) -> Any:
    """Return a framework's module, or raise the error that names what is missing."""
    from importlib import import_module

    try:
        # By name, so that an application without this framework does not need it to be installed.
        return import_module(module)
    except ImportError as cause:
        name = module.partition(".")[0]
        raise error(f"this adapter needs the package {name}, and it is not installed") from cause

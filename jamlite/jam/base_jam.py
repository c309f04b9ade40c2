"""`BaseJam`: what both facades share: the configuration, the modules made from it, events."""

from __future__ import annotations

from ..encoding.user_objects import check_serializer
from ..exceptions.base import JamConfigurationError
from .config_files import read_config
from .dotted import logger_of, resolve
from .facade_methods import FacadeMethods
from .redacting_logger import JamLogger
from .serializers import JsonEncoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike
    from typing import Any, Callable, Sequence, TypedDict

    from ..authz.policy import Policy
    from ..driver import Steps
    from ..encoding.json_types import JsonObject, Serializer
    from ..oauth2.client import OAuth2Client
    from ..sessions.stored import StoreSessions
    from .events import BasePlugin
    from .jwe_module import JWE
    from .jws_module import JWS
    from .jwt_module import JWT
    from .macaroon_module import MacaroonModule
    from .otp_config import OTPConfig
    from .paseto_module import BasePASETO
    from .section_types import FacadeLogger, ListLike, LoggerLike, OwnKeychain, OwnList

    class FacadeOptions(TypedDict, total=False):
        logger: LoggerLike
        log_level: str
        serializer: Serializer | str
        plugins: Sequence[type[BasePlugin]]


# Section of the configuration -> what makes its module: a dotted path, called with the section's keys.
# Jam's documented way to replace a module is to assign here, nested or flat.
MODULES: JsonObject = {
    "jose": {
        "jwt": ".jose.create_jwt_instance",
        "jws": ".jose.create_jws_instance",
        "jwe": ".jose.create_jwe_instance",
    },
    "session": ".sessions.create_instance",
    "oauth2": ".oauth2.create_instance",
    "paseto": ".paseto.create_instance",
    "macaroon": ".macaroons.create_instance",  # since Jam 4; the sections above are Jam 3's
    "otp": ".otp.OTPConfig",
    "authz": ".authz.create_instance",
}


class ConfiguredJam:
    """Reads a configuration and makes the modules it names; errors are raised here, not later.

    Args:
        config: a dict, or the path of a TOML, JSON or YAML file.
        pointer: dotted path of the section in a file.
        logger: a `BaseLogger` class.
        log_level: "DEBUG", "INFO", "WARNING", "ERROR" or "CRITICAL".
        serializer: class with `dumps(value) -> bytes` and `loads(text)` for payloads and session data.
        plugins: classes that inherit from `plugins.BasePlugin`; used where JAM_ENABLE_PLUGINS=1.

    Raises:
        JamConfigurationError: anything in the configuration is not usable.
    """

    MODULES: JsonObject = MODULES

    # The names of the cookies in which `ext.login.SessionLogin` keeps session ids.
    _session_cookies: tuple[str, ...] = ()
    _callbacks: frozenset[tuple[str, str]] = frozenset()  # path and cookie of each login at a provider
    _told_of_plain_http = False  # whether the log has said that a Secure cookie does not come back

    if TYPE_CHECKING:  # each facade has its own

        @staticmethod
        def _lead(steps: Steps[Any]) -> Any: ...

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        cls.MODULES = {  # Jam's recipe assigns into this dict: a subclass must not change its base
            name: dict(maker) if isinstance(maker, dict) else maker for name, maker in cls.MODULES.items()
        }

    def __init__(
        self,
        # Jam's default, relative to the working directory.
        config: str | PathLike[str] | JsonObject = "pyproject.toml",
        pointer: str = "jam",
        *,
        logger: LoggerLike = JamLogger,
        log_level: str = "INFO",
        serializer: Serializer | str = JsonEncoder,
        plugins: Sequence[type[BasePlugin]] = (),
    ) -> None:
        # A section for each further module of the user's own.
        extra = [name for name in self.MODULES if name not in MODULES]
        settings = read_config(config, pointer, sections=extra, own=self._own_sections())
        # What is null in a file was not chosen.
        given, level, chosen = (settings.pop(name, None) for name in ("logger", "log_level", "serializer"))
        self._level = log_level if level is None else level
        self._logger: FacadeLogger = logger_of(logger if given is None else given, self._level)
        self._serializer = resolve(serializer if chosen is None else chosen)
        check_serializer(self._serializer, "dumps", "loads")
        self._modules: JsonObject = {}
        jose = settings.pop("jose", {})
        for name in ("lists", "keychains"):  # already resolved into the sections that name them
            settings.pop(name, None)
        # jose first, as in Jam: a flat MODULES["jwt"] still reads jose.jwt.
        for name, section in [*jose.items(), *settings.items()]:
            self._modules[name] = self._build(name, section)
        self._plugins: list[BasePlugin] = []
        if plugins:
            from .events import attach

            self._plugins = attach(self, plugins, self._logger)
            for plugin in self._plugins:  # after all of them are attached: `setup` may emit
                plugin.setup()

    def _own_sections(self) -> list[str]:
        """Return the paths of the sections whose module was replaced in MODULES."""
        # Jam's documents replace "jose" by a dict of one entry.
        nested = {**MODULES["jose"], **self.MODULES.get("jose", {})}
        jose = [f"jose.{name}" for name in nested if _is_own(self.MODULES.get(name) or nested[name])]
        return jose + [name for name in MODULES if name != "jose" and _is_own(self.MODULES.get(name))]

    def _build(self, name: str, section: JsonObject) -> Any:
        """Make one module of its section of the configuration."""
        maker = self.MODULES.get(name) or {**MODULES["jose"], **self.MODULES.get("jose", {})}.get(name)
        options = dict(section)
        own_module = options.pop("custom_module", None) if name != "session" else None
        if own_module and name == "paseto":  # Jam's rule: a class, whose `key` is called
            options["custom_module"] = resolve(own_module)
        else:
            maker = own_module or maker
        if maker is None:
            raise JamConfigurationError(
                f"the section {name} is unknown in this version", details={"section": name}
            )
        # Also for a module of the user's own: what it is given is a list, not its configuration.
        if options.get("list") is not None:
            options["list"] = self._list(options["list"])
        if isinstance(options.get("keychain"), dict):
            options["keychain"] = _keychain(name, options)
        if not _is_own(maker):
            if options.get("serializer") is not None:
                options["serializer"] = resolve(options["serializer"])
            if options.get("logger") is not None:
                options["logger"] = logger_of(options["logger"], self._level)
            for provider in options.get("providers", {}).values():
                if provider.get("logger") is not None:
                    provider["logger"] = logger_of(provider["logger"], self._level)
            if name not in ("otp", "authz"):
                options.setdefault("logger", self._logger)
                # Tokens and sessions are compact JSON unless a serializer was chosen on purpose.
                if self._serializer is not JsonEncoder:
                    options.setdefault("serializer", self._serializer)
            return self._maker(maker)(**options)
        # A module of the user's own gets the section's keys and nothing else.
        try:
            return resolve(maker)(**options)
        except TypeError as error:
            raise JamConfigurationError(
                f"the module of the section {name} cannot be made of its keys: {error}",
                details={"section": name},
            ) from error

    def _maker(self, path: str) -> Any:
        """Return what MODULES names with a leading dot: a maker of this package."""
        # Statements, not a table of dotted texts: freezers and the vendor command follow them.
        if path == ".jose.create_jwt_instance":
            from .jwt_module import create_jwt_instance

            return create_jwt_instance
        if path == ".jose.create_jws_instance":
            from .jws_module import create_jws_instance

            return create_jws_instance
        if path == ".jose.create_jwe_instance":
            from .jwe_module import create_jwe_instance

            return create_jwe_instance
        if path == ".sessions.create_instance":
            from ..sessions import session_kinds

            return session_kinds.create_instance
        if path == ".oauth2.create_instance":
            from . import oauth2_clients

            return oauth2_clients.create_instance
        if path == ".paseto.create_instance":
            from . import paseto_module

            return paseto_module.create_instance
        if path == ".macaroons.create_instance":
            from . import macaroon_module

            return macaroon_module.create_instance
        if path == ".otp.OTPConfig":
            from .otp_config import OTPConfig

            return OTPConfig
        if path == ".authz.create_instance":
            from ..authz import policy

            return policy.create_instance
        raise JamConfigurationError(f"{path!r} is not a maker of this package")

    def _list(self, tokens: ListLike) -> OwnList | None:
        """Return the token list of a section, made of its configuration if it is one."""
        from .config_sections import made_list

        return made_list(tokens)

    def _called(self, section: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        """Return what a method of a section's module returns; in `aio.Jam` perhaps an awaitable of it."""
        return method(*args, **kwargs)

    def _module(self, name: str) -> Any:
        """Return a configured module, or raise the error that names the missing section."""
        if name in self._modules:
            return self._modules[name]
        where = f"jose.{name}" if name in ("jwt", "jws", "jwe") else name
        raise JamConfigurationError(
            f"the section {where} is missing in the configuration",
            error_code=f"configuration.{name}.not_configured",
            details={"section": where},
        )

    @property
    def jwt(self) -> JWT:
        """The module of the section jose.jwt."""
        module: JWT = self._module("jwt")
        return module

    @property
    def jws(self) -> JWS:
        """The module of the section jose.jws."""
        module: JWS = self._module("jws")
        return module

    @property
    def jwe(self) -> JWE:
        """The module of the section jose.jwe."""
        module: JWE = self._module("jwe")
        return module

    @property
    def jose(self) -> JsonObject:
        """The configured modules among jwt, jws and jwe, by name."""
        return {name: self._modules[name] for name in ("jwt", "jws", "jwe") if name in self._modules}

    @property
    def session(self) -> StoreSessions:
        """The module of the section session; one of your own has the methods of `BaseSessionModule`."""
        module: StoreSessions = self._module("session")
        return module

    @property
    def otp(self) -> OTPConfig:
        """The settings of the section otp."""
        module: OTPConfig = self._module("otp")
        return module

    @property
    def oauth2(self) -> dict[str, OAuth2Client]:
        """The clients of the section oauth2, by provider."""
        module: dict[str, OAuth2Client] = self._module("oauth2")
        return module

    @property
    def paseto(self) -> BasePASETO:
        """The module of the section paseto."""
        module: BasePASETO = self._module("paseto")
        return module

    @property
    def macaroon(self) -> MacaroonModule:
        """The module of the section macaroon."""
        module: MacaroonModule = self._module("macaroon")
        return module

    @property
    def authz(self) -> Policy:
        """The policy of the section authz."""
        module: Policy = self._module("authz")
        return module

    def emit(self, event: str, **kwargs: object) -> JsonObject:
        """Hand an event to every plugin; return the arguments as the plugins left them."""
        if not self._plugins:
            return kwargs
        from .events import emit

        return emit(self._plugins, self._logger, event, kwargs)

    def __repr__(self) -> str:
        # Names alone: sections hold secrets.
        return f"<{type(self).__name__} {' '.join(sorted(self._modules)) or 'without modules'}>"


class BaseJam(ConfiguredJam, FacadeMethods):
    """The base of every facade: `Jam`, `aio.Jam`, and one of your own, which has to have its methods.

    Args:
        args, options: those of `ConfiguredJam`.
    """

    MODULES: JsonObject = MODULES


def _keychain(name: str, options: JsonObject) -> OwnKeychain:
    """Make the keychain of a section, for the algorithm the section is set to."""
    from ..keychain.build import build_keychain

    algorithm = options.get("alg")
    if name == "paseto":
        algorithm = f"{options.get('version')}.{options.get('purpose')}"
    elif name == "macaroon":
        from .macaroon_module import ALGORITHM

        algorithm = ALGORITHM
    return build_keychain(options["keychain"], algorithm)


def _is_own(maker: object) -> bool:
    """Tell whether a module's maker is the user's: ours are dotted paths inside this package."""
    return maker is not None and not (isinstance(maker, str) and maker.startswith("."))

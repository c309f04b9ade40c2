"""What the plugins for Litestar share; and Jam's class for plugins of an application's own."""

from __future__ import annotations

from ...exceptions.plugins import JamLitestarPluginConfigError
from ...jam.config_files import load_config
from ..configured import foreign, sources_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol, TypeVar

    from ...encoding.json_types import JsonValue
    from ..claims_user import BaseUser
    from ..configured import Config

    class _Config(Protocol):  # AppConfig
        dependencies: dict[str, Any]
        middleware: list[Any]
        route_handlers: list[Any]

    AppConfig = TypeVar("AppConfig", bound=_Config)


class BasePlugin:
    """A module that is injected under a name; and Jam's class for plugins of your own.

    A subclass of yours sets `MODULE`, which makes the module of the keys of the section `_CONFIG_KEY`;
    `_DI_KEY`, the name under which it is injected; and `MIDDLEWARE`, a class of `litestar.middleware`, if
    requests are judged. `JWTPlugin`, `SessionPlugin` and `PASETOPlugin` take `MODULE` and `MIDDLEWARE`, too.

    Args:
        config: a configuration with the section, a dict or a path; it is not changed.
        pointer: dotted path of the configuration in a file.
        cookie_name, header_name: where the credential stands; the header is looked at first.
        bearer: the header is `Bearer <token>`.
        middleware: False only injects.
        user: makes `request.user` of the claims.
        options: the keys of the section, if there is no `config`.

    Raises:
        JamLitestarPluginConfigError: `MODULE`, `_DI_KEY` or the section is missing; middleware without a
            name or a user; or there is no Litestar.
    """

    KEY = ""  # of the dependency, in the plugins of this package
    MODULE: Any = None
    MIDDLEWARE: Any = None
    _DI_KEY = ""
    _CONFIG_KEY = ""

    def __init__(
        self,
        config: Config = None,
        pointer: str = "jam",
        cookie_name: str | None = None,
        header_name: str | None = None,
        bearer: bool = False,
        middleware: bool = True,
        user: type[BaseUser] | None = None,
        **options: JsonValue,
    ) -> None:
        foreign("litestar", JamLitestarPluginConfigError)
        kind = type(self)
        if kind.MODULE is None or not self._DI_KEY:
            raise JamLitestarPluginConfigError("a plugin of your own sets MODULE and _DI_KEY")
        judging = middleware and kind.MIDDLEWARE is not None
        check_user(judging, user)
        if judging:
            sources_for(header_name, cookie_name, bearer, JamLitestarPluginConfigError)
        section: Any = load_config(config, pointer).get(self._CONFIG_KEY) if config else options
        if not isinstance(section, dict):
            raise JamLitestarPluginConfigError(
                f"the section {self._CONFIG_KEY!r}, of _CONFIG_KEY, is missing in the configuration"
            )
        self._auth: Any = kind.MODULE(**section)
        self._layer: Any = None
        if judging:
            self._layer = self._own_layer(cookie_name, header_name, bearer, user)

    def _own_layer(
        self, cookie_name: str | None, header_name: str | None, bearer: bool, user: type[BaseUser] | None
    ) -> type[Any]:
        """Return the class of MIDDLEWARE with the settings of this plugin, which no other plugin shares."""
        settings = {
            "AUTH_MODULE": self._provided(),
            "COOKIE_NAME": cookie_name,
            "HEADER_NAME": header_name,
            "BEARER": bearer,
            "USER": user,
        }
        # Jam writes into the class, so that two plugins share it.
        return type(self.MIDDLEWARE.__name__, (self.MIDDLEWARE,), settings)

    def _provided(self) -> Any:
        """Return what is injected."""
        return self._auth

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Give an application the dependency, and the middleware if there is one; Litestar calls this."""
        di = foreign("litestar.di", JamLitestarPluginConfigError)
        # Said, because Litestar warns if it is left open.
        app_config.dependencies[self.KEY or self._DI_KEY] = di.Provide(self._provided, sync_to_thread=False)
        if self._layer is not None:
            app_config.middleware.append(self._layer)
        return app_config


def check_user(middleware: bool, user: type[BaseUser] | None) -> None:
    """Refuse a plugin that judges requests and is not told what users are."""
    if middleware and user is None:
        # Jam's words.
        raise JamLitestarPluginConfigError("Middleware user cannot be None when middleware is True.")

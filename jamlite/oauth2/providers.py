"""The providers that are built in, and clients made of a configuration."""

from __future__ import annotations

from importlib import import_module

from ..exceptions.base import JamConfigurationError
from .base import BaseOAuth2Client
from .client import OAuth2Client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping


class _BuiltIn(OAuth2Client):
    """A provider whose endpoints are known; further arguments as `OAuth2Client`."""

    def __init__(
        self, client_id: str, client_secret: str | None = None, redirect_url: str = "", **options: Any
    ) -> None:
        super().__init__(client_id, client_secret, redirect_url=redirect_url, **options)


class GitHubOAuth2Client(_BuiltIn):
    """GitHub: OAuth2 without OpenID Connect; `userinfo` answers with its user record."""

    PROVIDER: Mapping[str, str] = {
        "authorization_endpoint": "https://github.com/login/oauth/authorize",
        "token_endpoint": "https://github.com/login/oauth/access_token",
        "device_authorization_endpoint": "https://github.com/login/device/code",
        "userinfo_endpoint": "https://api.github.com/user",
    }
    CLIENT_AUTH = "client_secret_post"


class GitLabOAuth2Client(_BuiltIn):
    """gitlab.com; for a GitLab of your own use `OAuth2Client(..., issuer="https://gitlab.example")`."""

    PROVIDER: Mapping[str, str] = {
        "issuer": "https://gitlab.com",
        "authorization_endpoint": "https://gitlab.com/oauth/authorize",
        "token_endpoint": "https://gitlab.com/oauth/token",
        "device_authorization_endpoint": "https://gitlab.com/oauth/authorize_device",
        "userinfo_endpoint": "https://gitlab.com/oauth/userinfo",
        "revocation_endpoint": "https://gitlab.com/oauth/revoke",
        "introspection_endpoint": "https://gitlab.com/oauth/introspect",
        "jwks_uri": "https://gitlab.com/oauth/discovery/keys",
    }
    CLIENT_AUTH = "client_secret_basic"


class GoogleOAuth2Client(_BuiltIn):
    """Google; pass access_type="offline" to `begin` for a refresh token."""

    PROVIDER: Mapping[str, str] = {
        "issuer": "https://accounts.google.com",
        "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_endpoint": "https://oauth2.googleapis.com/token",
        "device_authorization_endpoint": "https://oauth2.googleapis.com/device/code",
        "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
        "revocation_endpoint": "https://oauth2.googleapis.com/revoke",
        "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
    }
    CLIENT_AUTH = "client_secret_basic"


class YandexOAuth2Client(_BuiltIn):
    """Yandex ID: OAuth2 without OpenID Connect; `userinfo` answers with its user record."""

    PROVIDER: Mapping[str, str] = {
        "authorization_endpoint": "https://oauth.yandex.ru/authorize",
        "token_endpoint": "https://oauth.yandex.ru/token",
        "device_authorization_endpoint": "https://oauth.yandex.ru/device/code",
        "userinfo_endpoint": "https://login.yandex.ru/info?format=json",
        "revocation_endpoint": "https://oauth.yandex.ru/revoke_token",
    }
    CLIENT_AUTH = "client_secret_post"


BUILTIN_PROVIDERS: dict[str, type[OAuth2Client]] = {
    "github": GitHubOAuth2Client,
    "gitlab": GitLabOAuth2Client,
    "google": GoogleOAuth2Client,
    "yandex": YandexOAuth2Client,
}


def create_instance(
    providers: dict[str, dict[str, Any]], serializer: Any = None, logger: Any = None
) -> dict[str, BaseOAuth2Client]:
    """Return a client for each provider of a configuration, by name.

    Args:
        providers: name -> arguments of its client. A built-in name needs no URLs; any other name makes an
            `OAuth2Client`; `custom_module`, a class or its dotted path, makes something of one's own.
        serializer, logger: handed to clients of this package that have none of their own.

    Raises:
        JamConfigurationError: an argument is missing, unknown or not usable; details names the provider.
    """
    return {name: _build(name, dict(options), serializer, logger) for name, options in providers.items()}


build_clients = create_instance  # Jam 4's name


def _build(name: str, options: dict[str, Any], serializer: Any, logger: Any) -> BaseOAuth2Client:
    maker = options.pop("custom_module", None) or BUILTIN_PROVIDERS.get(name, OAuth2Client)
    if isinstance(maker, str):
        maker = _load(maker)
    if isinstance(maker, type) and issubclass(maker, OAuth2Client):
        options.setdefault("serializer", serializer)
        options.setdefault("logger", logger)
    try:
        made: BaseOAuth2Client = maker(**options)
    except JamConfigurationError as error:
        raise JamConfigurationError(
            f"oauth2.{name}: {error.message}", error_code=error.error_code, details={"provider": name}
        ) from error
    except TypeError as error:
        raise JamConfigurationError(f"oauth2.{name}: {error}", details={"provider": name}) from error
    return made


def _load(path: str) -> Any:
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise JamConfigurationError(f"{path!r} cannot be imported: {error}") from error

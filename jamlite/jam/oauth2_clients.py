"""Jam's OAuth2 classes: the abstract base, one class per known provider, clients of a configuration."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ..encoding.user_objects import takes
from ..exceptions.base import JamConfigurationError
from ..oauth2.client import OAuth2Client
from ..oauth2.known_providers import KNOWN_PROVIDERS, arguments
from .dotted import resolve
from .serializers import JsonEncoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, JsonValue, Logger, Serializer


class BaseOAuth2Client(ABC):
    """The methods the facade calls.

    Args:
        client_id: as registered with the provider.
        client_secret: the same; "" or None for a public client.
        auth_url: the authorization endpoint.
        token_url: the token endpoint.
        redirect_url: where users come back to.
        serializer: of Jam's signature; `OAuth2Client` reads every answer with the strict JSON reader.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str | None,
        auth_url: str,
        token_url: str,
        redirect_url: str,
        serializer: Serializer | None = None,
    ) -> None:
        self.client_id = client_id
        self._client_secret = client_secret
        self.auth_url = auth_url
        self.token_url = token_url
        self.redirect_url = redirect_url
        self._serializer = serializer

    @abstractmethod
    def get_authorization_url(self, scope: list[str], **extra: object) -> str:
        """Return the URL to which a user is sent."""

    @abstractmethod
    def fetch_token(self, code: str, grant_type: str = "authorization_code", **extra: object) -> JsonObject:
        """Exchange the code of a callback for tokens."""

    @abstractmethod
    def refresh_token(
        self, refresh_token: str, grant_type: str = "refresh_token", **extra: object
    ) -> JsonObject:
        """Exchange a refresh token for new tokens."""

    @abstractmethod
    def client_credentials_flow(self, scope: list[str] | None = None, **extra: object) -> JsonObject:
        """Return tokens for the application itself."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.client_id}>"


BaseOAuth2Client.register(OAuth2Client)  # which derives from nothing of Jam's


class _BuiltIn(OAuth2Client):
    """A provider whose endpoints are known; further arguments as `OAuth2Client`, and the row's parameters."""

    NAME = ""

    def __init__(
        self, client_id: str, client_secret: str | None = None, redirect_url: str = "", **options: JsonValue
    ) -> None:
        # In Jam these classes cannot be configured: their constructors lack `serializer`.
        given = arguments(self.NAME, client_id, {"client_secret": client_secret, **options})
        super().__init__(client_id, redirect_url=redirect_url, **given)


def _built_in(provider: str, class_name: str) -> type[_BuiltIn]:
    row = KNOWN_PROVIDERS[provider]
    members = {
        "__doc__": row.about,
        "__module__": __name__,  # for `repr` and `help`
        "NAME": provider,
        "PROVIDER": row.metadata,
        "CLIENT_AUTH": row.client_auth,
    }
    return type(class_name, (_BuiltIn,), members)


GitHubOAuth2Client = _built_in("github", "GitHubOAuth2Client")
GitLabOAuth2Client = _built_in("gitlab", "GitLabOAuth2Client")
GoogleOAuth2Client = _built_in("google", "GoogleOAuth2Client")
YandexOAuth2Client = _built_in("yandex", "YandexOAuth2Client")
BUILTIN_PROVIDERS: dict[str, type[OAuth2Client]] = {
    **{name: _built_in(name, f"{name.capitalize()}OAuth2Client") for name in KNOWN_PROVIDERS},
    "github": GitHubOAuth2Client,
    "gitlab": GitLabOAuth2Client,
    "google": GoogleOAuth2Client,
    "yandex": YandexOAuth2Client,
}


def create_instance(
    providers: dict[str, JsonObject], serializer: Serializer | None = None, logger: Logger | None = None
) -> dict[str, BaseOAuth2Client]:
    """Return a client for each provider of a configuration, by name.

    Args:
        providers: name -> arguments of its client. A built-in name, or `provider`, needs no URLs (see
            `oauth2.known_providers`); any other name makes an `OAuth2Client`; `custom_module`, a class or
            its dotted path, makes your own client.
        serializer, logger: of every client whose table names no other.

    Raises:
        JamConfigurationError: an argument is missing, unknown or not usable; details names the provider.
    """
    if not isinstance(providers, dict) or not all(isinstance(one, dict) for one in providers.values()):
        raise JamConfigurationError("the providers are a table of tables, by name")
    return {name: _build(name, dict(options), serializer, logger) for name, options in providers.items()}


build_clients = create_instance  # Jam 4's name


def _build(
    name: str, options: JsonObject, serializer: Serializer | None, logger: Logger | None
) -> BaseOAuth2Client:
    known = options.pop("provider", None)
    if known is not None and not (isinstance(known, str) and known in BUILTIN_PROVIDERS):
        raise JamConfigurationError(
            f"oauth2.{name}: provider must be one of {', '.join(BUILTIN_PROVIDERS)}",
            details={"provider": name},
        )
    # `known` before `name`: two clients of one provider have two names.
    maker = resolve(options.pop("custom_module", None) or BUILTIN_PROVIDERS.get(known or name, OAuth2Client))
    if isinstance(maker, type) and issubclass(maker, OAuth2Client):
        options.setdefault("serializer", serializer)
        options.setdefault("logger", logger)
        options.setdefault("client_id", "")  # refused in the words of the client
    elif takes(maker, "serializer"):  # Jam hands it over always
        options.setdefault("serializer", serializer or JsonEncoder)
    try:
        made: BaseOAuth2Client = maker(**options)
    except JamConfigurationError as error:
        raise JamConfigurationError(
            f"oauth2.{name}: {error.message}", error_code=error.error_code, details={"provider": name}
        ) from error
    except TypeError as error:
        raise JamConfigurationError(f"oauth2.{name}: {error}", details={"provider": name}) from error
    # Told now, not when the first user logs in.
    if isinstance(made, OAuth2Client) and not (options.get("metadata") or _knows_where(made)):
        from difflib import get_close_matches

        near = get_close_matches(name, BUILTIN_PROVIDERS, 1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise JamConfigurationError(
            f"oauth2.{name}: no built-in provider has this name{hint}, so it needs an issuer, "
            "or auth_url and token_url",
            details={"provider": name},
        )
    return made


def _knows_where(client: OAuth2Client) -> bool:
    """Tell whether a client has an endpoint, or an issuer that names them."""
    return bool(client.auth_url or client.token_url or client.registration.issuer)

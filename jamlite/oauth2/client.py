"""The OAuth2 and OpenID Connect client: conversations led over a transport.

Each method is one line around a conversation and `_run`, which drives it. A subclass whose `_run`
returns a coroutine is an asynchronous client with the same methods.
"""

from __future__ import annotations

from warnings import warn

from .. import clock
from ..encoding.user_objects import check_logger
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2Warning
from ..jose import JWK
from ..jose.key_like import as_key
from ..optional import alias
from . import api_calls, client_auth, device, grants, user_urls
from .bearer import scope_text
from .client_auth import Credentials
from .dpop import DPoP
from .edge import Edge
from .known_providers import arguments
from .registration import Registration
from .requests import MAX_BYTES, TIMEOUT
from .user_urls import AuthorizationURL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Mapping, TypeVar, Unpack

    from ..encoding.json_types import JSON, JsonObject, JsonValue, Logger, Scope, Serializer
    from ..jose.key_like import KeyLike
    from .api_calls import OnRefresh
    from .callback import Saved
    from .device import Device
    from .forms import Resource
    from .id_token import Expected
    from .issuers import Tenants
    from .steps import Send
    from .token_answers import Tokens

    Result = TypeVar("Result")
    Self = TypeVar("Self", bound="OAuth2Client")


class OAuth2Client(Edge):
    """A client at one provider.

    `begin` and `finish` are a whole login with state, PKCE, nonce and a validated ID token; the methods of
    Jam below them are its parts, for applications that already use those.

    Args:
        client_id: as registered with the provider.
        client_secret: the same; "" or None for a public client; or a function of the time, in seconds since
            1970, that makes one for each request.
        auth_url, token_url: the endpoints; may be left out when `issuer` is given.
        redirect_url: where users come back to.
        serializer: of Jam's signature; answers are always read by the strict JSON reader.
        issuer: the provider's issuer identifier: what is missing is then discovered, ID tokens validated.
        metadata: the provider's further endpoints and facts, with the names of RFC 8414; if it names the
            issuer it is taken as whole, and nothing is discovered.
        client_auth: "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt" or
            "none"; by default the best the provider publishes, and "client_secret_post" without an issuer.
        key: private key of private_key_jwt: JWK, JWK dict or PEM.
        auth_alg: algorithm of client_secret_jwt or private_key_jwt.
        dpop: True, or a private JWK: bind tokens to a key (RFC 9449).
        par: push authorization requests (RFC 9126); by default if the provider demands it.
        id_token_alg: algorithms registered for ID tokens, such as "HS256"; by default those with public keys.
        trusted_audiences: further audiences that may stand in ID tokens; a text is one of them.
        login: further parameters that belong into every authorization request of `begin`.
        pkce, nonce: False for a provider that refuses them in a login; the state alone then protects it, and
            a JamOAuth2Warning says so.
        tenants: which tenants may log in, where the issuer is Microsoft Entra's for many: ids, or a function
            that returns True for them; None takes every tenant that the issuer is for.
        http_loopback: allow http to the own machine (tests, development).
        http_hosts: names of hosts that may have http, such as ("keycloak",), where their address is private.
        ca_file: PEM file of the certificate authorities to trust, instead of the system's.
        timeout: seconds for a whole exchange.
        max_bytes: the longest answer accepted.
        leeway: seconds of clock difference to allow in ID tokens.
        transport: `transport(request) -> response` instead of urllib.
        logger: with a method `debug(message, *args)`; nothing secret is ever handed to it.
        now: the clock, in seconds since 1970.

    Raises:
        JamConfigurationError: an argument is not usable.
    """

    # Endpoints and facts of a built-in provider, for subclasses.
    PROVIDER: Mapping[str, JsonValue] = {}
    CLIENT_AUTH: str | None = None

    @staticmethod
    def _connections() -> type[Any] | None:
        # As in Jam, an application may put a class of its own into `HTTPSConnection` of this module.
        return globals().get("HTTPSConnection")

    def __init__(
        self,
        client_id: str,
        client_secret: str | Callable[[float], str] | None = None,
        auth_url: str = "",
        token_url: str = "",
        redirect_url: str = "",
        serializer: Serializer | None = None,
        *,
        issuer: str | None = None,
        metadata: Mapping[str, JsonValue] | None = None,
        client_auth: str | None = None,
        key: KeyLike | None = None,
        auth_alg: str | None = None,
        dpop: bool | JWK = False,
        par: bool | None = None,
        id_token_alg: str | Collection[str] | None = None,
        trusted_audiences: str | Collection[str] = (),
        login: Mapping[str, object] | None = None,
        pkce: bool = True,
        nonce: bool = True,
        tenants: Tenants = None,
        http_loopback: bool = False,
        http_hosts: str | Collection[str] = (),
        ca_file: str | None = None,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        leeway: float = 10,
        transport: Send | None = None,
        logger: Logger | None = None,
        now: Callable[[], float] = clock.now,
    ) -> None:
        if not isinstance(client_id, str) or not client_id:
            raise JamConfigurationError("client_id is missing")
        if client_secret is not None and not isinstance(client_secret, str) and not callable(client_secret):
            raise JamConfigurationError("client_secret must be text")
        check_logger(logger, "debug")
        super().__init__(
            timeout=timeout,
            max_bytes=max_bytes,
            leeway=leeway,
            http_loopback=http_loopback,
            http_hosts=http_hosts,
            ca_file=ca_file,
            transport=transport,
            logger=logger,
        )
        if par not in (None, True, False):
            raise JamConfigurationError("par must be true or false")
        for name, on in (("pkce", pkce), ("nonce", nonce)):
            if not isinstance(on, bool):
                raise JamConfigurationError(f"{name} must be true or false")
            if not on:
                warn(
                    f"{name}=False: less tells the answer to another login (RFC 9700 section 2.1.1)",
                    JamOAuth2Warning,
                    stacklevel=2,
                )
        for name, table in (("metadata", metadata), ("login", login)):
            if not (table is None or (hasattr(table, "keys") and all(isinstance(key, str) for key in table))):
                raise JamConfigurationError(f"{name} must be a table of names and values")
        known = {**self.PROVIDER, **(metadata or {})}
        issuer = issuer or known.get("issuer")
        if auth_url:
            known["authorization_endpoint"] = auth_url
        if token_url:
            known["token_endpoint"] = token_url
        self.client_id = client_id
        self.login = dict(login or {})
        self.auth_url = known.get("authorization_endpoint", "")
        self.token_url = known.get("token_endpoint", "")
        self.redirect_url = redirect_url
        self.registration = Registration(
            Credentials(client_id, client_secret, None if key is None else as_key(key), auth_alg),
            known,
            issuer=issuer,
            auth_method=client_auth or self.CLIENT_AUTH,
            redirect_uri=redirect_url,
            dpop=None if dpop is False else DPoP(None if dpop is True else dpop),
            pushed=par,
            id_token_algs=id_token_alg,
            trusted_audiences=trusted_audiences,
            tenants=tenants,
            http=self.http,
            pkce=pkce,
            nonce=nonce,
            leeway=leeway,
            now=now,
        )

    @classmethod
    def of(
        cls: type[Self],
        provider: str,
        client_id: str,
        client_secret: str | None = None,
        redirect_url: str = "",
        **options: Any,
    ) -> Self:
        """Return a client at a known provider: "github", "microsoft", "keycloak", ... (`known_providers`).

        Args:
            provider: its name.
            client_id, client_secret, redirect_url: as in the class.
            options: the provider's own parameters, such as `tenant`, `realm`, `domain`; those of the class.
        """
        given = arguments(provider, client_id, {"client_secret": client_secret, **options})
        return cls(client_id, redirect_url=redirect_url, **given)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.client_id}>"

    # --- a login ------------------------------------------------------------------------------------

    def begin(self, scope: Scope, **options: JsonValue) -> tuple[str, Saved]:
        """Begin a login.

        Args:
            scope: list of words, or text; with "openid" an ID token is asked for and validated.
            options: redirect_uri, resource, max_age, acr_values (enforced by `finish`), and any further
                parameter of the request: prompt, login_hint, access_type, ...

        Returns:
            (url, saved): the URL to send the user to, and a record of JSON values to store in the user's
            session until the callback. Take it out of the session when you hand it to `finish`.
        """
        checked = {
            name: options.pop(name, None) for name in ("redirect_uri", "resource", "max_age", "acr_values")
        }
        return self._run(grants.begin(self.registration, scope, {**self.login, **options}, **checked))

    def finish(self, parameters: object, saved: JsonObject, **extra: object) -> Tokens:
        """End a login.

        Args:
            parameters: the callback's URL or query text, or a mapping of its parameters.
            saved: the record of `begin`; its state is taken out of it, so it serves once.
            extra: further parameters of the token request.

        Returns:
            The tokens; with openid, `.claims` are the validated claims of the ID token.

        Raises:
            JamOAuth2CallbackError: the callback is not this login's.
            JamOAuth2IDTokenError: the ID token was refused.
            JamOAuth2Error: the provider refused, could not be reached, or sent something unusable.
        """
        return self._run(grants.finish(self.registration, parameters, saved, extra))

    # --- Jam's methods ------------------------------------------------------------------------------

    def get_authorization_url(self, scope: list[str], **extra: object) -> AuthorizationURL:
        """Return the URL to which a user is sent, with a fresh `state` unless one is given.

        The state of the callback must be compared with `url.state`, kept in this user's session. For PKCE
        pass `code_challenge` and `code_challenge_method` here and `code_verifier` to `fetch_token`.
        `begin` and `finish` do all of this by themselves.
        """
        return self._run(user_urls.authorization_url(self.registration, scope, extra))

    def fetch_token(self, code: str, grant_type: str = "authorization_code", **extra: object) -> Tokens:
        """Exchange the code of a callback for tokens; the ID token, if any, is not validated here."""
        form = {"grant_type": grant_type, "code": code, "redirect_uri": self.redirect_url, **extra}
        return self._run(self.registration.token(form))

    def refresh_token(
        self, refresh_token: str | JsonObject, grant_type: str = "refresh_token", **extra: JsonValue
    ) -> Tokens:
        """Exchange a refresh token, or the tokens it is one of, for new tokens; see `grants.refresh`.

        What is returned always holds a refresh token: the old one, if the provider sent no other. With
        `previous`, the claims of the first ID token, a new ID token is validated against them.
        """
        previous = extra.pop("previous", None)
        return self._run(grants.refresh(self.registration, refresh_token, extra, grant_type, previous))

    def client_credentials_flow(self, scope: list[str] | None = None, **extra: object) -> Tokens:
        """Return tokens for the application itself (RFC 6749 section 4.4)."""
        form = {
            "grant_type": "client_credentials",
            "scope": scope_text(scope),
            **user_urls.with_resources(extra),
        }
        return self._run(self.registration.token(form))

    # --- further grants -----------------------------------------------------------------------------

    def begin_device(self, scope: Scope = None, **extra: object) -> Device:
        """Begin a device login (RFC 8628): show user_code and verification_uri to the user."""
        return self._run(device.start(self.registration, scope, extra))

    def finish_device(self, started: Mapping[str, JsonValue], **extra: object) -> Tokens:
        """Wait until the user has decided; blocks for minutes."""
        return self._run(device.wait(self.registration, started, extra))

    def exchange_token(
        self,
        subject_token: str,
        subject_token_type: str = grants.ACCESS_TOKEN,
        *,
        scope: Scope = None,
        resource: Resource = None,
        **extra: object,
    ) -> Tokens:
        """Exchange one token for another (RFC 8693); extra: audience, actor_token, actor_token_type, ..."""
        return self._run(
            grants.exchange_token(
                self.registration, subject_token, subject_token_type, scope, resource, extra
            )
        )

    def jwt_bearer(self, assertion: str, scope: Scope = None, **extra: object) -> Tokens:
        """Exchange a JWT assertion for an access token (RFC 7523); `make_assertion` makes one."""
        return self._run(grants.jwt_bearer(self.registration, assertion, scope, extra))

    def make_assertion(self, key: KeyLike, subject: str, issuer: str | None = None, **claims: object) -> str:
        """Return a JWT bearer assertion about `subject`, for the provider."""
        audience = self.registration.issuer or self.registration.metadata.get("token_endpoint", "")
        return client_auth.assertion(
            key, issuer or self.client_id, subject, audience, self.registration.now(), claims=claims
        )

    # --- tokens and users ---------------------------------------------------------------------------

    def revoke(self, token: str, token_type_hint: str | None = None, **extra: object) -> None:
        """Revoke a token (RFC 7009)."""
        form = {"token": token, "token_type_hint": token_type_hint, **extra}
        return self._run(self.registration.tell("revocation_endpoint", form))

    def introspect(self, token: str, token_type_hint: str | None = None, **extra: object) -> JsonObject:
        """Ask the provider about a token (RFC 7662); only "active": true says that it is good."""
        return self._run(grants.introspect(self.registration, token, token_type_hint, extra))

    def get(
        self,
        url: str,
        tokens: object,
        *,
        headers: Mapping[str, str] | None = None,
        on_refresh: OnRefresh | None = None,
    ) -> JsonValue:
        """Call an API with GET and return the JSON value of its answer.

        Args:
            url: https; the access token goes there.
            tokens: what the client was granted, or an access token alone. If they have expired, they are
                refreshed once, in this dict.
            headers: further headers that the API asks for, such as {"Client-Id": "..."} of Twitch.
            on_refresh: called with the new tokens, to store them.

        Raises:
            JamOAuth2Error: the API refused (details["status"]), or could not be reached.
        """
        return self._run(
            api_calls.call(self.registration, "GET", url, tokens, headers=headers, on_refresh=on_refresh)
        )

    def post(
        self,
        url: str,
        tokens: object,
        *,
        data: Mapping[str, object] | None = None,
        json: JSON = None,
        headers: Mapping[str, str] | None = None,
        on_refresh: OnRefresh | None = None,
    ) -> JsonValue:
        """Call an API with POST, a form (`data`) or a JSON value (`json`); otherwise as `get`."""
        given: Any = {"data": data, "json": json, "headers": headers, "on_refresh": on_refresh}
        return self._run(api_calls.call(self.registration, "POST", url, tokens, **given))

    def userinfo(self, tokens: object, sub: str | None = None) -> JsonObject:
        """Return the claims of the user.

        Args:
            tokens: what `finish` returned (its sub is then compared), or an access token.
            sub: the sub that the answer must have.
        """
        return self._run(grants.userinfo(self.registration, tokens, sub))

    def validate_id_token(self, token: str, **expected: Unpack[Expected]) -> JsonObject:
        """Return the claims of an ID token for this client; `expected` as in `id_token.validate`."""
        return self._run(self.registration.check_id_token(token, **expected))

    def validate_logout_token(self, token: str) -> JsonObject:
        """Return the claims of a back-channel logout token (see `logout.validate`)."""
        return self._run(user_urls.check_logout_token(self.registration, token))

    def logout_url(self, **options: str | None) -> str:
        """Return the URL to which a user is sent to log out at the provider; as `logout.logout_url`."""
        return self._run(user_urls.logout_url(self.registration, options))

    def discover(self) -> JsonObject:
        """Return the provider's metadata, fetched if there is an issuer."""
        return self._run(self.registration.discover())


__getattr__ = alias(__name__)  # Jam's names in this module

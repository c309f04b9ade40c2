"""What a client and its provider have agreed on, and the requests in which they talk.

Nothing here waits: every exchange is a conversation (see `steps`).
"""

from __future__ import annotations

from .. import clock
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2ResponseError
from ..jose import JWK
from . import client_auth, discovery, forms, id_token, requests, signed, urls
from .client_auth import Credentials
from .dpop import DPoP
from .issuers import Issuer
from .jwks_client import JWKSClient
from .responses import parse_empty, parse_json
from .steps import ask
from .token_answers import TOKEN_TYPES, parse_token_answer, parse_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Mapping, Unpack

    from ..encoding.json_types import JsonObject, JsonValue
    from ..jose import JWKSet
    from .issuers import Tenants
    from .responses import Response
    from .steps import Steps
    from .token_answers import Tokens
    from .urls import Http

# RFC 8414 section 2: what a server that publishes metadata accepts if it does not say.
_DISCOVERED_DEFAULT = ("client_secret_basic",)
# The best first. RFC 6749 section 2.3.1: a server MUST support Basic.
_WITH_SECRET = ("client_secret_basic", "client_secret_post", "client_secret_jwt")


class Registration:
    """One client at one provider.

    Args:
        credentials: who the client is.
        metadata: the provider's, with the names of RFC 8414; may be empty if `issuer` is given.
        issuer: ID tokens are then validated, and unless `metadata` names it too, what is missing is fetched.
        auth_method: how the client authenticates; None chooses.
        redirect_uri: where users come back to.
        dpop: binds every token to a key.
        pushed: send authorization requests by the back channel (RFC 9126); None if the provider demands it.
        id_token_algs: the algorithms registered for ID tokens.
        trusted_audiences: further audiences in ID tokens that are trusted.
        tenants: of an issuer with {tenantid} in it, as `Issuer`.
        http: where http is allowed, as `urls.check` takes it.
        pkce, nonce: False for a provider that refuses them in a login.
        leeway: seconds of clock difference to allow.
        now: the clock.
    """

    __slots__ = (
        *("accepted", "auth_method", "credentials", "dpop", "http", "id_token_algs", "issuer", "jwks"),
        *("leeway", "metadata", "nonce", "now", "pkce", "pushed", "redirect_uri", "trusted_audiences"),
        "_complete",
    )

    def __init__(
        self,
        credentials: Credentials,
        metadata: Mapping[str, JsonValue],
        *,
        issuer: str | None = None,
        auth_method: str | None = None,
        redirect_uri: str = "",
        dpop: DPoP | None = None,
        pushed: bool | None = None,
        id_token_algs: str | Collection[str] | None = None,
        trusted_audiences: str | Collection[str] = (),
        tenants: Tenants = None,
        http: bool | Http = False,
        pkce: bool = True,
        nonce: bool = True,
        leeway: float = 10,
        now: Callable[[], float] = clock.now,
    ) -> None:
        if auth_method is not None and not (
            isinstance(auth_method, str) and auth_method in client_auth.METHODS
        ):
            raise JamConfigurationError(f"client_auth must be one of {', '.join(client_auth.METHODS)}")
        self.issuer = issuer
        self.accepted = None if issuer is None else Issuer(issuer, tenants, http)
        for name in discovery.ENDPOINTS:
            if metadata.get(name):
                urls.check(metadata[name], name, http)
        # An empty text in a configuration counts as absent.
        self.metadata = {name: value for name, value in metadata.items() if value}
        self.credentials = credentials
        self.auth_method = auth_method
        self.redirect_uri = redirect_uri
        self.dpop = dpop
        self.pushed = pushed
        self.id_token_algs = None if id_token_algs is None else signed.names(id_token_algs, "id_token_alg")
        self.trusted_audiences = signed.names(trusted_audiences, "trusted_audiences")
        self.http = http
        self.pkce = pkce
        self.nonce = nonce
        self.leeway = leeway
        self.now = now
        self.jwks: JWKSClient | None = None
        # Metadata that names its issuer is whole: built in, or kept from an earlier discovery.
        self._complete = self.accepted is None or self.accepted.publishes(metadata.get("issuer"))

    # --- the provider -------------------------------------------------------------------------------

    def discover(self) -> Steps[JsonObject]:
        """Return the metadata; fetched once if there is an issuer. What was configured stays as it is."""
        if not self._complete and self.accepted is not None:
            found = yield from discovery.discover(self.accepted.address, self.http, self.accepted.publishes)
            self.metadata = {**found, **self.metadata}
            self._complete = True
        return self.metadata

    def endpoint(self, name: str) -> Steps[str]:
        """Return the URL of an endpoint, by its name in RFC 8414.

        Raises:
            JamConfigurationError: neither configured nor published.
            JamOAuth2ResponseError: published, and not a URL to which requests may go.
        """
        metadata = self.metadata
        if metadata.get(name) is None:
            metadata = yield from self.discover()
        return discovery.endpoint(metadata, name, self.http)

    # --- requests -----------------------------------------------------------------------------------

    def exchange(
        self, request: requests.Request, access_token: str | None = None, bind: bool = True
    ) -> Steps[Response]:
        """Send a request; with DPoP a proof goes along, once more if the server asks for a nonce."""
        if self.dpop is None or not bind:
            return (yield from ask(request))
        self.dpop.sign(request, access_token, self.now())
        response = yield from ask(request)
        # Once: a server that refuses its own nonce would be asked for ever.
        if self.dpop.learn(request, response):
            self.dpop.sign(request, access_token, self.now())
            response = yield from ask(request)
            self.dpop.learn(request, response)
        return response

    def call(
        self, endpoint: str, parameters: Mapping[str, object], *, bind: bool = False
    ) -> Steps[JsonObject]:
        """Send an authenticated form to an endpoint and return the JSON object of the answer."""
        request = yield from self._form(endpoint, parameters)
        response = yield from self.exchange(request, bind=bind)
        return parse_json(response, request)

    def tell(self, endpoint: str, parameters: Mapping[str, object]) -> Steps[None]:
        """Send an authenticated form to an endpoint whose answer says nothing but success."""
        request = yield from self._form(endpoint, parameters)
        response = yield from ask(request)
        parse_empty(response, request)

    def token(
        self, parameters: Mapping[str, object], token_types: tuple[str, ...] = TOKEN_TYPES
    ) -> Steps[Tokens]:
        """Ask the token endpoint (RFC 6749 section 3.2)."""
        request = yield from self._form("token_endpoint", parameters)
        response = yield from self.exchange(request)
        tokens = parse_tokens(parse_token_answer(response, request), self.now(), token_types)
        # RFC 6749 section 7.1: a client MUST NOT use a token of a type that it does not understand.
        if self.dpop is None and tokens["token_type"].lower() == "dpop":
            raise JamOAuth2ResponseError("the token is bound to a key this client does not have")
        return tokens

    def _form(self, endpoint: str, parameters: Mapping[str, object]) -> Steps[requests.Request]:
        url = yield from self.endpoint(endpoint)
        method = yield from self._auth_method()
        audience = self.issuer or self.metadata.get("token_endpoint") or url  # RFC 7523 section 3
        headers, proof = client_auth.authenticate(method, self.credentials, audience, self.now())
        request = forms.post(url, {**parameters, **proof}, headers)
        if isinstance(self.credentials.secret, str) and self.credentials.secret:
            proven = headers.get("Authorization", "").removeprefix("Basic ")
            # A provider may quote either.
            request.secrets += (self.credentials.secret, *([proven] if proven else []))
        return request

    def _auth_method(self) -> Steps[str]:
        """Return how to authenticate: as configured, else the best that both sides can."""
        if self.auth_method is not None:
            return self.auth_method
        if self.credentials.key is not None:
            return "private_key_jwt"
        if not self.credentials.secret:
            return "none"
        if self.issuer is None:
            return "client_secret_post"  # as Jam has always done with a provider nothing is known of
        known = (yield from self.discover()).get("token_endpoint_auth_methods_supported")
        known = _DISCOVERED_DEFAULT if known is None else known
        return next((method for method in _WITH_SECRET if method in known), "client_secret_basic")

    # --- ID tokens ----------------------------------------------------------------------------------

    def validate(self, token: object, judge: Callable[[JWK | JWKSet], JsonObject]) -> Steps[JsonObject]:
        """Return `judge(keys)` with the provider's keys, or the client's secret where HMAC is registered."""
        algorithms = self.id_token_algs
        # Only where registered: never by the token's word.
        if algorithms and all(name.startswith("HS") for name in algorithms):
            return judge(JWK.from_secret(client_auth.secret_text(self.credentials, self.now())))
        if self.jwks is None:
            self.jwks = JWKSClient((yield from self.endpoint("jwks_uri")), now=self.now)
        return (yield from self.jwks.check(token, judge))

    def check_id_token(self, token: str, **expected: Unpack[id_token.Expected]) -> Steps[JsonObject]:
        """Return the claims of an ID token for this client; `expected` as in `id_token.validate`."""
        issuer = self.accepted
        if issuer is None:
            raise JamConfigurationError("an ID token can be validated when the issuer is configured")

        def judge(keys: JWK | JWKSet) -> JsonObject:
            return id_token.validate(
                token,
                keys,
                issuer=issuer.of,
                client_id=self.credentials.client_id,
                algorithms=self.algorithms(),
                trusted_audiences=self.trusted_audiences,
                leeway=self.leeway,
                now=self.now(),
                **expected,
            )

        return (yield from self.validate(token, judge))

    def algorithms(self) -> Collection[str] | None:
        """The algorithms of ID tokens: those registered, else those published that use public keys."""
        if self.id_token_algs is not None:
            return self.id_token_algs
        published = self.metadata.get("id_token_signing_alg_values_supported")
        # A published HS256 is not taken: Core section 3.1.3.7 step 7 wants what was registered.
        return None if published is None else [name for name in signed.asymmetric() if name in published]

    def __repr__(self) -> str:
        return (
            f"<Registration of {self.credentials.client_id} at {self.issuer or 'a provider without issuer'}>"
        )

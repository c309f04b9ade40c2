"""The other side: an API that accepts access tokens (RFC 9068, RFC 6750, RFC 9449).

api = ResourceServer("https://login.example", "https://api.example")
claims = api.validate(token)
"""

from __future__ import annotations

from .. import clock
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2AccessTokenError, JamOAuth2InsufficientScope
from . import discovery, dpop, requests, signed, urls
from .client import sleep
from .edge import check_limits, make_transport
from .jwks_client import COOLDOWN, LIFESPAN, JWKSClient
from .steps import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Mapping, TypeVar

    from ..jose import JWK, JWKSet
    from .steps import Send, Steps

    Result = TypeVar("Result")

TYP = "at+jwt"  # RFC 9068 section 2.1
REQUIRED = ("iss", "exp", "aud", "sub", "client_id", "iat", "jti")  # section 2.2


class ResourceServer:
    """Validates the JWT access tokens of one issuer.

    Args:
        issuer: the exact iss; its keys are found by discovery.
        audience: this API's name (or names); aud must have one of them.
        jwks_uri: where the keys are, if there is nothing to discover.
        algorithms: names to allow; those with public keys when None.
        leeway: seconds of clock difference to allow.
        lifespan, cooldown: as `JWKSClient`.
        http_loopback, timeout, max_bytes, transport: as `OAuth2Client`.
        now: the clock.
    """

    def __init__(
        self,
        issuer: str,
        audience: str | Collection[str],
        *,
        jwks_uri: str | None = None,
        algorithms: Collection[str] | None = None,
        leeway: float = 10,
        lifespan: float = LIFESPAN,
        cooldown: float = COOLDOWN,
        http_loopback: bool = False,
        timeout: float = 10.0,
        max_bytes: int = 1 << 20,
        transport: Send | None = None,
        now: Callable[[], float] = clock.now,
    ) -> None:
        check_limits(timeout, max_bytes, http_loopback, leeway)
        self.issuer = urls.check_issuer(issuer, http_loopback)
        if not audience:
            raise JamConfigurationError("audience is missing: without it tokens for other APIs would pass")
        self.audience = audience
        self.algorithms = algorithms
        self.leeway = leeway
        self.http_loopback = http_loopback
        self.timeout = timeout
        self.max_bytes = max_bytes
        self._cache = (lifespan, cooldown)
        self._transport = transport
        self._now = now
        self.jwks = (
            None if jwks_uri is None else self._client(urls.check(jwks_uri, "jwks_uri", http_loopback))
        )

    def validate(
        self,
        token: str,
        *,
        scope: Any = None,
        proof: str | None = None,
        method: str = "",
        url: str = "",
    ) -> dict[str, Any]:
        """Return the claims of an access token.

        Args:
            token: the token, as `bearer_token` finds it.
            scope: words the token must have.
            proof, method, url: the DPoP header, method and URL of the request; needed when the token is
                bound to a key. The caller refuses a jti of a proof that it has seen.

        Raises:
            JamOAuth2AccessTokenError: answer 401 with `challenge("invalid_token")`.
            JamOAuth2InsufficientScope: answer 403 with `challenge("insufficient_scope", scope=...)`.
            JamOAuth2TransportError, JamOAuth2ResponseError: the issuer's keys cannot be had: answer 503.
        """
        return self._run(self.steps(token, scope=scope, proof=proof, method=method, url=url))

    def steps(
        self, token: Any, *, scope: Any = None, proof: str | None = None, method: str = "", url: str = ""
    ) -> Steps[dict[str, Any]]:
        """Conversation behind `validate`, for a transport of any kind."""
        if not isinstance(token, str) or signed.malformed(token):
            raise JamOAuth2AccessTokenError("the token is not a JWS", details={"reason": "format"})
        if self.jwks is None:
            metadata = yield from discovery.discover(self.issuer, self.http_loopback)
            if "jwks_uri" not in metadata:
                raise JamConfigurationError("the issuer publishes no jwks_uri; configure it")
            self.jwks = self._client(metadata["jwks_uri"])
        claims = yield from self.jwks.check(token, lambda keys: self._judge(token, keys))
        self._check_binding(claims, token, proof, method, url)
        _check_scope(claims, scope)
        return claims

    def _judge(self, token: str, keys: JWK | JWKSet) -> dict[str, Any]:
        """RFC 9068 section 4."""
        _, claims, _ = signed.verify(token, keys, self.algorithms, JamOAuth2AccessTokenError, TYP)
        signed.check(
            claims,
            JamOAuth2AccessTokenError,
            issuer=self.issuer,
            audience=self.audience,
            required=REQUIRED,
            leeway=self.leeway,
            now=self._now(),
        )
        return claims

    def _check_binding(
        self, claims: dict[str, Any], token: str, proof: str | None, method: str, url: str
    ) -> None:
        """A token bound to a key is worth nothing without it (RFC 7800 section 3.1, RFC 9449 section 7)."""
        confirmation = claims.get("cnf")
        if confirmation is None and proof is None:
            return
        jkt = confirmation.get("jkt") if isinstance(confirmation, dict) and len(confirmation) == 1 else None
        if not isinstance(jkt, str):
            raise signed.refuse(JamOAuth2AccessTokenError, "cnf", "is not a binding by DPoP")
        if proof is None:
            raise signed.refuse(JamOAuth2AccessTokenError, "cnf", "asks for a DPoP proof")
        dpop.verify(proof, method, url, access_token=token, jkt=jkt, now=self._now())

    def _client(self, url: str) -> JWKSClient:
        lifespan, cooldown = self._cache
        return JWKSClient(url, lifespan=lifespan, cooldown=cooldown, now=self._now)

    def _run(self, steps: Steps[Result]) -> Result:
        if self._transport is None:
            self._transport = make_transport(self.timeout, self.max_bytes, self.http_loopback)
        return run(steps, self._transport, sleep)

    def __repr__(self) -> str:
        return f"<ResourceServer of {self.issuer}>"


def bearer_token(authorization: Any, scheme: str = "Bearer") -> str | None:
    """Return the token of an Authorization header (RFC 6750 section 2.1); None for another scheme or none."""
    if not isinstance(authorization, str):
        return None
    name, _, token = authorization.partition(" ")
    token = token.strip(" ")
    if name.lower() != scheme.lower() or not token or " " in token or not token.isascii():
        return None
    return token if token.isprintable() else None


def challenge(error: str = "", *, scheme: str = "Bearer", realm: str = "", scope: Any = None) -> str:
    """Return a WWW-Authenticate header (RFC 6750 section 3); without `error` for a request without token."""
    words = {"realm": realm, "error": error, "scope": requests.scope_text(scope)}
    for value in words.values():
        if not value.isascii() or not value.isprintable() or '"' in value or "\\" in value:
            raise JamConfigurationError("a challenge holds printable ASCII without quotes")
    return " ".join(
        (scheme, ", ".join(f'{name}="{value}"' for name, value in words.items() if value))
    ).strip()


def _check_scope(claims: Mapping[str, Any], scope: Any) -> None:
    """RFC 9068 section 2.2.3: scope is a list of words joined by spaces."""
    wanted = requests.scope_text(scope).split()
    given = claims.get("scope", "")
    granted = given.split(" ") if isinstance(given, str) else []
    if any(word not in granted for word in wanted):
        raise JamOAuth2InsufficientScope(details={"scope": " ".join(wanted)})

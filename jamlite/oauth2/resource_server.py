"""The other side: an API that accepts access tokens (RFC 9068, RFC 6750, RFC 9449).

    api = ResourceServer("https://login.example", "https://api.example")
    claims = api.validate(token)

Providers older than RFC 9068 have a profile (see `profiles`):

    api = ResourceServer("https://id.example/realms/shop", "shop-api", profile="keycloak")
"""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds
from ..crypto.hashes import digest
from ..encoding import base64url
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2AccessTokenError, JamOAuth2InsufficientScope, JamOAuth2UseNonce
from ..jose.jwt_claims import ANY
from . import discovery, dpop, signed, urls
from .bearer import scope_text
from .edge import Edge
from .issuers import Issuer
from .jwks_client import COOLDOWN, LIFESPAN, JWKSClient
from .profiles import PROFILES, USUAL, Profile
from .requests import MAX_BYTES, TIMEOUT
from .steps import Outside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Mapping, Protocol, TypeVar, Union

    from ..encoding.json_types import JsonObject, Scope
    from ..jose import JWK, JWKSet
    from .dpop_nonces import DPoPNonces
    from .issuers import Tenants
    from .steps import Send, Steps

    Result = TypeVar("Result")
    Wanted = Union[str, Collection[str], Callable[[str], object], None]

    class ReplayStore(Protocol):
        """What `stores.Store` has of it: where the ids of proofs are kept."""

        def put(self, key: str, value: str, /, *, expires: float, fresh: bool, now: float) -> object:
            """Write a record if there is none, and tell whether it was written; may be awaited."""


# Types that no access token has, even where any other passes (RFC 8725 section 3.11).
_OTHER_TYPES = ("dpop+jwt", "logout+jwt", "secevent+jwt", "token-introspection+jwt", "entity-statement+jwt")


class _OfProfile:
    """The type of `OF_PROFILE`."""

    def __repr__(self) -> str:
        return "OF_PROFILE"


OF_PROFILE = _OfProfile()  # what the profile says, and without one RFC 9068


class ResourceServer(Edge):
    """Validates the JWT access tokens of one issuer.

    Args:
        issuer: the exact iss; its keys are found by discovery. For several tenants of Microsoft Entra:
            "https://login.microsoftonline.com/{tenantid}/v2.0".
        audience: this API's name (or names); aud must have one of them. None accepts any, and needs
            `client_id`.
        client_id: the client (or clients) whose tokens are accepted.
        profile: "keycloak", "auth0", "entra", "okta", "cognito", "google" (its ID tokens: its access tokens
            are not JWTs) or "ci" (the jobs of GitHub Actions and GitLab). Each says what that provider's
            access tokens look like, and refuses its ID tokens.
        typ: the type (or types) the header must name; None accepts any, also none.
        required: claims that must be there.
        tenants: with {tenantid} in the issuer: ids of the tenants that are accepted, or a function that
            returns True for them.
        sub, repository: of the profile "ci", where at least one must be given, for anybody's job gets a
            token: the exact sub, the repository "owner/name"; several, or a function that returns True.
        dpop_nonces: `DPoPNonces`: proofs must then carry one (RFC 9449 section 9).
        replay: a store (of the package `stores`, or with its `put`), where the ids of proofs are kept, so
            that each serves once (section 11.1); awaited if the server is asynchronous.
        jwks_uri: where the keys are, if there is nothing to discover.
        algorithms: names to allow; those with public keys when None.
        leeway: seconds of clock difference to allow.
        lifespan, cooldown: as `JWKSClient`.
        http_loopback, http_hosts, ca_file, timeout, max_bytes, transport: as `OAuth2Client`.
        now: the clock.

    Raises:
        JamConfigurationError: an argument is not usable, or one that protects is missing.
    """

    def __init__(
        self,
        issuer: str,
        audience: str | Collection[str] | None = None,
        *,
        client_id: str | Collection[str] | None = None,
        profile: str | None = None,
        typ: str | Collection[str] | _OfProfile | None = OF_PROFILE,
        required: Collection[str] | _OfProfile = OF_PROFILE,
        tenants: Tenants = None,
        sub: Wanted = None,
        repository: Wanted = None,
        dpop_nonces: DPoPNonces | None = None,
        replay: ReplayStore | None = None,
        jwks_uri: str | None = None,
        algorithms: str | Collection[str] | None = None,
        leeway: float = 10,
        lifespan: float = LIFESPAN,
        cooldown: float = COOLDOWN,
        http_loopback: bool = False,
        http_hosts: str | Collection[str] = (),
        ca_file: str | None = None,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        transport: Send | None = None,
        now: Callable[[], float] = clock.now,
    ) -> None:
        super().__init__(
            timeout=timeout,
            max_bytes=max_bytes,
            leeway=leeway,
            http_loopback=http_loopback,
            http_hosts=http_hosts,
            ca_file=ca_file,
            transport=transport,
        )
        # RFC 9068 section 4: aud MUST name this API.
        if not audience and (audience is not None or client_id is None):
            raise JamConfigurationError(
                "audience is missing: without it tokens for other APIs would pass; None needs client_id"
            )
        if profile is not None and (not isinstance(profile, str) or profile not in PROFILES):
            raise JamConfigurationError(f"profile must be one of {', '.join(PROFILES)}")
        self._issuer = Issuer(issuer, tenants, self.http)
        if self._issuer.template and tenants is None:  # anybody can have a tenant of Entra
            raise JamConfigurationError("an issuer of many tenants needs tenants: ids, or a function")
        self.issuer = issuer
        self.audience = None if audience is None else signed.names(audience, "audience")
        self.client_id = None if client_id is None else signed.names(client_id, "client_id")
        self.profile = _profile(profile, typ, required)
        self._jobs = _jobs(profile == "ci", sub, repository)
        self.algorithms = None if algorithms is None else signed.names(algorithms, "algorithms")
        self.leeway = leeway
        self.dpop_nonces = dpop_nonces
        self._replay = replay
        if replay is not None and not callable(getattr(replay, "put", None)):
            raise JamConfigurationError("replay must be a store")
        check_seconds(lifespan, "lifespan")
        check_seconds(cooldown, "cooldown")
        self._cache = (lifespan, cooldown)
        self._now = now
        self.jwks = None if jwks_uri is None else self._client(urls.check(jwks_uri, "jwks_uri", self.http))

    def validate(
        self,
        token: str,
        *,
        scope: Scope = None,
        proof: str | None = None,
        method: str = "",
        url: str = "",
    ) -> JsonObject:
        """Return the claims of an access token.

        Args:
            token: the token, as `bearer_token` finds it.
            scope: words the token must have.
            proof, method, url: the DPoP header, method and URL of the request; needed when the token is
                bound to a key.

        Raises:
            JamOAuth2UseNonce: answer 401 with `challenge("use_dpop_nonce", scheme="DPoP")`, and
                details["nonce"] in DPoP-Nonce.
            JamOAuth2AccessTokenError: answer 401 with `challenge("invalid_token")`.
            JamOAuth2InsufficientScope: answer 403 with `challenge("insufficient_scope", scope=...)`.
            JamOAuth2TransportError, JamOAuth2ResponseError: the issuer's keys cannot be had: answer 503.
        """
        return self._run(self.steps(token, scope=scope, proof=proof, method=method, url=url))

    def steps(
        self, token: object, *, scope: Scope = None, proof: str | None = None, method: str = "", url: str = ""
    ) -> Steps[JsonObject]:
        """Conversation behind `validate`, for a transport of any kind."""
        # Before a request for keys: a stranger's noise costs nothing.
        if not isinstance(token, str) or signed.malformed(token):
            raise JamOAuth2AccessTokenError(signed.why_malformed(token), details={"reason": "format"})
        if self.jwks is None:
            metadata = yield from discovery.discover(self._issuer.address, self.http, self._issuer.publishes)
            self.jwks = self._client(discovery.endpoint(metadata, "jwks_uri", self.http))
        claims = yield from self.jwks.check(token, lambda keys: self._judge(token, keys))
        proven = self._check_binding(claims, token, proof, method, url)
        if proven is not None and self._replay is not None:
            yield from self._check_replay(self._replay, proven)
        # Last: 403 only for a good token.
        _check_scope(claims.get(self.profile.scope), scope, self.profile.scope == "scp")
        return claims

    def _judge(self, token: str, keys: JWK | JWKSet) -> JsonObject:
        """RFC 9068 section 4, with what the profile says instead."""
        header, claims, _ = signed.verify(token, keys, self.algorithms, JamOAuth2AccessTokenError)
        profile = self.profile
        _check_type(header, claims, profile)  # RFC 9068 section 4: typ at+jwt, and no other
        signed.check(
            claims,
            JamOAuth2AccessTokenError,
            issuer=self._issuer.of(claims, JamOAuth2AccessTokenError),
            audience=ANY if self.audience is None else self.audience,
            required=profile.required,
            leeway=self.leeway,
            now=self._now(),
        )
        if claims.get("sub") == "":  # no user of this name: an empty one would match an empty column
            raise signed.refuse(JamOAuth2AccessTokenError, "sub", "is empty")
        if self.client_id is not None:
            name = next((name for name in profile.clients if name in claims), profile.clients[0])
            # A tuple: a client id is not looked for inside another.
            if claims.get(name) not in self.client_id:
                raise signed.refuse(JamOAuth2AccessTokenError, name, "is missing or another client")
        for name, accepts in self._jobs.items():
            value = claims.get(name, claims.get("project_path") if name == "repository" else None)
            if not isinstance(value, str) or not accepts(value):
                raise signed.refuse(JamOAuth2AccessTokenError, name, "is not one that is accepted")
        return claims

    def _check_binding(
        self, claims: JsonObject, token: str, proof: str | None, method: str, url: str
    ) -> JsonObject | None:
        """Return the claims of the proof of a token that is bound to a key, None for one that is not.

        A bound token is worth nothing without it (RFC 7800 section 3.1, RFC 9449 section 7).
        """
        confirmation = claims.get("cnf")
        # A proof for an unbound token is refused: section 7.1 asks for the binding.
        if confirmation is None and proof is None:
            return None
        # A second way of confirmation (x5t#S256 of RFC 8705) could not be checked here, so both are refused.
        jkt = confirmation.get("jkt") if isinstance(confirmation, dict) and len(confirmation) == 1 else None
        if not isinstance(jkt, str):
            raise signed.refuse(JamOAuth2AccessTokenError, "cnf", "is not a binding by DPoP")
        if proof is None:
            raise signed.refuse(JamOAuth2AccessTokenError, "cnf", "asks for a DPoP proof")
        now = self._now()
        proven = dpop.verify(proof, method, url, access_token=token, jkt=jkt, now=now)
        if self.dpop_nonces is not None and not self.dpop_nonces.accepts(proven.get("nonce"), now):
            raise JamOAuth2UseNonce(details={"reason": "nonce", "nonce": self.dpop_nonces.current(now)})
        return proven

    def _check_replay(self, store: ReplayStore, proven: JsonObject) -> Steps[None]:
        """Refuse a proof whose jti this key has used while such proofs are accepted (section 11.1)."""
        text = f"{proven['jkt']} {proven['jti']}"  # per key: another client's jti may be the same
        key = "dpop:" + base64url.encode(digest("sha256", text.encode("utf-8", "replace")))
        now = self._now()
        # One step: of two requests with one proof, one is refused. Twice MAX_AGE, because iat may lie ahead.
        fresh = yield Outside(store.put(key, "", expires=now + 2 * dpop.MAX_AGE, fresh=True, now=now))
        if fresh is not True:  # a store that answers nothing has not said that it is new
            raise JamOAuth2AccessTokenError("the DPoP proof was used before", details={"reason": "replay"})

    def _client(self, url: str) -> JWKSClient:
        lifespan, cooldown = self._cache
        return JWKSClient(url, lifespan=lifespan, cooldown=cooldown, now=self._now)

    def __repr__(self) -> str:
        return f"<ResourceServer of {self.issuer}>"


def _profile(
    name: str | None, typ: str | Collection[str] | _OfProfile | None, required: Collection[str] | _OfProfile
) -> Profile:
    """Return the profile of this name with the caller's own types and claims."""
    known = USUAL if name is None else PROFILES[name]
    types, needed = known.types, known.required
    if typ is not OF_PROFILE:
        types = None if typ is None else tuple(map(signed.plain_type, signed.names(typ, "typ")))
    if required is not OF_PROFILE:
        needed = signed.names(required, "required") if required else ()
    return Profile(types, needed, known.scope, known.clients, known.is_access_token)


def _jobs(is_ci: bool, sub: Wanted, repository: Wanted) -> dict[str, Callable[[str], bool]]:
    """Return what the profile "ci" demands of claims, by their names."""
    wanted = {name: value for name, value in (("sub", sub), ("repository", repository)) if value is not None}
    if is_ci and not wanted:
        raise JamConfigurationError(
            'the profile "ci" needs sub or repository: without them the jobs of everybody would pass'
        )
    if wanted and not is_ci:
        raise JamConfigurationError('sub and repository go with the profile "ci"')
    return {name: _acceptor(value, name) for name, value in wanted.items()}


def _acceptor(wanted: Wanted, what: str) -> Callable[[str], bool]:
    if callable(wanted):
        function = wanted
        # Only True: a function that forgot its return accepts nothing.
        return lambda value: function(value) is True
    names = frozenset(signed.names(wanted, what))
    return lambda value: value in names


def _check_type(header: Mapping[str, object], claims: Mapping[str, object], profile: Profile) -> None:
    """Refuse what is of another type, by its header or by what only an ID token says of itself."""
    typ = signed.plain_type(header.get("typ"))
    if (typ in _OTHER_TYPES) if profile.types is None else (typ not in profile.types):
        wanted = " or ".join(filter(None, profile.types or ()))
        why = f"; {wanted} is wanted here" if wanted else ""
        raise JamOAuth2AccessTokenError(f"the token is of another type{why}", details={"reason": "typ"})
    # Keycloak and Cognito say it in the payload, whatever profile is chosen.
    of_a_login = claims.get("typ") in ("ID", "Refresh", "Logout") or claims.get("token_use") == "id"
    if of_a_login or not profile.is_access_token(claims):
        raise JamOAuth2AccessTokenError(
            "the token is not an access token; ID tokens are for the client alone", details={"reason": "typ"}
        )


def _check_scope(given: object, scope: Scope, lists: bool) -> None:
    """RFC 9068 section 2.2.3: scope is a list of words joined by spaces; the claim scp may be a JSON list."""
    wanted = scope_text(scope).split()
    granted = (
        given.split(" ") if isinstance(given, str) else given if lists and isinstance(given, list) else []
    )
    if any(word not in granted for word in wanted):
        raise JamOAuth2InsufficientScope(details={"scope": " ".join(wanted)})

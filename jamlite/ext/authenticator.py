"""Credentials of HTTP requests: where they are looked for, how they are judged, how they are refused.

The one design behind every adapter. An `Authenticator` takes the first source of its list that holds a
credential, has the facade verify it, and says what came out in an `Outcome`; the adapters only carry that
into their framework's own terms.

- A credential that is wrong in whatever way: 401 with a WWW-Authenticate challenge (RFC 6750 section 3).
- A missing permission: 403. All bodies are fixed texts; nothing of the cause is in them.
- A credential that a browser sent by itself (a cookie) with a request of another site: 403 (`csrf`).
- An application that is set up wrongly, a store that is out of order, a primitive that failed its
  self-test: the error goes through to the framework. It never looks like a failed login.
"""

from __future__ import annotations

from ..driver import at_once, awaited, settle
from ..exceptions.authz import JamForbidden, JamNoSubject, JamUnauthenticated
from ..exceptions.base import JamConfigurationError, JamError
from ..exceptions.plugins import JamCredentialError, JamCrossSiteError
from ..oauth2.bearer import challenge
from ..sessions.pending import PENDING
from .credential_kinds import Kinds
from .csrf import check_origins, cross_site
from .decorating import Declared, check_flags
from .facades import NOT_A_REFUSAL, facade
from .http_request import BEARER, DPOP, SessionCookies
from .http_request import CredentialSource as CredentialSource
from .posted_form import is_callback
from .refusals import Refusal, is_login_page, is_nothing_found, log, login_page, reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Iterable, Mapping, Sequence, Unpack

    from ..authz import AuthorizationContext, Principal
    from ..driver import Steps
    from ..encoding.json_types import Claims, JsonObject
    from ..jam.expected import Expected
    from .authenticator_options import Via
    from .facades import Facade
    from .http_request import Request
    from .protected_api import ProtectedAPI

    Use = Callable[[Request, str, CredentialSource], object]  # verifies what stood in a source

OUTCOME = "jamlite.outcome"  # where the middlewares leave it, in a WSGI environment or an ASGI scope
EXPECTED = {"issuer", "audience", "subject", "required", "leeway"}


class Outcome:
    """What became of a request's credential.

    Attributes:
        principal: who it is; None when nothing was accepted.
        token: the credential as it was found; None when there was none.
        source: where it was found.
        error: why it was refused; for logs, never for the client.
    """

    __slots__ = ("_claims", "error", "principal", "source", "token")

    def __init__(
        self,
        principal: Principal | None = None,
        token: str | None = None,
        source: CredentialSource | None = None,
        error: JamError | None = None,
        claims: Claims | None = None,
    ) -> None:
        self._claims = claims if principal is None else principal.claims
        self.principal = principal
        self.token = token
        self.source = source
        self.error = error

    @property
    def reason(self) -> str:
        """Why there is no principal: "absent", "expired", "revoked", "claims", "forged", "cross-site" or
        "no subject"; "" when there is one. For the application and its logs, never for the client."""
        return reason_of(self.error) if self.principal is None else ""

    @property
    def claims(self) -> Claims | None:
        """The verified claims, or the data of the session. They do not make a login: `principal` does."""
        return self._claims

    def __repr__(self) -> str:
        state = "accepted" if self.principal else "refused" if self.error else "nothing"
        return f"<Outcome {state}>"


ANONYMOUS = Outcome()  # one object for all requests: nothing in it changes


class Authenticator:
    """Judges the credentials of requests.

    Args:
        jam: the facade, `Jam` or `aio.Jam`.
        via: "jwt", "jwe", "paseto" or "session"; None tells by the shape, among those configured. A list
            is "session" and one of the others: what stands in the cookie of a `SessionLogin` is a session,
            what stands in the Authorization header a token; the first that is there counts, right or
            wrong. `check_list` and `expected` are then for the tokens. Or a `ProtectedAPI`, for access
            tokens of another issuer: DPoP, its challenges and the metadata of RFC 9728 come with it,
            scopes are permissions, and `jam` may be None.
        sources: where to look, in this order; default: the Authorization header with Bearer, and for
            sessions first the cookies of the `SessionLogin`s of this facade; of a ProtectedAPI Bearer and
            DPoP.
        realm: for the challenge; printable ASCII without quotes.
        check_list: None consults the token list if one is configured, True demands one, False does not.
        csrf: False accepts cookies with requests of other sites; then protect forms in another way.
        trusted_origins: other origins whose pages may send cookies, such as "https://app.example".
        anonymous: hand out in `Outcome.claims` what a credential says that names no subject, for example
            the data of a session that nobody has logged into. It is not accepted for that. As in Jam, a
            request with an unknown session id is then anonymous, wherever the id stands.
        login_url: where browsers are led in place of a 401, with `next`; see `ext.login.next_url`. A
            middleware that refuses requests without a credential lets those for this page pass.
        on_refusal: called before a request is refused, with those of `request`, `outcome`, `status` and
            `refusal` that it declares. What it returns is the answer, in the framework's own terms; it may
            raise, too. None leaves the answer as it is.
        expected: issuer, audience, subject, required, leeway, as `Jam.authenticate` takes them.

    Raises:
        JamConfigurationError: the section of `via` is missing, or an argument is not usable.
    """

    def __init__(
        self,
        jam: Facade | None,
        *,
        via: Via = "jwt",
        sources: Sequence[CredentialSource] | None = None,
        realm: str = "",
        check_list: bool | None = None,
        csrf: bool = True,
        trusted_origins: Collection[str] = (),
        anonymous: bool = False,
        login_url: str | None = None,
        on_refusal: Callable[..., object] | None = None,
        **expected: Unpack[Expected],
    ) -> None:
        self.api = _api(via)
        self.kinds = kinds = Kinds(via if self.api is None else None)
        self.via, self._beside = kinds.via, kinds.beside
        if self.api is not None:
            self.via = self._beside = "oauth2"
        jam = facade(jam) if self.api is None else _facade(jam, expected, realm)
        if not EXPECTED.issuperset(expected):
            unknown = ", ".join(sorted(expected.keys() - EXPECTED))
            raise JamConfigurationError(f"an adapter has no argument {unknown}")
        check_origins(trusted_origins)
        if login_url is not None and not isinstance(login_url, str):
            raise JamConfigurationError("login_url is a text, the path of the login page")
        # None is permitted for check_list alone.
        check_flags(csrf=csrf, anonymous=anonymous, check_list=check_list is not None and check_list)
        self._expected: JsonObject = {**expected}
        modules = {name: getattr(jam, name) for name in kinds.names}  # raises if a section is missing
        if check_list is not None:
            if self.via not in ("jwt", "paseto"):
                raise JamConfigurationError("only via jwt and paseto know token lists")
            if check_list and getattr(modules[self.via], "list", None) is None:
                raise JamConfigurationError(
                    f"a token list was asked for, and the section of {self.via} has none",
                    error_code=f"configuration.{self.via}.list_not_connected",
                )
            self._expected["check_list"] = check_list
        self._anonymous = anonymous
        self._login_url = login_url
        self._on_refusal = None if on_refusal is None else Declared(on_refusal)
        self.jam = jam
        if sources is None:
            sources = kinds.sources(jam) if self.api is None else (BEARER, DPOP)
        elif len(kinds.names) > 1:
            raise JamConfigurationError(
                "via as a list says by itself where each kind stands; leave sources out"
            )
        self.sources = tuple(sources) if hasattr(sources, "__iter__") else ()
        if not self.sources or not all(isinstance(item, CredentialSource) for item in self.sources):
            raise JamConfigurationError("sources is a list of at least one CredentialSource")
        # Whether a cookie may decide: responses must then not be shared between users.
        self.by_cookie = any(source.kind == "cookie" for source in self.sources)
        self.csrf = csrf
        self.trusted_origins = frozenset(trusted_origins)
        # RFC 9110 section 11.6.1: a 401 names at least one scheme. No scheme is registered for cookies.
        scheme = next((source.scheme for source in self.sources if source.scheme), "")
        if not scheme:
            scheme = "Bearer" if any(source.kind != "cookie" for source in self.sources) else "Cookie"
        # RFC 6750 section 3.1: no error code without a credential.
        self.missing = Refusal(401, challenge(scheme=scheme, realm=realm))
        self._invalid = Refusal(401, challenge("invalid_token", scheme=scheme, realm=realm))
        self.insufficient = Refusal(403, challenge("insufficient_scope", scheme=scheme, realm=realm))
        self._cross_site = Refusal(403)  # no challenge: another credential would not help
        if self.api is not None:
            self.missing, self.insufficient = self.api.refusal(None), self.api.refusal(JamForbidden())

    def find(self, request: Request) -> tuple[str, CredentialSource] | None:
        """Return the first credential of a request, and where it stood."""
        for source in self.sources:
            token = source.find(request)
            # "" too: a credential that cannot be read must not hide behind the next source.
            if token is not None:
                return token, source
        return None

    def check(self, request: Request) -> Outcome:
        """Judge a request, with the synchronous facade.

        Raises:
            JamConfigurationError, JamStoreError, JamSelfTestError: the application's own trouble.
        """
        self.refuse_asynchronous()
        if (found := self.find(request)) is None:
            return ANONYMOUS
        use = self._authenticate if self.api is None else _of_api(self.api.authenticate)
        return at_once(self._judging(request, found, use))

    def refuse_asynchronous(self) -> None:
        """Refuse what a synchronous adapter cannot wait for; adapters call it when they are made.

        Raises:
            JamConfigurationError: the facade is aio.Jam, or a ProtectedAPI has the server of aio.oauth2.
        """
        if self.jam.ASYNCHRONOUS:
            raise JamConfigurationError("a synchronous adapter needs the facade Jam, not aio.Jam")
        if self.api is not None and self.api.awaits:
            raise JamConfigurationError("a synchronous adapter needs oauth2.ResourceServer, not that of aio")

    async def check_async(self, request: Request) -> Outcome:
        """Judge a request, with either facade; of `Jam`, what may wait runs in a worker thread."""
        if (found := self.find(request)) is None:
            return ANONYMOUS
        use: Use
        if self.api is not None:
            use = _of_api(self.api.authenticate_async)
        else:
            use = self._authenticate_in_thread if self.kinds.wait(self.jam) else self._authenticate
        return await awaited(self._judging(request, found, use))

    def _judging(self, request: Request, found: tuple[str, CredentialSource], use: Use) -> Steps[Outcome]:
        try:
            # Before the credential is verified: a request of another site costs nothing.
            self._admit(request, *found)
            principal = yield use(request, *found)
            return self._outcome(principal, *found)
        except JamError as error:
            # The application's own trouble must not look like a wrong token.
            if isinstance(error, NOT_A_REFUSAL):
                raise
            log(self.jam._logger, request, found[1], error)
            return Outcome(None, *found, error)

    def via_of(self, outcome: Outcome) -> str | None:
        """Return the kind of credential that was judged; None where the shape told."""
        return self._beside if isinstance(outcome.source, SessionCookies) else self.via

    def of_itself(self, request: Request) -> Refusal | None:
        """Return what an API answers by itself whoever asks, its metadata; None for all other requests."""
        return None if self.api is None else self.api.of_itself(request)

    def is_login_page(self, request: Request) -> bool:
        """Tell whether a request asks for the page of `login_url`, which needs no login."""
        return self._login_url is not None and is_login_page(request, self._login_url)

    def permits(
        self, principal: Principal | None, permission: str, context: AuthorizationContext | None = None
    ) -> bool:
        """Tell whether a principal has a permission; nobody has none."""
        if principal is None:
            return False
        # `is True`: a coroutine, which is truthy, permits nothing.
        return self.jam.authorize(principal, permission, context) is True

    async def permits_async(
        self, principal: Principal | None, permission: str, context: AuthorizationContext | None = None
    ) -> bool:
        """As `permits`, for both facades."""
        if principal is None:
            return False
        return await settle(self.jam.authorize(principal, permission, context)) is True

    def refusal(self, outcome: Outcome, *, required: bool = True) -> Refusal | None:
        """Return the response to a request without an accepted credential; None lets it pass.

        Args:
            outcome: of `check`.
            required: False lets a request pass that holds no credential, or one that a browser sent by
                itself: who has an old cookie must still reach the login page. A genuine one that names
                no subject, as the session of a cart, passes too. A wrong one that was presented on
                purpose is refused all the same.
        """
        if outcome.principal is not None:
            return None
        if not required and (outcome.source is None or outcome.source.kind == "cookie"):
            return None
        if not required and isinstance(outcome.error, JamNoSubject):
            return None
        if not required and self._anonymous and is_nothing_found(self.via_of(outcome), outcome.error):
            return None
        if isinstance(outcome.error, JamCrossSiteError):
            return self._cross_site
        if outcome.error is None:
            return self.missing
        return self._invalid if self.api is None else self.api.refusal(outcome.error)

    def demand(self, outcome: Outcome, permitted: bool) -> Refusal | None:
        """Return the response to a request that needs what `permits` tells; None lets it pass."""
        refusal = self.refusal(outcome)  # 401 first: who is unknown learns nothing about permissions
        return self.insufficient if refusal is None and not permitted else refusal

    def answer(self, request: Request, outcome: Outcome, refusal: Refusal, shown: object = None) -> Any:
        """Return what answers a refused request: what `on_refusal` says, or a `Refusal`.

        Args:
            request: the request.
            outcome: of `check`.
            refusal: of `refusal` or `demand`.
            shown: the framework's own request, for `on_refusal`.
        """
        if self._on_refusal is not None:
            given = {"request": shown if shown is not None else request, "outcome": outcome}
            # The refusal goes to the first parameter that is free, whatever its name.
            made = self._on_refusal((refusal,), {}, {**given, "status": refusal.status, "refusal": refusal})
            if made is not None:
                return made
        # Not for 403: to log in again would not help.
        if self._login_url is not None and refusal.status == 401:
            return login_page(request, self._login_url) or refusal
        return refusal

    def protect(self, outcome: Outcome, headers: Mapping[str, str]) -> Iterable[tuple[str, str]]:
        """Yield the headers a response needs so that no cache gives it to somebody else.

        Args:
            outcome: of `check`.
            headers: those of the response, or anything with their `get`.
        """
        if self.by_cookie:
            vary = headers.get("Vary") or ""
            # RFC 9110 section 12.5.5: "*" says more already.
            if not {"cookie", "*"} & {name.strip().lower() for name in vary.split(",")}:
                yield "Vary", f"{vary}, Cookie" if vary else "Cookie"
        in_query = outcome.source is not None and outcome.source.kind == "query"
        if (headers.get("Set-Cookie") or in_query) and not headers.get("Cache-Control"):
            yield "Cache-Control", "no-store"  # RFC 6750 section 2.3; a new cookie is one user's alone
        if self.api is not None and outcome.source is not None and outcome.source.scheme == DPOP.scheme:
            nonce = self.api.nonce()
            if nonce:
                yield "DPoP-Nonce", nonce

    def _admit(self, request: Request, token: str, source: CredentialSource) -> None:
        if not token:  # found, but unreadable: refused, not absent
            raise JamCredentialError()
        if not self.csrf or source.kind != "cookie" or not cross_site(request, self.trusted_origins):
            return
        if not is_callback(self.jam, request):
            raise JamCrossSiteError()

    def _authenticate(self, request: Request, token: str, source: CredentialSource) -> object:
        via = self._beside if isinstance(source, SessionCookies) else self.via
        return self.jam.authenticate(token, via, **(self._expected if via == self.via else {}))

    def _authenticate_in_thread(self, request: Request, token: str, source: CredentialSource) -> object:
        from ..stores.threaded import in_thread

        return in_thread(self._authenticate, request, token, source)

    def _outcome(self, principal: Principal, token: str, source: CredentialSource) -> Outcome:
        if principal.id is not None:
            return Outcome(principal, token, source)
        pending = PENDING in principal.claims
        # A sub that is there and names nobody is a wrong credential, not a cart.
        empty = not pending and principal.claims.get("sub") is not None
        shown = principal.claims if self._anonymous and not pending else None
        return Outcome(None, token, source, JamUnauthenticated() if empty else JamNoSubject(), shown)


def _api(via: object) -> ProtectedAPI | None:
    """Return the API whose access tokens are accepted, if it is one."""
    if via is None or isinstance(via, (str, list, tuple)):
        return None
    from .protected_api import ProtectedAPI

    return via if isinstance(via, ProtectedAPI) else None


def _facade(jam: Facade | None, expected: Mapping[str, object], realm: str) -> Facade:
    """Return the facade beside a ProtectedAPI, which has no credentials of its own to judge."""
    if expected or realm:
        raise JamConfigurationError("with a ProtectedAPI its ResourceServer says what tokens must be like")
    if jam is not None:
        return facade(jam)
    from ..jam.facade import Jam

    return Jam({})


def _of_api(ask: Callable[[Request, str, bool], object]) -> Use:
    """Return what asks a ProtectedAPI, which is told whether a token is bound to a key."""
    return lambda request, token, source: ask(request, token, source.scheme == DPOP.scheme)

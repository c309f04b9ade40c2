"""Login at an OAuth2 or OpenID provider, in two requests, with a record between them.

Each login has a record of its own in a store, and a cookie of its own in the browser: two tabs that log in
at the same time do not know of each other. A callback is worth something only together with the cookie of the
login that its `state` names; any other callback leaves all logins as they are.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those; and the
# methods of the asynchronous class return coroutines, which it does not let a subclass do.
# mypy: disable-error-code="arg-type,override"
from .. import clock
from ..crypto.hashes import digest
from ..crypto.randomness import random_bytes
from ..driver import at_once, stepwise
from ..encoding import base64url, strict_json
from ..exceptions.oauth2 import JamOAuth2CallbackError, JamOAuth2ProviderNotConfigured
from ..oauth2.callback import read
from ..oauth2.token_answers import Tokens
from ..stores.store import is_key
from . import posted_form
from .facades import facade, store_of
from .http_request import request_of
from .session_cookie import SessionCookie, cookie_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Coroutine, Mapping

    from ..driver import Steps
    from ..encoding.json_types import JsonObject, JsonValue, Scope, Settings
    from ..stores.store import Store
    from .facades import Facade
    from .http_request import Request, RequestLike
    from .http_types import Headers
    from .posted_form import Form

LOGIN_COOKIE = "__Host-login"
PREFIX = "login:"  # of records in the store
LOGIN_SECONDS = 600  # to come back from the provider
MAX_PENDING = 8  # logins that one browser may have under way


class LoginTokens(Tokens):
    """What the provider granted; `data` is what `begin` was given to remember."""

    __slots__ = ("data",)

    def __init__(self, tokens: Mapping[str, object], data: JsonValue = None) -> None:
        super().__init__(tokens)
        self.data = data


class OAuth2Login:
    """Login at a provider; the records between its two requests lie in a store.

    A record is not a session: a browser that only began a login does not have one. With `aio.Jam` the
    methods are awaited: `AsyncOAuth2Login`, a second name of this class, says so to type checkers.

    Args:
        jam: the facade `Jam` or `aio.Jam`, with the section oauth2.
        provider: its name in the configuration.
        cookie: the cookie of the login; Lax, for the browser comes back from another site. Each login adds
            a mark of its own to the name.
        store: of the package `stores`, or the configuration of one; default: the one where the facade's
            sessions live.

    Raises:
        JamOAuth2ProviderNotConfigured, JamConfigurationError: a section is missing, there is no store, or
            the store is asynchronous and the facade is not.
    """

    __slots__ = ("_client", "_lead", "_provider", "_store", "cookie")

    def __init__(
        self,
        jam: Facade,
        provider: str,
        cookie: SessionCookie | None = None,
        *,
        store: Store | Settings | None = None,
    ) -> None:
        if not isinstance(provider, str) or provider not in facade(jam).oauth2:
            raise JamOAuth2ProviderNotConfigured(details={"provider": provider})
        self._lead = jam._lead
        self._store = store_of(jam, store, "OAuth2Login")
        self._client: Any = jam.oauth2[provider]
        self._provider = provider
        self.cookie = cookie_of(cookie, SessionCookie(LOGIN_COOKIE, max_age=LOGIN_SECONDS))
        posted_form.register(jam, getattr(self._client, "redirect_url", ""), self.cookie.name)

    @stepwise
    def begin(
        self, scope: Scope, *, data: object = None, request: RequestLike | None = None, **options: JsonValue
    ) -> Steps[tuple[str, Headers]]:
        """Return the URL to send the browser to, and the headers of that redirect.

        Args:
            scope: as in `OAuth2Client.begin`.
            data: JSON value to remember, for example {"next": "/cart"}; `finish(...).data` is it again. It
                never stands in the URL.
            request: the request that asks for the login, ours or the framework's. With it, one browser has at
                most 8 logins under way: the oldest gives way.
            options: as in `OAuth2Client.begin`. With response_mode="form_post" the provider posts the
                callback, and the cookie of this login, and no other, has SameSite=None.
        """
        url, saved = yield self._client.begin(scope, **options)
        token = base64url.encode(random_bytes(24))  # 192 bits: who guesses one holds somebody's code verifier
        record = {"saved": dict(saved), "data": data, "provider": self._provider}
        text = strict_json.dumps(record, "the record of the login").decode()
        now = clock.now()
        yield self._store.put(PREFIX + token, text, expires=now + LOGIN_SECONDS)  # before the cookie is sent
        mode = options.get("response_mode") or getattr(self._client, "login", {}).get("response_mode")
        mark = _mark(saved["state"])
        held = [] if request is None else self._held(request_of(request))
        suffix = f".{mark}"  # a cookie per login: a second tab does not overwrite the first
        if len(held) >= MAX_PENDING:  # the cookie of the oldest is written over
            oldest = min(held, key=lambda one: one[1])
            suffix = oldest[0]
            yield self._store.delete(PREFIX + oldest[3])
        # Lax cookies do not come with a POST of another site.
        cookie = self.cookie.variant(suffix, "None" if mode == "form_post" else "")
        return url, cookie.set(f"{mark}.{int(now)}.{token}")

    @stepwise
    def finish(
        self, request: RequestLike, *, form: Form | None = None, **extra: object
    ) -> Steps[LoginTokens]:
        """Return what the provider granted; see `OAuth2Client.finish`. The login is over then.

        Args:
            request: the callback: the framework's own request, or ours.
            form: the form of a callback that was posted (response_mode=form_post). It need not be given where
                it can be read: from Flask's and Django's requests; from those of Starlette, FastAPI and
                Litestar with `aio.Jam`, or with `Jam` behind an adapter of ours or in a route that is a plain
                function (not Litestar's); from a WSGI environment, and from `ASGIRequest(scope, receive)`.
                A posted callback comes from another site, as it must: the state protects it.
            extra: further parameters of the token request.

        Raises:
            JamOAuth2CallbackError: not the answer to a login of this browser; answer 403.
            JamOAuth2Error: the provider refused, or failed.
        """
        request = request_of(request)
        parameters: Form | Coroutine[Any, Any, Form] | None = form
        if parameters is None and request.method != "POST":
            parameters = request.query_string()
        elif parameters is None:
            parameters = posted_form.posted(request)
            if hasattr(parameters, "__await__"):
                awaits = self._lead is not at_once
                parameters = (yield parameters) if awaits else posted_form.from_worker(parameters)
        record = yield from self._taken(request, read(parameters).get("state", ""))
        tokens: Tokens = yield self._client.finish(parameters, record["saved"], **extra)
        return LoginTokens(tokens, record.get("data"))

    def _taken(self, request: Request, state: str) -> Steps[JsonObject]:
        """Return the record of the login with this state, and end it: of many at once one gets it."""
        mark, held = _mark(state), self._held(request)
        for _, _, found, token in held:
            key = PREFIX + token
            # A cookie is anybody's text: it becomes a key only if a store can have it.
            if found != mark or not is_key(key):
                continue
            record = yield self._store.get(key)
            if record is None:
                continue
            members: JsonObject = strict_json.loads(record.value)
            if members.get("provider", self._provider) != self._provider:
                continue  # of a login at another provider, which its own callback ends
            # `delete` tells who was first: a code is used once (RFC 6749 section 4.1.2).
            if members["saved"].get("state") == state and (yield self._store.delete(key)):
                return members
        hint = (
            "; no cookie of a login came with the request: begin it on the host of redirect_url, by https, "
            "because the cookie is Secure (a test client needs an https base URL, too)"
        )
        raise JamOAuth2CallbackError(
            f"this browser began no such login, or has ended it{'' if held else hint}",
            details={"reason": "no_login"},
        )

    def _held(self, request: Request) -> list[tuple[str, int, str, str]]:
        """Return the logins this browser has cookies of: end of the name, time, mark of the state, token."""
        found = []
        for pair in (request.header("Cookie") or "").split(";"):
            name, _, value = pair.strip(" \t").partition("=")
            parts = value.strip(" \t").strip('"').split(".")
            if name.startswith(f"{self.cookie.name}.") and len(parts) == 3:
                mark, since, token = parts
                # Isdigit alone takes digits that int refuses, such as superscripts.
                if since.isascii() and since.isdigit() and len(since) < 13:
                    found.append((name[len(self.cookie.name) :], int(since), mark, token))
        return found


if TYPE_CHECKING:

    class AsyncOAuth2Login(OAuth2Login):
        async def begin(
            self,
            scope: Scope,
            *,
            data: object = None,
            request: RequestLike | None = None,
            **options: JsonValue,
        ) -> tuple[str, Headers]: ...
        async def finish(
            self, request: RequestLike, *, form: Form | None = None, **extra: object
        ) -> LoginTokens: ...

else:
    AsyncOAuth2Login = OAuth2Login


def _mark(state: str) -> str:
    """Return what tells the cookies of logins apart; it does not show the state."""
    # A state in a cookie's name could be read in logs.
    return base64url.encode(digest("sha256", state.encode("utf-8", "replace"))[:12])

"""ASGI 3 without a framework.

    application = AuthMiddleware(application, jam, via="session", sources=[CredentialSource.cookie(...)])

The application behind it finds the `Outcome` of the request under `OUTCOME` in its scope:
`outcome(scope).principal` is who it is, or None. WebSocket handshakes are judged as well; what is
refused there is closed with code 1008. For cookies: `SessionLogin` with `ASGIRequest(scope)`.
"""

from __future__ import annotations

from ..driver import settle
from ..exceptions.base import JamTypeError
from .authenticator import ANONYMOUS, OUTCOME, Authenticator, CredentialSource, Outcome
from .csrf import csrf, is_preflight
from .decorating import check_flags, check_names
from .http_request import ASGIRequest
from .posted_form import read_ahead_async
from .refusals import Refusal, refuse_websocket
from .refusals import refuse as refuse
from .response_headers import pairs, protected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Unpack

    from .authenticator_options import MiddlewareOptions
    from .facades import Facade
    from .http_types import ASGIApplication as Application
    from .http_types import Message, Receive, Scope, Send
    from .login import OAuth2Login, SessionCookie, SessionLogin, next_url

__all__ = [
    "OUTCOME",
    "ASGIRequest",
    "AuthMiddleware",
    "CredentialSource",
    "OAuth2Login",
    "SessionCookie",
    "SessionLogin",
    "csrf",
    "next_url",
    "outcome",
    "pairs",
]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        """Load the logins when they are asked for: most APIs have none, and they take as long as the rest."""
        if name not in ("OAuth2Login", "SessionCookie", "SessionLogin", "next_url"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import login

        globals()[name] = found = getattr(login, name)
        return found


class AuthMiddleware:
    """Judges each request before an application sees it; arguments as in `wsgi.AuthMiddleware`."""

    def __init__(
        self,
        app: Application,
        jam: Facade | None,
        *,
        required: bool = False,
        permission: str = "",
        **options: Unpack[MiddlewareOptions],
    ) -> None:
        self.app = app
        self.authenticator = Authenticator(jam, **options)
        check_flags(required=required)
        if permission != "":
            check_names(permission)
        self._required = required
        self._permission = permission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Any scope, lifespan too: nothing is read of it yet.
        judge, request = self.authenticator, ASGIRequest(scope)
        # Asked here, too: to await for each request that it is no other kind takes 1 us of 9.
        if (judge.api is not None or scope["type"] != "http") and await answered_unjudged(
            judge, self.app, scope, receive, send
        ):
            return
        if is_preflight(request):
            # A copy: scopes are the server's, and may be shared.
            await self.app({**scope, OUTCOME: ANONYMOUS}, receive, send)
            return
        # Before `check`, whose CSRF test lets a callback pass.
        receive = await read_ahead_async(judge.jam, request, receive)
        found = await judge.check_async(request)
        is_open = judge.is_login_page(request)
        if self._permission and not is_open:
            permitted = await judge.permits_async(found.principal, self._permission)
            refusal = judge.demand(found, permitted)
        else:
            refusal = judge.refusal(found, required=self._required and not is_open)
        sender = protecting(judge, found, send)
        if refusal is None:
            await self.app({**scope, OUTCOME: found}, receive, sender)
        elif scope["type"] == "websocket":
            # A handshake has no response that an application could write.
            await refuse_websocket(receive, send)
        else:
            answer = await settle(judge.answer(request, found, refusal, scope))
            if isinstance(answer, Refusal):
                await refuse(answer, scope, sender)
            else:  # an application, as the responses of frameworks are
                await answer(scope, receive, sender)


def outcome(scope: Scope) -> Outcome:
    """Return what became of the credential of a request.

    Raises:
        JamTypeError: it is not a scope of ASGI.
    """
    if not hasattr(scope, "get") or isinstance(scope, type):
        raise JamTypeError(f"outcome takes the scope of a request, got {type(scope).__name__}")
    found: Outcome = scope.get(OUTCOME, ANONYMOUS)
    return found


async def answered_unjudged(
    judge: Authenticator, app: Application, scope: Scope, receive: Receive, send: Send
) -> bool:
    """Answer what nobody judges, a lifespan or a request for the metadata of an API; tell whether it was."""
    if scope["type"] not in ("http", "websocket"):  # lifespan, and what ASGI may add: not ours to answer
        await app(scope, receive, send)
        return True
    own = None if judge.api is None else judge.of_itself(ASGIRequest(scope))
    if own is None:
        return False
    await refuse(own, scope, send)  # without `protecting`: metadata are the same for everybody
    return True


def protecting(judge: Authenticator, found: Outcome, send: Send) -> Send:
    """Return a `send` that adds to responses what `Authenticator.protect` says."""

    async def sender(message: Message) -> None:
        # Both have headers that caches or browsers read.
        if message["type"] in ("http.response.start", "websocket.accept"):
            message = {**message, "headers": _protected(judge, found, message.get("headers", ()))}
        await send(message)

    return sender


def _protected(
    judge: Authenticator, found: Outcome, headers: Iterable[tuple[bytes, bytes]]
) -> Iterable[tuple[bytes, bytes]]:
    headers = list(headers)  # ASGI allows any iterable, also one that can be read once
    # Octets, as RFC 9110 section 5.5 has them.
    before = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    after = protected(judge, found, before)
    if after is before:
        return headers
    # ASGI: names in lower case.
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in after]

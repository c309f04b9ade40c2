"""The form of a callback that a provider had the browser post (response_mode=form_post).

Frameworks read bodies at different times, and a body can be read once. So it is looked for where it may be:
in what the framework's request has kept, in what a middleware of ours has read ahead, in the body itself.
What is read here from a server is put back, so that the framework can read it, too.
"""

from __future__ import annotations

import sys

from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2CallbackError
from .http_request import ASGIRequest, WSGIRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Coroutine, Iterator, Mapping, Union

    from .facades import Facade
    from .http_request import Request
    from .http_types import Environ, Message, Receive

    Form = Union[str, Mapping[str, Any]]

MAX_FORM = 1 << 16  # octets; the longest part of a callback is an ID token, with limits of its own
FORM = "application/x-www-form-urlencoded"  # OAuth 2.0 Form Post Response Mode, section 2
READ = "jamlite.form"  # where a middleware leaves what it has read, in an environment or a scope
SHOWN = "jamlite.request"  # where an adapter leaves a weak reference to the framework's own request
_OWNERS = ("werkzeug.request", "bottle.request")  # requests that frameworks leave in the environment


class _Again:
    """A body that was read, to be read once more: what PEP 3333 asks of `wsgi.input`."""

    def __init__(self, body: bytes) -> None:
        self._rest = body

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes, all by default."""
        end = len(self._rest) if size is None or size < 0 else size
        taken, self._rest = self._rest[:end], self._rest[end:]
        return taken

    def readline(self, size: int = -1) -> bytes:
        """Return a line, or up to `size` bytes of it."""
        end = self._rest.find(b"\n") + 1 or len(self._rest)
        return self.read(end if size < 0 else min(size, end))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """Return the lines."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")


def register(jam: Facade, redirect_url: str, cookie_name: str) -> None:
    """Have the adapters of a facade know a callback: the path that providers send browsers back to."""
    from urllib.parse import unquote

    from ..oauth2.urls import split

    # Servers hand over paths without percent-encoding.
    path = unquote(split(redirect_url, "redirect_url").path) or "/" if redirect_url else ""
    # A new set: readers in other threads see the old or the new one.
    jam._callbacks = jam._callbacks | {(path, cookie_name)}


def is_callback(jam: Facade | None, request: Request) -> bool:
    """Tell whether a request may be a posted callback of a login that this browser has begun.

    No guard against requests of other sites stands before it: it comes from one, as it must, and `finish`
    accepts it only with the state of the browser's own login (RFC 9700 section 4.7).
    """
    known = getattr(jam, "_callbacks", ())
    if not known or request.method != "POST" or not _is_form(request):
        return False
    path, cookies = request.path, request.header("Cookie") or ""
    # Only in a browser that has begun a login.
    return any(path == where and f"{cookie}." in cookies for where, cookie in known)


def posted(request: Request) -> Form | Coroutine[Any, Any, Form]:
    """Return the form of a request: text or a mapping; or an awaitable of it, where the body must be awaited.

    Raises:
        JamConfigurationError: the form cannot be had any more, or never could.
        JamOAuth2CallbackError: there is none, or it is too long.
    """
    if not _is_form(request):
        raise _malformed("it was posted, and not as a form")
    if isinstance(request, WSGIRequest):
        return _of_wsgi(request)
    if isinstance(request, ASGIRequest):
        return _of_asgi(request)
    raise JamConfigurationError("the callback was posted: give finish() its form")


def read_ahead(jam: Facade, environ: Environ) -> None:
    """Keep the form of a posted callback before an application sees the request."""
    # Without a length the end of the stream may never come (PEP 3333).
    if environ.get("CONTENT_LENGTH") and is_callback(jam, WSGIRequest(environ)):
        from contextlib import suppress

        with suppress(JamOAuth2CallbackError):  # what is too long is the application's to refuse
            environ[READ] = _from_stream(environ)


async def read_ahead_async(jam: Facade, request: ASGIRequest, receive: Receive) -> Receive:
    """As `read_ahead`; return the `receive` for the application, which gets the same body again."""
    if not is_callback(jam, request):
        return receive
    from contextlib import suppress

    messages: list[Message] = []
    scope: Any = request._scope
    with suppress(JamOAuth2CallbackError):  # what is too long is the application's to refuse
        scope[READ] = await _from_receive(receive, messages)

    async def again() -> Message:
        # Behind the body: a disconnect, which the server tells.
        return messages.pop(0) if messages else await receive()

    return again


async def read_shown(jam: Facade, request: ASGIRequest) -> None:
    """As `read_ahead_async`, through the framework's own request, which keeps what it has read."""
    shown: Any = request.shown
    if not is_callback(jam, request) or READ in shown.scope or getattr(shown, "_form", None):
        return
    length = request.header("Content-Length") or ""
    if length.isascii() and length.isdigit() and len(length) < 6 and int(length) <= MAX_FORM:
        shown.scope[READ] = await _from_request(shown)  # what is longer is the application's to refuse


def from_worker(body: Coroutine[Any, Any, Form]) -> Form:
    """Return the form from a synchronous handler, which Starlette and FastAPI run in a worker of anyio.

    Raises:
        JamConfigurationError: this is no such worker, or the body was read already.
        JamOAuth2CallbackError: the form is too long.
    """
    workers = sys.modules.get("anyio.from_thread")  # whoever has such workers has loaded it

    async def read() -> Form:
        return await body

    try:
        if workers is not None:
            form: Form = workers.run(read)
            return form
    except RuntimeError:  # a thread without a loop behind it
        pass
    body.close()  # a coroutine that nobody awaits would warn
    raise JamConfigurationError(
        "the callback was posted, and its body must be awaited: with the facade Jam call finish(request, "
        "form=await request.form()), or make the handler a plain function of Starlette or FastAPI, or put an "
        "adapter of jamlite before the route that redirect_url names"
    )


def _is_form(request: Request) -> bool:
    # RFC 9110 section 8.3.1: no case, and parameters behind ;.
    return (request.header("Content-Type") or "").partition(";")[0].strip().lower() == FORM


def _shown(request: WSGIRequest | ASGIRequest, place: Mapping[str, Any]) -> Any:
    reference = place.get(SHOWN)
    # A weak one: a request must not keep itself alive through its scope.
    return request.shown if request.shown is not None or reference is None else reference()


def _of_wsgi(request: WSGIRequest) -> Form:
    environ = request._environ
    if READ in environ:
        kept: Form = environ[READ]
        return kept
    for owner in (_shown(request, environ), *(environ.get(name) for name in _OWNERS)):
        for name in ("POST", "form", "forms"):  # Django and WebOb; Werkzeug; Bottle
            found: Form = getattr(owner, name, "")
            if hasattr(found, "items"):
                return found
    return _from_stream(environ)


def _from_stream(environ: Environ) -> str:
    """Read the form that a WSGI server holds, and put it back."""
    length = str(environ.get("CONTENT_LENGTH") or "")
    stream = environ.get("wsgi.input")
    ends = bool(environ.get("wsgi.input_terminated"))  # a chunked body, whose end the server shows
    if stream is None:
        raise JamConfigurationError("the callback was posted: give finish() its form")
    if not ends and not (length.isascii() and length.isdigit()):
        raise _malformed("it does not say how long it is")
    # The number of digits first: int() of a million of them is work.
    if len(length) > 6 or int(length or 0) > MAX_FORM:
        raise _malformed()
    wanted = int(length) if length else MAX_FORM + 1  # one more, to notice that there is more
    body: bytes = stream.read(wanted)
    if not body and wanted and callable(getattr(stream, "seek", None)):
        stream.seek(0)  # a framework has read it, and kept it where it was
        body = stream.read(wanted)
    if len(body) > MAX_FORM:
        raise _malformed()
    if not body and length and int(length):
        raise JamConfigurationError(
            "the callback's form was read already: give finish() the framework's own request, or the form"
        )
    environ["wsgi.input"] = _Again(body)
    return body.decode("ascii", "replace")  # a form is ASCII with percent-encoding; `read` refuses the rest


def _of_asgi(request: ASGIRequest) -> Form | Coroutine[Any, Any, Form]:
    scope = request._scope
    shown = _shown(request, scope)
    if READ in scope:
        kept: Form = scope[READ]
        return kept
    body, form = getattr(shown, "_body", None), getattr(shown, "_form", "")
    if isinstance(body, bytes):  # read and kept, by Starlette or Litestar
        return _text(body)
    if callable(getattr(form, "multi_items", None)):
        posted: Form = form
        return posted
    if shown is not None and callable(getattr(shown, "body", None)):
        return _from_request(shown)
    if request.receive is not None:
        return _from_receive(request.receive, [])
    raise JamConfigurationError(
        "the callback was posted: give finish() the framework's own request, ASGIRequest(scope, receive), or "
        "its form"
    )


async def _from_request(shown: Any) -> str:
    try:
        return _text(await shown.body())
    except RuntimeError as error:  # Starlette: "Stream consumed"
        raise JamConfigurationError("the callback's form was read already: give it to finish()") from error


async def _from_receive(receive: Receive, messages: list[Message]) -> str:
    body, more = b"", True
    while more:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request":  # http.disconnect
            raise _malformed("the browser went away")
        body += message.get("body", b"")
        if len(body) > MAX_FORM:
            raise _malformed()
        more = message.get("more_body", False)
    return body.decode("ascii", "replace")


def _text(body: bytes) -> str:
    if len(body) > MAX_FORM:
        raise _malformed()
    return body.decode("ascii", "replace")


def _malformed(why: str = "it is too long") -> JamOAuth2CallbackError:
    return JamOAuth2CallbackError(f"the callback was refused: {why}", details={"reason": "malformed"})

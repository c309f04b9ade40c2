"""Answers as plain records, and the rules by which an answer is a success (RFC 6749 sections 5.1 and 5.2)."""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamMissingPartError
from ..exceptions.oauth2 import JamOAuth2EmptyRaw, JamOAuth2Error, JamOAuth2ResponseError
from ..optional import part
from . import urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping

    from ..encoding.json_types import JsonObject, JsonValue
    from .requests import Request


class Response:
    """One HTTP answer: `status`, `reason`, `headers` (lower-case names) and `body` (bytes)."""

    __slots__ = ("body", "headers", "reason", "status")

    def __init__(
        self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"", reason: str = ""
    ) -> None:
        self.status = status
        if headers is not None and not hasattr(headers, "items"):
            raise JamConfigurationError(f"the headers of a Response are a dict, got {type(headers).__name__}")
        # RFC 9110 section 5.1
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        # A transport of the user's own may hand over text, whatever the types say.
        self.body = body.encode("utf-8", "replace") if isinstance(body, str) else body
        self.reason = reason

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, lower-case; "" if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def __repr__(self) -> str:
        return f"<Response {self.status} {len(self.body)} bytes>"


def parse_json(response: Response, request: Request) -> JsonObject:
    """Return the JSON object of a successful answer.

    Raises:
        JamOAuth2EmptyRaw: a success without a body.
        JamOAuth2Error: an OAuth2 error, whatever the status; details has "status", "reason", "data"
            and "error", without anything secret that the request held.
        JamOAuth2ResponseError: a redirect, another media type, or not one JSON object.
    """
    members = _members(response)
    if response.status >= 400 or (members is not None and "error" in members):  # some refuse with status 200
        raise refusal(response, request, _json_value(response.body))
    return _success(response, request, members)


def parse_document(response: Response, request: Request) -> JsonObject:
    """Return the JSON object of metadata, of keys or of a user's record; raises as `parse_json`.

    Read generously, since it is so published: under any label (application/octet-stream by GitHub Pages and
    S3, text/javascript by Facebook), and with an `error` that is null or "".
    """
    members = json_object(response.body)
    if response.status >= 400 or (members is not None and members.get("error")):
        raise refusal(response, request, _json_value(response.body))
    return _success(response, request, members)


def _success(response: Response, request: Request, members: JsonObject | None) -> JsonObject:
    """Return the members of an answer that is no refusal."""
    if response.status >= 300:  # a redirect would carry secrets to an address that nobody checked
        place = _shown(urls.without_query(response.headers.get("location", "")), request)
        raise unusable(response, f"a redirect is not followed{f', it leads to {place}' if place else ''}")
    if response.status < 200:  # http.client passes over 100; a transport of the user's own may not
        raise unusable(response, "no success")
    if not response.body:
        endpoint = urls.without_query(request.url)
        raise JamOAuth2EmptyRaw(details={"endpoint": endpoint, "method": request.method})
    if members is None:
        raise unusable(response, "it is not one JSON object of a JSON media type")
    return members


def parse_empty(response: Response, request: Request) -> None:
    """Accept a success whatever its body (RFC 7009 section 2.2); raises as `parse_json`."""
    if not 200 <= response.status < 300:
        parse_json(response, request)
    members = _members(response)
    if members is not None and members.get("error"):
        raise refusal(response, request, members)


def refusal(response: Response, request: Request, members: JsonValue) -> JamOAuth2Error:
    """Return the error for a provider's refusal (RFC 6749 section 5.2), without secrets."""
    given: dict[str, str] = {}
    try:
        with part("provider errors"):
            from .provider_errors import challenged, said
        given = said(members) or challenged(response.headers.get("www-authenticate", ""))
    except JamMissingPartError:  # the status is what remains to be said
        pass
    data = {
        name: _shown(given[name], request)
        for name in ("error", "error_description", "error_uri")
        if name in given
    }
    error = data.get("error", "")
    why = f": {data['error_description']}" if data.get("error_description") else ""
    word = f"answered {error!r}" if error else "refused"
    shown = f"the OAuth2 provider {word}{why}" if error or why else None
    return JamOAuth2Error(
        shown,
        details={
            "status": response.status,
            "reason": _shown(response.reason, request),
            "error": error,
            "data": data,
        },
    )


def _shown(text: str, request: Request) -> str:
    """Return a provider's words fit for a message; "" where a copy is without `provider_errors`."""
    try:
        with part("provider errors"):
            from .provider_errors import scrub
    except JamMissingPartError:
        return ""
    return scrub(text, request.secrets)


def parse_api(response: Response, request: Request) -> JsonValue:
    """Return the JSON value of an API's answer, None for an empty one.

    Raises:
        JamOAuth2Error: the API refused; details["status"] is its status.
        JamOAuth2ResponseError: a redirect, or it is not JSON.
    """
    if not 200 <= response.status < 300:
        raise refusal(response, request, _json_value(response.body))
    if not response.body:
        return None
    try:
        return strict_json.loads(response.body, "the answer")
    except JamEncodingError as error:
        raise unusable(response, "it is not JSON") from error


def _members(response: Response) -> JsonObject | None:
    """Return the JSON object of an answer, None if it holds something else."""
    media_type = response.media_type
    if media_type and media_type != "application/json" and not media_type.endswith("+json"):
        return None
    return json_object(response.body)


def json_object(body: bytes) -> JsonObject | None:
    """Return the JSON object of a body, None if it holds something else."""
    members = _json_value(body)
    return members if type(members) is dict else None


def _json_value(body: bytes) -> JsonValue:
    try:
        return strict_json.loads(body, "the answer")
    except JamEncodingError:
        return None


def unusable(response: Response, why: str) -> JamOAuth2ResponseError:
    """Return the error for an answer that neither grants nor refuses."""
    return JamOAuth2ResponseError(
        f"the answer of the OAuth2 provider is not usable: {why}", details={"status": response.status}
    )

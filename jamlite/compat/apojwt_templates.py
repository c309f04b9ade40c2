"""What `ApoJWT(template=...)` stands for: finders and a handler for Flask and for FastAPI.

A framework is imported when a request comes; FastAPI already when a route is decorated, which reads there
what the finder needs.
"""

from __future__ import annotations

from inspect import Parameter, signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable


def _flask_finder() -> str:
    from flask import request

    # A KeyError without the header: ApoJWT counts it as missing.
    return _without_bearer(request.headers["Authorization"])


def _flask_refresh_finder() -> str | None:
    from flask import request

    return request.cookies.get("refresh_token")


def _flask_handler(code: int, msg: str) -> None:
    from flask import abort

    abort(code, msg)


def _fastapi_finder(*args: object, **kwargs: object) -> str | None:
    for name in ("authorization", "Authorization"):  # ApoJWT's README has both spellings
        # An absent Header(None) is None, or FastAPI's object when called by hand.
        if isinstance(kwargs.get(name), str):
            return _without_bearer(str(kwargs[name]))
    request = _fastapi_request(args, kwargs)
    return None if request is None else _without_bearer(request.headers["Authorization"])


def _fastapi_refresh_finder(*args: object, **kwargs: object) -> str | None:
    if isinstance(kwargs.get("refresh_token"), str):
        return str(kwargs["refresh_token"])
    request = _fastapi_request(args, kwargs)
    return None if request is None else request.cookies.get("refresh_token")


def _fastapi_request(args: tuple[object, ...], kwargs: dict[str, object]) -> Any:
    """Return the request among the arguments of a route, if there is one."""
    # The class of Request and of WebSocket: a route of either kind has headers and cookies.
    from fastapi.requests import HTTPConnection

    return next((value for value in (*args, *kwargs.values()) if isinstance(value, HTTPConnection)), None)


def _fastapi_handler(code: int, msg: str) -> None:
    from fastapi import HTTPException

    challenge = {"WWW-Authenticate": "Bearer"} if code == 401 else None  # RFC 9110 section 15.5.2
    raise HTTPException(status_code=code, detail=msg, headers=challenge)


def _without_bearer(value: str) -> str:
    # RFC 9110 section 11.1: schemes have no case.
    return value[7:] if value[:7].lower() == "bearer " else value


def asked_of_fastapi(finder: Callable[..., object] | None, route: Callable[..., object]) -> list[Parameter]:
    """Return what a route must have for a token finder, as FastAPI reads it from a signature.

    That is each parameter of the finder that says where FastAPI finds it (`Cookie(...)`, `Header(...)`,
    `Depends(...)`), and the request, for the finders of the template.
    """
    if finder is None:
        return []
    asked = []
    hints = _hints(finder)
    for name, parameter in signature(finder).parameters.items():
        annotation = hints.get(name, parameter.annotation)
        # `= Header(...)` and Annotated[str, Header()] say the same to FastAPI.
        if any(map(_is_fastapis, (parameter.default, *getattr(annotation, "__metadata__", ())))):
            # Keyword-only: it may stand after the route's defaults.
            asked.append(parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=annotation))
    if finder in (_fastapi_finder, _fastapi_refresh_finder):
        asked += _request_for(route)
    return asked


def _request_for(route: Callable[..., object]) -> list[Parameter]:
    """Return a parameter for the request, unless the route has one: FastAPI fills in only one of a kind."""
    try:
        from fastapi import Request
    except ImportError:  # Starlette with ApoJWT's template, but without FastAPI
        return []
    hints = _hints(route)
    for name, parameter in signature(route).parameters.items():
        annotation = hints.get(name, parameter.annotation)
        # A text is an annotation that could not be resolved, for example a name imported for types alone.
        if annotation is Request or (isinstance(annotation, str) and annotation.endswith("Request")):
            return []
    return [Parameter("jamlite_request", Parameter.KEYWORD_ONLY, annotation=Request)]


def _is_fastapis(value: object) -> bool:
    # By name, so that nothing is imported to decorate.
    return type(value).__module__.partition(".")[0] == "fastapi"


def _hints(function: Callable[..., object]) -> dict[str, object]:
    """Return the annotations of a function as objects, those that can be had."""
    from typing import get_type_hints

    try:
        return get_type_hints(function, include_extras=True)
    # get_type_hints evaluates text: names may be missing, and Python 3.9 cannot read `int | None`.
    except (AttributeError, NameError, TypeError, SyntaxError):
        return {}


# name: (async_framework, token finder, exception handler, refresh finder)
TEMPLATES: dict[str, tuple[Any, ...]] = {
    "flask": (False, _flask_finder, _flask_handler, _flask_refresh_finder),
    "fastapi": (True, _fastapi_finder, _fastapi_handler, _fastapi_refresh_finder),
}

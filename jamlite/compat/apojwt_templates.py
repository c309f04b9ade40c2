"""What `ApoJWT(template=...)` stands for: finders and a handler for Flask and for FastAPI.

A framework is imported when a request comes, and not before.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _flask_finder() -> str:
    from flask import request

    return _without_bearer(request.headers["Authorization"])


def _flask_refresh_finder() -> str | None:
    from flask import request

    return request.cookies.get("refresh_token")


def _flask_handler(code: int, msg: str) -> None:
    from flask import abort

    abort(code, msg)


def _fastapi_finder(*args: Any, **kwargs: Any) -> str | None:
    for name in ("authorization", "Authorization"):
        if isinstance(kwargs.get(name), str):
            return _without_bearer(kwargs[name])
    request = _fastapi_request(args, kwargs)
    return None if request is None else _without_bearer(request.headers["Authorization"])


def _fastapi_refresh_finder(*args: Any, **kwargs: Any) -> str | None:
    if isinstance(kwargs.get("refresh_token"), str):
        return str(kwargs["refresh_token"])
    request = _fastapi_request(args, kwargs)
    return None if request is None else request.cookies.get("refresh_token")


def _fastapi_request(args: Any, kwargs: Any) -> Any:
    """Return the request among the arguments of a route, if there is one."""
    from fastapi.requests import HTTPConnection

    return next((value for value in (*args, *kwargs.values()) if isinstance(value, HTTPConnection)), None)


def _fastapi_handler(code: int, msg: str) -> None:
    from fastapi import HTTPException

    challenge = {"WWW-Authenticate": "Bearer"} if code == 401 else None  # RFC 9110 section 15.5.2
    raise HTTPException(status_code=code, detail=msg, headers=challenge)


def _without_bearer(value: str) -> str:
    return value[7:] if value[:7].lower() == "bearer " else value


# name: (async_framework, token finder, exception handler, refresh finder)
TEMPLATES: dict[str, tuple[Any, ...]] = {
    "flask": (False, _flask_finder, _flask_handler, _flask_refresh_finder),
    "fastapi": (True, _fastapi_finder, _fastapi_handler, _fastapi_refresh_finder),
}

"""The WSGI middleware around an HS256 token: what a request costs beside verifying its token.

The peer of a request is the same application and `Jam.jwt_decode` of the same token, with no middleware,
and then a wait of the 25 us that the middleware may take: a ratio of 1 is what we promise.
Asking for a permission is not part of that promise, and stands beside it.
"""

from __future__ import annotations

import time
from typing import Any

from jamlite import Jam
from jamlite.ext.wsgi import AuthMiddleware

from ..bench import Row

SECRET = "0123456789abcdef0123456789ABCDEF"
PROMISED = 25e-6  # seconds


def rows() -> list[Row]:
    jam = Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET, "audience": "https://api.example"}}})
    token = jam.issue("user-1234567890", exp=3600, aud="https://api.example", permissions=["orders:read"])
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/orders",
        "QUERY_STRING": "",
        "HTTP_HOST": "api.example",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
    }
    body = [b"{}"]

    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return body

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        if status != "200 OK":
            raise AssertionError(status)

    authenticated = AuthMiddleware(application, jam, required=True)
    authorized = AuthMiddleware(application, jam, permission="orders:read")

    def bare() -> None:
        application(environ, start_response)
        jam.jwt_decode(token, check_list=None, check_nbf=True)

    def allowed() -> None:
        bare()
        end = time.process_time() + PROMISED
        while time.process_time() < end:
            pass

    return [
        Row("application and decode", bare),
        Row(
            "request, token required",
            lambda: authenticated({**environ}, start_response),
            "decode + 25 us",
            allowed,
            1.0,
        ),
        Row(
            "request, permission required",
            lambda: authorized({**environ}, start_response),
            "decode + 25 us",
            allowed,
        ),
    ]

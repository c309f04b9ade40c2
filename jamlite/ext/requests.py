"""The former place of `http_request`."""

from __future__ import annotations

from .http_request import ASGIRequest, Request, WSGIRequest

__all__ = ["ASGIRequest", "Request", "WSGIRequest"]

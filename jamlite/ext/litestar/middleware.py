"""Jam's path."""

from __future__ import annotations

from .litestar_middleware import BaseMiddleware, JWTMiddleware, PASETOMiddleware, SessionMiddleware

__all__ = ["BaseMiddleware", "JWTMiddleware", "PASETOMiddleware", "SessionMiddleware"]

"""Jam's path."""

from __future__ import annotations

from .starlette_backends import BaseBackend, JWTBackend, PASETOBackend, SessionBackend

__all__ = ["BaseBackend", "JWTBackend", "PASETOBackend", "SessionBackend"]

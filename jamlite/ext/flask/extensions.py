"""Jam's path."""

from __future__ import annotations

from .flask_auth import (
    BaseAuthExtension,
    BaseExtension,
    JWTExtension,
    OAuth2Extension,
    PASETOExtension,
    SessionExtension,
)

__all__ = [
    "BaseAuthExtension",
    "BaseExtension",
    "JWTExtension",
    "OAuth2Extension",
    "PASETOExtension",
    "SessionExtension",
]

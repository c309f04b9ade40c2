"""Jam's path."""

from __future__ import annotations

from .litestar_plugins import BasePlugin, JWTPlugin, OAuth2Plugin, PASETOPlugin, SessionPlugin

__all__ = ["BasePlugin", "JWTPlugin", "OAuth2Plugin", "PASETOPlugin", "SessionPlugin"]

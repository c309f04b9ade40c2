"""Jam's path."""

from __future__ import annotations

from .base_plugin import BasePlugin
from .litestar_plugins import JWTPlugin, OAuth2Plugin, PASETOPlugin, SessionPlugin

__all__ = ["BasePlugin", "JWTPlugin", "OAuth2Plugin", "PASETOPlugin", "SessionPlugin"]

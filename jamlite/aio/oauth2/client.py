"""Jam's path."""

from __future__ import annotations

from ...optional import alias
from . import BaseOAuth2Client as BaseAsyncOAuth2Client
from . import OAuth2Client

__getattr__ = alias(__name__)
__all__ = ["BaseAsyncOAuth2Client", "OAuth2Client"]

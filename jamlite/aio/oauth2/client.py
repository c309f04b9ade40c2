"""Jam's path."""

from __future__ import annotations

from . import BaseOAuth2Client as BaseAsyncOAuth2Client
from . import OAuth2Client

__all__ = ["BaseAsyncOAuth2Client", "OAuth2Client"]

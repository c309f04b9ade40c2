"""Jam's path."""

from __future__ import annotations

from .. import GoogleOAuth2Client, OAuth2Client

__all__ = ["GoogleOAuth2Client", "OAuth2Client"]

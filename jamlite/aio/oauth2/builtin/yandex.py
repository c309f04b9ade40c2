"""Jam's path."""

from __future__ import annotations

from .. import OAuth2Client, YandexOAuth2Client

__all__ = ["OAuth2Client", "YandexOAuth2Client"]

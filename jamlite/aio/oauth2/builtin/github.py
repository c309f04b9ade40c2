"""Jam's path."""

from __future__ import annotations

from .. import GitHubOAuth2Client, OAuth2Client

__all__ = ["GitHubOAuth2Client", "OAuth2Client"]

"""Jam's path."""

from __future__ import annotations

from .. import GitLabOAuth2Client, OAuth2Client

__all__ = ["GitLabOAuth2Client", "OAuth2Client"]

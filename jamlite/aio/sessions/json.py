"""Jam's path."""

from __future__ import annotations

from . import BaseAsyncSessionModule, JSONSessions

__all__ = ["BaseAsyncSessionModule", "JSONSessions"]

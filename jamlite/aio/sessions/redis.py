"""Jam's path."""

from __future__ import annotations

from . import BaseAsyncSessionModule, RedisSessions

__all__ = ["BaseAsyncSessionModule", "RedisSessions"]

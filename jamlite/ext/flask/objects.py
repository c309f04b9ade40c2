"""Jam's path."""

from __future__ import annotations

from ..sent_token import Token

__all__ = ["Token"]

"""Jam's path."""

from __future__ import annotations

from . import main as cli

__all__ = ["cli"]

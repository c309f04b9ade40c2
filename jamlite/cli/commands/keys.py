"""Jam's path: `python3 -m jamlite keys`."""

from __future__ import annotations

from ..keys_command import add_parser

__all__ = ["add_parser"]

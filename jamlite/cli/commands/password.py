"""Jam's path: `python3 -m jamlite password`."""

from __future__ import annotations

from ..password_command import add_parser

__all__ = ["add_parser"]

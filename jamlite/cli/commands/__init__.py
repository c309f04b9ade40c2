"""Jam's path of two groups of commands.

May import: its own files. Touches: nothing.
"""

from __future__ import annotations

from . import keys, password

__all__ = ["keys", "password"]

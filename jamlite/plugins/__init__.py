"""Jam's path of `BasePlugin` and the events (jam/events.py); see jam/aliases.py.

May import: nothing of jamlite. Touches: nothing.
"""

from __future__ import annotations

from ..optional import alias

__getattr__ = alias(__name__)

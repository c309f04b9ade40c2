"""Deprecated: Jam's first JWT package, so that old imports work. New code uses `jamlite.jose`.

The names stand in jam/aliases.py; the class goes in 1.0.

May import: nothing of jamlite. Touches: nothing.
"""

from __future__ import annotations

from ..optional import alias

__getattr__ = alias(__name__)

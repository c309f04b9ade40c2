"""Deprecated: Jam's first JWT room, kept so that old imports work. New code uses `jamlite.jose`.

May import: jose, lists, exceptions. Touches: nothing but what a list's store touches.
"""

from __future__ import annotations

from ..jose import BaseJWT
from .module import JWT, create_instance

__all__ = ["JWT", "BaseJWT", "create_instance"]

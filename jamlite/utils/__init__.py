"""Small tools under Jam's names: key makers, password hashing, basic authentication; see jam/aliases.py.

May import: nothing of jamlite. Touches: nothing.
"""

from __future__ import annotations

from ..optional import alias

__getattr__ = alias(__name__)

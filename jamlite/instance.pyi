# The names of this path for type checkers; jam/aliases.py serves them at run time.

from .jam.base_jam import (
    BaseJam,
)
from .jam.facade import (
    Jam,
)

__all__ = [
    "BaseJam",
    "Jam",
]

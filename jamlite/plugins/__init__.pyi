# The names of this path for type checkers; jam/aliases.py serves them at run time.

from ..jam.events import (
    JAM_VERSION,
    METHODS,
    BasePlugin,
    attach,
    emit,
)

__all__ = [
    "JAM_VERSION",
    "METHODS",
    "BasePlugin",
    "attach",
    "emit",
]

# The names of this path for type checkers; jam/aliases.py serves them at run time.

from .jam.redacting_logger import (
    BaseLogger,
    JamLogger,
    logger,
    redact,
)

__all__ = [
    "BaseLogger",
    "JamLogger",
    "logger",
    "redact",
]

# The names of this path for type checkers; jam/aliases.py serves them at run time.

from .jam.serializers import (
    BaseEncoder,
    JsonEncoder,
    MsgspecJsonEncoder,
)

__all__ = [
    "BaseEncoder",
    "JsonEncoder",
    "MsgspecJsonEncoder",
]

# The names of this path for type checkers; jam/aliases.py serves them at run time.

from ..jam.jwt_module import (
    BaseJWT,
)
from ..jam.old_jwt import (
    JWT,
    create_instance,
)

__all__ = [
    "JWT",
    "BaseJWT",
    "create_instance",
]

# The names of this package for type checkers. Those of Jam are served by jam/aliases.py at run time.

from ..jam.paseto_module import (
    BasePASETO,
    PASETOv1,
    PASETOv2,
    PASETOv3,
    PASETOv4,
    create_instance,
)
from . import (
    claims,
    key,
    paserk,
    v1,
    v2,
    v3,
    v4,
)
from .key import (
    LocalKey,
    PublicKey,
    SecretKey,
)

PASETO = BasePASETO

__all__ = [
    "PASETO",
    "BasePASETO",
    "LocalKey",
    "PASETOv1",
    "PASETOv2",
    "PASETOv3",
    "PASETOv4",
    "PublicKey",
    "SecretKey",
    "claims",
    "create_instance",
    "key",
    "paserk",
    "v1",
    "v2",
    "v3",
    "v4",
]

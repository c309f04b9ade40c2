"""python-jose's names, on jamlite's own parts: `from jamlite.compat.jose import jwt`.

May import: wing I. Touches: nothing.
"""

from __future__ import annotations

from .exceptions import ExpiredSignatureError, JOSEError, JWSError, JWTError

__version__ = "3.5.0"  # the release whose surface this is
__all__ = ["ExpiredSignatureError", "JOSEError", "JWSError", "JWTError"]

"""Drop-in replacements: the names, arguments and messages of other libraries, on jamlite's own parts.

    from jamlite.compat import jwt, pyotp, fernet       # beside the originals
    jamlite.compat.install("jwt", "pyotp")              # under their names, where they cannot be imported

May import: wing I, jam, ext. Touches: nothing but what its parts touch.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .installing import install, uninstall

__all__ = ["install", "uninstall"]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        if name in ("install", "uninstall"):
            from .installing import install, uninstall

            # Kept, so that the next access does not come here again.
            globals().update(install=install, uninstall=uninstall)
            return globals()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

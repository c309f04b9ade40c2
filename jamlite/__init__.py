"""jamlite: the authentication toolkit in pure Python, standard library only.

Importing this module loads nothing else; names arrive on first use (PEP 562).
"""

__version__ = "0.1.0"

__all__ = ["BaseEncoder", "BaseJam", "BaseLogger", "Jam"]


def __getattr__(name: str) -> object:
    value: object
    if name == "Jam":
        from .jam.facade import Jam as value
    elif name == "BaseJam":
        from .jam.base_jam import BaseJam as value
    elif name == "BaseEncoder":
        from .jam.serializers import BaseEncoder as value
    elif name == "BaseLogger":
        from .jam.redacting_logger import BaseLogger as value
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

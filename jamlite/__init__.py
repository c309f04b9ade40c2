"""jamlite: the authentication toolkit in pure Python, standard library only.

Importing this module loads nothing else; names arrive on first use (PEP 562).
"""

__version__ = "0.1.0"

_WHERE = {"Jam": "instance", "BaseJam": "base", "BaseEncoder": "encoders", "BaseLogger": "logger"}


def __getattr__(name: str) -> object:
    if name in _WHERE:
        from importlib import import_module

        value: object = getattr(import_module(f".{_WHERE[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])

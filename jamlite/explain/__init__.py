"""Explain a token, a key or a code step by step, with the numbers of the standard.

    from jamlite.explain import explain

    print(explain(token, key))

Every value is computed by the plain package (`jamlite/plain`), the standards as their pages write them;
the last step compares with the fast code. `python3 -m jamlite explain` is the same on the command line.

May import: wing I. Touches: nothing; the time is handed in or comes from the clock.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .explaining import explain
    from .explanation import Explanation, Step

__all__ = ["Explanation", "Step", "explain"]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        if name == "explain":
            from .explaining import explain

            return explain
        if name in ("Explanation", "Step"):
            from . import explanation

            return getattr(explanation, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

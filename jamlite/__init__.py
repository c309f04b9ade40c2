"""jamlite: the authentication toolkit in pure Python, standard library only.

Importing this module loads nothing else; names arrive on first use (PEP 562).

The packages stand in three wings, on a ground of four: `exceptions`, `clock`, `driver`, `optional`.
Wing I is the standards, which touch no file and no network: `encoding`, `crypto`, `plain`, `keys`, `jose`,
`paseto`, `macaroons`, `otp`, `passwords`. Wing II is what remembers and what asks others: `stores`,
`sessions`, `lists`, `keychain`, `oauth2`. Wing III is the kit for applications: `jam`, `aio`, `ext`, `cli`
and the rest. Each package says in its first lines which others it may import; the ground may be imported
everywhere.
"""

import sys

if sys.version_info < (3, 9):  # noqa: UP036 - one sentence instead of a SyntaxError
    _said = f"jamlite needs Python 3.9 or newer; this is Python 3.{sys.version_info[1]}"
    # "-m" stands there while Python looks for `python3 -m jamlite`.
    raise SystemExit(_said) if sys.argv[:1] == ["-m"] else ImportError(_said)

__version__ = "0.2.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .jam.base_jam import BaseJam
    from .jam.facade import Jam
    from .jam.redacting_logger import BaseLogger
    from .jam.serializers import BaseEncoder

__all__ = ["BaseEncoder", "BaseJam", "BaseLogger", "Jam"]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        from .optional import of_jam

        value: object = of_jam("", name) if name in __all__ else None
        if value is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

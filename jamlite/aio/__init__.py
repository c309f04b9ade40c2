"""The facade, sessions, lists and OAuth2 clients with coroutines, for asyncio.

    from jamlite.aio import Jam
    token = await jam.jwt_encode(sub="somebody", exp=60)

Everything is the synchronous machinery: a method here is the one of the same name there, run where it
belongs. What only computes runs at once; what may wait (a store that is not in memory, a network) runs in
a worker thread; with `cpu_in_thread=True` tokens are computed there too, so that the loop goes on between
Python's thread switches. Where threads cannot start (Pyodide), all is called directly. A call that is
cancelled stops being waited for; what it has begun in its thread still takes effect.

- `waiting`: worker threads, and the way back from one to the event loop
- `instance`: `Jam`, also named `AsyncJam`
- `sessions`, `lists`, `oauth2`: the classes of those rooms, by the same names

May import: every room. Touches: asyncio; files and network through the modules it runs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .instance import Jam

    AsyncJam = Jam

__all__ = ["AsyncJam", "Jam"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .instance import Jam

    globals().update(Jam=Jam, AsyncJam=Jam)
    return Jam

"""The facade, sessions, lists and OAuth2 clients with coroutines, for asyncio.

    from jamlite.aio import Jam
    token = await jam.jwt_encode(sub="somebody", exp=60)

Everything is the synchronous machinery. Whether a call waits is a property of the store or transport: a
store in files works in worker threads (`stores.ThreadedStore`: one hop for a whole method), Redis on the
event loop (`stores.AsyncRedisStore`), a store in memory at once. What only computes runs at once too;
with `cpu_in_thread=True` tokens are computed in a worker thread, so that the loop goes on between
Python's thread switches. Where threads cannot start (Pyodide), all is called directly. A call that is
cancelled stops being waited for; what it has begun in its thread still takes effect.

- `instance`: `Jam`, also named `AsyncJam`
- `sessions`, `lists`, `oauth2`, `webauthn`: the classes of those packages, by the same names

May import: wing II, jam. Touches: asyncio; files and network through the modules it runs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .instance import Jam

    AsyncJam = Jam

__all__ = ["AsyncJam", "Jam"]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .instance import Jam

        globals().update(Jam=Jam, AsyncJam=Jam)
        return Jam

"""The facade that an adapter works with, and the store for what it remembers."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.sessions import JamStoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from ..aio.instance import Jam as AsyncJam
    from ..encoding.json_types import Settings
    from ..jam.facade import Jam
    from ..stores.store import Store

    Facade = Union[Jam, AsyncJam]

# The application's own trouble: must never look like a refused credential.
# JamSelfTestError is no JamError, and passes by itself.
NOT_A_REFUSAL = (JamConfigurationError, JamStoreError)


def facade(jam: Facade | None) -> Facade:
    """Return the facade that was given.

    Raises:
        JamConfigurationError: it is something else, None for example.
    """
    if jam is None or isinstance(jam, type) or not callable(getattr(jam, "authenticate", None)):
        raise JamConfigurationError(
            f"jam must be a facade, jamlite.Jam or jamlite.aio.Jam, got {type(jam).__name__}"
        )
    return jam


def store_of(jam: Facade, store: Store | Settings | None, who: str) -> Store:
    """Return the store of a login that needs several requests; it waits as the facade does.

    Args:
        jam: the facade.
        store: of the package `stores`, or the configuration of one; None: the one where the sessions live.
        who: the class that asks.

    Raises:
        JamConfigurationError: there is no store, it is something else, or it is asynchronous and the facade
            is not.
        JamStoreError: the configured store cannot be opened.
    """
    if store is None:
        store = getattr(jam.session, "store", None)
    if store is None:
        raise JamConfigurationError(f"these sessions have no store of ours; give {who} one")
    if jam.ASYNCHRONOUS:
        from ..stores.threaded import asynchronous

        return asynchronous(store)
    # A configuration, or what `build_store` refuses by its name.
    if isinstance(store, (dict, type)) or not hasattr(store, "ASYNCHRONOUS"):
        from ..stores.kinds import build_store

        store = build_store(store)
    if store.ASYNCHRONOUS:
        raise JamConfigurationError("an asynchronous store needs the facade aio.Jam")
    return store

"""The facade that an adapter works with."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from ..aio.instance import Jam as AsyncJam
    from ..jam.facade import Jam

    Facade = Union[Jam, AsyncJam]


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

"""`BasePlugin`: what a plugin is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

JAM_VERSION = "3.2.0"  # the version of Jam whose API the facade has


class BasePlugin:
    """A plugin of the facade; subclasses listen by having methods `on_<event>`.

    Args:
        jam: the facade it belongs to.
        config: its settings, if `config` is True.

    `jam_requires` is the oldest version of Jam's API it works with; a plugin that asks for another
    major version or a newer one is left out.
    """

    name: str = "base_plugin"
    jam_requires: str = JAM_VERSION
    config: bool = False

    def __init__(self, jam: Any, config: dict[str, Any] | None = None) -> None:
        self.jam = jam
        self.settings = config

    def setup(self) -> None:
        """Called once, when the facade is complete."""

    def emit(self, event: str, **kwargs: Any) -> None:
        """Tell all plugins of an event of one's own."""
        self.jam.emit(event, **kwargs)

"""Plugins: objects that are told of every call of the facade, and may change its arguments.

May import: every room below the facade. Touches: the environment (JAM_ENABLE_PLUGINS).

Plugins are loaded only where the environment says JAM_ENABLE_PLUGINS=1. A plugin that listens has a
method `on_<event>`; events are, for each method of the facade, the jwt_encode of `Jam` say:

    before_jwt_encode(**arguments)     may return a dict: it replaces arguments of these names
    after_jwt_encode(result, **arguments)
    failed_jwt_encode(error, **arguments)

and before_jwt_create, Jam's name, ahead of before_jwt_encode. The handlers get copies, so nothing
they do to a result or an argument changes what the facade answers; secrets are not shown to them.
What a handler raises is logged and otherwise ignored. Without plugins the facade is as it was: not
one instruction more runs.
"""

from __future__ import annotations

from .base import JAM_VERSION, BasePlugin
from .events import METHODS, attach, emit

__all__ = ["JAM_VERSION", "METHODS", "BasePlugin", "attach", "emit"]

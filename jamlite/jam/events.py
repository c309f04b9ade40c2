"""Plugins: objects that are told of every call of the facade, and may change its arguments.

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

import os
from copy import deepcopy
from functools import wraps

from ..exceptions.base import JamConfigurationError, JamValidationError
from .old_utils import __is_compatible__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Signature
    from typing import Any, Callable, Sequence

    from ..encoding.json_types import JsonObject
    from .section_types import FacadeLogger

JAM_VERSION = "3.2.0"  # the version of Jam whose API the facade has
METHODS = (
    *("jwt_encode", "jwt_decode", "jws_sign", "jws_verify", "jwe_encrypt", "jwe_decrypt"),
    *("session_create", "session_get", "session_update", "session_delete", "session_clear"),
    *("session_rework", "otp_code", "otp_uri", "otp_verify_code", "paseto_create", "paseto_decode"),
    *("oauth2_get_authorized_url", "oauth2_fetch_token", "oauth2_refresh_token"),
    "oauth2_client_credentials_flow",
)
# Names of arguments, which plugins never see.
_HIDDEN = frozenset(("secret", "client_secret", "code_verifier", "password"))


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

    def __init__(self, jam: Any, config: JsonObject | None = None) -> None:
        self.jam = jam
        self.settings = config

    def setup(self) -> None:
        """Called once, when the facade is complete."""

    def emit(self, event: str, **kwargs: object) -> None:
        """Tell all plugins of an event of the application's."""
        self.jam.emit(event, **kwargs)


def attach(jam: Any, classes: Sequence[type[BasePlugin]], logger: FacadeLogger) -> list[BasePlugin]:
    """Make the plugins of a facade and let its methods tell them; return those that are in use.

    Raises:
        JamConfigurationError: one of them is not a plugin class.
    """
    if not isinstance(classes, (list, tuple, set, frozenset)):
        raise JamConfigurationError(f"plugins are a list of classes, got {type(classes).__name__}")
    for plugin in classes:
        if not isinstance(plugin, type) or not issubclass(plugin, BasePlugin):
            raise JamConfigurationError("plugins are classes that inherit from BasePlugin")
    if not classes or os.environ.get("JAM_ENABLE_PLUGINS") != "1":  # Jam's switch: exactly "1"
        return []
    logger.warning("plugins are enabled; they see every call of the facade")
    plugins = [plugin(jam) for plugin in classes if _compatible(plugin.jam_requires)]
    if plugins:
        for name in METHODS:
            # On the object: other facades stay as they are.
            setattr(jam, name, _telling(jam, name, getattr(jam, name)))
    return plugins


def emit(plugins: Sequence[BasePlugin], logger: FacadeLogger, event: str, kwargs: JsonObject) -> JsonObject:
    """Call `on_<event>` of each plugin in turn; a dict one returns is merged in for the next."""
    for plugin in plugins:
        handler = getattr(plugin, f"on_{event}", None)  # Jam's convention
        if handler is None:
            continue
        try:
            answer = handler(**kwargs)
        except Exception:  # a plugin's fault must not become the application's
            logger.error(f"plugin {plugin.name} failed in {event}", exc_info=True)
            continue
        if isinstance(answer, dict):
            kwargs = {**kwargs, **answer}  # as in Jam, the next plugin sees what this one changed
    return kwargs


def _telling(jam: Any, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """Return `method` as one that emits before_, after_ and failed_ events."""
    from inspect import iscoroutinefunction, signature

    shape = signature(method)

    def before(args: tuple[object, ...], kwargs: JsonObject) -> tuple[JsonObject, JsonObject]:
        arguments = _named(shape, args, kwargs)
        shown = {key: _copied(value) for key, value in arguments.items() if key not in _HIDDEN}
        events = ("before_jwt_create", "before_jwt_encode") if name == "jwt_encode" else (f"before_{name}",)
        for event in events:
            answer = jam.emit(event, **shown)
            # A plugin cannot add an argument that the method does not have.
            shown = {key: answer[key] for key in answer if key in shape.parameters or key in arguments}
        return {**arguments, **shown}, shown

    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        arguments, shown = before(args, kwargs)
        try:
            result = method(**arguments)
        except Exception as error:
            jam.emit(f"failed_{name}", error=error, **shown)
            raise  # no plugin can swallow the error
        # The answer of after_ is dropped: a plugin cannot turn a refusal into a success.
        jam.emit(f"after_{name}", result=_copied(result), **shown)
        return result

    @wraps(method)
    async def call_async(*args: Any, **kwargs: Any) -> Any:
        arguments, shown = before(args, kwargs)
        try:
            result = await method(**arguments)
        except Exception as error:
            jam.emit(f"failed_{name}", error=error, **shown)
            raise
        jam.emit(f"after_{name}", result=_copied(result), **shown)
        return result

    return call_async if iscoroutinefunction(method) else call


def _named(shape: Signature, args: tuple[object, ...], kwargs: JsonObject) -> JsonObject:
    """Return the arguments of a call by name, those of **extra among them."""
    arguments: JsonObject = {}
    for name, value in shape.bind(*args, **kwargs).arguments.items():
        if shape.parameters[name].kind is shape.parameters[name].VAR_KEYWORD:
            arguments.update(value)
        else:
            arguments[name] = value
    return arguments


def _copied(value: object) -> object:
    return deepcopy(value) if isinstance(value, (dict, list)) else value


def _compatible(required: str) -> bool:
    """Tell whether a plugin that asks for this version of Jam's API may run; nonsense may not."""
    try:
        return __is_compatible__(JAM_VERSION, required)
    except JamValidationError:
        return False

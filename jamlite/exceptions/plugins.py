"""Errors of plugins and framework adapters."""

from __future__ import annotations

from .base import JamConfigurationError, JamError


class JamFlaskPluginConfigError(JamConfigurationError):
    """The Flask adapter is set up wrongly."""

    default_message = "the Flask adapter is not usable"
    default_code = "jam.configuration.plugin.flask"


class JamFlaskPluginError(JamError):
    """The Flask adapter failed."""

    default_message = "the Flask adapter failed"
    default_code = "jam.plugin.flask"


class JamStarlettePluginConfigError(JamConfigurationError):
    """The Starlette adapter is set up wrongly."""

    default_message = "the Starlette adapter is not usable"
    default_code = "jam.configuration.plugin.starlette"


class JamStarlettePluginError(JamError):
    """The Starlette adapter failed."""

    default_message = "the Starlette adapter failed"
    default_code = "jam.plugin.starlette"


class JamLitestarPluginConfigError(JamConfigurationError):
    """The Litestar adapter is set up wrongly."""

    default_message = "the Litestar adapter is not usable"
    default_code = "jam.configuration.plugin.litestar"


class JamLitestarPluginError(JamError):
    """The Litestar adapter failed."""

    default_message = "the Litestar adapter failed"
    default_code = "jam.plugin.litestar"

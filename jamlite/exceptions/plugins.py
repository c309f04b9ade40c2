"""Errors of plugins and framework adapters."""

from __future__ import annotations

from .base import JamConfigurationError, JamError, JamValidationError


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


class JamCredentialError(JamValidationError):
    """A request holds a credential that cannot be read."""

    default_message = "the credential cannot be read"
    default_code = "ext.credential"


class JamCrossSiteError(JamValidationError):
    """A page of another site made a browser send a request with its user's cookie."""

    default_message = "the request comes from another site"
    default_code = "ext.cross_site"

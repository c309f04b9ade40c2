"""Errors of the OAuth2 client (RFC 6749)."""

from __future__ import annotations

from .base import JamConfigurationError, JamError


class JamOAuth2Error(JamError):
    """The provider refused, or its answer is not usable."""

    default_message = "the OAuth2 provider did not grant the request"
    default_code = "oauth2.runtime_error"


class JamOAuth2EmptyRaw(JamError):
    """The provider answered with an empty body."""

    default_message = "the OAuth2 provider sent an empty answer"
    default_code = "oauth2.empty_response"


class JamOAuth2ProviderNotConfigured(JamConfigurationError):
    """The named provider is not in the configuration."""

    default_message = "the OAuth2 provider is not configured"
    default_code = "oauth2.configuration.provider_not_configured"

"""Errors of the OAuth2 and OpenID Connect client (RFC 6749, OpenID Connect Core)."""

from __future__ import annotations

from .base import JamConfigurationError, JamError, JamValidationError


class JamOAuth2Error(JamError):
    """The provider refused, or its answer is not usable; details["error"] is the provider's word for it."""

    default_message = "the OAuth2 provider did not grant the request"
    default_code = "oauth2.runtime_error"


class JamOAuth2EmptyRaw(JamOAuth2Error):
    """The provider answered with an empty body."""

    default_message = "Empty response: the OAuth2 provider sent no body"
    default_code = "oauth2.empty_response"


class JamOAuth2TransportError(JamOAuth2Error):
    """No whole answer arrived: no connection, no valid certificate, too slow or too large."""

    default_message = "the OAuth2 provider could not be reached"
    default_code = "oauth2.transport"


class JamOAuth2ResponseError(JamOAuth2Error):
    """An answer arrived that breaks its standard; asking again helps only when the provider is mended."""

    default_message = "the answer of the OAuth2 provider is not usable"
    default_code = "oauth2.response"


class JamOAuth2CallbackError(JamOAuth2Error, JamValidationError):
    """A callback does not belong to a login that this user began; the login must begin again."""

    default_message = "the callback was refused"
    default_code = "oauth2.callback"


class JamOAuth2IDTokenError(JamOAuth2Error, JamValidationError):
    """An ID token or logout token was not accepted; the user is not logged in by it."""

    default_message = "the ID token was refused"
    default_code = "oauth2.id_token"


class JamOAuth2AccessTokenError(JamOAuth2Error, JamValidationError):
    """A resource server did not accept an access token or its DPoP proof."""

    default_message = "the access token was refused"
    default_code = "oauth2.access_token"


class JamOAuth2UseNonce(JamOAuth2AccessTokenError):
    """A DPoP proof needs the server's nonce; details["nonce"] is the one to send in DPoP-Nonce with 401."""

    default_message = "the DPoP proof needs the server's nonce"
    default_code = "oauth2.use_dpop_nonce"


class JamOAuth2InsufficientScope(JamOAuth2AccessTokenError):
    """The access token is valid but not for this; details["scope"] names what is needed."""

    default_message = "the access token lacks a scope"
    default_code = "oauth2.insufficient_scope"


class JamOAuth2ProviderNotConfigured(JamConfigurationError):
    """The named provider is not in the configuration."""

    default_message = "the OAuth2 provider is not configured"
    default_code = "oauth2.configuration.provider_not_configured"


class JamOAuth2Warning(UserWarning):
    """A client was made without a protection that OAuth2 recommends."""

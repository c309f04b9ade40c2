"""Bearer tokens in HTTP headers (RFC 6750): the token of a request, the challenge of an answer."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import Scope


def bearer_token(authorization: object, scheme: str = "Bearer") -> str | None:
    """Return the token of an Authorization header (RFC 6750 section 2.1); None for another scheme or none."""
    if not isinstance(authorization, str):
        return None
    if not isinstance(scheme, str):
        raise JamConfigurationError("a scheme is a text, such as Bearer or DPoP")
    name, _, token = authorization.partition(" ")
    token = token.strip(" ")
    # RFC 9110 section 11.1: the scheme is compared without case.
    if name.lower() != scheme.lower() or not token or " " in token or not token.isascii():
        return None
    # `b64token` of RFC 6750 section 2.1 has no control characters.
    return token if token.isprintable() else None


def challenge(
    error: str = "",
    *,
    scheme: str = "Bearer",
    realm: str = "",
    scope: Scope = None,
    resource_metadata: str = "",
    algs: str = "",
) -> str:
    """Return a WWW-Authenticate header (RFC 6750 section 3); without `error` for a request without token.

    `resource_metadata` is the URL of RFC 9728 section 5.1, `algs` of RFC 9449 section 7.1.
    """
    if not isinstance(scheme, str):
        raise JamConfigurationError("a scheme is a text, such as Bearer or DPoP")
    words = {
        "realm": realm,
        "error": error,
        "scope": scope_text(scope),
        "resource_metadata": resource_metadata,
        "algs": algs,
    }
    for value in words.values():
        if (
            not isinstance(value, str)
            or not value.isascii()
            or not value.isprintable()
            or '"' in value  # RFC 6750 section 3: neither the quote nor the backslash
            or "\\" in value
        ):
            raise JamConfigurationError("a challenge holds printable ASCII without quotes")
    return " ".join(
        (scheme, ", ".join(f'{name}="{value}"' for name, value in words.items() if value))
    ).strip()


def scope_text(scope: Scope) -> str:
    """Return a scope as text: a list is joined with spaces (RFC 6749 section 3.3).

    Raises:
        JamConfigurationError: not text or a list of words.
    """
    if scope is None:
        return ""
    words = scope.split(" ") if isinstance(scope, str) else scope
    try:
        text = " ".join(words)
    except TypeError:
        raise JamConfigurationError("a scope is a list of words, or text") from None
    # "a b" as one word of a list would ask for two scopes.
    if not isinstance(scope, str) and any(" " in word or not word for word in words):
        raise JamConfigurationError("a word of a scope is not empty and has no space")
    return text

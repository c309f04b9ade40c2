"""What a protected API says of itself (RFC 9728), so that clients find its authorization server."""

from __future__ import annotations

from ..encoding import strict_json
from . import signed, urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from ..encoding.json_types import JsonObject

WELL_KNOWN = "/.well-known/oauth-protected-resource"


def metadata(
    resource: str,
    authorization_servers: str | Collection[str],
    *,
    scopes: str | Collection[str] = (),
    http_loopback: bool = False,
    **more: object,
) -> JsonObject:
    """Return the metadata of a protected resource (RFC 9728 section 2).

    Args:
        resource: its identifier, an https URL without fragment.
        authorization_servers: issuers whose tokens it accepts.
        scopes: words of scope it knows.
        http_loopback: allow http to the own machine, for tests.
        more: further members: resource_name, resource_documentation, jwks_uri, ...

    Raises:
        JamConfigurationError: the resource is not such a URL, or a list is not one of texts.
    """
    urls.check(resource, "the resource", http_loopback)  # RFC 9728 section 1.2: https, no fragment
    found: JsonObject = {
        "resource": resource,
        "authorization_servers": list(signed.names(authorization_servers, "authorization_servers")),
        "bearer_methods_supported": ["header"],  # RFC 6750 section 2.1; a URL would show it to logs (5.3)
    }
    if scopes:
        found["scopes_supported"] = list(signed.names(scopes, "scopes"))
    found.update(more)
    # Section 3.2: parameters with zero values MUST be omitted.
    found = {name: value for name, value in found.items() if value not in ([], ())}
    strict_json.dumps(found, "the metadata")  # fails here, and not when the first client asks
    return found


def path_of(resource: str) -> str:
    """Return the path of the metadata: the well-known one, then the resource's own (section 3)."""
    # As RFC 8414 section 3.1 has it.
    return WELL_KNOWN + urls.split(resource, "the resource").path.rstrip("/")


def url_of(resource: str) -> str:
    """Return the URL of the metadata, for `resource_metadata` in a challenge (section 5.1)."""
    parts = urls.split(resource, "the resource")
    query = f"?{parts.query}" if parts.query else ""  # section 3.1: path and query follow the inserted part
    return f"{parts.scheme}://{parts.netloc}{path_of(resource)}{query}"

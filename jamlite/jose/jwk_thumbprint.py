"""JWK thumbprints (RFC 7638, RFC 8037 section 2) and their URIs (RFC 9278)."""

from __future__ import annotations

from ..crypto import hashes
from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError
from .jwk_members import KEY_TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .token_key import Record

_URI_HASHES = {"sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512"}  # RFC 9278 section 4


def thumbprint(record: Record, hash_name: str) -> str:
    """Return the thumbprint of a key record, base64url."""
    members = record.to_members(record.kty == "oct")
    covered = {name: members[name] for name in KEY_TYPES[record.kty].required}
    # RFC 7638 section 3. All members are short texts: nothing to check for those who read them.
    return base64url.encode(hashes.digest(hash_name, strict_json.encode(covered)))


def thumbprint_uri(record: Record, hash_name: str) -> str:
    """Return the thumbprint of a key record as a URI (RFC 9278 section 3).

    Raises:
        JamConfigurationError: the hash has no name in such URIs.
    """
    if not isinstance(hash_name, str) or hash_name not in _URI_HASHES:
        raise JamConfigurationError(f"a thumbprint URI takes {', '.join(_URI_HASHES)}")
    return f"urn:ietf:params:oauth:jwk-thumbprint:{_URI_HASHES[hash_name]}:{thumbprint(record, hash_name)}"

"""Proof Key for Code Exchange (RFC 7636), method S256 only."""

from __future__ import annotations

from hmac import compare_digest

from ..crypto import hashes
from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..exceptions.base import JamConfigurationError

METHOD = "S256"  # RFC 7636 section 4.2: MUST, where the client can; "plain" would show the verifier
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def new_verifier() -> str:
    """Return a fresh code verifier of 256 bits (RFC 7636 section 4.1)."""
    # Section 7.1: 256 bits; as text 43 characters, the least allowed.
    return base64url.encode(random_bytes(32))


def challenge(verifier: object) -> str:
    """Return the S256 code challenge of a verifier (section 4.2).

    Raises:
        JamConfigurationError: not 43 to 128 unreserved characters.
    """
    if (
        not isinstance(verifier, str)
        or not 43 <= len(verifier) <= 128  # section 4.1
        or not _UNRESERVED.issuperset(verifier)
    ):
        raise JamConfigurationError("a code verifier has 43 to 128 unreserved characters")
    return base64url.encode(hashes.digest("sha256", verifier.encode("ascii")))


def verify(verifier: object, expected: object) -> bool:
    """Tell whether a verifier belongs to a challenge, as a server does (section 4.6)."""
    try:
        computed = challenge(verifier)
    except JamConfigurationError:
        return False
    return isinstance(expected, str) and compare_digest(
        computed.encode(), expected.encode("utf-8", "replace")
    )

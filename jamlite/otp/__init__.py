"""One-time passwords: HOTP (RFC 4226), TOTP (RFC 6238), Steam Guard, otpauth URIs both ways.

May import: encoding, crypto. Touches: nothing; counters and last steps are the
caller's to store.
"""

from __future__ import annotations

from ..optional import alias
from .hotp import HOTP, BaseOTP
from .otpauth_uri import KeyURI, parse_uri, provisioning_uri
from .steam import SteamGuard
from .totp import TOTP

__all__ = [
    "HOTP",
    "TOTP",
    "BaseOTP",
    "KeyURI",
    "SteamGuard",
    "parse_uri",
    "provisioning_uri",
]

__getattr__ = alias(__name__)

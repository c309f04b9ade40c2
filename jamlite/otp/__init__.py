"""One-time passwords: HOTP (RFC 4226), TOTP (RFC 6238), Steam Guard, otpauth URIs, exports, QR codes.

May import: encoding, crypto. Touches: nothing; counters and last steps are the
caller's to store. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

from ..optional import alias, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .hotp import HOTP, BaseOTP
    from .key_uri import KeyURI, parse_uri, provisioning_uri
    from .migration import migration_uris, parse_migration
    from .qr_drawing import qr
    from .steam import SteamGuard
    from .totp import TOTP

__all__ = [
    "HOTP",
    "TOTP",
    "BaseOTP",
    "KeyURI",
    "SteamGuard",
    "migration_uris",
    "parse_migration",
    "parse_uri",
    "provisioning_uri",
    "qr",
]
_alias = alias(__name__)


def __getattr__(name: str) -> object:
    if name in ("HOTP", "BaseOTP"):
        from .hotp import HOTP, BaseOTP

        globals().update(HOTP=HOTP, BaseOTP=BaseOTP)
    elif name == "TOTP":
        with part("TOTP"):
            from .totp import TOTP
        globals()[name] = TOTP
    elif name == "SteamGuard":
        with part("Steam Guard"):
            from .steam import SteamGuard
        globals()[name] = SteamGuard
    elif name in ("KeyURI", "parse_uri", "provisioning_uri"):
        with part("otpauth"):
            from .key_uri import KeyURI, parse_uri, provisioning_uri
        globals().update(KeyURI=KeyURI, parse_uri=parse_uri, provisioning_uri=provisioning_uri)
    elif name in ("migration_uris", "parse_migration"):
        with part("otpauth-migration"):
            from .migration import migration_uris, parse_migration
        globals().update(migration_uris=migration_uris, parse_migration=parse_migration)
    elif name == "qr":
        with part("QR codes"):
            from .qr_drawing import qr
        globals()[name] = qr
    else:
        return _alias(name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

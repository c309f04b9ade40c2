# The names of this package for type checkers. Those of Jam are served by jam/aliases.py at run time.

from ..jam.otp_config import (
    OTPConfig,
    create_instance,
)
from ..jam.redacting_logger import (
    BaseLogger,
    logger,
)
from .hotp import (
    HOTP,
    BaseOTP,
)
from .key_uri import (
    KeyURI,
    parse_uri,
    provisioning_uri,
)
from .migration import (
    migration_uris,
    parse_migration,
)
from .qr_drawing import (
    qr,
)
from .steam import (
    SteamGuard,
)
from .totp import (
    TOTP,
)

__all__ = [
    "HOTP",
    "TOTP",
    "BaseLogger",
    "BaseOTP",
    "KeyURI",
    "OTPConfig",
    "SteamGuard",
    "create_instance",
    "logger",
    "migration_uris",
    "parse_migration",
    "parse_uri",
    "provisioning_uri",
    "qr",
]

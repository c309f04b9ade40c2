"""The `otp` section of a configuration: which kind of code, how long, how often."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError, JamOTPError
from ..otp.hotp import HOTP, BaseOTP
from ..otp.parameters import LENGTHS, MAX_INTERVAL, integer, read_digest
from ..otp.steam import SteamGuard
from ..otp.totp import TOTP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict, Unpack

    class _Settings(TypedDict, total=False):
        digits: int
        digest: str
        interval: int
        algorithm: str | None


TYPES: dict[str, type[BaseOTP]] = {"hotp": HOTP, "totp": TOTP, "steam": SteamGuard}


class OTPConfig:
    """What all one-time passwords of an application have in common; the secret comes with each call.

    Args:
        type: "totp", "hotp" or "steam".
        digits, digest, interval: as in TOTP; an HOTP has no interval, Steam Guard fixes all three.
        algorithm: another name for `digest`.

    Raises:
        JamConfigurationError: an unknown type, or a value that type does not take.
    """

    __slots__ = ("digest", "digits", "interval", "type")

    def __init__(
        self,
        type: str = "totp",
        # Jam has no defaults for digits and digest, so that {"type": "totp"} alone fails there.
        digits: int = 6,
        digest: str = "sha1",
        interval: int = 30,
        *,
        algorithm: str | None = None,
    ) -> None:
        otp_class(type)
        self.type = type
        try:
            self.digits = integer(digits, "otp.digits", *LENGTHS)
            self.digest = read_digest(digest if algorithm is None else algorithm)
            self.interval = integer(interval, "otp.interval", 1, MAX_INTERVAL)
        except JamOTPError as error:
            raise JamConfigurationError(error.message, error_code="otp.configuration") from error

    def build(self, secret: bytes | str) -> BaseOTP:
        """Return the object that makes and verifies the codes of `secret`."""
        if self.type == "hotp":
            return HOTP(secret, self.digits, self.digest)
        if self.type == "totp":
            return TOTP(secret, self.digits, self.digest, self.interval)
        return SteamGuard(secret)  # five characters, SHA-1, 30 seconds: nothing of it can be chosen

    def __repr__(self) -> str:
        return (
            f"OTPConfig(type={self.type!r}, digits={self.digits}, "
            f"digest={self.digest!r}, interval={self.interval})"
        )


def otp_class(type: object) -> type[BaseOTP]:
    """Return the class named "totp", "hotp" or "steam", or raise JamConfigurationError."""
    if not isinstance(type, str) or type not in TYPES:
        raise JamConfigurationError(
            f"the OTP type must be one of {', '.join(TYPES)}", error_code="otp.configuration"
        )
    return TYPES[type]


def create_instance(type: str = "totp", **settings: Unpack[_Settings]) -> type[BaseOTP]:
    """Return the class (not an instance: the secret comes later) of a configuration's `otp` section.

    Args:
        type: "totp", "hotp" or "steam".
        settings: the rest of the section; it is checked as in OTPConfig.
    """
    OTPConfig(type, **settings)  # made to be checked: Jam's function returns the class
    return otp_class(type)

"""What an otpauth URI stands for: an account and everything that makes its codes."""

from __future__ import annotations

from ..exceptions.base import JamOTPError
from ..optional import part
from . import otpauth_uri
from .hotp import HOTP, BaseOTP
from .parameters import LENGTHS, MAX_INTERVAL, STEAM_LENGTH, integer, read_counter, read_digest, read_secret
from .totp import TOTP

_TYPES = ("totp", "hotp", "steam")


class KeyURI:
    """One account of an authenticator app. Its secret is shown by no repr.

    Attributes:
        type: "totp", "hotp" or "steam".
        name: the account, "" if none is named.
        issuer: the service, "" if none is named.
        secret: bytes.
        digest, digits, interval: as in TOTP; of Steam they are fixed.
        counter: first counter of an HOTP; the others do not use it.
    """

    __slots__ = ("counter", "digest", "digits", "interval", "issuer", "name", "secret", "type")

    def __init__(
        self,
        type: str,
        name: str,
        issuer: str,
        secret: bytes | str,
        *,
        digest: str = "sha1",
        digits: int = 6,
        interval: int = 30,
        counter: int = 0,
    ) -> None:
        """Check and keep an account; arguments are the attributes, a str `secret` is Base32.

        Raises:
            JamOTPError: a value that no such account has.
        """
        if type not in _TYPES:
            raise JamOTPError(f"the type of an account must be one of {', '.join(_TYPES)}")
        for text in (name, issuer):
            if not isinstance(text, str):
                raise JamOTPError("account name and issuer must be str")
        self.type = type
        self.name = name
        self.issuer = issuer
        self.secret = read_secret(secret)  # here and not at build: a stored KeyURI always makes codes
        # Steam's app looks at none of the three; a URI may carry others by habit.
        steam = type == "steam"
        self.digest = "sha1" if steam else read_digest(digest)
        self.digits = STEAM_LENGTH if steam else integer(digits, "digits", *LENGTHS)
        self.interval = 30 if steam else integer(interval, "interval", 1, MAX_INTERVAL)
        self.counter = read_counter(counter)

    def build(self) -> BaseOTP:
        """Return the TOTP, HOTP or SteamGuard that makes and verifies its codes."""
        if self.type == "hotp":
            return HOTP(self.secret, self.digits, self.digest)
        if self.type == "steam":
            with part("Steam Guard"):
                from .steam import SteamGuard
            return SteamGuard(self.secret)
        return TOTP(self.secret, self.digits, self.digest, self.interval)

    def uri(self) -> str:
        """Return the otpauth URI of this account, in its strict form. It is a secret.

        Raises:
            JamOTPError: no account name, a colon in a name, or Steam, which the format does not know.
        """
        return self.build().provisioning_uri(self.name, self.issuer, counter=self.counter)

    def __repr__(self) -> str:
        return f"<KeyURI {self.type} issuer={self.issuer!r} name={self.name!r}>"


def provisioning_uri(otp: BaseOTP, name: str, issuer: str = "", counter: int | None = None) -> str:
    """Return the URI of a TOTP or HOTP; arguments and errors as in `BaseOTP.provisioning_uri`."""
    return otp.provisioning_uri(name, issuer, counter=counter)


def parse_uri(text: str) -> KeyURI:
    """Read an otpauth URI, from a QR code or from another program's export.

    The secret and what makes the codes must be right; label and issuer are taken as they come. Where
    two issuers are named the parameter counts. `encoder=steam`, `digits=5`, otpauth://steam/ and
    steam://SECRET are Steam Guard.

    Raises:
        JamOTPError: not such a URI, or a value that makes no codes. It never shows the secret.
    """
    values = otpauth_uri.read(text)
    kind, digits = values["type"], _number(values, "digits", 6)
    # RFC 4226 section 5.3 allows no five decimal digits, so `digits=5` can only mean Steam.
    if kind == "totp" and (values.get("encoder", "").lower() == "steam" or digits == STEAM_LENGTH):
        kind = "steam"
    if kind == "hotp" and "counter" not in values:  # Key URI format: REQUIRED for hotp
        raise JamOTPError("an otpauth URI of type hotp needs a counter")
    return KeyURI(
        kind,
        values["name"],
        values["issuer"],
        values["secret"],
        digest=_digest(values.get("algorithm", "SHA1")),  # Key URI format: the default
        digits=digits,
        interval=_number(values, "period", 30) if kind == "totp" else 30,
        counter=_number(values, "counter", 0) if kind == "hotp" else 0,
    )


def _digest(name: str) -> str:
    """Return the name as TOTP takes it: apps also write SHA-256 and HmacSHA512."""
    plain = name.lower().replace("-", "").replace("_", "")
    return plain[4:] if plain.startswith("hmac") else plain


def _number(values: dict[str, str], name: str, default: int) -> int:
    text = values.get(name)
    if text is None:
        return default
    # int() takes "1_0", " 7" and digits of every script; 2^64 has 20 digits.
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise JamOTPError(f"{name} of the otpauth URI is not a number")
    return int(text)

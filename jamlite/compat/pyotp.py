"""pyotp by its own names: HOTP, TOTP, Steam, parse_uri, random_base32."""

from __future__ import annotations

import base64
import calendar
import hashlib
import time
import unicodedata
from datetime import datetime
from hmac import compare_digest
from types import SimpleNamespace
from typing import Any, Callable, Sequence
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlparse

from ..crypto.hmac import HMACKey
from ..crypto.randomness import random_bytes
from ..exceptions.base import JamError
from ..otp.steam import ALPHABET as STEAM_CHARS

__all__ = ["HOTP", "OTP", "TOTP", "OTPVerificationError", "PyOTPError", "Steam", "contrib", "parse_uri"]

_DIGESTS = ("sha1", "sha256", "sha512")  # of `HMACKey`, and of the Key URI Format
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LAST_TIME = 253402300800  # the year 10000
_MAX_CODE = 1024  # characters; pyotp's limit, since normalising a longer text is work for the attacker to ask


class PyOTPError(JamError):
    """Base class of the errors of this module that are not ValueError."""

    default_message = "the one-time password was refused"
    default_code = "pyotp.error"

    def __str__(self) -> str:
        return str(self.message)


class OTPVerificationError(PyOTPError):
    """The code is not that of any permitted time."""

    default_code = "pyotp.verification"


class OTP:
    """A secret, and how codes are made of it.

    Args:
        s: the secret in Base32, either case, padding as you like; 112 bits at least.
        digits: length of a code, 6 to 10.
        digest: hashlib's sha1, sha256 or sha512.
        name, issuer: for the provisioning URI.

    Raises:
        ValueError: an argument outside of these.
    """

    min_secret_length_bits = 112  # NIST SP 800-63B-4 section 3.1.4.1; programs lower it in a subclass

    def __init__(
        self,
        s: str,
        *,
        digits: int = 6,
        digest: Callable[..., Any] | None = hashlib.sha1,
        name: str | None = None,
        issuer: str | None = None,
    ) -> None:
        if not 6 <= digits <= 10:  # RFC 4226 section 5.3: at least 6; 31 bits have 10 digits at most
            raise ValueError("digits must be between 6 and 10")
        self.digits = digits
        self.digest = hashlib.sha1 if digest is None else digest
        # By identity, as pyotp; `_mac` measures all others.
        if self.digest in (hashlib.md5, hashlib.shake_128):
            raise ValueError(_SMALL_DIGEST)
        self.secret = s
        self.name = name or "Secret"
        self.issuer = issuer
        self.byte_secret()  # refuses a bad secret here, not at the first login

    def generate_otp(self, input: int) -> str:
        """Return the code of a counter (RFC 4226 section 5.3)."""
        if input < 0:
            raise ValueError("input must be positive integer")
        mac = self._mac(self.int_to_bytestring(input))
        offset = mac[-1] & 0x0F  # the last byte, also of a longer hash (RFC 6238 appendix A)
        # RFC 4226 section 5.3: 31 bits, without the sign.
        value = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
        return str(value % 10**self.digits).zfill(self.digits)

    def _mac(self, data: bytes) -> bytes:
        hasher = self.digest()
        if hasher.digest_size < 18:
            raise ValueError(_SMALL_DIGEST)
        if hasher.name in _DIGESTS:
            return HMACKey(hasher.name, self.byte_secret()).digest(data)
        from hmac import new  # pyotp takes every hash of hashlib; the gate knows three

        return new(self.byte_secret(), data, self.digest).digest()

    def byte_secret(self) -> bytes:
        """Return the bytes of the secret; ValueError if it is not Base32, or too short."""
        text = self.secret.decode("ascii") if isinstance(self.secret, bytes) else self.secret
        # The Key URI Format has no padding.
        data = base64.b32decode(text + "=" * (-len(text) % 8), casefold=True)
        if 8 * len(data) < self.min_secret_length_bits:
            raise ValueError(f"Secrets must be at least {self.min_secret_length_bits} bits after decoding")
        return data

    @staticmethod
    def int_to_bytestring(i: int, *, padding: int = 8) -> bytes:
        """Return a counter in `padding` bytes, or in more if it needs them."""
        return i.to_bytes(max(padding, (i.bit_length() + 7) // 8), "big")  # RFC 4226 section 5.1: 8 bytes


_SMALL_DIGEST = "selected digest function must generate digest size greater than or equals to 18 bytes"


class HOTP(OTP):
    """Codes of a counter (RFC 4226), which is counted from `initial_count`."""

    def __init__(
        self,
        s: str,
        *,
        digits: int = 6,
        digest: Callable[..., Any] | None = None,
        name: str | None = None,
        issuer: str | None = None,
        initial_count: int = 0,
    ) -> None:
        self.initial_count = initial_count
        super().__init__(s, digits=digits, digest=digest, name=name, issuer=issuer)

    def at(self, count: int) -> str:
        """Return the code of a count."""
        return self.generate_otp(self.initial_count + count)

    def verify(self, otp: str, counter: int) -> bool:
        """Tell whether this is the code of a count."""
        return strings_equal(str(otp), self.at(counter))

    def provisioning_uri(
        self,
        *,
        name: str | None = None,
        initial_count: int | None = None,
        issuer_name: str | None = None,
        **kwargs: Any,
    ) -> str:
        """Return the otpauth URI for an authenticator app. It is a secret."""
        return build_uri(
            self.secret,
            name or self.name,
            initial_count=self.initial_count if initial_count is None else initial_count,
            issuer=issuer_name or self.issuer,
            algorithm=self.digest().name,  # hashlib's name, lower case: `build_uri` leaves the usual one out
            digits=self.digits,
            **kwargs,
        )


class TOTP(OTP):
    """Codes of the time (RFC 6238), each for `interval` seconds, 1 to 120."""

    def __init__(
        self,
        s: str,
        *,
        digits: int = 6,
        digest: Callable[..., Any] | None = None,
        name: str | None = None,
        issuer: str | None = None,
        interval: int = 30,
    ) -> None:
        # NIST SP 800-63B-4 section 3.1.4.1: a new code at least every two minutes.
        if not 0 < interval <= 120:
            raise ValueError("interval must be positive and at most 120 seconds")
        self.interval = interval
        super().__init__(s, digits=digits, digest=digest, name=name, issuer=issuer)

    def at(self, for_time: float | datetime, *, counter_offset: int = 0) -> str:
        """Return the code of a time: Unix seconds, or a datetime (a naive one is local time)."""
        return self.generate_otp(self.timecode(for_time) + counter_offset)

    def now(self) -> str:
        """Return the code of this moment."""
        return self.generate_otp(self.timecode(time.time()))

    def verify(self, otp: str, *, for_time: float | datetime | None = None, valid_window: int = 0) -> bool:
        """Tell whether this is the code of a time, or of up to `valid_window` steps beside it."""
        # As in pyotp, no code fits a negative window.
        return self._search(otp, for_time, valid_window) is not None

    def verify_and_get_timecode(
        self, otp: str, *, for_time: float | datetime | None = None, valid_window: int = 0
    ) -> int:
        """Return the step whose code this is; store it, and take only later ones.

        Raises:
            OTPVerificationError: it is the code of none.
        """
        if valid_window < 0:  # pyotp raises here, and answers False in `verify`
            raise ValueError("valid_window cannot be negative")
        found = self._search(otp, for_time, valid_window)
        if found is None:
            raise OTPVerificationError("OTP verification failed")
        return found

    def _search(self, otp: object, for_time: float | datetime | None, window: int) -> int | None:
        step = self.timecode(time.time() if for_time is None else for_time)
        # From the oldest on: pyotp returns the first that fits.
        for candidate in range(step - window, step + window + 1):
            if strings_equal(str(otp), self.generate_otp(candidate)):
                return candidate
        return None

    def provisioning_uri(
        self, *, name: str | None = None, issuer_name: str | None = None, **kwargs: Any
    ) -> str:
        """Return the otpauth URI for an authenticator app. It is a secret."""
        return build_uri(
            self.secret,
            name or self.name,
            issuer=issuer_name or self.issuer,
            algorithm=self.digest().name,
            digits=self.digits,
            period=self.interval,
            **kwargs,
        )

    def timecode(self, for_time: float | datetime) -> int:
        """Return the number of whole steps since 1970; ValueError before that and after the year 9999."""
        try:
            seconds = _seconds(for_time) if isinstance(for_time, datetime) else for_time
        except (OverflowError, OSError, ValueError) as error:
            raise ValueError(_OUT_OF_RANGE) from error
        if not 0 <= seconds < _LAST_TIME:
            raise ValueError(_OUT_OF_RANGE)
        return int(int(seconds) // self.interval)  # an interval of 30.0 is permitted, as in pyotp


_OUT_OF_RANGE = "for_time must be at or after the Unix epoch and before year 10000 UTC"


def _seconds(moment: datetime) -> float:
    if moment.tzinfo:
        return calendar.timegm(moment.utctimetuple())
    return moment.replace(microsecond=0).timestamp()  # local time, with its `fold` kept


class Steam(TOTP):
    """Codes of Steam Guard: five characters of an alphabet of its own."""

    def __init__(
        self,
        s: str,
        *,
        name: str | None = None,
        issuer: str | None = None,
        interval: int = 30,
        digits: int = 5,
    ) -> None:
        if not 0 < interval <= 120:
            raise ValueError("interval must be positive and at most 120 seconds")
        super().__init__(s, digits=10, name=name, issuer=issuer)  # Steam's interval is 30 whatever is said

    def generate_otp(self, input: int) -> str:
        """Return the code of a counter."""
        value, code = int(super().generate_otp(input)), ""
        for _ in range(5):
            # Least significant first: Steam's characters are not read as a number.
            value, digit = divmod(value, len(STEAM_CHARS))
            code += STEAM_CHARS[digit]
        return code


def random_base32(length: int = 32, chars: Sequence[str] = _BASE32) -> str:
    """Return a new secret of so many characters, 32 at least."""
    if length < 32:  # 32 characters of Base32 are 160 bits (RFC 4226 section 4, R6)
        raise ValueError("Secrets should be at least 160 bits")
    return "".join(_choice(chars) for _ in range(length))


def random_hex(length: int = 40, chars: Sequence[str] = "ABCDEF0123456789") -> str:
    """Return a new secret in hexadecimal digits, 40 at least."""
    if length < 40:  # 40 hexadecimal digits are 160 bits
        raise ValueError("Secrets should be at least 160 bits")
    return random_base32(length, chars)


def _choice(chars: Sequence[str]) -> str:
    """Return one of the characters: 64 random bits leave no bias that counts."""
    return chars[int.from_bytes(random_bytes(8), "big") % len(chars)]


def parse_uri(uri: str) -> OTP:
    """Return the object an otpauth URI stands for; ValueError if it is none."""
    parts = urlparse(uri)  # parsed before it is unquoted: %3A in a name is no separator
    if parts.scheme != "otpauth":
        raise ValueError("Not an otpauth URI")
    found = _parameters(parts.query)
    issuer, colon, name = parts.path[1:].partition(":")  # a colon inside a name is written %3A
    data: dict[str, Any] = {"name": unquote(name if colon else issuer)}
    if colon:
        data["issuer"] = unquote(issuer)
    if "issuer" in found:  # Key URI Format: if both are present, they should be equal
        if data.get("issuer", found["issuer"]) != found["issuer"]:
            raise ValueError("If issuer is specified in both label and parameters, it should be equal.")
        data["issuer"] = found["issuer"]
    if "algorithm" in found:
        # Upper case alone, as pyotp.
        if found["algorithm"].lower() not in _DIGESTS or found["algorithm"] != found["algorithm"].upper():
            raise ValueError("Invalid value for algorithm, must be SHA1, SHA256 or SHA512")
        data["digest"] = getattr(hashlib, found["algorithm"].lower())
    for parameter, argument in (("digits", "digits"), ("period", "interval"), ("counter", "initial_count")):
        if parameter in found:
            data[argument] = int(found[parameter])
    steam = found.get("encoder") == "steam"
    if not steam and data.get("digits", 6) not in (6, 7, 8):  # Key URI Format, and 7, as pyotp
        raise ValueError("Digits may only be 6, 7, or 8")
    if "secret" not in found:
        raise ValueError("No secret found in URI")
    kinds: dict[str, Any] = {"totp": TOTP, "hotp": HOTP}
    kind = Steam if steam else kinds.get(parts.netloc)
    if kind is None:
        raise ValueError("Not a supported OTP type")
    made: OTP = kind(found["secret"], **data)
    return made


def _parameters(query: str) -> dict[str, str]:
    """Return the parameters that are known and not empty; ValueError if one stands twice."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in ("secret", "issuer", "algorithm", "encoder", "digits", "period", "counter"):
            # Two readers of such a URI could choose different secrets.
            if name in found:
                raise ValueError(f"Duplicate {name} parameter")
            found[name] = value
    # pyotp: an empty parameter counts as absent, but as the first of two.
    return {name: value for name, value in found.items() if value}


def build_uri(
    secret: str,
    name: str,
    initial_count: int | None = None,
    issuer: str | None = None,
    algorithm: str | None = None,
    digits: int | None = None,
    period: int | None = None,
    **kwargs: str,
) -> str:
    """Return an otpauth URI; what has its usual value is left out. With an initial count it is an HOTP."""
    given: dict[str, Any] = {"secret": secret, "issuer": issuer, "counter": initial_count}
    if algorithm != "sha1" and algorithm is not None:
        given["algorithm"] = algorithm.upper()
    given["digits"] = None if digits == 6 else digits
    given["period"] = None if period == 30 else period
    for parameter, value in kwargs.items():
        if not isinstance(value, str):
            raise TypeError("All otpauth uri parameters must be strings")
        image = urlparse(value)
        # pyotp asks for https of this one alone.
        if parameter == "image" and not (image.scheme == "https" and image.netloc and image.path):
            raise ValueError(f"{image} is not a valid url")
        given[parameter] = value
    # A colon between, %3A within: quote() writes it.
    label = quote(name) if issuer is None else f"{quote(issuer)}:{quote(name)}"
    query = urlencode({one: value for one, value in given.items() if value is not None})
    kind = "totp" if initial_count is None else "hotp"
    # %20: authenticator apps show the + of a form.
    return f"otpauth://{kind}/{label}?{query.replace('+', '%20')}"


def strings_equal(s1: str, s2: str) -> bool:
    """Compare two texts in any form of Unicode; the time it takes does not tell where they differ."""
    if max(len(s1), len(s2)) > _MAX_CODE:
        return False
    # NFKC, as pyotp: full-width digits, as some keyboards type them, are the same code.
    first, second = (unicodedata.normalize("NFKC", text).encode("utf-8", "replace") for text in (s1, s2))
    return compare_digest(first, second)


# pyotp's modules, for `pyotp.contrib.Steam` and the like.
contrib = SimpleNamespace(Steam=Steam, steam=SimpleNamespace(Steam=Steam, STEAM_CHARS=STEAM_CHARS))
hotp = SimpleNamespace(HOTP=HOTP)
totp = SimpleNamespace(TOTP=TOTP, time=time)
otp = SimpleNamespace(OTP=OTP)
utils = SimpleNamespace(
    build_uri=build_uri, strings_equal=strings_equal, compare_digest=compare_digest, unicodedata=unicodedata
)

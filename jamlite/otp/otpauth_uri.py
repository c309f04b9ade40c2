"""otpauth URIs, as authenticator apps read them from QR codes (Key URI format).

    otpauth://TYPE/ISSUER%3ANAME?secret=...&issuer=...&algorithm=SHA1&digits=6[&period=..][&counter=..]

Everything is percent-encoded (a space is %20, a `+` is a plus sign); label and issuer are UTF-8.
"""

from __future__ import annotations

import re

from ..exceptions.otp import JamOTPError
from .hotp import HOTP, BaseOTP, integer, read_counter, read_digest, read_secret
from .totp import MAX_INTERVAL, TOTP

MAX_URI = 8192
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_NUMBER = re.compile("[0-9]{1,20}", re.ASCII)


class KeyURI:
    """What an otpauth URI says. Its secret is shown by no repr.

    Attributes:
        type: "totp" or "hotp".
        name: the account.
        issuer: the service, "" if none is named.
        secret: bytes.
        digest, digits, interval: as in TOTP.
        counter: first counter of an HOTP; 0 for a TOTP.
    """

    __slots__ = ("counter", "digest", "digits", "interval", "issuer", "name", "secret", "type")

    def __init__(self, type: str, name: str, issuer: str, secret: bytes) -> None:
        self.type = type
        self.name = name
        self.issuer = issuer
        self.secret = secret
        self.digest = "sha1"
        self.digits = 6
        self.interval = 30
        self.counter = 0

    def build(self) -> BaseOTP:
        """Return the TOTP or HOTP that makes and verifies its codes."""
        if self.type == "hotp":
            return HOTP(self.secret, self.digits, self.digest)
        return TOTP(self.secret, self.digits, self.digest, self.interval)

    def __repr__(self) -> str:
        return f"<KeyURI {self.type} issuer={self.issuer!r} name={self.name!r}>"


def provisioning_uri(otp: BaseOTP, name: str, issuer: str = "", counter: int | None = None) -> str:
    """Return the URI of a TOTP or HOTP; arguments and errors as in `BaseOTP.provisioning_uri`."""
    label = _quote(_label_part(name, "the account name"))
    if not label:
        raise JamOTPError("the account name is empty")
    issuer = _quote(_label_part(issuer, "the issuer"))
    if issuer:
        label = f"{issuer}%3A{label}"
    uri = f"otpauth://{otp.type}/{label}?secret={otp.secret}"
    if issuer:
        uri += f"&issuer={issuer}"
    uri += f"&algorithm={otp.digest.upper()}&digits={otp.digits}"
    if isinstance(otp, TOTP):
        return uri if otp.interval == 30 else f"{uri}&period={otp.interval}"
    return f"{uri}&counter={read_counter(0 if counter is None else counter)}"  # required for hotp


def parse_uri(text: str) -> KeyURI:
    """Read an otpauth URI.

    Unknown parameters are skipped, as apps do; everything else must be as the format says.

    Raises:
        JamOTPError: not such a URI; a missing, double, empty or malformed parameter; an issuer in
            the label that is not the issuer parameter.
    """
    if not isinstance(text, str):
        raise JamOTPError(f"an otpauth URI must be str, got {type(text).__name__}")
    if len(text) > MAX_URI or not text.isascii() or not text.isprintable() or " " in text:
        raise JamOTPError("an otpauth URI is at most 8192 printable ASCII characters without spaces")
    match = re.fullmatch(r"otpauth://(totp|hotp)/([^/?#]+)\?([^#]+)", text)
    if match is None:
        raise JamOTPError("this is not an otpauth URI: otpauth://totp/LABEL?secret=...")
    kind, label, query = match.groups()
    raw = _parameters(query)
    if "secret" not in raw:
        raise JamOTPError("the otpauth URI has no secret")
    prefix, colon, name = _unquote(label).rpartition(":")
    if (colon and not prefix) or ":" in prefix or not name.strip(" "):
        raise JamOTPError("the label of an otpauth URI is ISSUER:NAME or NAME")
    record = KeyURI(kind, name.lstrip(" "), _issuer(prefix, raw), read_secret(_unquote(raw["secret"])))
    record.digest = read_digest(raw.get("algorithm", "SHA1"))
    record.digits = _number(raw.get("digits", "6"), "digits", *BaseOTP._LENGTHS)
    if kind == "totp":
        record.interval = _number(raw.get("period", "30"), "period", 1, MAX_INTERVAL)
    elif "counter" not in raw:
        raise JamOTPError("an otpauth URI of type hotp needs a counter")
    else:
        record.counter = read_counter(_number(raw["counter"], "counter", 0, 1 << 64))
    return record


def _parameters(query: str) -> dict[str, str]:
    """Return the query's parameters, values still encoded."""
    parameters = {}
    for item in query.split("&"):
        name, equals, value = item.partition("=")
        if not equals or not name or not value or name in parameters:
            raise JamOTPError("a parameter of the otpauth URI is empty or stands twice")
        parameters[name] = value
    return parameters


def _issuer(prefix: str, raw: dict[str, str]) -> str:
    """Return the issuer; the label's and the parameter's must agree.

    Some issuers, Jam 3 among them, write a space in the parameter as `+`; the label settles it.
    """
    if "issuer" not in raw:
        return prefix
    issuer = _unquote(raw["issuer"])
    if not prefix or prefix == issuer:
        return issuer
    if prefix == _unquote(raw["issuer"].replace("+", "%20")):
        return prefix
    raise JamOTPError("the otpauth URI names two issuers")


def _number(text: str, what: str, low: int, high: int) -> int:
    if not _NUMBER.fullmatch(text):
        raise JamOTPError(f"{what} of the otpauth URI is not a number")
    return integer(int(text), what, low, high)


def _label_part(text: object, what: str) -> str:
    if not isinstance(text, str):
        raise JamOTPError(f"{what} must be str, got {type(text).__name__}")
    if ":" in text:  # the format divides the label there
        raise JamOTPError(f"{what} must not contain a colon")
    if len(text) > 256:
        raise JamOTPError(f"{what} has more than 256 characters")
    return text


def _quote(text: str) -> str:
    from urllib.parse import quote

    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise JamOTPError("a name in an otpauth URI contains a lone surrogate") from None


def _unquote(text: str) -> str:
    from urllib.parse import unquote

    try:
        if _PERCENT.search(text):
            raise ValueError
        return unquote(text, errors="strict")
    except ValueError:  # UnicodeDecodeError is one
        raise JamOTPError("the otpauth URI is not percent-encoded UTF-8") from None

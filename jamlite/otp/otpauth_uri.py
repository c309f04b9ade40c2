"""otpauth URIs as text: written strictly, read as authenticator apps read them (Key URI format).

    otpauth://TYPE/ISSUER%3ANAME?secret=...&issuer=...&algorithm=SHA1&digits=6[&period=..][&counter=..]

Written: everything percent-encoded (a blank is %20, a plus sign %2B), label and issuer in UTF-8.
Read: what makes the codes (secret, algorithm, digits, period, counter) must be plain; label and issuer
are only shown to people, so there blanks, accents, colons, `+` for a blank and a lone `%` are allowed.
"""

from __future__ import annotations

import re

from ..exceptions.base import JamOTPError
from .parameters import utf8

MAX_URI = 8192  # a QR code holds 2953 bytes at most
_MAX_COLONS = 16  # of an issuer; each is a place where the label may divide
# apple-otpauth: a page on iOS writes it to open Apple's own password app.
_SHAPE = re.compile(r"(?i:(?:apple-)?otpauth)://([A-Za-z]*)(?:/([^?]*))?(?:\?(.*))?", re.S)
_STEAM = re.compile(r"(?i:steam)://([^/?#]+)")
_DECIDING = ("secret", "algorithm", "digits", "period", "counter", "encoder")


def write(
    type: str,
    secret: str,
    name: str,
    issuer: str,
    digest: str,
    digits: int,
    *,
    period: int | None = None,
    counter: int | None = None,
) -> str:
    """Return the URI in its strict form.

    Args:
        type: "totp" or "hotp".
        secret: Base32 without padding.
        name: the account; no colon, at most 256 characters.
        issuer: the service, "" for none; no colon, at most 256 characters.
        digest, digits: as in TOTP.
        period: seconds, of a TOTP; 30 is not written.
        counter: of an HOTP.

    Raises:
        JamOTPError: a name outside of these.
    """
    label = quoted(_label_part(name, "the account name"))
    if not label:
        raise JamOTPError("the account name is empty")
    issuer = quoted(_label_part(issuer, "the issuer"))
    if issuer:
        # Key URI format: the prefix and the parameter say the same; older apps read only the prefix.
        label = f"{issuer}%3A{label}"
    uri = f"otpauth://{type}/{label}?secret={secret}"
    if issuer:
        uri += f"&issuer={issuer}"
    uri += f"&algorithm={digest.upper()}&digits={digits}"  # in full, so that no default of an app decides
    if counter is not None:
        uri += f"&counter={counter}"  # the format: required for hotp
    elif period is not None and period != 30:  # Key URI format: optional, 30 by default
        uri += f"&period={period}"
    return uri


def read(text: object) -> dict[str, str]:
    """Return what an otpauth URI says, as text: "type", "name", "issuer", "secret" and what else it has.

    Empty parameters are absent ones; unknown parameters are skipped. The values of "secret",
    "algorithm", "digits", "period" and "counter" are decoded and not yet judged.

    Raises:
        JamOTPError: not such a URI; no secret; two values for a parameter that makes the codes.
    """
    if not isinstance(text, str):
        raise JamOTPError(f"an otpauth URI must be str, got {type(text).__name__}")
    text = text.strip().strip("\"'").strip()  # quotes come with a copy out of JSON or a shell
    if len(text) > MAX_URI:
        raise JamOTPError(f"an otpauth URI has at most {MAX_URI} characters")
    # A line break in it would go on into logs and into what is shown to the user.
    if not text.isprintable() and any(ord(mark) < 32 or ord(mark) == 127 for mark in text):
        raise JamOTPError("the otpauth URI has a control character or a line break in it")
    steam = _STEAM.fullmatch(text)  # as Bitwarden writes it
    if steam is not None:
        return {"type": "steam", "name": "", "issuer": "Steam", "secret": _decoded(steam.group(1))}
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise _not_a_uri(text)
    kind, label, query = match.groups()
    if kind.lower() not in ("totp", "hotp", "steam"):
        raise JamOTPError("the type of an otpauth URI must be totp or hotp: otpauth://totp/LABEL?secret=...")
    values = _parameters(query or "")
    if "secret" not in values:
        raise JamOTPError("the otpauth URI has no secret: otpauth://totp/LABEL?secret=...")
    values["type"] = kind.lower()
    values["name"], values["issuer"] = _names(label or "", values.get("issuer", ""))
    return values


def _not_a_uri(text: str) -> JamOTPError:
    if text[:20].lower().startswith("otpauth-migration:"):
        return JamOTPError(
            "this is an export of Google Authenticator with any number of accounts; "
            "read it with otp.parse_migration"
        )
    return JamOTPError("this is not an otpauth URI: otpauth://totp/LABEL?secret=...")


def _parameters(query: str) -> dict[str, str]:
    """Return the parameters that are known and not empty."""
    found: dict[str, str] = {}
    for item in query.replace("&amp;", "&").split("&"):  # &amp; where it was copied out of HTML
        name, _, value = item.partition("=")
        name = name.strip().lower()
        if name == "issuer" and value:
            found.setdefault(name, value)  # the first one counts: a repeated name does not change the codes
        elif name in _DECIDING:
            value = value.partition("#")[0]  # a fragment behind the last parameter
            value = _spaced(value) if name == "secret" else _decoded(value)
            # One app takes the first, another the last: no guess.
            if value and found.setdefault(name, value) != value:
                raise JamOTPError(f"the otpauth URI has two different values for {name}")
    return found


def _names(label: str, issuer: str) -> tuple[str, str]:
    """Return (account, issuer). The issuer parameter names the service; without it the label does.

    The two "should be equal" says the format; Microsoft 365 and exports of other apps write two.
    """
    # Key URI format: the colon of the label is literal or %3A. Nothing else is decoded yet.
    label, shown = label.replace("%3a", ":").replace("%3A", ":"), _spaced(issuer)
    for place in [at for at, mark in enumerate(label) if mark == ":"][:_MAX_COLONS]:
        if _spaced(label[:place]) == shown:  # an issuer with a colon inside divides the label where it ends
            return _decoded(label[place + 1 :]).strip(), shown
    prefix, _, name = label.rpartition(":")  # the last colon: an issuer has one more often than an account
    return _decoded(name).strip(), shown or _spaced(prefix)


def _spaced(text: str) -> str:
    """Return `text` decoded, `+` being a blank, as forms and some issuers write it."""
    return _decoded(text.replace("+", " ")).strip()


def _label_part(text: object, what: str) -> str:
    if not isinstance(text, str):
        raise JamOTPError(f"{what} must be str, got {type(text).__name__}")
    if ":" in text:  # the format divides the label there
        raise JamOTPError(f"{what} must not contain a colon")
    if len(text) > 256:
        raise JamOTPError(f"{what} has more than 256 characters")
    utf8(text, what)
    return text


def quoted(text: str) -> str:
    """Return `text` percent-encoded, all but letters, digits, "-", ".", "_" and "~"."""
    from urllib.parse import quote

    return quote(text, safe="")


def _decoded(text: str) -> str:
    """Return `text` with its percent triplets decoded; what is not a triplet stays, as in browsers."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text, errors="replace")  # labels in Latin-1 exist, and are only shown

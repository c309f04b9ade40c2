"""What a list remembers of a token: a hash that says which token, and when it may be forgotten.

Nothing here verifies a token. What is read from one decides only how long its entry is kept.
"""

from __future__ import annotations

from ..crypto import hashes
from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError, JamMissingPartError, JamTypeError, JamValidationError
from ..exceptions.macaroons import JamMacaroonFormatError
from ..optional import part
from ..stores.store import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_TOKEN_LENGTH = 1 << 20  # characters
MAX_HEADERS, MAX_HEADER_LENGTH = 64, 512  # 32 KiB at most: strangers choose what stands there
# First segments that are headers of a JWS. An application has few; reading one takes a third of a check.
_headers: dict[str, None] = {}
# Base64 of the byte 2, base64 of a hexadecimal digit, JSON, the byte 2 itself.
_MACAROON_STARTS = ("A", "M", "N", "O", "Q", "R", "Y", "Z", "{", "\x02")
MIN_MACAROON_LENGTH = 40  # bytes: the 32 of the signature, and what version 2 has around it
PASETO_SIGNATURES = {"v1": 256, "v2": 64, "v3": 96, "v4": 64}  # bytes at the end of a public body


def fingerprint(entry: str) -> str:
    """Return the SHA-256 of an entry, a token or a jti, as 43 characters of base64url.

    Of a signed token only what the signature covers is hashed. ECDSA signatures have a second
    spelling that anybody can compute (n - s in the place of s); with the whole token hashed, that
    would be another token, and not on the deny list. Of a macaroon only its identifier is hashed: whoever
    holds it can add caveats, and write it in four forms.

    Raises:
        JamTypeError, JamValidationError: not text, empty, or longer than 1 MiB.
    """
    if not isinstance(entry, str):
        raise JamTypeError(f"a token must be str, got {type(entry).__name__}")
    if not 0 < len(entry) <= MAX_TOKEN_LENGTH:
        raise JamValidationError(f"a token must have 1 to {MAX_TOKEN_LENGTH} characters")
    if not (entry.isascii() or is_text(entry)):
        raise JamValidationError("a token must be text that UTF-8 can carry")
    signed, _, _ = entry.rpartition(".")
    first, dot, body = signed.partition(".")
    if not (first in _headers and dot and "." not in body):  # as `_signed_part` says, in a tenth of its time
        signed = _signed_part(entry) or entry
    sha256 = _made[0] if _made else _sha256()
    return base64url.encode_bytes(sha256(signed.encode()).digest()).decode()


_made: list[Any] = []  # the constructor of SHA-256, which passed its gate once: 0.3 us less


def _sha256() -> Any:
    _made.append(hashes.constructor("sha256"))
    return _made[0]


def expiry(entry: str) -> float | None:
    """Return the exp of a signed token in seconds since 1970; None for whatever does not show one."""
    if len(entry) > MAX_TOKEN_LENGTH:
        return None
    parts = _parts(entry)
    try:
        if _is_jws(parts):
            body = parts[1].encode("ascii", "replace")  # what is not ASCII is not base64url either
            return _numeric_date(strict_json.loads(base64url.decode(body)))
        if _is_paseto_public(parts):
            body = base64url.decode(parts[2])[: -PASETO_SIGNATURES[parts[0]]]
            return _paseto_time(strict_json.loads(body))
    except JamEncodingError:
        pass
    return None


def _parts(entry: str) -> list[str]:
    parts = entry.split(".", 4)  # bounded: a text of a million dots is split four times
    return parts if 3 <= len(parts) <= 4 else []


def _is_jws(parts: list[str]) -> bool:
    """Tell whether this is a compact JWS: three segments of which the first is a header with alg."""
    if len(parts) != 3:
        return False
    first = parts[0]
    if first in _headers:
        return True
    try:
        header = strict_json.loads(base64url.decode(first))
    except JamEncodingError:
        return False
    if not isinstance(header, dict) or "alg" not in header:  # RFC 7515 section 4.1.1: alg MUST be there
        return False
    if len(first) <= MAX_HEADER_LENGTH:
        if len(_headers) >= MAX_HEADERS:
            _headers.clear()  # whole: what is used comes back at once
        _headers[first] = None
    return True


def _is_paseto_public(parts: list[str]) -> bool:
    return len(parts) >= 3 and parts[0] in PASETO_SIGNATURES and parts[1] == "public"


def _signed_part(entry: str) -> str | None:
    parts = _parts(entry)
    if parts and _is_jws(parts):
        return f"{parts[0]}.{parts[1]}"
    if parts and _is_paseto_public(parts):
        try:
            body = base64url.decode(parts[2])
        except JamEncodingError:
            return None
        # `v3` is ECDSA: its s has a second spelling, too.
        parts[2] = base64url.encode(body[: -PASETO_SIGNATURES[parts[0]]])
        return ".".join(parts)
    if (len(entry) < MIN_MACAROON_LENGTH and entry.isascii()) or entry.lstrip()[:1] not in _MACAROON_STARTS:
        return None
    return _macaroon_identifier(entry)


def _macaroon_identifier(entry: str) -> str | None:
    """Return what all forms and offspring of a macaroon have in common, None if it is none."""
    try:
        with part("macaroons"):
            from ..macaroons.bounds import Limits
            from ..macaroons.macaroon import Macaroon
    except JamMissingPartError:  # a copy without macaroons accepts none either
        return None
    # Whatever limits the verifier has: what it reads must be known here, too.
    size = 4 * MAX_TOKEN_LENGTH
    try:
        found = Macaroon.deserialize(entry, limits=Limits(size, size, size))
        return f"macaroon:{base64url.encode(found.identifier)}"
    except JamMacaroonFormatError:
        return None


def _numeric_date(claims: object) -> float | None:
    """Return exp as RFC 7519 section 4.1.4 has it: a number of seconds."""
    exp = claims.get("exp") if isinstance(claims, dict) else None
    # NaN and 1e400 are not inside.
    if isinstance(exp, (int, float)) and not isinstance(exp, bool) and 0 <= exp < 1e12:
        return float(exp)
    return None


def _paseto_time(claims: object) -> float | None:
    """Return exp as PASETO's registered claims have it, an ISO 8601 time with offset; or as Jam had it."""
    exp = claims.get("exp") if isinstance(claims, dict) else None
    if not isinstance(exp, str):
        return _numeric_date(claims)
    from datetime import datetime

    try:
        # Python reads Z from 3.11 on.
        time = datetime.fromisoformat(exp[:-1] + "+00:00" if exp[-1:] in ("Z", "z") else exp)
        # Without an offset it would mean local time.
        return time.timestamp() if time.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None

"""Runners of the one-time password families."""

from __future__ import annotations

import warnings

from ..exceptions.crypto import JamWeakKeyWarning
from ..otp import HOTP, TOTP, parse_uri, qr_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Family, Outputs


def _hotp_code(secret: bytes, counter: int, digits: int, digest: str) -> Outputs:
    return {"code": HOTP(secret, digits, digest).at(counter)}


def _hotp_verify(secret: bytes, counter: int, digits: int, digest: str, code: object) -> bool:
    # RFC 4226 section 7.4 leaves the window open.
    return HOTP(secret, digits, digest).verify(code, counter, look_ahead=0)  # type: ignore[arg-type]


def _totp_code(secret: bytes, time: int, digits: int, digest: str, interval: int) -> Outputs:
    return {"code": TOTP(secret, digits, digest, interval).at(time)}


def _totp_step(
    secret: bytes, time: int, digits: int, digest: str, interval: int, code: object, after: int | None = None
) -> dict[str, int] | bool:
    otp = TOTP(secret, digits, digest, interval)
    step = otp.verify_step(code, time, after=after)  # type: ignore[arg-type]
    return step is not None and {"step": step}  # step 0 is false, and an answer


def _uri_parse(uri: str) -> dict[str, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", JamWeakKeyWarning)
        record = parse_uri(uri)
    return {name: getattr(record, name) for name in record.__slots__}


def _uri_make(uri: str) -> Outputs:
    record = parse_uri(uri)
    return {"uri": record.build().provisioning_uri(record.name, record.issuer, counter=record.counter)}


def _qr_encode(
    data: bytes, level: str, version: int | None = None, mask: int | None = None
) -> dict[str, object]:
    rows = qr_code.encode(data, level, version=version, mask=mask)
    bits = "".join([str(module) for row in rows for module in row])
    bits += "0" * (-len(bits) % 8)  # row after row, padded to whole bytes
    return {"modules": int(bits, 2).to_bytes(len(bits) // 8, "big"), "side": len(rows)}


FAMILIES: dict[str, Family] = {
    "HOTP": {"code": _hotp_code, "verify": _hotp_verify},
    "QR-code": {"encode": _qr_encode},
    "TOTP": {"code": _totp_code, "verify_step": _totp_step},
    "otpauth-URI": {"parse": _uri_parse, "make": _uri_make},
}

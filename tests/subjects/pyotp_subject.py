"""pyotp as a subject: HOTP and TOTP."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import version
from typing import Any

import pyotp
from common import octets, serve


def secret(fields: dict[str, Any]) -> str:
    return base64.b32encode(octets(fields, "secret") or b"").decode()


def hotp(fields: dict[str, Any]) -> pyotp.HOTP:
    return pyotp.HOTP(secret(fields), digits=fields["digits"], digest=getattr(hashlib, fields["digest"]))


def totp(fields: dict[str, Any]) -> pyotp.TOTP:
    digest = getattr(hashlib, fields["digest"])
    return pyotp.TOTP(secret(fields), digits=fields["digits"], digest=digest, interval=fields["interval"])


def hotp_code(fields: dict[str, Any]) -> dict[str, Any]:
    return {"code": hotp(fields).at(fields["counter"])}


def hotp_verify(fields: dict[str, Any]) -> dict[str, Any]:
    if not hotp(fields).verify(fields["code"], fields["counter"]):
        raise ValueError("another code")
    return {}


def totp_code(fields: dict[str, Any]) -> dict[str, Any]:
    return {"code": totp(fields).at(fields["time"])}


if __name__ == "__main__":
    families = {"HOTP": {"code": hotp_code, "verify": hotp_verify}, "TOTP": {"code": totp_code}}
    serve("pyotp", version("pyotp"), families)

"""pyseto as a subject: PASETO and PASERK."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pyseto
from common import Unsupported, octets, serve
from pyseto import Key


def make_key(number: int, purpose: str, fields: dict[str, Any], field: str) -> Any:
    """Return a key from PEM, or from the octets that the standard gives."""
    if field in fields:
        return Key.new(number, purpose, fields[field])
    raw = octets(fields, field) or b""
    if purpose == "local":
        return Key.new(number, "local", raw)
    if number == 1:
        raise Unsupported("RSA keys in DER")
    if field == "secret_key" and number != 3:
        return Key.from_asymmetric_key_params(number, d=raw[:32])
    if number == 3:
        if field == "secret_key":
            return Key.from_paserk(paserk(f"k{number}.secret.", raw))
        return Key.from_paserk(paserk(f"k{number}.public.", raw))
    return Key.from_asymmetric_key_params(number, x=raw)


def paserk(head: str, raw: bytes) -> str:
    import base64

    return head + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read(purpose: str, field: str) -> Any:
    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        key = make_key(int(fields["version"][1]), purpose, fields, field)
        implicit = octets(fields, "implicit") or b""
        found = pyseto.decode(key, fields["token"], implicit)
        footer = found.footer if isinstance(found.footer, bytes) else str(found.footer).encode()
        wanted = octets(fields, "footer")
        if wanted is not None and wanted != footer:
            raise ValueError("another footer")
        payload = found.payload if isinstance(found.payload, bytes) else str(found.payload).encode()
        return {"payload_hex": payload.hex(), "footer_hex": footer.hex()}

    return answer


def make(purpose: str, field: str) -> Any:
    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        key = make_key(int(fields["version"][1]), purpose, fields, field)
        payload, footer = octets(fields, "payload") or b"", octets(fields, "footer") or b""
        nonce = octets(fields, "nonce") or b""
        token = pyseto.encode(key, payload, footer, octets(fields, "implicit") or b"", nonce)
        return {"token": token.decode()}

    return answer


if __name__ == "__main__":
    families = {
        "PASETO": {
            "decrypt": read("local", "key"),
            "verify": read("public", "public_key"),
            "encrypt": make("local", "key"),
            "sign": make("public", "secret_key"),
        }
    }
    serve("pyseto", version("pyseto"), families)

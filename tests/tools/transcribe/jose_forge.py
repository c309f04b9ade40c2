"""Tokens made with nothing but json, base64 and hmac: an independent hand for our own JOSE cases."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

OWN = {"name": "jamlite", "license": "Apache-2.0"}
SECRET = b"0123456789abcdef0123456789ABCDEF"
Case = dict[str, Any]


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def unb64u(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


OCT = {"kty": "oct", "k": b64u(SECRET)}


def segment(value: Any) -> str:
    """Return a segment of bytes as they are, or of a value as JSON."""
    return b64u(value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode())


def mac(signing_input: str, key: bytes = SECRET, hash_name: str = "sha256") -> bytes:
    return hmac.new(key, signing_input.encode("utf-8"), getattr(hashlib, hash_name)).digest()


def token(header: Any, payload: Any = b"payload", key: bytes = SECRET, hash_name: str = "sha256") -> str:
    """Return a compact JWS whose HMAC is right, whatever its header says."""
    signing_input = f"{segment(header)}.{segment(payload)}"
    return f"{signing_input}.{b64u(mac(signing_input, key, hash_name))}"


def raw(header: str, body: str, key: bytes = SECRET) -> str:
    """Return a compact JWS of segments as they are, its HMAC right."""
    return f"{header}.{body}.{b64u(mac(f'{header}.{body}', key))}"


def entry(protected: Any, unprotected: Any, body: str, key: bytes = SECRET) -> Case:
    """Return one signature of a JSON serialization; None leaves a header out."""
    made: Case = {} if protected is None else {"protected": segment(protected)}
    if unprotected is not None:
        made["header"] = unprotected
    return {**made, "signature": b64u(mac(f"{made.get('protected', '')}.{body}", key))}


class Cases(list[Case]):
    """The cases of one operation, with what they have in common."""

    def __init__(self, op: str, **common: Any) -> None:
        self.op = op
        self.common = common

    def refuse(self, case_id: str, code: str | None, note: str = "", **given: Any) -> None:
        self._add(case_id, given, {"error_code": code} if code else {}, "invalid", note)

    def accept(self, case_id: str, note: str = "", /, out: Case | None = None, **given: Any) -> None:
        self._add(case_id, given, out or {}, "valid", note)

    def _add(self, case_id: str, given: Case, out: Case, result: str, note: str) -> None:
        common = {  # but what is given in another packing
            name: value
            for name, value in self.common.items()
            if not any(f"{name}_{packing}" in given for packing in ("hex", "b64u", "utf8", "json"))
        }
        case: Case = {"id": case_id, "op": self.op, "in": {**common, **given}, "result": result}
        if out:
            case["out"] = out
        if note:
            case["note"] = note
        self.append(case)

"""Runners of the text encodings."""

from __future__ import annotations

import json

from ..encoding import base32, base64url
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from .family import Family, Outputs


def _encode_base64url(data: bytes) -> Outputs:
    return {"text": base64url.encode(data)}


def _decode_base64url(text: str) -> Outputs:
    return {"data": base64url.decode(text)}


def _encode_base32(data: bytes) -> Outputs:
    # The vectors of RFC 4648 section 10 have padding; secrets have none.
    return {"text": base32.encode(data, padding=True)}


def _decode_base32(text: str) -> Outputs:
    return {"data": base32.decode(text)}


def _cbor() -> ModuleType:
    with part("CBOR"):
        from ..encoding import cbor
    return cbor


def _decode_cbor(data: bytes) -> Outputs:
    return {"diagnostic": _diagnostic(_cbor().decode(data))}


def _decode_canonical_cbor(data: bytes) -> Outputs:
    return {"diagnostic": _diagnostic(_cbor().decode(data, canonical=True))}


def _encode_cbor(value: object) -> Outputs:
    return {"data": _cbor().encode(value)}


def _encode_cbor_again(data: bytes) -> Outputs:
    return {"data": _cbor().encode(_cbor().decode(data))}


def _diagnostic(value: object) -> str:
    """Return a value in the diagnostic notation of RFC 8949 section 8."""
    cbor = _cbor()
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, list):
        return f"[{', '.join(map(_diagnostic, value))}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_diagnostic(key)}: {_diagnostic(value[key])}" for key in value)
        return f"{{{pairs}}}"
    if isinstance(value, cbor.Tag):
        return f"{value.number}({_diagnostic(value.value)})"  # tag 1 is 1(1363896240), and no date
    if isinstance(value, cbor.Simple):
        return "undefined" if value == cbor.UNDEFINED else f"simple({value.number})"  # 23 has a name
    return json.dumps(value, ensure_ascii=False)  # numbers, text, true, false, null, NaN, Infinity


FAMILIES: dict[str, Family] = {
    "base64url": {"encode": _encode_base64url, "decode": _decode_base64url},
    "base32": {"encode": _encode_base32, "decode": _decode_base32},
    "CBOR": {
        "decode": _decode_cbor,
        "canonical": _decode_canonical_cbor,
        "encode": _encode_cbor,
        "again": _encode_cbor_again,
    },
}

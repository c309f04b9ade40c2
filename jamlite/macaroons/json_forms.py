"""The JSON forms of macaroons: version 2 of libmacaroons' doc/format.txt, and the older one."""

from __future__ import annotations

import binascii

from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.macaroons import JamMacaroonFormatError
from .packets import checked, malformed
from .parts import Caveat, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, JsonValue
    from .bounds import Limits

_STANDARD = str.maketrans("+/", "-_")
_V2_NAMES = frozenset(("v", "l", "i", "i64", "s", "s64", "c"))
_V1_NAMES = frozenset(("location", "identifier", "signature", "caveats"))


def dump_v2(macaroon: Record) -> str:
    """Return JSON of version 2; what is not UTF-8 stands in base64url."""
    body: JsonObject = {"v": 2, "s64": base64url.encode(macaroon.signature)}  # s is random bytes, never UTF-8
    _write(body, "i", macaroon.identifier)
    if macaroon.location:
        body["l"] = macaroon.location
    if macaroon.caveats:
        body["c"] = [_caveat_v2(caveat) for caveat in macaroon.caveats]
    return strict_json.dumps(body, "the macaroon").decode("utf-8")


def _caveat_v2(caveat: Caveat) -> dict[str, str]:
    body: dict[str, str] = {}
    _write(body, "i", caveat.identifier)
    if caveat.vid is not None:
        body["v64"] = base64url.encode(caveat.vid)
    if caveat.location:  # format.txt, opt_location: an empty one is not written
        body["l"] = caveat.location
    return body


def _write(body: JsonObject, name: str, value: bytes) -> None:
    text = _utf8(value)
    if text is None:
        body[f"{name}64"] = base64url.encode(value)
    else:
        body[name] = text


def dump_v1(macaroon: Record) -> str:
    """Return JSON of version 1: text, the signature in hexadecimal, each vid in base64url."""
    body = {
        "caveats": [_caveat_v1(caveat) for caveat in macaroon.caveats],
        "location": macaroon.location or "",
        "identifier": _as_text(macaroon.identifier),
        "signature": macaroon.signature.hex(),  # version 1 has hexadecimal here, and base64 in a vid
    }
    return strict_json.dumps(body, "the macaroon").decode("utf-8")


def _caveat_v1(caveat: Caveat) -> dict[str, str]:
    body = {"cid": _as_text(caveat.identifier)}
    if caveat.vid is not None:
        body["vid"] = base64url.encode(caveat.vid)
        body["cl"] = caveat.location or ""
    return body


def _as_text(value: bytes) -> str:
    text = _utf8(value)
    if text is None:
        raise JamMacaroonFormatError("JSON of version 1 holds UTF-8 only: use the form json, v1 or v2")
    return text


def _utf8(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def load(text: str | bytes, limits: Limits) -> Record:
    """Return the macaroon in JSON text of either version."""
    try:
        body = strict_json.loads(text, "the macaroon")
    except JamEncodingError as error:
        raise malformed(str(error)) from error
    if not isinstance(body, dict):
        raise malformed("it is JSON, but not an object")
    if "identifier" in body:  # version 1 has no "v"; its names are the long ones
        return _load_v1(body, limits)
    version = body.get("v", 2)  # format.txt writes "2", others 2, and pymacaroons leaves it out
    if type(version) not in (int, str) or version not in (2, "2"):
        raise malformed('its version "v" is not 2')
    if body.keys() - _V2_NAMES:  # a member that is dropped here could mean something to another reader
        raise malformed("it has a member that version 2 does not have")
    caveats = [
        Caveat(_read(each, "i"), _read(each, "v") if {"v", "v64"} & each.keys() else None, _place(each, "l"))
        for each in _objects(body.get("c"))
    ]
    return checked(_read(body, "i"), _place(body, "l"), caveats, _read(body, "s"), limits)


def _load_v1(body: JsonObject, limits: Limits) -> Record:
    if body.keys() - _V1_NAMES:
        raise malformed("it has a member that version 1 does not have")
    caveats = []
    for each in _objects(body.get("caveats")):
        # Some write null for a first-party caveat.
        vid = None if each.get("vid") is None else _base64(each["vid"])
        caveats.append(Caveat(_utf8_bytes(each.get("cid")), vid, _place(each, "cl") if vid else None))
    try:
        signature = binascii.unhexlify(_utf8_bytes(body.get("signature")))
    except ValueError:
        signature = b""  # refused by its length, in `checked`
    return checked(_utf8_bytes(body["identifier"]), _place(body, "location"), caveats, signature, limits)


def _objects(value: JsonValue) -> list[JsonObject]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise malformed("its caveats are not a list of objects")
    return value


def _read(body: JsonObject, name: str) -> bytes:
    """Return a member that is text under its name, or base64 under its name with 64."""
    if name in body and f"{name}64" in body:  # format.txt: reject more than one representation of a field
        raise malformed(f'it has both "{name}" and "{name}64"')
    if name in body:
        return _utf8_bytes(body[name])
    return _base64(body.get(f"{name}64"))


def _utf8_bytes(value: JsonValue) -> bytes:
    if not isinstance(value, str):
        raise malformed("a member that is text is missing or something else")
    return value.encode("utf-8")  # strict_json refuses lone surrogates


def _base64(value: JsonValue) -> bytes:
    """Return the bytes of base64 or base64url, with or without its padding."""
    if not isinstance(value, str):
        raise malformed("a member in base64 is missing or not text")
    try:
        # format.txt: both alphabets, with the optional padding.
        return base64url.decode(base64url.unpadded(value).translate(_STANDARD), "a member")
    except JamEncodingError as error:
        raise malformed(str(error)) from error


def _place(body: JsonObject, name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise malformed("a location is not text")
    return value or None

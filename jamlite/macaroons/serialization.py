"""Which form a macaroon is in, and which it is written in."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.macaroons import JamMacaroonFormatError
from . import json_forms, packets
from .parts import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from .bounds import Limits

_STANDARD = bytes.maketrans(b"+/", b"-_")  # libmacaroons reads both alphabets, too
_FORMS: dict[str, Callable[[Record], str]] = {
    "v2": lambda macaroon: base64url.encode(packets.dump_v2(macaroon)),
    "v1": lambda macaroon: base64url.encode(packets.dump_v1(macaroon)),
    "json": json_forms.dump_v2,
    "json-v1": json_forms.dump_v1,
}


def dump(macaroon: Record, form: str, limits: Limits) -> str:
    """See `Macaroon.serialize`."""
    writer = _FORMS.get(form) if isinstance(form, str) else None
    if writer is None:
        raise JamMacaroonFormatError(f"the form of a macaroon is one of {', '.join(_FORMS)}")
    # Nothing is written that a reader with these limits would refuse.
    packets.check_caveats(macaroon.caveats, limits)
    text = writer(macaroon)
    if len(text) > limits.serialized_size:
        raise _too_long(limits)
    return text


def load(data: bytes | str, limits: Limits) -> Record:
    """See `Macaroon.deserialize`."""
    if isinstance(data, str):
        if not data.isascii() and not data.lstrip().startswith("{"):
            raise JamMacaroonFormatError("this is not a macaroon: the text is neither base64 nor JSON")
        data = data.encode("utf-8", "surrogatepass")  # lone surrogates reach strict_json, which refuses them
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise JamTypeError(f"a macaroon is read from text or bytes, got {type(data).__name__}")
    data = bytes(data)
    if len(data) > limits.serialized_size:  # before base64 and JSON do any work
        raise _too_long(limits)
    # The first byte decides: 2 is no letter of base64, and text of version 1 begins with "M" (a hex digit 0).
    if data[:1] == packets.VERSION_2:
        return packets.load_v2(data, limits)
    data = data.strip()
    if data[:1] == b"{":
        return json_forms.load(data, limits)
    binary = _from_base64(data)
    if binary[:1] == packets.VERSION_2:
        return packets.load_v2(binary, limits)
    return packets.load_v1(binary, limits)


def _from_base64(data: bytes) -> bytes:
    """Return the bytes of base64 or base64url, with or without padding: libmacaroons reads all of them."""
    try:
        return base64url.decode(data.rstrip(b"=").translate(_STANDARD), "the macaroon")
    except JamEncodingError as error:
        raise packets.malformed(str(error)) from error


def lines(macaroon: Record) -> str:
    """See `Macaroon.inspect`."""
    found = [f"location {macaroon.location or ''}", f"identifier {_shown(macaroon.identifier)}"]
    for caveat in macaroon.caveats:
        found.append(f"cid {_shown(caveat.identifier)}")
        if caveat.vid is not None:
            found += [f"vid {base64url.encode(caveat.vid)}", f"cl {caveat.location or ''}"]
    return "\n".join(found)


def _shown(value: bytes) -> str:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return f"0x{value.hex()}"
    return text if text.isprintable() else f"0x{value.hex()}"


def _too_long(limits: Limits) -> JamMacaroonFormatError:
    return JamMacaroonFormatError(f"the macaroon has more than {limits.serialized_size} bytes")

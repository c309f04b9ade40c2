"""The binary forms of libmacaroons: packets of version 1, fields of version 2 (its doc/format.txt)."""

from __future__ import annotations

from ..exceptions.macaroons import JamMacaroonFormatError
from .hmac_chain import KEY_SIZE, VID_SIZE
from .parts import Caveat, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bounds import Limits

VERSION_2 = b"\x02"
_EOS, _LOCATION, _IDENTIFIER, _VID, _SIGNATURE = 0, 1, 2, 4, 6  # field types of version 2
# packet.c: the length counts its own four digits, the blank and the line feed.
_MAX_PACKET = 0xFFFF  # version 1: four hexadecimal digits


# --- version 1: "<4 hex digits of length><name> <value>\n" ----------------------------------------------


def dump_v1(macaroon: Record) -> bytes:
    """Return the packets of version 1."""
    parts = [
        _packet(b"location", (macaroon.location or "").encode("utf-8")),
        _packet(b"identifier", macaroon.identifier),
    ]
    for caveat in macaroon.caveats:
        parts.append(_packet(b"cid", caveat.identifier))
        if caveat.vid is not None:
            parts.append(_packet(b"vid", caveat.vid))
            parts.append(_packet(b"cl", (caveat.location or "").encode("utf-8")))
    return b"".join([*parts, _packet(b"signature", macaroon.signature)])


def _packet(name: bytes, value: bytes) -> bytes:
    size = 4 + len(name) + 1 + len(value) + 1
    if size > _MAX_PACKET:  # packet.c asserts it: a longer part would wrap round
        raise JamMacaroonFormatError("a part is too long for version 1, which holds 65535 bytes: use v2")
    return b"%04x%b %b\n" % (size, name, value)


def load_v1(data: bytes, limits: Limits) -> Record:
    """Return the macaroon of version 1 in `data`."""
    packets = _packets(data)
    # v1.c: a fixed order. An empty location has a packet all the same.
    if [name for name, _ in packets[:2]] != [b"location", b"identifier"] or packets[-1][0] != b"signature":
        raise malformed("location, identifier and signature do not stand where they belong")
    caveats: list[Caveat] = []
    for name, value in packets[2:-1]:
        last = caveats[-1] if caveats else None
        if name == b"cid":
            caveats.append(Caveat(value))
        elif name == b"vid" and last is not None and last.vid is None:  # v1.c refuses a second vid or cl, too
            last.vid = value
        elif name == b"cl" and last is not None and last.vid is not None and last.location is None:
            last.location = _text(value)
        else:
            raise malformed("its caveats are not in order")
    return checked(packets[1][1], _text(packets[0][1]), caveats, packets[-1][1], limits)


def _packets(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at < len(data):
        digits = data[at : at + 4]
        # int() alone would take "0x1f", "+1f" and "1_0f".
        size = int(digits, 16) if len(digits) == 4 and not digits.strip(b"0123456789abcdefABCDEF") else 0
        # The first blank divides: a value may have more of them.
        name, space, value = data[at + 4 : at + size].partition(b" ")
        # 6 is the least: PACKET_PREFIX + 2 of packet.c.
        if size < 6 or at + size > len(data) or not space or value[-1:] != b"\n":
            raise malformed("a packet has not the length that it names")
        found.append((name, value[:-1]))
        at += size
    if len(found) < 3:  # v1.c: location, identifier and signature at least
        raise malformed("it ends too early")
    return found


# --- version 2: VERSION [LOCATION] IDENTIFIER EOS caveats EOS SIGNATURE ---------------------------------


def dump_v2(macaroon: Record) -> bytes:
    """Return the fields of version 2."""
    parts = [VERSION_2, *_head(macaroon.location, macaroon.identifier), b"\0"]
    for caveat in macaroon.caveats:
        parts += _head(caveat.location, caveat.identifier)
        if caveat.vid is not None:
            parts.append(_field(_VID, caveat.vid))
        parts.append(b"\0")
    return b"".join([*parts, b"\0", _field(_SIGNATURE, macaroon.signature)])


def _head(location: str | None, identifier: bytes) -> list[bytes]:
    place = [_field(_LOCATION, location.encode("utf-8"))] if location else []
    return [*place, _field(_IDENTIFIER, identifier)]


def _field(kind: int, value: bytes) -> bytes:
    return bytes([kind]) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    """Return seven bits a byte, the lowest first; all bytes but the last have the top bit."""
    octets = bytearray()
    while number > 0x7F:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    octets.append(number)
    return bytes(octets)


def load_v2(data: bytes, limits: Limits) -> Record:
    """Return the macaroon of version 2 in `data`, which begins with the byte 2."""
    at, head = _section(data, 1)
    caveats = []
    while True:
        at, fields = _section(data, at)
        if not fields:  # an EOS at once: the caveats are over
            break
        caveats.append(Caveat(*_caveat(fields)))
        if len(caveats) > limits.caveat_count:
            raise JamMacaroonFormatError(f"the macaroon has more than {limits.caveat_count} caveats")
    kind, at = _number(data, at)
    size, at = _number(data, at)
    # Nothing may follow: it would be carried along unsigned. A VID in the head has no meaning.
    if kind != _SIGNATURE or at + size != len(data) or set(head) - {_LOCATION, _IDENTIFIER}:
        raise malformed("the signature does not stand at the end")
    location = _text(head[_LOCATION]) if _LOCATION in head else None
    return checked(head.get(_IDENTIFIER, b""), location, caveats, data[at:], limits)


def _caveat(fields: dict[int, bytes]) -> tuple[bytes, bytes | None, str | None]:
    if _IDENTIFIER not in fields:
        raise malformed("a caveat has no identifier")
    location = _text(fields[_LOCATION]) if _LOCATION in fields else None
    return fields[_IDENTIFIER], fields.get(_VID), location


def _section(data: bytes, at: int) -> tuple[int, dict[int, bytes]]:
    """Return the fields up to the next EOS, and where it ends; their types only grow."""
    fields: dict[int, bytes] = {}
    while True:
        kind, at = _number(data, at)
        if kind == _EOS:
            return at, fields
        size, at = _number(data, at)
        # format.txt: opt_location IDENTIFIER opt_vid, so that one macaroon has one spelling.
        if kind not in (_LOCATION, _IDENTIFIER, _VID) or (fields and kind <= max(fields)):
            raise malformed("its fields are not in order")
        if at + size > len(data):  # before the slice, which would be silently short
            raise malformed("it ends too early")
        fields[kind] = data[at : at + size]
        at += size


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at `at` and where it ends; five bytes are more than any length needs."""
    number = 0
    for index, octet in enumerate(data[at : at + 5]):  # a varuint64 may have ten; 64 KiB need three
        number |= (octet & 0x7F) << 7 * index
        if octet < 0x80:
            if index and not octet:  # zeros in front would be a second spelling of the same macaroon
                break
            return number, at + index + 1
    raise malformed("a number is cut off or too long")


# --- both ---------------------------------------------------------------------------------------------------


def checked(
    identifier: bytes, location: str | None, caveats: list[Caveat], signature: bytes, limits: Limits
) -> Record:
    """Return the macaroon of these parts, once their sizes are right."""
    if not identifier:
        raise malformed("it has no identifier")
    if len(signature) != KEY_SIZE:  # format.txt: exactly 32 bytes
        raise malformed(f"its signature has not {KEY_SIZE} bytes")
    check_caveats(caveats, limits)
    for caveat in caveats:
        # format.txt forbids a location beside a vid, by a slip: it calls it the location of a third party.
        if caveat.vid is None and caveat.location is not None:
            raise malformed("a caveat has a location and no vid")
        if caveat.vid is not None and (len(caveat.vid) != VID_SIZE or not caveat.identifier):
            raise malformed("a third-party caveat is cut off")
    # An empty location is none, in every form.
    return Record(identifier, location or None, tuple(caveats), signature)


def check_caveats(caveats: list[Caveat] | tuple[Caveat, ...], limits: Limits) -> None:
    """Raise JamMacaroonFormatError if there are too many caveats, or one is too long."""
    if len(caveats) > limits.caveat_count:
        raise JamMacaroonFormatError(f"the macaroon has more than {limits.caveat_count} caveats")
    for caveat in caveats:
        # All parts of it: any of them could carry the bulk.
        size = len(caveat.identifier) + len(caveat.vid or b"") + len((caveat.location or "").encode("utf-8"))
        if size > limits.caveat_payload_size:
            raise JamMacaroonFormatError(f"a caveat has more than {limits.caveat_payload_size} bytes")


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise malformed("its location is not UTF-8")


def malformed(why: str) -> JamMacaroonFormatError:
    """Return the error of a text or of bytes that are not a macaroon."""
    return JamMacaroonFormatError(f"this is not an acceptable macaroon: {why}")

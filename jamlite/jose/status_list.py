"""Token Status List (draft-ietf-oauth-status-list-12, a draft: its names may still change).

One signed token says of many others whether they are valid: each has an index, and one, two, four or
eight bits at that place.
"""

from __future__ import annotations

import zlib

from .. import clock
from ..clock import check_seconds, is_seconds
from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.jose import JamStatusListError
from . import jws, jwt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterator

    from ..encoding.json_types import Claims, JsonObject
    from .key_like import KeyLike

TYP = "statuslist+jwt"  # section 5.1
VALID, INVALID, SUSPENDED = 0, 1, 2  # section 7.1; all other values are the application's own
MAX_BYTES = 1 << 20  # of an unpacked list: eight million tokens of one bit each
_BITS = (1, 2, 4, 8)


class StatusList:
    """Statuses in memory.

    Args:
        size: how many tokens; all are VALID at first.
        bits: of one status: 1, 2, 4 or 8.

    Raises:
        JamStatusListError: another number of bits, or too many tokens.
    """

    __slots__ = ("_data", "bits", "size")

    def __init__(self, size: int, bits: int = 1) -> None:
        if type(bits) is not int or bits not in _BITS:
            raise JamStatusListError("a status has 1, 2, 4 or 8 bits")
        if type(size) is not int or not 0 < size * bits <= 8 * MAX_BYTES:
            raise JamStatusListError(f"a status list has at most {MAX_BYTES} bytes, and at least one entry")
        self.bits = bits
        self.size = size
        self._data = bytearray((size * bits + 7) // 8)

    def __getitem__(self, index: int) -> int:
        byte, shift = self._place(index)
        return self._data[byte] >> shift & (1 << self.bits) - 1

    def __setitem__(self, index: int, status: int) -> None:
        byte, shift = self._place(index)
        mask = (1 << self.bits) - 1
        if type(status) is not int or not 0 <= status <= mask:
            raise JamStatusListError(f"a status of {self.bits} bits is a number from 0 to {mask}")
        self._data[byte] = self._data[byte] & ~(mask << shift) | status << shift

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[int]:
        return (self[index] for index in range(self.size))

    def _place(self, index: object) -> tuple[int, int]:
        """Return the byte, and the bit in it: the lowest bits come first (section 4.1)."""
        if type(index) is not int or not 0 <= index < self.size:
            raise JamStatusListError("the status list has no entry of this index")
        return index * self.bits // 8, index * self.bits % 8

    def to_dict(self) -> JsonObject:
        """Return {"bits", "lst"}: the bytes compressed with ZLIB, in base64url (section 4.2)."""
        return {"bits": self.bits, "lst": base64url.encode(zlib.compress(bytes(self._data), 9))}

    @classmethod
    def from_dict(cls, data: object) -> StatusList:
        """Return the list in {"bits", "lst"}.

        Raises:
            JamStatusListError: malformed, or larger than `MAX_BYTES` when it is unpacked.
        """
        if not isinstance(data, dict) or not isinstance(data.get("lst"), str):
            raise JamStatusListError("a status list is an object of bits and lst")
        bits = data.get("bits")
        if type(bits) is not int or bits not in _BITS:
            raise JamStatusListError("a status has 1, 2, 4 or 8 bits")
        try:
            octets = _inflated(base64url.decode(data["lst"], "lst"))
        except JamEncodingError as error:
            raise JamStatusListError(f"the status list is malformed: {error}") from error
        made = cls(max(1, len(octets) * 8 // bits), bits)
        made.size = len(octets) * 8 // bits
        made._data = bytearray(octets)
        return made

    def __repr__(self) -> str:
        return f"<StatusList of {self.size} entries of {self.bits} bits>"


def issue(
    statuses: StatusList,
    key: KeyLike,
    *,
    uri: str,
    ttl: float | None = None,
    exp: float | None = None,
    alg: str | None = None,
    now: float | None = None,
    **claims: object,
) -> str:
    """Return the Status List Token: the JWT that stands at `uri` (section 5.1).

    Args:
        statuses: the list.
        key: the private key of its issuer.
        uri: where it is found; it becomes `sub`.
        ttl: seconds that a copy may be kept.
        exp: seconds from now until it is refused.
        alg, now: None means the key's own, and the clock.
        claims: further claims, for example iss or aggregation_uri.

    Raises:
        JamTypeError: wrong types.
        JamConfigurationError: now is not a number of seconds.
    """
    if not isinstance(statuses, StatusList):
        raise JamTypeError(f"statuses are a StatusList, got {type(statuses).__name__}")
    if not isinstance(uri, str) or not uri:
        raise JamTypeError("uri is the address of the status list")
    if now is not None:
        check_seconds(now, "now")
    time = int(clock.now() if now is None else now)
    body: JsonObject = {**claims, "sub": uri, "iat": time, "status_list": statuses.to_dict()}
    for name, seconds, start in (("ttl", ttl, 0), ("exp", exp, time)):
        if seconds is not None:
            if not is_seconds(seconds, 0) or not seconds:
                raise JamTypeError(f"{name} is a positive number of seconds")
            body[name] = start + seconds
    return jws.sign(strict_json.dumps(body, "the status list"), key, {"typ": TYP}, alg=alg)


def read(
    token: str,
    key: KeyLike,
    *,
    uri: str,
    algorithms: Collection[str] | None = None,
    leeway: float = 0,
    now: float | None = None,
) -> StatusList:
    """Verify a Status List Token and return its list (section 8.3).

    Args:
        token: what was found at `uri`.
        key: of the list's issuer; see `jwt.decode`.
        uri: as the referenced token names it; the list must be about it.
        algorithms, leeway, now: as in `jwt.decode`.

    Raises:
        JamStatusListError: no list in it, or one that goes over a limit.
        JamTypeError: no uri.
        Others: as `jwt.decode`.
    """
    if not isinstance(uri, str) or not uri:  # None would take any list of this issuer
        raise JamTypeError("uri is the address of the status list, as the referenced token names it")
    claims = jwt.decode(
        token,
        key,
        algorithms=algorithms,
        subject=uri,
        required=("iat",),
        typ=TYP,
        leeway=leeway,
        now=now,
        audience=jwt.ANY,
    )
    return StatusList.from_dict(claims.get("status_list"))


def reference(claims: Claims) -> tuple[str, int]:
    """Return uri and index of a token's status, from its verified claims (section 6.2).

    Raises:
        JamStatusListError: the claims have no reference, or a malformed one.
    """
    status = claims.get("status") if isinstance(claims, dict) else None
    found = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(found, dict):
        raise JamStatusListError("the token refers to no status list (status with status_list)")
    uri, index = found.get("uri"), found.get("idx")
    if not isinstance(uri, str) or not uri or type(index) is not int or index < 0:
        raise JamStatusListError("a reference to a status list has uri, and idx from 0 on")
    return uri, index


def _inflated(data: bytes) -> bytes:
    """Return the bytes of a ZLIB stream; no more than `MAX_BYTES` are made of it."""
    unpacker = zlib.decompressobj()
    try:
        octets = unpacker.decompress(data, MAX_BYTES + 1)
    except zlib.error:
        octets = None
    if octets is None or (len(octets) <= MAX_BYTES and not unpacker.eof) or unpacker.unused_data:
        raise JamStatusListError("lst of the status list is not one whole ZLIB stream")
    if len(octets) > MAX_BYTES:
        raise JamStatusListError(f"a status list has at most {MAX_BYTES} bytes when it is unpacked")
    return octets

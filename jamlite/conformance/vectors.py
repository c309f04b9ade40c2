"""Reader of `jamlite-vectors-1` files: JSON in, checked records out (vectors/README.md)."""

from __future__ import annotations

import json
import os
import stat

from ..encoding import base64url
from ..exceptions.base import JamValidationError
from . import schema_check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

    from ..encoding.json_types import JsonObject, JsonValue
    from .family import Fields

MAX_FILE = 1 << 26  # bytes of one vector file; the largest known one has 10 MiB
MAX_DIGITS = 2000


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:  # older Pythons take minutes for millions of digits
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    return int(digits)


def _json(text: str) -> JsonValue:
    return json.loads(text, parse_int=_integer)


_UNPACK: dict[str, Callable[[str], object]] = {
    "hex": bytes.fromhex,
    "b64u": base64url.decode,
    "utf8": str.encode,
    "json": _json,
}


class VectorFileError(JamValidationError):
    """A vector file breaks its schema; the message names the file and the fault."""

    default_message = "the vector file is not usable"
    default_code = "conformance.vector_file"


class Case:
    """One scenario: what goes in, what must come out, and whether it must be accepted."""

    __slots__ = (
        "drawn",
        "flags",
        "given",
        "id",
        "inputs",
        "judge",
        "must",
        "note",
        "op",
        "outputs",
        "policy",
        "result",
        "slow",
        "wanted",
    )  # fmt: skip

    def __init__(self, record: JsonObject) -> None:
        self.id: str = record["id"]
        self.op: str = record["op"]
        self.given: JsonObject = record["in"]  # as in the file, packing kept
        self.wanted: JsonObject = record.get("out", {})  # the same
        self.inputs: Fields = unpack(record["in"])
        self.outputs: Fields = unpack(record.get("out", {}))
        # What only the judge is told: a private key, to open what was made for its public key.
        self.judge: Fields = unpack(record.get("judge", {}))
        self.result: str = record["result"]
        self.drawn: bool = record.get("reproducible") is False  # made with chance in it: opened, not compared
        self.flags: list[str] = record.get("flags", [])
        self.note: str = record.get("note", "")
        # Of a case of our own: the section that demands it, or our reason where the standard leaves it open.
        self.must: str = record.get("must", "")
        self.policy: str = record.get("policy", "")
        self.slow: bool = "Slow" in self.flags


class VectorFile:
    """One file: cases of one family from one source."""

    __slots__ = ("cases", "family", "flags", "gains", "path", "room", "spec", "title")

    def __init__(self, path: str, room: str, data: JsonObject) -> None:
        self.path = path
        self.room = room
        self.family: str = data["family"]
        self.spec: str = data["spec"]
        self.title: str = data["title"]
        self.flags: dict[str, str] = data.get("flags", {})
        self.gains: dict[str, str] = data.get("gains", {})
        self.cases = [Case(record) for record in data["cases"]]

    @property
    def name(self) -> str:
        """Return room and file name, for example "jose/jws.rfc7515.json"."""
        return f"{self.room}/{os.path.basename(self.path)}"

    def key(self, case: Case) -> str:
        """Return what names a case in the whole set: "jose/jws.rfc7515.json#A.1"."""
        return f"{self.name}#{case.id}"

    def kept(self, only: str | None) -> bool:
        """Keep the cases that `only` names and tell whether any is left.

        Args:
            only: a part of the family, of the file's name or of a case's key, in any case; None: all.
        """
        pattern = (only or "").lower()
        if pattern not in f"{self.family} {self.name}".lower():  # else all of the file is meant
            self.cases = [case for case in self.cases if pattern in self.key(case).lower()]
        return bool(self.cases)


def unpack(fields: JsonObject) -> Fields:
    """Strip each name's packing suffix (_hex _b64u _utf8 _json) and decode its value; lists by item.

    Raises:
        ValueError: a value is not in its packing, or a field is given twice, in two packings.
    """
    unpacked: Fields = {}
    for name, value in fields.items():
        stem, _, suffix = name.rpartition("_")
        if stem and suffix in _UNPACK:  # as in `schema_check`
            convert = _UNPACK[suffix]
            value = [convert(item) for item in value] if isinstance(value, list) else convert(value)
            name = stem
        if name in unpacked:
            raise ValueError(f"{name!r} is given twice")  # x_hex beside x_utf8: one would hide the other
        unpacked[name] = value
    return unpacked


def read_bytes(path: str) -> bytes:
    """Return the content of a regular file of bounded size; a pipe or a device would never end.

    Raises:
        OSError, ValueError: it cannot be read, is something else, or is larger than MAX_FILE.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):  # before open, which waits for the other end of a pipe
        raise ValueError("not a regular file")
    with open(path, "rb") as stream:
        data = stream.read(MAX_FILE + 1)  # the size that stat says may be another by now
    if len(data) > MAX_FILE:
        raise ValueError(f"larger than {MAX_FILE >> 20} MiB")
    return data


def load_json(path: str) -> JsonValue:
    """Return the content of a JSON file of bounded size and depth.

    Raises:
        OSError, ValueError, RecursionError: unreadable, larger than MAX_FILE, not JSON, too deep.
    """
    return json.loads(read_bytes(path), parse_int=_integer)


def read(path: str, room: str) -> VectorFile:
    """Read and check one file.

    Raises:
        VectorFileError: unreadable, not the schema, a wrong count, an unexplained flag, a double id.
    """
    try:
        data = load_json(path)
        _check(data)
        return VectorFile(path, room, data)
    except VectorFileError as error:
        raise VectorFileError(f"{path}: {error.message}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VectorFileError(f"{path}: {type(error).__name__}: {error}") from error


def _check(data: JsonObject) -> None:
    found = schema_check.faults(data)
    if found:
        more = f" (and {len(found) - 1} more faults)" if len(found) > 1 else ""
        raise VectorFileError(f"{found[0]}{more}")
    ids = [case["id"] for case in data["cases"]]
    if len(set(ids)) != len(ids):
        raise VectorFileError("two cases have one id")
    used = {flag for case in data["cases"] for flag in case.get("flags", [])}
    if used != set(data.get("flags", {})):  # an explanation that nobody uses is an old one
        raise VectorFileError(f"flags used and explained differ: {used ^ set(data.get('flags', {}))}")


def find(folder: str) -> Iterator[tuple[str, str]]:
    """Yield (path, room) of every .json file in the rooms of `folder`, in order of name."""
    for room in sorted(os.listdir(folder)):  # the order of the digest, too
        inside = os.path.join(folder, room)
        if os.path.isdir(inside):
            for name in sorted(os.listdir(inside)):
                if name.endswith(".json"):
                    yield os.path.join(inside, name), room

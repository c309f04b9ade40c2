"""A small validator of vector files: the same rules as vectors/schema.json, without a library."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject

SCHEMA = "jamlite-vectors-1"
RESULTS = ("valid", "invalid", "acceptable")
_FILE = ("schema", "title", "family", "spec", "source", "count", "flags", "gains", "cases")
_CASE = ("id", "op", "in", "out", "judge", "result", "reproducible", "flags", "must", "policy", "note")
_OP = re.compile("[a-z][a-z0-9_]*")  # a name of a function, in any language
_PACKED = {"hex": re.compile("([0-9A-Fa-f]{2})*"), "b64u": re.compile("[A-Za-z0-9_-]*")}


def faults(data: object) -> list[str]:
    """Return what is wrong with the content of a vector file, [] if nothing is."""
    if not isinstance(data, dict):
        return ["the file is not a JSON object"]
    if data.get("schema") != SCHEMA:
        return [f"schema is {data.get('schema')!r}, not {SCHEMA!r}"]
    found = _members(data, _FILE, ("title", "family", "spec"), "the file")
    source = data.get("source")
    if isinstance(source, dict):
        found += _members(source, ("name", "license", "note"), ("name", "license"), "the source")
        found += [] if _text(source.get("note", "x")) else ["the source: note is not a text"]
    else:
        found.append("the source needs a name and a license")
    for name in ("flags", "gains"):
        table = data.get(name, {})
        if not isinstance(table, dict) or not all(_text(value) for value in table.values()):
            found.append(f"{name} must explain each flag in a text")
    cases, count = data.get("cases"), data.get("count")
    # True == 1: a file of one case.
    if not isinstance(cases, list) or not cases or isinstance(count, bool) or count != len(cases):
        held = len(cases) if isinstance(cases, list) else "no list of"
        # A file that was cut off; no case is looked at.
        return [*found, f"count says {count!r}, the file holds {held} cases"]
    for index, case in enumerate(cases):
        found += _case(case, index)
    return found


def _case(case: object, index: int) -> list[str]:
    if not isinstance(case, dict):
        return [f"case {index} is not a JSON object"]
    where = f"case {case.get('id', index)!r}"
    found = _members(case, _CASE, ("id",), where)
    if not isinstance(case.get("op"), str) or not _OP.fullmatch(case["op"]):
        found.append(f"{where}: op is not a name")
    if case.get("result") not in RESULTS:
        found.append(f"{where}: result is {case.get('result')!r}")
    if not isinstance(case.get("reproducible", True), bool):
        found.append(f"{where}: reproducible is not a boolean")
    flags = case.get("flags", [])
    # Texts first: set() of lists raises.
    if not isinstance(flags, list) or not all(map(_text, flags)) or len(set(flags)) != len(flags):
        found.append(f"{where}: flags must be different texts")
    if not all(_text(case.get(name, "x")) for name in ("must", "policy", "note")):
        found.append(f"{where}: must, policy and note are texts")
    if "must" in case and "policy" in case:
        found.append(f"{where}: it is either must or policy")
    for name in ("in", "out", "judge"):
        found += _fields(case.get(name, None if name == "in" else {}), f"{where}: {name}")
    return found


def _fields(fields: object, where: str) -> list[str]:
    if not isinstance(fields, dict):
        return [f"{where} is not a JSON object"]
    found = []
    for name, value in fields.items():
        stem, _, packing = name.rpartition("_")
        # Without a stem, "hex" is a field of that name.
        if stem and packing in ("hex", "b64u", "utf8", "json"):
            pattern = _PACKED.get(packing)
            for item in value if isinstance(value, list) else [value]:
                if not isinstance(item, str) or (pattern is not None and not pattern.fullmatch(item)):
                    found.append(f"{where}: {name} is not {packing}")
    return found


def _members(record: JsonObject, known: tuple[str, ...], texts: tuple[str, ...], where: str) -> list[str]:
    found = [f"{where}: nobody knows the member {name!r}" for name in record if name not in known]
    found += [f"{where} needs the text {name!r}" for name in texts if not _text(record.get(name))]
    return found


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""

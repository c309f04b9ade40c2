"""The PASERK standard's own vectors: the files k1.lid.json ... k4.secret-wrap.pie.json of its repository.

Keys are encoded and decoded, identifiers made, wrapped and sealed keys opened. What a text was made with by
chance is not published, so what is wrapped or sealed anew is opened by the judge, not compared.
"""

from __future__ import annotations

from ..encoding import pem
from ..paseto import paserk_forms
from .foreign_record import Converted, LeftOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from ..encoding.json_types import JsonObject

    Test = JsonObject

NAME = "PASERK"
SLOW_MEMORY = 1 << 25  # bytes of Argon2id from which on a case takes half a minute and more
_BEGIN, _END = "PASERK ", " Test Vectors"
_OPENERS = {"pie": "unwrap", "password": "unwrap_with_password", "seal": "unseal"}
_MAKERS = {"pie": "wrap", "password": "wrap_with_password", "seal": "seal"}


def recognises(data: object) -> bool:
    """Tell whether this is a file of the format."""
    if not isinstance(data, dict) or "tests" not in data:
        return False
    name = data.get("name")
    return isinstance(name, str) and name.startswith(_BEGIN) and name.endswith(_END)


def convert(name: str, data: JsonObject) -> Iterator[Converted | LeftOut]:
    """Yield the cases of one file."""
    # "PASERK k4.local-wrap.pie Test Vectors".
    version, _, kind = data["name"][len(_BEGIN) : -len(_END)].partition(".")
    holds = paserk_forms.TYPES.get(kind)
    if holds is None:
        yield LeftOut(f"the type {kind}", len(data["tests"]))
        return
    make = {"plain": _bare, "id": _identifier}.get(holds[1], _held)
    for test in data["tests"]:
        for case in make(version, kind, test):
            case["id"] = f"{test['name']} {case['op']}"
            case["result"] = "invalid" if test["expect-fail"] else "valid"
            if test["expect-fail"]:
                case.pop("out", None)  # some failing tests have a key beside the text
            yield Converted("PASERK", "PASERK", case)


def _bare(version: str, kind: str, test: Test) -> Iterator[Test]:
    key, text, type = test["key"], test["paserk"], f"{version}.{kind}"
    if key:
        out = {"out": {"paserk": text}} if text else {}  # null: the key has no such form
        yield {"op": "encode", "in": {"type": type, **_key("key", key)}, **out}
    if text:
        out = {"out": _octets(key)} if key else {}
        yield {"op": "decode", "in": {"type": type, "text": text}, **out}


def _identifier(version: str, kind: str, test: Test) -> Iterator[Test]:
    type = f"{version}.{paserk_forms.TYPES[kind][0]}"
    out = {"out": {"paserk": test["paserk"]}} if test.get("paserk") else {}
    yield {"op": "key_id", "in": {"type": type, **_key("key", test["key"])}, **out}


def _held(version: str, kind: str, test: Test) -> Iterator[Test]:
    holds, way = paserk_forms.TYPES[kind]
    inputs: Test = {"type": f"{version}.{holds}", "text": test["paserk"]}
    if way == "pie":
        inputs["wrapping_key_hex"] = test["wrapping-key"]
    elif way == "password":
        inputs["password"] = test["password"]
    else:
        inputs.update(_key("secret_key", test["sealing-secret-key"]))
    case: Test = {"op": _OPENERS[way], "in": inputs}
    plain = test.get("unsealed" if way == "seal" else "unwrapped")
    if plain:
        case["out"] = _octets(plain)
    slow: Test = {"flags": ["Slow"]} if test.get("options", {}).get("memlimit", 0) >= SLOW_MEMORY else {}
    yield {**case, **slow}
    if plain and not test["expect-fail"]:
        made: Test = {
            name: inputs[name] for name in ("type", "wrapping_key_hex", "password") if name in inputs
        }
        made.update(_key("key", plain))
        yield {"op": _MAKERS[way], "in": made, "reproducible": False, **slow, **_made_for(way, test, made)}


def _made_for(way: str, test: Test, made: Test) -> Test:
    """Complete the inputs `made` of a case that makes something; return what only the judge is told."""
    if way == "seal":
        made.update(_key("public_key", test["sealing-public-key"]))
        # An ephemeral key is drawn; only its owner opens.
        return {"judge": _key("secret_key", test["sealing-secret-key"])}
    options = test.get("options", {})
    if "iterations" in options:
        made["iterations"] = options["iterations"]
    elif "memlimit" in options:
        # Bytes, as libsodium counts.
        made.update(memory_kib=options["memlimit"] // 1024, passes=options["opslimit"])
    return {}


def _key(name: str, value: str) -> dict[str, str]:
    """PEM stays text; everything else is hex."""
    return {name: value} if value.startswith("-----") else {f"{name}_hex": value}


def _octets(value: str) -> dict[str, str]:
    return {"key_hex": pem.decode(value)[0].data.hex() if value.startswith("-----") else value}

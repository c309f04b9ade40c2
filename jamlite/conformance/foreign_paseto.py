"""The PASETO standard's own vectors: the files v1.json to v4.json of its test-vectors repository.

Each case that succeeds runs both ways: encrypt and decrypt, sign and verify. Of v1, signatures are
verified only.
"""

from __future__ import annotations

from .foreign_record import Converted, LeftOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from ..encoding.json_types import JsonObject

NAME = "PASETO"
_TITLES = {f"PASETO {version} Test Vectors": version for version in ("v1", "v2", "v3", "v4")}


def recognises(data: object) -> bool:
    """Tell whether this is a file of the format."""
    return isinstance(data, dict) and data.get("name") in _TITLES and "tests" in data


def convert(name: str, data: JsonObject) -> Iterator[Converted | LeftOut]:
    """Yield the cases of one file."""
    version = _TITLES[data["name"]]
    spec = f"PASETO Version{version[1]}"
    for test in data["tests"]:
        for case in _cases(version, test):
            yield Converted("PASETO", spec, case)


def _cases(version: str, test: JsonObject) -> Iterator[JsonObject]:
    common = {"version": version, "footer_utf8": test["footer"]}
    if version in ("v3", "v4"):  # versions 1 and 2 have no implicit assertion
        common["implicit_utf8"] = test["implicit-assertion"]
    local = "key" in test
    op, key = ("decrypt", {"key_hex": test["key"]}) if local else ("verify", _key("public_key", test))
    reading = {"id": f"{test['name']} {op}", "op": op, "in": {**key, "token": test["token"], **common}}
    if test["expect-fail"]:
        yield {**reading, "result": "invalid"}
        return
    contents = {"payload_utf8": test["payload"], "footer_utf8": test["footer"]}
    yield {**reading, "out": contents, "result": "valid"}
    make = {"payload_utf8": test["payload"], **common}
    if local:
        # Given, so the token comes out the same.
        inputs = {"key_hex": test["key"], "nonce_hex": test["nonce"], **make}
        yield _making(test, "encrypt", inputs, {"token": test["token"]})
    elif version == "v3":  # another nonce than RFC 6979's: the published key verifies ours
        case = _making(test, "sign", {**_key("secret_key", test), **make}, {})
        yield {**case, "judge": key, "reproducible": False}
    elif version != "v1":  # its signatures have a salt, which is not published
        yield _making(test, "sign", {**_key("secret_key", test), **make}, {"token": test["token"]})


def _making(test: JsonObject, op: str, inputs: JsonObject, out: JsonObject) -> JsonObject:
    return {"id": f"{test['name']} {op}", "op": op, "in": inputs, "out": out, "result": "valid"}


def _key(field: str, test: JsonObject) -> dict[str, str]:
    """PEM stays text; everything else is hex."""
    value = test[field.replace("_", "-")]
    return {field: value} if value.startswith("-----") else {f"{field}_hex": value}

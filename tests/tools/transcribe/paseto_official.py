"""PASETO: the official test vectors of v1 to v4, from the folder of their JSON files (v1.json ...).

Each case that succeeds is run both ways, so that 63 published cases are 108 here: encrypt and decrypt, sign
and verify. v1 signatures are salted at random and are only verified. The published signatures of 3-S-1
and 3-S-3 have random nonces: there ours is made and verified with the published public key instead.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from .common import write

Case = dict[str, Any]
SOURCE = {
    "name": "PASETO and PASERK test vectors (github.com/paseto-standard/test-vectors, PASETO)",
    "license": "ISC",
    "note": "values only",
}
FLAGS = {
    "OtherHeader": "a token of another version or purpose than the key's",
    "SpareBits": "base64url with padding, or with spare bits that are not zero",
}
RANDOM_NONCE = ("3-S-1", "3-S-3")


def key_field(name: str, value: str) -> dict[str, str]:
    """PEM stays text; everything else is hex."""
    return {name: value} if value.startswith("-----") else {f"{name}_hex": value}


def common_fields(version: str, test: Case) -> Case:
    fields: Case = {"version": version, "footer_utf8": test["footer"]}
    if version in ("v3", "v4"):  # v1 and v2 have none
        fields["implicit_utf8"] = test["implicit-assertion"]
    return fields


def transcribe(version: str, test: Case) -> list[Case]:
    name, token, common = test["name"], test["token"], common_fields(version, test)
    read = {"token": token, **common}
    local = "key" in test
    if local:
        reading = {"op": "decrypt", "in": {"key_hex": test["key"], **read}}
    else:
        reading = {"op": "verify", "in": {**key_field("public_key", test["public-key"]), **read}}
    if test["expect-fail"]:
        prefix = f"{version}.{'local' if local else 'public'}."
        flag = "SpareBits" if token.startswith(prefix) else "OtherHeader"
        return [{"id": name, **reading, "result": "invalid", "flags": [flag]}]
    contents = {"payload_utf8": test["payload"], "footer_utf8": test["footer"]}
    reading = {"id": f"{name} {reading['op']}", **reading, "out": contents, "result": "valid"}
    make = {"payload_utf8": test["payload"], **common}
    if local:
        making = {"op": "encrypt", "in": {"key_hex": test["key"], "nonce_hex": test["nonce"], **make}}
        return [{"id": f"{name} encrypt", **making, "out": {"token": token}, "result": "valid"}, reading]
    if version == "v1":
        return [reading]
    making = {"op": "sign", "in": {**key_field("secret_key", test["secret-key"]), **make}}
    making["out"] = {"token": token}
    if name in RANDOM_NONCE:
        making = {"op": "sign", "in": making["in"], "judge": key_field("public_key", test["public-key"])}
        making["reproducible"] = False
    return [{"id": f"{name} sign", **making, "result": "valid"}, reading]


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_WITH_V1_JSON_TO_V4_JSON")
    for version in ("v1", "v2", "v3", "v4"):
        with open(f"{sys.argv[1]}/{version}.json", encoding="utf-8") as stream:
            tests = json.load(stream)["tests"]
        cases = [case for test in tests for case in transcribe(version, test)]
        used = {flag for case in cases for flag in case.get("flags", [])}
        write(
            "paseto",
            f"{version}.official",
            title=f"PASETO {version}, the official test vectors",
            family="PASETO",
            spec=f"PASETO specification, Version{version[1]}",
            source=SOURCE,
            cases=cases,
            flags={flag: text for flag, text in FLAGS.items() if flag in used},
        )


if __name__ == "__main__":
    main()

"""The Fernet specification's generate.json, verify.json and invalid.json.

Run with the folder of the package `cryptography_vectors`, which holds them.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from typing import Any

from .common import write


def read(name: str) -> list[dict[str, Any]]:
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_OF_CRYPTOGRAPHY_VECTORS")
    with open(os.path.join(sys.argv[1], "fernet", name), encoding="utf-8") as stream:
        return json.load(stream)  # type: ignore[no-any-return]


def seconds(date: str) -> int:
    return int(datetime.datetime.fromisoformat(date).timestamp())


def main() -> None:
    cases: list[dict[str, object]] = []
    for record in read("generate.json"):
        iv = bytes(record["iv"]).hex()
        inputs = {"key": record["secret"], "data_utf8": record["src"], "now": seconds(record["now"])}
        cases.append(
            {
                "id": "generate",
                "op": "encrypt",
                "in": {**inputs, "iv_hex": iv},
                "out": {"token": record["token"]},
                "result": "valid",
            }
        )
    for record in [*read("verify.json"), *read("invalid.json")]:
        case: dict[str, object] = {
            "id": record.get("desc", "verify"),
            "op": "decrypt",
            "in": {
                "key": record["secret"],
                "token": record["token"],
                "ttl": record["ttl_sec"],
                "now": seconds(record["now"]),
            },
        }
        if "src" in record:
            cases.append({**case, "out": {"data_utf8": record["src"]}, "result": "valid"})
        else:
            refusal = {"error_code": "crypto.decryption_failed"}
            cases.append({**case, "out": refusal, "result": "invalid"})
    write(
        "crypto",
        "fernet.spec",
        title="Fernet",
        family="Fernet",
        spec="Fernet specification, version 0x80",
        source={
            "name": "https://github.com/fernet/spec",
            "license": "published for implementers; values only",
        },
        cases=cases,
    )


if __name__ == "__main__":
    main()

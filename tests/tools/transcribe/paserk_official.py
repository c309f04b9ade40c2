"""PASERK: the official test vectors of k1 to k4, from the folder of their JSON files (k1.lid.json ...).

Each case stands once as published and, unless it is an identifier or a refusal, once in the other
direction: the text is made again from the key with the nonce, salt or RSA-KEM secret it contains. What
k2 to k4 sealed cannot be reproduced; the judge opens it with the secret key.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jamlite.encoding import base64url, pem
from jamlite.keys.loading import load_pem
from jamlite.paseto import paserk_forms as forms

from .common import write

Case = dict[str, Any]
SOURCE = {
    "name": "PASETO and PASERK test vectors (github.com/paseto-standard/test-vectors, PASERK)",
    "license": "ISC",
    "note": "values only",
}
FLAGS = {
    "Slow": "Argon2id with 64 or 256 MiB: half a minute to some minutes in plain Python",
    "Hour": "one of those with 256 MiB that together take half an hour",
    "WrongVersion": "a PASERK or a key of one version is never taken for another",
    "Changed": "another password, or one changed bit",
    "Malformed": "not a key or a text of this type",
}
SAMPLE = ("k2.local-pw-2", "k4.secret-pw-2")  # of those with 256 MiB, what the slow set runs
OPENERS = {"pie": "unwrap", "password": "unwrap_with_password", "seal": "unseal"}


def key_field(name: str, value: str) -> dict[str, str]:
    """PEM stays text; everything else is hex."""
    return {name: value} if value.startswith("-----") else {f"{name}_hex": value}


def octets_field(value: str) -> dict[str, str]:
    """The bytes of a key as jamlite returns it: of PEM the DER in it."""
    return {"key_hex": pem.decode(value)[0].data.hex() if value.startswith("-----") else value}


def data_of(text: str) -> bytes:
    return base64url.decode(text.rpartition(".")[2])


def flag_of(test: Case) -> list[str]:
    comment = test.get("comment", "").lower()
    if "wrong version" in comment:
        return ["WrongVersion"]
    return ["Changed"] if "tag" in comment or "password" in comment else ["Malformed"]


def bare(name: str, test: Case) -> list[Case]:
    """local, public, secret: with a key to encode, with a text to decode, or both."""
    key, text, cases = test["key"], test["paserk"], []
    if key:
        cases.append({"op": "encode", "in": {"type": name, **key_field("key", key)}})
        if text:
            cases[-1]["out"] = {"paserk": text}
    if text:
        case: Case = {"op": "decode", "in": {"type": name, "text": text}}
        if key:
            case["out"] = octets_field(key)
        cases.append(case)
    return cases


def identifier(name: str, test: Case) -> list[Case]:
    version, kind = name.split(".")
    case: Case = {"op": "key_id", "in": {"type": f"{version}.{forms.TYPES[kind][0]}"}}
    case["in"].update(key_field("key", test["key"]))
    if test.get("paserk"):
        case["out"] = {"paserk": test["paserk"]}
    return [case]


def held(name: str, test: Case) -> list[Case]:
    """Wrapped or sealed: open the text; make it again."""
    version, _, type_ = name.partition(".")
    kind, holds = forms.TYPES[type_]
    text, fail = test["paserk"], test["expect-fail"]
    secret: dict[str, Any] = {}
    if holds == "pie":
        secret = {"wrapping_key_hex": test["wrapping-key"]}
    elif holds == "password":
        secret = {"password": test["password"]}
    key_type = f"{version}.{kind}"
    opened: Case = {"op": OPENERS[holds], "in": {"type": key_type, "text": text, **secret}}
    if holds == "seal":
        opened["in"].update(key_field("secret_key", test["sealing-secret-key"]))
    if fail:
        return [opened]
    plain = test["unsealed" if holds == "seal" else "unwrapped"]
    opened["out"] = octets_field(plain)
    made: Case = {"op": "", "in": {"type": key_type, **key_field("key", plain), **secret}}
    made["out"] = {"paserk": text}
    remake(version, holds, test, made)
    return [opened, made]


def remake(version: str, holds: str, test: Case, made: Case) -> None:
    """Complete the case that makes the text again, with what was drawn at random for it."""
    suite, data, into = forms.SUITES[version], data_of(test["paserk"]), made["in"]
    if holds == "pie":
        made["op"] = "wrap"
        into["nonce_hex"] = data[suite.tag_size : suite.tag_size + 32].hex()
    elif holds == "password":
        made["op"] = "wrap_with_password"
        after_salt = suite.salt_size + suite.cost_size
        into["salt_hex"] = data[: suite.salt_size].hex()
        into["nonce_hex"] = data[after_salt : after_salt + suite.nonce_size].hex()
        options = test["options"]
        if "iterations" in options:
            into["iterations"] = int.from_bytes(data[32:36], "big")
        else:
            into.update(memory_kib=options["memlimit"] // 1024, passes=options["opslimit"], lanes=1)
    else:
        into.update(key_field("public_key", test["sealing-public-key"]))
        made["op"], made["judge"] = "seal", key_field("secret_key", test["sealing-secret-key"])
        if version == "k1":
            key = load_pem(test["sealing-secret-key"]).signer
            r = pow(int.from_bytes(data[80:], "big"), key.d, key.n)
            into["ephemeral_hex"] = r.to_bytes(512, "big").hex()
        else:  # what the sender drew cannot be told from the text
            del made["out"]
            made["reproducible"] = False


def transcribe(name: str, tests: list[Case]) -> list[Case]:
    cases = []
    holds = forms.TYPES[name.partition(".")[2]][1]
    for test in tests:
        make = {"plain": bare, "id": identifier}.get(holds, held)
        for part in make(name, test):
            case: Case = {"id": f"{name}: {test['name']} {part['op']}", **part}
            case["result"] = "invalid" if test["expect-fail"] else "valid"
            flags = flag_of(test) if test["expect-fail"] else []
            if "memlimit" in test.get("options", {}) and "WrongVersion" not in flags:
                flags.append("Slow")
                if test["options"]["memlimit"] > 64 << 20 and test["name"] not in SAMPLE:
                    flags.append("Hour")
            if flags:
                case["flags"] = flags
            cases.append(case)
    return cases


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_WITH_THE_PASERK_VECTORS")
    for version in forms.SUITES:
        cases: list[Case] = []
        for type_ in forms.TYPES:
            with open(f"{sys.argv[1]}/{version}.{type_}.json", encoding="utf-8") as stream:
                cases += transcribe(f"{version}.{type_}", json.load(stream)["tests"])
        used = {flag for case in cases for flag in case.get("flags", ())}
        write(
            "paseto",
            f"paserk_{version}.official",
            title=f"PASERK {version}, the official test vectors",
            family="PASERK",
            spec="PASERK (github.com/paseto-standard/paserk), types and operations",
            source=SOURCE,
            cases=cases,
            flags={flag: words for flag, words in FLAGS.items() if flag in used},
        )


if __name__ == "__main__":
    main()

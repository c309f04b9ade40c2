"""RFC 7520 section 5 and 6 (encryption), from the JSON of the JOSE cookbook, held against the RFC's text.

The folder to name is the one that holds `official/jose-cookbook` and `rfc`. Each value of a result must
stand in the RFC, up to line breaks; a difference stops the script. The RSA seeds are not printed: they
are found with the private keys (jwe_seeds.py).
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from jamlite.encoding import base64url

from .common import rfc, source_text, squeeze, write
from .jwe_seeds import rsa_seed


def load(name: str) -> dict[str, Any]:
    """Return one file of the cookbook."""
    folder = os.path.join(sys.argv[1], "official", "jose-cookbook")
    with open(os.path.join(folder, name), encoding="utf-8") as stream:
        data: dict[str, Any] = json.load(stream)
    return data


def check_against_rfc(value: Any, text: str) -> None:
    """Stop unless each string of a printed result stands in the RFC."""
    if isinstance(value, dict):
        for item in value.values():
            check_against_rfc(item, text)
    elif isinstance(value, list):
        for item in value:
            check_against_rfc(item, text)
    else:
        for part in value.split("."):
            if squeeze(part) not in text and part not in text:
                raise SystemExit(f"not in RFC 7520: {part[:60]}")


def fixed_values(example: dict[str, Any], keys: list[dict[str, Any]], entries: list[Any]) -> dict[str, Any]:
    """Return what the encryption drew at random."""
    generated = example["generated"]
    fixed = {f"{name}_b64u": generated[name] for name in ("cek", "iv") if name in generated}
    if "plaintext_c" in generated:
        fixed["compressed_b64u"] = generated["plaintext_c"]
    steps = example.get("encrypting_key", {})
    for step in steps if isinstance(steps, list) else [steps]:
        if "epk" in step:
            fixed["ephemeral"] = step["epk"]
        if "salt" in step:
            fixed["salt_b64u"] = step["salt"]
        if "iv" in step:
            fixed["wrapping_iv_b64u"] = step["iv"]
    algorithms = example["input"]["alg"]
    for key, alg, entry in zip(keys, algorithms if isinstance(algorithms, list) else [algorithms], entries):
        if alg.startswith("RSA"):
            fixed["rsa_seed_hex"] = rsa_seed(key, alg, base64url.decode(entry["encrypted_key"]))
    return fixed


def cases_of(number: str, example: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """Return the cases of one example: each serialization opened, and made again byte for byte."""
    given, content, printed = example["input"], example["encrypting_content"], example["output"]
    check_against_rfc(printed, text)
    password = {"password": given["pwd"]} if "pwd" in given else None
    keys = [password] if password else given["key"] if isinstance(given["key"], list) else [given["key"]]
    protected, shared = content.get("protected"), content.get("unprotected")
    entries = printed["json"].get("recipients", [printed["json_flat"]] if "json_flat" in printed else [])
    fixed = fixed_values(example, keys, entries)
    only = [given["alg"]] if isinstance(given["alg"], str) else given["alg"]
    plaintext = given["plaintext"]
    cases: list[dict[str, Any]] = []
    for name in ("compact", "json", "json_flat"):
        if name not in printed:
            continue
        token = printed[name]
        for at, key in enumerate(keys):
            which = f"{number} {name}" if len(keys) == 1 else f"{number} {name} recipient {at + 1}"
            allowed = {"algorithms": [only[at]]} if only[at] == "RSA1_5" else {}
            cases.append(
                {
                    "id": f"{which} decrypt",
                    "op": "decrypt",
                    "in": {"token": token, "key": key, **allowed},
                    "out": {"plaintext_utf8": plaintext},
                    "result": "valid",
                }
            )
        made: dict[str, Any] = {"plaintext_utf8": plaintext, "fixed": fixed}
        if name == "compact":
            made.update(key=keys[0], header=protected)
        else:
            headers = [entry.get("header") for entry in printed["json"].get("recipients", [{}])]
            made["recipients"] = [list(pair) for pair in zip(keys, headers)]
            if protected:
                made["protected"] = protected
            if shared:
                made["unprotected"] = shared
            if "aad" in given:
                made["aad_utf8"] = given["aad"]
            made["flattened"] = "recipients" not in token
        cases.append(
            {
                "id": f"{number} {name} encrypt",
                "op": "encrypt" if name == "compact" else "encrypt_json",
                "in": made,
                "out": {"token": token},
                "result": "valid",
            }
        )
    return cases


def main() -> None:
    folder = os.path.join(sys.argv[1], "official", "jose-cookbook", "jwe")
    names = sorted(os.listdir(folder), key=lambda name: int(name.split(".")[0].split("_")[1]))
    text = squeeze(source_text(os.path.join("rfc", "rfc7520.txt")))
    cases = []
    for name in names:
        number = name.split(".")[0].replace("_", ".")
        cases += cases_of(number, load(os.path.join("jwe", name)), text)
    nested = load("6.nesting_signatures_and_encryption.json")["encrypt"]
    cases += cases_of("6", nested, text)
    write(
        "jose",
        "jwe.rfc7520",
        title="JWE examples of the JOSE cookbook, in every serialization printed",
        family="JWE",
        spec="RFC 7520 sections 5 and 6",
        source=rfc(7520, "RSA seeds found with the printed private keys"),
        cases=cases,
    )


if __name__ == "__main__":
    main()

"""NIST's files as vector files of ours: ACVP's JSON (internalProjection.json) and CAVP's .rsp.

    python3 -m tests.tools.nist OUT FILE...
    python3 -m jamlite conformance --vectors OUT [--subject 'COMMAND']

What is read: of ACVP HMAC, AES-GCM, EDDSA, ML-DSA and ECDSA verification; of CAVP SHA, HMAC and AES-GCM.
Groups about something else are told and left out.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any, Iterator, Optional

Case = dict[str, Any]
Found = tuple[str, Case]  # family, case
HASHES = {"SHA2-224": "sha224", "SHA2-256": "sha256", "SHA2-384": "sha384", "SHA2-512": "sha512"}
CURVES = ("P-256", "P-384", "P-521")
SIZES = {"P-256": 64, "P-384": 96, "P-521": 132}  # hex digits of r and of s
EDWARDS = {"ED-25519": "Ed25519", "ED-448": "Ed448"}


def case(case_id: str, op: str, given: Case, good: bool = True, out: Optional[Case] = None) -> Case:
    made: Case = {"id": case_id, "op": op, "in": given, "result": "valid" if good else "invalid"}
    return {**made, "out": out} if out and good else made


# --- ACVP -----------------------------------------------------------------------------------------


def acvp(data: Any) -> Iterator[Found | str]:
    """Yield the cases of an internalProjection.json; a str is what was left out."""
    vectors = data[1] if isinstance(data, list) else data  # some files begin with the version of ACVP
    convert = ACVP.get((vectors["algorithm"], vectors.get("mode")))
    convert = convert or ACVP.get((vectors["algorithm"].rpartition("/")[0], None))
    for group in vectors["testGroups"]:
        for test in group["tests"]:
            found = convert(vectors["algorithm"], group, test) if convert else None
            name = f"{vectors['algorithm']} {vectors.get('mode') or ''}".strip()
            yield found or f"{name}, group {group['tgId']}"


def _hmac(algorithm: str, group: Case, test: Case) -> Optional[Found]:
    bits = re.fullmatch(r"HMAC-SHA2-(224|256|384|512)", algorithm)
    if bits is None:
        return None
    given = {"key_hex": test["key"], "message_hex": test["msg"], "length": group["macLen"] // 8}
    return f"HMAC-SHA-{bits[1]}", case(str(test["tcId"]), "mac", given, out={"tag_hex": test["mac"]})


def _gcm(algorithm: str, group: Case, test: Case) -> Optional[Found]:
    if group["tagLen"] != 128:
        return None
    given = {"key_hex": test["key"], "iv_hex": test["iv"], "aad_hex": test["aad"]}
    sealed = {"ciphertext_hex": test["ct"], "tag_hex": test["tag"]}
    if group["direction"] == "encrypt":
        given["plaintext_hex"] = test["pt"]
        return "AES-GCM", case(str(test["tcId"]), "encrypt", given, out=sealed)
    good, out = test.get("testPassed", True), {"plaintext_hex": test.get("pt", "")}
    return "AES-GCM", case(str(test["tcId"]), "decrypt", {**given, **sealed}, good, out)


def _eddsa(algorithm: str, group: Case, test: Case) -> Optional[Found]:
    if group.get("preHash") or group["curve"] not in EDWARDS:
        return None
    given = {"message_hex": test["message"], "signature_hex": test["signature"]}
    given["public_key_hex"] = test.get("q", group.get("q"))
    if group["curve"] == "ED-448" and test.get("context"):
        given["context_hex"] = test["context"]
    return EDWARDS[group["curve"]], case(str(test["tcId"]), "verify", given, test["testPassed"])


def _ecdsa(algorithm: str, group: Case, test: Case) -> Optional[Found]:
    if group["curve"] not in CURVES or group["hashAlg"] not in HASHES or group.get("conformance"):
        return None
    size = SIZES[group["curve"]]
    given = {"message_hex": test["message"], "hash": HASHES[group["hashAlg"]]}
    given["signature_hex"] = "".join(test[name].zfill(size) for name in ("r", "s"))
    given.update({f"{x}_hex": test.get(f"q{x}", group.get(f"q{x}", "")).zfill(size) for x in "xy"})
    return f"ECDSA {group['curve']}", case(str(test["tcId"]), "verify", given, test["testPassed"])


def _ml_dsa(algorithm: str, group: Case, test: Case) -> Optional[Found]:
    if group.get("signatureInterface") == "internal" or group.get("preHash") == "preHash":
        return None
    given = {"public_hex": test.get("pk", group.get("pk")), "message_hex": test["message"]}
    given.update(signature_hex=test["signature"], context_hex=test.get("context", ""))
    return group["parameterSet"], case(str(test["tcId"]), "verify", given, test["testPassed"])


ACVP: dict[tuple[str, Optional[str]], Any] = {
    ("ACVP-AES-GCM", None): _gcm,
    ("EDDSA", "sigVer"): _eddsa,
    ("ECDSA", "sigVer"): _ecdsa,
    ("ML-DSA", "sigVer"): _ml_dsa,
    **{(f"HMAC-SHA2-{bits}", None): _hmac for bits in (224, 256, 384, 512)},
}

# --- CAVP -----------------------------------------------------------------------------------------


def records(text: str) -> Iterator[Case]:
    """Yield each record of a .rsp file with the settings in brackets above it."""
    settings: Case = {}
    record: Case = {}
    for line in [*text.splitlines(), ""]:
        setting = re.fullmatch(r"\[(\w+)\s*=\s*(\S+)\]", line.strip())
        field = re.fullmatch(r"(\w+)\s*=\s*(\S*)", line.strip())
        if setting:
            settings[setting[1]] = setting[2]
        elif field:
            record[field[1]] = field[2]
        elif line.strip() == "FAIL":
            record["FAIL"] = True
        elif not line.strip() and record:
            yield {**settings, **record}
            record = {}


def cavp(name: str, text: str) -> Iterator[Found | str]:
    """Yield the cases of a .rsp file, told by what its records hold; a str is what was left out."""
    for number, record in enumerate(records(text)):
        called = str(record.get("Count", record.get("COUNT", number)))
        yield (
            _cavp(f"{name} {number} ({called})", record) or f"{name}: records of {', '.join(sorted(record))}"
        )


def _cavp(case_id: str, record: Case) -> Optional[Found]:
    if {"Msg", "MD", "Len", "L"} <= record.keys():
        family = {"20": "SHA-1", "28": "SHA-224", "32": "SHA-256", "48": "SHA-384", "64": "SHA-512"}[
            record["L"]
        ]
        message = record["Msg"] if record["Len"] != "0" else ""
        return family, case(case_id, "digest", {"message_hex": message}, out={"digest_hex": record["MD"]})
    if {"Key", "Msg", "Mac", "Tlen", "L"} <= record.keys():
        bits = {"20": "1", "28": "224", "32": "256", "48": "384", "64": "512"}[record["L"]]
        given = {"key_hex": record["Key"], "message_hex": record["Msg"], "length": int(record["Tlen"])}
        return f"HMAC-SHA-{bits}", case(case_id, "mac", given, out={"tag_hex": record["Mac"]})
    if {"Key", "IV", "CT", "AAD", "Tag", "Taglen"} <= record.keys() and record["Taglen"] == "128":
        given = {f"{name}_hex": record[old] for name, old in (("key", "Key"), ("iv", "IV"), ("aad", "AAD"))}
        given.update(ciphertext_hex=record["CT"], tag_hex=record["Tag"])
        out = {"plaintext_hex": record.get("PT", "")}
        return "AES-GCM", case(case_id, "decrypt", given, "FAIL" not in record, out)
    return None


# --- files ----------------------------------------------------------------------------------------


def convert(paths: list[str], out: str) -> dict[str, int]:
    """Write the vector files and return what was left out, with counts."""
    families: dict[str, list[Case]] = {}
    left_out: dict[str, int] = {}
    for path in paths:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        name = os.path.basename(path)
        for found in cavp(name, text) if path.endswith(".rsp") else acvp(json.loads(text)):
            if isinstance(found, str):
                left_out[found] = left_out.get(found, 0) + 1
            else:
                family, made = found
                families.setdefault(family, []).append({**made, "id": f"{name}: {made['id']}"})
    for family, cases in families.items():
        data = {
            "schema": "jamlite-vectors-1", "title": f"{family} of NIST", "family": family, "spec": "NIST",
            "source": {"name": "NIST", "license": "public domain (work of the US government)"},
            "count": len(cases), "cases": cases,
        }  # fmt: skip
        folder = os.path.join(out, "crypto")
        os.makedirs(folder, exist_ok=True)
        with open(
            os.path.join(folder, f"{family.replace(' ', '_').lower()}.nist.json"), "w", encoding="utf-8"
        ) as to:
            json.dump(data, to, indent=1)
    return left_out


if __name__ == "__main__":
    for said, count in convert(sys.argv[2:], sys.argv[1]).items():
        print(f"left out {count}: {said}")

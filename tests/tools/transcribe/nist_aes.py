"""NIST's algorithm validation vectors for AES, CBC, GCM and Key Wrap, and RFC 3686's for CTR.

Run with the folder of the package `cryptography_vectors`, which holds NIST's response files. A
selection: some tens of each family, every kind of length, passes and failures.
"""

from __future__ import annotations

import os
import sys
from typing import Iterator

from .common import rfc, write

NIST = {
    "name": "NIST CAVP response files",
    "license": "public domain (work of the US government); values only",
}
Case = dict[str, object]
Cases = list[Case]
Record = dict[str, str]

SIZES = (128, 192, 256)
FLAGS = {"Forged": "the integrity check must fail"}


def records(*path: str) -> Iterator[tuple[str, Record]]:
    """Yield (heading, fields) of each record; `heading` joins the bracketed lines above it."""
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_OF_CRYPTOGRAPHY_VECTORS")
    with open(os.path.join(sys.argv[1], *path), encoding="ascii") as stream:
        lines = [line.strip() for line in stream]
    headings: list[str] = []
    record: Record = {}
    for line in [*lines, ""]:
        if line.startswith("["):
            if not headings or record.get("done"):
                headings, record = [], {}
            headings.append(line.strip("[]"))
        elif not line and len(record) > 1:
            yield ", ".join(headings), record
            record = {"done": "yes"}
        elif "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            record.pop("done", None)
            record[name.strip().lower()] = value.strip().lower()
        elif line == "FAIL":
            record["fail"] = "yes"


def case(name: str, op: str, inputs: Record, outputs: Record, fail: bool = False) -> Case:
    made: Case = {"id": name, "op": op, "in": {f"{field}_hex": value for field, value in inputs.items()}}
    if fail:
        return {**made, "result": "invalid", "flags": ["Forged"]}
    return {**made, "out": {f"{field}_hex": value for field, value in outputs.items()}, "result": "valid"}


def block_cases() -> Cases:
    """Encryption by GFSbox and KeySbox whole, by each 32nd variable key and text; messages both ways."""
    cases = []
    for kind in ("GFSbox", "KeySbox", "MMT", "VarKey", "VarTxt"):
        for size in SIZES:
            step = 32 if kind.startswith("Var") else 1
            for heading, record in records("ciphers", "AES", "ECB", f"ECB{kind}{size}.rsp"):
                number = int(record["count"])
                if number % step or (heading == "DECRYPT" and kind != "MMT"):
                    continue
                given, wanted = ("plaintext", "ciphertext")[:: 1 if heading == "ENCRYPT" else -1]
                inputs = {"key": record["key"], "data": record[given]}
                name = f"{kind}{size} {heading.lower()} {number}"
                cases.append(case(name, heading.lower(), inputs, {wanted: record[wanted]}))
    return cases


def mode_cases(folder: str, names: dict[int, str], suffix: str) -> Cases:
    cases = []
    for size in SIZES:
        for heading, record in records("ciphers", "AES", folder, names[size]):
            given, wanted = ("plaintext", "ciphertext")[:: 1 if heading == "ENCRYPT" else -1]
            op = heading.lower()
            inputs = {"key": record["key"], "iv": record["iv"], "data": record[given]}
            cases.append(
                case(f"{size} {op} {record['count']}", op + suffix, inputs, {wanted: record[wanted]})
            )
    return cases


def gcm_cases() -> Cases:
    """Of each third combination of lengths with a full tag: an encryption, a decryption, a forgery."""
    cases = []
    for offset, size in enumerate(SIZES):
        for op, file in (("encrypt", f"gcmEncryptExtIV{size}.rsp"), ("decrypt", f"gcmDecrypt{size}.rsp")):
            seen: dict[str, set[str]] = {}
            for heading, record in records("ciphers", "AES", "GCM", file):
                verdict = "forged" if "fail" in record else "right"
                if "Taglen = 128" not in heading or verdict in seen.setdefault(heading, set()):
                    continue
                seen[heading].add(verdict)
                if (len(seen) + offset) % 3:
                    continue
                plain = {"plaintext": record.get("pt", "")}
                sealed = {"ciphertext": record["ct"], "tag": record["tag"]}
                common = {"key": record["key"], "iv": record["iv"], "aad": record["aad"]}
                given, wanted = (plain, sealed) if op == "encrypt" else (sealed, plain)
                lengths = heading.replace(" = ", " ").replace(", Taglen 128", "")
                name = f"{op} {lengths}, {record['count']}"
                cases.append(case(name, op, {**common, **given}, wanted, "fail" in record))
    return cases


def wrap_cases(kind: str) -> Cases:
    """Of each length: two wraps, an unwrap, a failure."""
    cases = []
    for size in SIZES:
        for op, letters in (("wrap", "AE"), ("unwrap", "AD")):
            seen: dict[tuple[str, bool], int] = {}
            for heading, record in records("keywrap", "kwtestvectors", f"{kind}_{letters}_{size}.txt"):
                fail = "fail" in record
                seen[heading, fail] = seen.get((heading, fail), 0) + 1
                if seen[heading, fail] > (2 if op == "wrap" else 1):
                    continue
                given, wanted = ("p", "c") if op == "wrap" else ("c", "p")
                inputs = {"key": record["k"], "data": record[given]}
                bits = heading.rpartition(" ")[2]
                name = f"{letters}-{size}, {bits} bits, {record['count']}"
                outputs = {"wrapped" if op == "wrap" else "plaintext": record.get(wanted, "")}
                cases.append(case(name, op, inputs, outputs, fail))
    return cases


def main() -> None:
    cbc = mode_cases("CBC", {size: f"CBCMMT{size}.rsp" for size in SIZES}, "_unpadded")
    ctr = mode_cases("CTR", {size: f"aes-{size}-ctr.txt" for size in SIZES}, "")
    write("crypto", "aes.nist", title="AES", family="AES", spec="AESAVS", source=NIST, cases=block_cases())
    write("crypto", "aes_cbc.nist", title="AES-CBC", family="AES-CBC", spec="AESAVS", source=NIST, cases=cbc)
    write(
        "crypto",
        "aes_ctr.rfc3686",
        title="AES-CTR",
        family="AES-CTR",
        spec="RFC 3686 section 6",
        source=rfc(3686),
        cases=ctr,
    )
    for name, family, spec, cases in (
        ("aes_gcm.nist", "AES-GCM", "GCMVS", gcm_cases()),
        ("aes_kw.nist", "AES-KW", "KWVS", wrap_cases("KW")),
        ("aes_kwp.nist", "AES-KWP", "KWVS", wrap_cases("KWP")),
    ):
        write("crypto", name, title=family, family=family, spec=spec, source=NIST, cases=cases, flags=FLAGS)


if __name__ == "__main__":
    main()

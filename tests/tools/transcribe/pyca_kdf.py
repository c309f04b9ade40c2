"""Argon2id, HKDF and BLAKE2b cases that the package cryptography_vectors carries; FOLDER is its own.

BLAKE2b with a key: the first cases of the reference implementation's list (blake2b-kat.txt).
"""

from __future__ import annotations

import re

from .common import source_text, squeeze, write

Case = dict[str, object]
PYCA = {"name": "cryptography_vectors", "license": "Apache-2.0 or BSD-3-Clause"}
KEYED = (
    squeeze("""
    10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786
    b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568
    """),
    squeeze("""
    961f6dd1e4dd30f63901690c512e78e4b45e4742ed197c3c5e45c549fd25f2e4
    187b0bc9fe30492b16b0d0bc4ef9b0f34c7003fac09a5ef1532e69430234cebd
    """),
)


def records(name: str) -> list[dict[str, str]]:
    """Return the records of a file of `name = value` lines."""
    blocks = re.split(r"\n\s*\n", source_text(name))
    found = [dict(re.findall(r"^(\w+) = ?([^\n]*)$", block, re.M)) for block in blocks]
    return [record for record in found if record]


def argon2id() -> list[Case]:
    cases: list[Case] = []
    for record in records("KDF/argon2id.txt")[1:]:  # the first is RFC 9106's
        inputs: Case = {"password_hex": record["pass"], "salt_hex": record["salt"]}
        if "secret" in record:
            inputs["secret_hex"] = record["secret"]
        if "ad" in record:
            inputs["associated_data_hex"] = record["ad"]
        inputs["time_cost"] = int(record["iter"])
        inputs["memory_kib"] = int(record["memcost"])
        inputs["parallelism"] = int(record["lanes"])
        inputs["length"] = int(record["length"])
        case: Case = {"id": f"COUNT {record['COUNT']}", "op": "derive", "in": inputs}
        case |= {"out": {"tag_hex": record["output"]}, "result": "valid"}
        if int(record["iter"]) * int(record["memcost"]) > 1000:
            case["flags"] = ["Slow"]
        cases.append(case)
    return cases


def hkdf() -> list[Case]:
    return [
        {
            "id": f"COUNT {record['COUNT']}",
            "op": "derive",
            "in": {
                "hash": record["Hash"].replace("-", "").lower(),
                "ikm_hex": record["IKM"],
                "salt_hex": record["salt"],
                "info_hex": record["info"],
                "length": int(record["L"]),
            },
            "out": {"okm_hex": record["OKM"]},
            "result": "valid",
        }
        for record in records("KDF/hkdf-generated.txt")
    ]


def blake2b() -> list[Case]:
    cases: list[Case] = []
    for record in records("hashes/blake2/blake2b.txt"):
        message = record["Msg"][: int(record["Len"]) // 4]
        out = {"digest_hex": record["MD"]}
        cases.append(
            {"id": f"Len {record['Len']}", "op": "digest", "in": {"message_hex": message}, "out": out}
        )
    for size, digest in enumerate(KEYED):
        inputs = {"message_hex": bytes(range(size)).hex(), "key_hex": bytes(range(64)).hex()}
        cases.append(
            {"id": f"keyed, {size} bytes", "op": "digest", "in": inputs, "out": {"digest_hex": digest}}
        )
    return [{**case, "result": "valid"} for case in cases]


def main() -> None:
    for name, family, spec, cases in (
        ("argon2id", "Argon2id", "RFC 9106", argon2id()),
        ("hkdf", "HKDF", "RFC 5869", hkdf()),
        ("blake2b", "BLAKE2b", "RFC 7693", blake2b()),
    ):
        slow = any("flags" in case for case in cases)
        write(
            "crypto",
            f"{name}.pyca",
            title=family,
            family=family,
            spec=spec,
            source=PYCA,
            cases=cases,
            flags={"Slow": "takes seconds; left out of the plain run"} if slow else None,
        )


if __name__ == "__main__":
    main()

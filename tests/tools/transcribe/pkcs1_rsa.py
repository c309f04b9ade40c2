"""RSA Laboratories' examples for PKCS #1 version 2.1, and sets derived from them.

FOLDER is asymmetric/RSA of the package cryptography_vectors. Of each key two examples are taken.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any, Iterator

from .common import write

Record = dict[str, str]

SOURCE = {
    "name": "PKCS #1 v2.1 test vectors, RSA Laboratories",
    "license": "published by RSA Laboratories for implementers; values only",
}
DERIVED = {
    "name": "oaep-custom and oaep-label of cryptography_vectors",
    "license": "Apache-2.0 OR BSD-3-Clause (label: BoringSSL, ISC); values only",
}
MEMBERS = {
    "Modulus": "n",
    "Exponent": "d",
    "Public exponent": "e",
    "Private exponent": "d",
    "Prime 1": "p",
    "Prime 2": "q",
    "Prime exponent 1": "dp",
    "Prime exponent 2": "dq",
    "Coefficient": "qi",
}


def fields(name: str) -> Iterator[tuple[str, str]]:
    """Yield (label, hex) for each comment line of a file that has hexadecimal lines below it."""
    with open(os.path.join(sys.argv[1], name), encoding="utf-8") as stream:
        text = stream.read()
    for match in re.finditer(r"^# *([^\n:]+):?[^\n]*\n((?:[0-9a-f ]+\s*\n)+)", text, re.M):
        yield match.group(1).strip(), "".join(match.group(2).split())


def examples(name: str, last: str) -> Iterator[tuple[int, int, Record, Record]]:
    """Yield (number of the key, of the example, key, fields) up to the field `last` of each."""
    key: Record = {}
    example: Record = {}
    keys = count = 0
    for label, value in fields(name):
        if not key or (label == "Modulus" and "d" in key):
            key, count, keys = {}, 0, keys + 1
        if label in MEMBERS and not (label == "Exponent" and "n" in key and "e" not in key):
            key[MEMBERS[label]] = value if len(value) % 2 == 0 else f"0{value}"
        elif label == "Exponent":
            key["e"] = value
        else:
            example[label] = value
        if label == last:
            count += 1
            yield keys, count, dict(key), example
            example = {}


def packed(record: Record) -> Record:
    return {f"{name}_hex": value for name, value in record.items()}


def some(key: Record, *names: str) -> Record:
    return packed({name: key[name] for name in names})


def secret(key: Record) -> Record:
    return some(key, *(name for name in ("d", "p", "q") if name in key))


def case(
    name: str, op: str, inputs: dict[str, Any], outputs: Record, judge: Record | None = None
) -> dict[str, object]:
    made: dict[str, object] = {"id": name, "op": op, "in": inputs, "out": packed(outputs)}
    if judge is not None:  # the private key, so that what was encrypted with other padding can be opened
        made["judge"] = judge
    return {**made, "result": "valid"}


def raw() -> None:
    found = dict(reversed(list(fields("pkcs-1v2-1d2-vec/oaep-int.txt"))))
    key = {short: found[label] for label, short in MEMBERS.items() if label in found}
    em, c = found["EM = maskedSeed || maskedDB"], found["c, the ciphertext"]
    cases = [
        case("encryption", "encrypt", {**some(key, "n", "e"), "message_hex": em}, {"ciphertext": c}),
        case("CRT decryption", "decrypt", {**packed(key), "ciphertext_hex": c}, {"message": em}),
        case("members from d", "private_key", {**some(key, "n", "e", "d"), "minimum_bits": 1024}, key),
    ]
    write("crypto", "rsa_raw.pkcs1", title="RSA without padding", family="RSA", cases=cases,
          spec="RFC 8017 section 5.1", source={**SOURCE, "note": "oaep-int.txt"})  # fmt: skip
    oaep = {"message_hex": found["Message to be encrypted"], "seed_hex": found["seed"]}
    given = {**some(key, "n", "e"), **oaep}
    intermediate.append(case("oaep-int", "encrypt", given, {"ciphertext": c}, secret(key)))


intermediate: list[dict[str, object]] = []


def pkcs1v15() -> None:
    cases = []
    for number, count, key, found in examples("pkcs1v15sign-vectors.txt", "Signature"):
        if count in (2, 4):
            inputs = {**packed(key), "message_hex": found["Message to be signed"], "hash": "sha1"}
            cases.append(case(f"sign {number}.{count}", "sign", inputs, {"signature": found["Signature"]}))
    for number, count, key, found in examples("pkcs1v15crypt-vectors.txt", "Encryption"):
        message, ciphertext = found["Message"], found["Encryption"]
        if count == 1:
            inputs = {**some(key, "n", "e"), "message_hex": message, "padding_hex": found["Seed"]}
            made = {"ciphertext": ciphertext}
            cases.append(case(f"encrypt {number}.1", "encrypt", inputs, made, secret(key)))
        elif count == 2:
            inputs = {**some(key, "n", "e", "d", "p", "q"), "ciphertext_hex": ciphertext}
            cases.append(case(f"decrypt {number}.2", "decrypt", inputs, {"message": message}))
    write("crypto", "rsa_pkcs1v15.pkcs1", title="RSA with PKCS #1 v1.5", family="RSA-PKCS1v15",
          spec="RFC 8017 sections 7.2 and 8.2", source=SOURCE, cases=cases)  # fmt: skip


def pss() -> None:
    cases = []
    for number, count, key, found in examples("pkcs-1v2-1d2-vec/pss-vect.txt", "Signature"):
        if count in (2, 4):
            message, salt = found["Message to be signed"], found["Salt"]
            inputs = {**packed(key), "message_hex": message, "salt_hex": salt, "hash": "sha1"}
            cases.append(case(f"{number}.{count}", "sign", inputs, {"signature": found["Signature"]}))
    write("crypto", "rsa_pss.pkcs1", title="RSASSA-PSS", family="RSA-PSS", cases=cases,
          spec="RFC 8017 section 8.1", source=SOURCE)  # fmt: skip


def oaep() -> None:
    cases = list(intermediate)
    for number, count, key, found in examples("pkcs-1v2-1d2-vec/oaep-vect.txt", "Encryption"):
        message, ciphertext = found["Message"], found["Encryption"]
        if count == 1:
            inputs = {**some(key, "n", "e"), "message_hex": message, "seed_hex": found["Seed"]}
            cases.append(case(f"{number}.1", "encrypt", inputs, {"ciphertext": ciphertext}, secret(key)))
        if count in (1, 2):
            inputs = {**packed(key), "ciphertext_hex": ciphertext}
            cases.append(case(f"decrypt {number}.{count}", "decrypt", inputs, {"message": message}))
    write("crypto", "rsa_oaep.pkcs1", title="RSAES-OAEP", family="RSA-OAEP", cases=cases,
          spec="RFC 8017 section 7.1", source=SOURCE)  # fmt: skip


def oaep_hashes() -> None:
    cases = []
    for name in sorted(os.listdir(os.path.join(sys.argv[1], "oaep-custom"))):
        mgf_hash, hash_name = name[len("oaep-") : -len(".txt")].split("-")
        for number, count, key, found in examples(f"oaep-custom/{name}", "Encryption"):
            if number == count == 1:
                inputs = {**some(key, "n", "e", "d", "p", "q"), "ciphertext_hex": found["Encryption"]}
                inputs.update({"hash": hash_name, "mgf_hash": mgf_hash})
                identifier = f"{hash_name}, MGF1 with {mgf_hash}"
                cases.append(case(identifier, "decrypt", inputs, {"message": found["Message"]}))
    with open(os.path.join(sys.argv[1], "oaep-label.txt"), encoding="utf-8") as stream:
        record = dict(re.findall(r"^(\w+) = (\S.*)$", stream.read(), re.M))
    inputs = {**packed(pkcs8(record["KEY"])), "ciphertext_hex": record["Input"]}
    inputs.update({"hash": record["OAEPDigest"].lower(), "label_hex": record["OAEPLabel"]})
    cases.append(case("label", "decrypt", inputs, {"message": record["Output"].strip('"').encode().hex()}))
    write("crypto", "rsa_oaep.pyca", title="RSAES-OAEP, other hashes and a label", family="RSA-OAEP",
          spec="RFC 8017 section 7.1", source=DERIVED, cases=cases)  # fmt: skip


def pkcs8(text: str) -> Record:
    """Return the members of a PKCS #8 RSA key in hexadecimal: its nine INTEGERs after the algorithm."""
    body = text[text.index("020100", text.index("2a864886f70d0101010500")) + 6 :]
    key = {}
    for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi"):
        length, body = int(body[2:4], 16), body[4:]
        if length & 0x80:
            digits = 2 * (length & 0x7F)
            length, body = int(body[:digits], 16), body[digits:]
        key[name], body = body[: 2 * length], body[2 * length :]
    return key


def main() -> None:
    raw()
    pkcs1v15()
    pss()
    oaep()
    oaep_hashes()


if __name__ == "__main__":
    main()

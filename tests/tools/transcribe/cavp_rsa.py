"""NIST CAVP files for RSA: signature verification and key generation.

FOLDER is asymmetric/RSA/FIPS_186-2 of the package cryptography_vectors.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Iterator

from .common import write

Record = dict[str, str]

SOURCE = {"name": "NIST CAVP", "license": "public domain (United States government work)"}
FLAGS = {
    "1": ("MessageChanged", "another message than the signed one"),
    "2": ("KeyChanged", "another public exponent than the signer's"),
    "3": ("SignatureChanged", "a changed signature"),
    "4": ("HashMoved", "the hash stands further left in the encoded message, with octets after it"),
    "5": ("PaddingShortened", "the zero octet at the end of the padding, or the PSS trailer, is missing"),
}


def records(name: str, last: str) -> Iterator[tuple[int, Record]]:
    """Yield (bits of the modulus, the fields known so far) at each line `last`."""
    known: Record = {}
    bits = 0
    with open(os.path.join(sys.argv[1], name), encoding="utf-8") as stream:
        for line in stream:
            if match := re.match(r"\[mod = (\d+)\]", line):
                bits = int(match.group(1))
            elif match := re.match(r"(\w+) = (.*\S)", line):
                known[match.group(1)] = match.group(2)
                if match.group(1) == last:
                    yield bits, known


def short(value: str) -> str:
    """Return hexadecimal without leading zero octets, and whole octets."""
    digits = value.lstrip("0")
    return digits.rjust(len(digits) + len(digits) % 2, "0")


def signatures(name: str, family: str, target: str, spec: str) -> None:
    """Of each modulus, hash and kind of result the first case; of 1024 and 4096 bits only a few."""
    cases: list[dict[str, object]] = []
    seen = set()
    flags: dict[str, str] = {}
    for bits, known in records(name, "Result"):
        kind = known["Result"][3:4]  # "P" or "F (1 - ..."
        identifier = f"{bits} bits, {known['SHAAlg']}, {FLAGS[kind][0] if kind else 'right'}"
        if identifier in seen or bits == 1536 or (bits in (1024, 4096) and kind):
            continue
        seen.add(identifier)
        inputs: dict[str, object] = {
            "n_hex": known["n"],
            "e_hex": short(known["e"]),
            "message_hex": known["Msg"],
            "signature_hex": known["S"],
            "hash": known["SHAAlg"].lower(),
        }
        if family == "RSA-PSS":
            inputs["salt_length"] = len(known["SaltVal"]) // 2
        case: dict[str, object] = {"id": identifier, "op": "verify", "in": inputs}
        case["result"] = "invalid" if kind else "valid"
        if kind:
            flag, flags[FLAGS[kind][0]] = FLAGS[kind]
            case["flags"] = [flag]
        cases.append(case)
    write("crypto", target, title=f"{family}, verification", family=family, spec=spec, flags=flags,
          source={**SOURCE, "note": name}, cases=cases)  # fmt: skip


def keys() -> None:
    cases: list[dict[str, object]] = []
    count: dict[tuple[int, int], int] = {}
    source = {**SOURCE, "note": "KeyGenRSA.rsp"}
    for bits, known in records("KeyGenRSA.rsp", "d"):
        e = int(known["e"], 16)
        count[bits, e] = number = count.get((bits, e), 0) + 1
        if number > 2:
            continue
        inputs = {"p_hex": known["p"], "q_hex": known["q"], "e_hex": short(known["e"])}
        outputs = {"n_hex": short(known["n"]), "d_hex": short(known["d"])}
        identifier = f"{bits} bits, e = {e}, key {number}"
        cases.append(
            {"id": identifier, "op": "key_of_primes", "in": inputs, "out": outputs, "result": "valid"}
        )
        if bits == 1024:
            for name in ("p", "q"):
                prime = {
                    "id": f"{identifier}, {name}",
                    "op": "is_prime",
                    "in": {"candidate_hex": known[name]},
                }
                cases.append({**prime, "result": "valid"})
            product = {"id": f"{identifier}, n", "op": "is_prime", "in": {"candidate_hex": short(known["n"])}}
            cases.append({**product, "result": "invalid"})
    write("crypto", "rsa_keygen.cavp", title="RSA keys of given primes, and primes", family="RSA-keygen",
          spec="FIPS 186-5 appendices A.1.1 and B.3", source=source, cases=cases)  # fmt: skip


def main() -> None:
    spec = "RFC 8017 section 8.2.2"
    signatures("SigVer15_186-3.rsp", "RSA-PKCS1v15", "rsa_pkcs1v15.cavp", spec)
    signatures("SigVerPSS_186-3.rsp", "RSA-PSS", "rsa_pss.cavp", "RFC 8017 section 8.1.2")
    keys()


if __name__ == "__main__":
    main()

"""NIST's vectors for Triple DES: the example of SP 800-67, the tables of SP 800-20, the messages of CAVP.

Run with the folder of the package `cryptography_vectors`, which holds NIST's response files. jamlite only
decrypts with Triple DES, so the files' second halves are taken. With one key the three are equal; with two,
the first one serves twice, and the case gives 16 bytes.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Iterator

from .common import write

Case = dict[str, object]
Record = dict[str, str]
SOURCE = {
    "name": "NIST SP 800-67, SP 800-20 and CAVP response files (TCBC*.rsp)",
    "license": "public domain (work of the US government); values only",
}
# Tables A.1 to A.5 of SP 800-20, as CAVP's files have them.
TABLES = ("vartext", "invperm", "varkey", "permop", "subtab")
MESSAGES = ("MMT1", "MMT2", "MMT3")
KEY = "0123456789abcdef23456789abcdef01456789abcdef0123"
BLOCKS = (  # SP 800-67 appendix B.1: three blocks in ECB, and so in CBC with an IV of zeros, one by one
    ("a826fd8ce53b855f", b"The qufc"),
    ("cce21c8112256fe6", b"k brown "),
    ("68d5c05dd9b6b900", b"fox jump"),
)


def records(name: str) -> Iterator[Record]:
    """Yield the records below [DECRYPT] of TCBC<name>.rsp."""
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_OF_CRYPTOGRAPHY_VECTORS")
    path = os.path.join(sys.argv[1], "ciphers", "3DES", "CBC", f"TCBC{name}.rsp")
    with open(path, encoding="ascii") as stream:
        text = stream.read().partition("[DECRYPT]")[2]
    for block in re.split(r"\n\s*\n", text):
        found = dict(re.findall(r"^(\w+) = ([0-9a-f]+)\s*$", block, re.MULTILINE))
        if found:
            yield found


def case(name: str, key: str, iv: str, data: str, plaintext: str) -> Case:
    given = {"key_hex": key, "iv_hex": iv, "data_hex": data}
    out = {"plaintext_hex": plaintext}
    return {"id": name, "op": "decrypt_unpadded", "in": given, "out": out, "result": "valid"}


def main() -> None:
    cases = [
        case(f"SP 800-67 B.1 block {number}", KEY, "00" * 8, data, plaintext.hex())
        for number, (data, plaintext) in enumerate(BLOCKS, 1)
    ]
    for name in (*TABLES, *MESSAGES):
        for found in records(name):
            key = found["KEYs"] * 3 if "KEYs" in found else "".join(found[f"KEY{n}"] for n in (1, 2, 3))
            if key[:16] == key[32:] != key[16:32]:
                key = key[:32]
            values = (found[field] for field in ("IV", "CIPHERTEXT", "PLAINTEXT"))
            cases.append(case(f"{name} {found['COUNT']}", key, *values))
    write("keys", "triple_des.nist", title="Triple DES in CBC mode", family="Triple DES", cases=cases,
          spec="NIST SP 800-67 appendix B.1, SP 800-20 appendix A, TDES Multi-block Message Test",
          source=SOURCE)  # fmt: skip


if __name__ == "__main__":
    main()

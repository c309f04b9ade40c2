"""NIST's byte-oriented SHAKE256 vectors; run with the folder of the package `cryptography_vectors`."""

from __future__ import annotations

from .common import write
from .nist_aes import NIST, case, records


def main() -> None:
    cases = []
    for file, step in (("SHAKE256ShortMsg.rsp", 8), ("SHAKE256VariableOut.rsp", 100)):
        for number, (_, record) in enumerate(records("hashes", "SHAKE", file)):
            if number % step == 0 and "msg" in record:
                size = int(record.get("len", str(4 * len(record["msg"])))) // 4
                made = case(
                    f"{file[8:-4]} {number}",
                    "digest",
                    {"message": record["msg"][:size]},
                    {"digest": record["output"]},
                )
                made["in"]["length"] = len(record["output"]) // 2  # type: ignore[index]
                cases.append(made)
    write(
        "crypto",
        "shake256.nist",
        title="SHAKE256",
        family="SHAKE256",
        spec="FIPS 202 section 6.2",
        source=NIST,
        cases=cases,
    )


if __name__ == "__main__":
    main()

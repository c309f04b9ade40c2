"""CCTV's vector of a nonce that RFC 6979 draws twice, and its hashes of 100 keys and signatures of ML-DSA.

FOLDER is CCTV's repository (github.com/C2SP/CCTV): RFC6979/README.md and ML-DSA/accumulated/README.md.
"""

from __future__ import annotations

import os
import sys

from jamlite.conformance import foreign_cctv
from jamlite.conformance.foreign_record import Converted

from .common import write

SLOW = {"Slow": "a hundred keys and signatures take seconds; left out of the plain run"}
FILES = (
    ("ECDSA P-256", "ecdsa_p256.cctv", "RFC 6979 section 3.2, step h.3"),
    ("RFC 6979", "nonce.cctv", "RFC 6979 section 3.2, step h.3"),
    *((f"ML-DSA-{size}", f"ml_dsa_{size}.cctv", "FIPS 204") for size in (44, 65, 87)),
)


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_OF_CCTV")
    families: dict[str, list[dict[str, object]]] = {}
    for folder in ("RFC6979", os.path.join("ML-DSA", "accumulated")):
        text = foreign_cctv.load(os.path.join(sys.argv[1], folder, "README.md"))
        for item in foreign_cctv.convert("README.md", text):
            if isinstance(item, Converted) and not item.case.get("flags"):  # 10 000 take a quarter of an hour
                flags = {"flags": ["Slow"]} if item.family.startswith("ML-DSA") else {}
                case = {name: value for name, value in item.case.items() if name != "flags"}
                families.setdefault(item.family, []).append({**case, **flags})
    for family, name, spec in FILES:
        source = {"name": "CCTV (github.com/C2SP/CCTV)", "license": f"facts: the output of {spec[:8]}"}
        slow = family.startswith("ML-DSA")
        title = f"{family}, accumulated" if slow else f"{family}, the first nonce out of range"
        write("crypto", name, title=title, family=family, spec=spec, source=source,
              cases=families[family], flags=SLOW if slow else None)  # fmt: skip


if __name__ == "__main__":
    main()

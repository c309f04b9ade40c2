"""Write the first combs of P-384 and P-521 as data: python3 -m tests.tools.comb_tables

tests/crypto/test_weierstrass.py compares what the package holds with what is computed here.
"""

from __future__ import annotations

import binascii
import os

from jamlite.crypto._curves import CURVES
from jamlite.crypto._scalars import comb_sums
from tests.support import ROOT

HEAD = '''"""The sums of the first signing comb of {name}, as data: read in 0.1 ms, made in {ms} ms.

Written by tests/tools/comb_tables.py: 128 points x || y in the order of `_scalars.comb_sums`, in base64.
A test compares them with computed ones.

Ungated: the gate "ECDSA sign {name}" proves it.
"""

from __future__ import annotations

POINTS = """
'''


def text(name: str, ms: int) -> str:
    """Return the file of one curve."""
    curve = CURVES[name]
    octets = b"".join(
        number.to_bytes(curve.size, "big") for point in comb_sums(curve, curve.combs[0]) for number in point
    )
    lines = [binascii.b2a_base64(octets[start : start + 75]).decode() for start in range(0, len(octets), 75)]
    return HEAD.format(name=name, ms=ms) + "".join(lines) + '"""\n'


def main() -> None:
    for name, ms in (("P-384", 4), ("P-521", 5)):
        path = os.path.join(ROOT, "jamlite", "crypto", f"_comb_{name.lower().replace('-', '')}.py")
        with open(path, "w", encoding="ascii") as stream:
            stream.write(text(name, ms))


if __name__ == "__main__":
    main()

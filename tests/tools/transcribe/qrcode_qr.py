"""QR codes as the encoder python-qrcode makes them (pip install qrcode): every version and level we have.

The mask is given, as encoders rate masks differently and every one may be used. Contents of several sizes: a
full code, one byte less (which needs padding), half.
"""

from __future__ import annotations

import qrcode
from qrcode.util import MODE_8BIT_BYTE, QRData

from .common import write

LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}
# Bytes that a code of version 1 to 20 holds in byte mode (ISO/IEC 18004 table 7).
CAPACITY = {
    "L": (17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858),
    "M": (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666),
    "Q": (11, 20, 32, 46, 60, 74, 86, 108, 130, 151, 177, 203, 241, 258, 292, 322, 364, 394, 442, 482),
    "H": (7, 14, 24, 34, 44, 58, 64, 84, 98, 119, 137, 155, 177, 194, 220, 250, 280, 310, 338, 382),
}


def main() -> None:
    cases = []
    for level, sizes in CAPACITY.items():
        for version, most in enumerate(sizes, 1):
            size = (most, most - 1, most // 2)[version % 3]
            cases.append(case(version, level, bytes(at * 7 + version & 255 for at in range(size))))
    refused = [
        refusal("a byte too many", data_hex="41" * 15, level="M", version=1),
        refusal("more than version 20 holds", data_hex="41" * 859, level="L", version=None),
        refusal("version 0", data_hex="41", level="L", version=0),
        refusal("version 21", data_hex="41", level="L", version=21),
        refusal("an unknown level", data_hex="41", level="K", version=1),
        refusal("two levels", data_hex="41", level="LM", version=1),
        refusal("mask 8", data_hex="41", level="L", version=1, mask=8),
    ]
    write(
        "otp",
        "qr_code.qrcode",
        title="QR codes in byte mode, versions 1 to 20",
        family="QR-code",
        spec="ISO/IEC 18004",
        source={"name": "qrcode (python-qrcode)", "license": "BSD-3-Clause; values only"},
        cases=[*cases, *refused],
        flags={"Refused": "the content does not fit, or a number is out of its range"},
    )


def case(version: int, level: str, data: bytes) -> dict[str, object]:
    mask = version % 8
    code = qrcode.QRCode(version, LEVELS[level], border=0, mask_pattern=mask)
    code.add_data(QRData(data, mode=MODE_8BIT_BYTE), optimize=0)
    code.make(fit=False)
    bits = "".join(str(int(module)) for row in code.modules for module in row)
    bits += "0" * (-len(bits) % 8)
    return {
        "id": f"version {version}, level {level}, {len(data)} bytes",
        "op": "encode",
        "in": {"data_hex": data.hex(), "level": level, "version": version, "mask": mask},
        "out": {"modules_hex": int(bits, 2).to_bytes(len(bits) // 8, "big").hex(), "side": len(code.modules)},
        "result": "valid",
    }


def refusal(title: str, **given: object) -> dict[str, object]:
    return {
        "id": title,
        "op": "encode",
        "in": {"mask": 0, **given},
        "result": "invalid",
        "flags": ["Refused"],
    }


if __name__ == "__main__":
    main()

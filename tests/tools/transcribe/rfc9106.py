"""RFC 9106 section 5.3: Argon2id."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def octets(label: str, text: str) -> str:
    match = re.search(rf"{label}: ((?:[0-9a-f]{{2}}\s+)+)", text)
    assert match, label
    return squeeze(match.group(1))


def main() -> None:
    part = section(source_text("rfc9106.txt"), "5.3.  Argon2id Test Vectors", "6.  ")
    numbers = re.search(
        r"Memory: (\d+) KiB, Passes: (\d+),\s+Parallelism: (\d+) lanes, Tag length: (\d+)", part
    )
    assert numbers
    memory, passes, lanes, length = map(int, numbers.groups())
    case = {
        "id": "section 5.3",
        "op": "derive",
        "in": {
            "password_hex": octets(r"Password\[32\]", part),
            "salt_hex": octets(r"Salt\[16\]", part),
            "secret_hex": octets(r"Secret\[8\]", part),
            "associated_data_hex": octets(r"Associated data\[12\]", part),
            "time_cost": passes,
            "memory_kib": memory,
            "parallelism": lanes,
            "length": length,
        },
        "out": {"tag_hex": octets("Tag", part)},
        "result": "valid",
    }
    write(
        "crypto",
        "argon2id.rfc9106",
        title="Argon2id",
        family="Argon2id",
        spec="RFC 9106 section 5.3",
        source=rfc(9106),
        cases=[case],
    )


if __name__ == "__main__":
    main()

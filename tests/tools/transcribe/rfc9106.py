"""RFC 9106 sections 5.1 to 5.3: Argon2d, Argon2i, Argon2id."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def octets(label: str, text: str) -> str:
    match = re.search(rf"{label}: ((?:[0-9a-f]{{2}}\s+)+)", text)
    assert match, label
    return squeeze(match.group(1))


def main() -> None:
    text = source_text("rfc9106.txt")
    for number, family, end in ((1, "Argon2d", "5.2."), (2, "Argon2i", "5.3."), (3, "Argon2id", "6.  ")):
        name = f"5.{number}"
        transcribe(family, name, section(text, f"{name}.  {family} Test Vectors", end))


def transcribe(family: str, name: str, part: str) -> None:
    numbers = re.search(
        r"Memory: (\d+) KiB,?\s+Passes: (\d+),?\s+Parallelism: (\d+) lanes,?\s+Tag length: (\d+)", part
    )
    assert numbers
    memory, passes, lanes, length = map(int, numbers.groups())
    case = {
        "id": f"section {name}",
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
        f"{family.lower()}.rfc9106",
        title=family,
        family=family,
        spec=f"RFC 9106 section {name}",
        source=rfc(9106),
        cases=[case],
    )


if __name__ == "__main__":
    main()

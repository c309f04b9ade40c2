"""RFC 3394 section 4: AES Key Wrap, six examples, each both ways."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def hex_after(label: str, text: str) -> str:
    """Return the hex groups that follow `label`, over several lines, in lower case."""
    match = re.search(rf"{label}[:\s]\s*((?:[0-9A-F]{{16,}}\s+)+)", text)
    assert match, label
    return squeeze(match.group(1)).lower()


def main() -> None:
    text = source_text("rfc3394.txt")
    cases: list[dict[str, object]] = []
    for number in range(1, 7):
        end = f"4.{number + 1} Wrap" if number < 6 else "5. Security"
        part = section(text, f"4.{number} Wrap", end)
        key, data, wrapped = (hex_after(label, part) for label in ("KEK", "Key Data", "Ciphertext"))
        for op, given, result, wanted in (
            ("wrap", data, "wrapped", wrapped),
            ("unwrap", wrapped, "plaintext", data),
        ):
            cases.append(
                {
                    "id": f"4.{number} {op}",
                    "op": op,
                    "in": {"key_hex": key, "data_hex": given},
                    "out": {f"{result}_hex": wanted},
                    "result": "valid",
                }
            )
    write(
        "crypto",
        "aes_kw.rfc3394",
        title="AES Key Wrap",
        family="AES-KW",
        spec="RFC 3394 section 4",
        source=rfc(3394),
        cases=cases,
    )


if __name__ == "__main__":
    main()

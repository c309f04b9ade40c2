"""RFC 4231 section 4: HMAC-SHA-224/256/384/512, seven test cases each."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, write

HASHES = ("SHA-224", "SHA-256", "SHA-384", "SHA-512")


def hex_after(label: str, text: str) -> str:
    """Return the hex column that starts at `label =` (one lacks its =) and goes on below."""
    column = r"([0-9a-f]+)[^\n]*\n((?:\s+[0-9a-f]+(?:\s+\(.*)?\n)*)"
    match = re.search(rf"^   {label}\s*=?\s*{column}", text, re.M)
    assert match, label
    rest = re.findall(r"^\s+([0-9a-f]+)", match.group(2), re.M)
    return match.group(1) + "".join(rest)


def main() -> None:
    text = source_text("rfc4231.txt")
    cases: dict[str, list[dict[str, object]]] = {name: [] for name in HASHES}
    for number in range(1, 8):
        end = f"4.{number + 2}." if number < 7 else "5.  "
        part = section(text, f"4.{number + 1}.  Test Case {number}", end)
        for name in HASHES:
            tag = hex_after(f"HMAC-{name}", part)
            case: dict[str, object] = {
                "id": f"Test Case {number}",
                "op": "mac",
                "in": {"key_hex": hex_after("Key", part), "message_hex": hex_after("Data", part)},
                "out": {"tag_hex": tag},
                "result": "valid",
            }
            if number == 5:  # truncated to 128 bits
                case["in"]["length"] = len(tag) // 2  # type: ignore[index]
            cases[name].append(case)
    for name in HASHES:
        write(
            "crypto",
            f"hmac_{name.lower().replace('-', '')}.rfc4231",
            title=f"HMAC-{name}",
            family=f"HMAC-{name}",
            spec="RFC 4231 section 4",
            source=rfc(4231),
            cases=cases[name],
        )


if __name__ == "__main__":
    main()

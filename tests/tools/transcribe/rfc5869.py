"""RFC 5869 appendix A: HKDF with SHA-256 and SHA-1, seven test cases."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def field(label: str, text: str) -> str:
    """Return the hex of a field, '' where it has 0 octets or is not provided."""
    match = re.search(rf"^   {label}\s*= (?:0x)?([0-9a-f]*(?:\n          [0-9a-f]+)*)", text, re.M)
    assert match, label
    return squeeze(match.group(1))


def main() -> None:
    text = source_text("rfc5869.txt")
    cases: list[dict[str, object]] = []
    for number in range(1, 8):
        end = f"A.{number + 1}.  Test Case" if number < 7 else "Authors' Addresses"
        part = section(text, f"A.{number}.  Test Case {number}", end)
        hash_name = re.search(r"Hash = SHA-(\d+)", part)
        length = re.search(r"L    = (\d+)", part)
        assert hash_name and length
        cases.append(
            {
                "id": f"A.{number}",
                "op": "derive",
                "in": {
                    "hash": "sha" + hash_name.group(1),
                    "ikm_hex": field("IKM", part),
                    "salt_hex": field("salt", part),
                    "info_hex": field("info", part),
                    "length": int(length.group(1)),
                },
                "out": {"prk_hex": field("PRK", part), "okm_hex": field("OKM", part)},
                "result": "valid",
            }
        )
    write(
        "crypto",
        "hkdf.rfc5869",
        title="HKDF",
        family="HKDF",
        spec="RFC 5869 appendix A",
        source=rfc(5869),
        cases=cases,
    )


if __name__ == "__main__":
    main()

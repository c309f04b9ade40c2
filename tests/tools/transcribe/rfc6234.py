"""RFC 6234 section 8.5: SHA-1 and SHA-2, the test driver's messages of whole octets."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, write

HASHES = ("SHA1", "SHA224", "SHA256", "SHA384", "SHA512")


def literal(text: str) -> bytes:
    """Return the octets of C string literals, which join where they meet."""
    joined = "".join(re.findall(r'"([^"]*)"', text))
    return re.sub(r"\\x([0-9a-fA-F]{2})", lambda match: chr(int(match.group(1), 16)), joined).encode(
        "latin-1"
    )


def macros(text: str) -> dict[str, bytes]:
    """Return the messages that the driver defines by name."""
    found: dict[str, bytes] = {}
    for name, value in re.findall(r"#define (TEST\w+)\s+((?:[^\n]*\\\n)*[^\n]*)\n", text):
        if '"' in value:
            found[name] = literal(value)
        elif value.startswith("TEST"):  # TEST4a TEST4b: two halves
            found[name] = b"".join(found[part] for part in value.split("/*")[0].split())
    return found


def main() -> None:
    text = section(source_text("rfc6234.txt"), "8.5.  The Test Driver", "9.  ")
    messages = macros(text)
    tables = re.split(r'\{ "(SHA\d+)", SHA\d+, SHA\d+HashSize,', text.split("Test arrays for HMAC.")[0])
    row = re.compile(
        r"/\* (\d+) \*/ \{ ([^,]+), (?:length\(\w+\)|\d+), (\d+), (?:0x\w+|0), (\d),\s*"
        r"((?:\"[0-9A-F]+\"\s*)+)"
    )
    for name, table in zip(tables[1::2], tables[2::2]):
        assert name in HASHES
        cases: list[dict[str, object]] = []
        for number, message, repeat, bits, digest in row.findall(table):
            if bits != "0":  # the standard library hashes whole octets
                continue
            data = literal(message) if message.startswith('"') else messages[message]
            inputs: dict[str, object] = {"message_hex": data.hex()}
            if repeat != "1":
                inputs["repeat"] = int(repeat)
            cases.append(
                {
                    "id": f"test {number}",
                    "op": "digest",
                    "in": inputs,
                    "out": {"digest_hex": literal(digest).decode().lower()},
                    "result": "valid",
                }
            )
        assert len(cases) == 7, (name, len(cases))
        family = name.replace("SHA", "SHA-")
        write(
            "crypto",
            f"{name.lower()}.rfc6234",
            title=family,
            family=family,
            spec="RFC 6234 section 8.5 (examples of FIPS 180-4 and SHAVS)",
            source=rfc(6234),
            cases=cases,
        )


if __name__ == "__main__":
    main()

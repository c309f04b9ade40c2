"""RFC 6070 section 2: PBKDF2 with HMAC-SHA-1."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def octets(text: str) -> str:
    """Return the hex of a string as C writes it."""
    return text.replace("\\0", "\0").encode().hex()


def main() -> None:
    part = section(source_text("rfc6070.txt"), "2.  PBKDF2 HMAC-SHA1 Test Vectors", "3.  ")
    pattern = re.compile(
        r'P = "([^"]*)".*?S = "([^"]*)".*?c = (\d+)\s+dkLen = (\d+)\s+Output:\s+DK = ([0-9a-f\s]+)', re.S
    )
    cases: list[dict[str, object]] = []
    for password, salt, iterations, length, key in pattern.findall(part):
        case: dict[str, object] = {
            "id": f"{len(cases) + 1}",
            "op": "derive",
            "in": {
                "hash": "sha1",
                "password_hex": octets(password),
                "salt_hex": octets(salt),
                "iterations": int(iterations),
                "length": int(length),
            },
            "out": {"key_hex": squeeze(key)},
            "result": "valid",
        }
        if int(iterations) > 100_000:
            case["flags"] = ["Slow"]
        cases.append(case)
    write(
        "crypto",
        "pbkdf2_sha1.rfc6070",
        title="PBKDF2 with HMAC-SHA-1",
        family="PBKDF2",
        spec="RFC 6070 section 2",
        source=rfc(6070),
        cases=cases,
        flags={"Slow": "takes many seconds; left out of the plain run"},
    )


if __name__ == "__main__":
    main()

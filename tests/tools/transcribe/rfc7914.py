"""RFC 7914 sections 11 and 12: PBKDF2 with HMAC-SHA-256, and scrypt."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write

FLAGS = {"Slow": "takes seconds where the standard library lacks scrypt; left out of the plain run"}


def main() -> None:
    text = source_text("rfc7914.txt")
    pattern = r'PBKDF2-HMAC-SHA-256 \(P="([^"]*)", S="([^"]*)",\s+c=(\d+), dkLen=(\d+)\) =\n([0-9a-f\s]+)'
    found = re.findall(pattern, section(text, "11.  Test Vectors", "12.  Test Vectors"))
    pbkdf2 = [
        {
            "id": f"section 11, c={c}",
            "op": "derive",
            "in": {
                "hash": "sha256",
                "password_utf8": password,
                "salt_utf8": salt,
                "iterations": int(c),
                "length": int(length),
            },
            "out": {"key_hex": squeeze(key)},
            "result": "valid",
        }
        for password, salt, c, length, key in found
    ]
    pattern = (
        r'scrypt \(P="([^"]*)", S="([^"]*)",\s+N=(\d+), r=(\d+), p=(\d+), dk[lL]en=(\d+)\) =\n([0-9a-f\s]+)'
    )
    scrypt: list[dict[str, object]] = []
    for password, salt, n, r, p, length, key in re.findall(
        pattern, section(text, "12.  Test Vectors", "13.  Test Vectors")
    ):
        case: dict[str, object] = {
            "id": f"section 12, N={n} r={r} p={p}",
            "op": "derive",
            "in": {
                "password_utf8": password,
                "salt_utf8": salt,
                "n": int(n),
                "r": int(r),
                "p": int(p),
                "length": int(length),
            },
            "out": {"key_hex": squeeze(key)},
            "result": "valid",
        }
        if int(n) > 16:
            case["flags"] = ["Slow"]
        scrypt.append(case)
    source = rfc(7914)
    for name, family, where, cases, flags in (
        ("pbkdf2_sha256", "PBKDF2", "section 11", pbkdf2, None),
        ("scrypt", "scrypt", "section 12", scrypt, FLAGS),
    ):
        write(
            "crypto",
            f"{name}.rfc7914",
            title=family,
            family=family,
            spec=f"RFC 7914 {where}",
            source=source,
            cases=cases,
            flags=flags,
        )


if __name__ == "__main__":
    main()

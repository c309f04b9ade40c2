"""RFC 6238 appendix B: TOTP at six times with SHA-1, SHA-256 and SHA-512 (seeds from appendix A)."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, write

ROW = r"^  \|\s+(\d+)\s+\|[^|]+\|\s+([0-9A-F]{16})\s+\|\s+(\d{8})\s+\|\s+(SHA\d+)\s+\|$"


def seeds(text: str) -> dict[str, str]:
    """Return the seed of each hash: string literals of the appendix's program, possibly over lines."""
    found = {}
    for name, literals in re.findall(r"Seed for HMAC-(SHA\d+) - \d+ bytes\s+String \w+ = ([^;]+);", text):
        found[name] = "".join(re.findall(r'"([0-9a-f]+)"', literals))
    assert {name: len(seed) // 2 for name, seed in found.items()} == {"SHA1": 20, "SHA256": 32, "SHA512": 64}
    return found


def main() -> None:
    text = source_text("rfc6238.txt")
    seed = seeds(text)
    rows = re.findall(ROW, section(text, "Appendix B.  Test Vectors", "Authors' Addresses"), re.M)
    assert len(rows) == 18
    cases: list[dict[str, object]] = []
    for time, steps, code, mode in rows:
        assert int(time) // 30 == int(steps, 16)
        given = {"secret_hex": seed[mode], "time": int(time), "digits": 8, "interval": 30}
        given["digest"] = mode.lower()
        for name, op, more, out in (
            ("", "code", {}, {"code": code}),
            (", step", "verify_step", {"code": code}, {"step": int(steps, 16)}),
        ):
            case = {"id": f"{mode} at {time}{name}", "op": op, "in": {**given, **more}, "out": out}
            cases.append({**case, "result": "valid"})
    write(
        "otp",
        "totp.rfc6238",
        title="TOTP",
        family="TOTP",
        spec="RFC 6238 appendix B",
        source=rfc(6238),
        cases=cases,
    )


if __name__ == "__main__":
    main()

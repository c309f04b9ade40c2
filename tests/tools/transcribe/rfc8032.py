"""RFC 8032 sections 7.1 and 7.4: Ed25519 and Ed448, every test."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def field(label: str, text: str) -> str | None:
    """Return the hex block below `label`, or None if the test has no such field."""
    match = re.search(rf"^   {label}[^\n]*:\n((?:   [0-9a-f]+\n|\n)*)", text, re.M)
    return squeeze(match.group(1)) if match else None


def cases(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name, part in re.findall(r"^   -----([^\n]+)\n(.*?)(?=^   -----)", text, re.M | re.S):
        seed, public = field("SECRET KEY", part), field("PUBLIC KEY", part)
        message, signature = field("MESSAGE", part), field("SIGNATURE", part)
        context = field("CONTEXT", part)
        length = re.search(r"MESSAGE \(length (\d+) byte", part)
        assert length and message is not None and len(message) == 2 * int(length.group(1)), name
        what = {"message_hex": message, **({"context_hex": context} if context else {})}
        signed = {"public_key_hex": public, **what, "signature_hex": signature}
        for op, given, out in (
            ("public_key", {"seed_hex": seed}, {"public_key_hex": public}),
            ("sign", {"seed_hex": seed, **what}, {"signature_hex": signature}),
            ("verify", signed, {}),
            ("verify_known", signed, {}),
        ):
            case: dict[str, object] = {"id": f"{name}, {op}", "op": op, "in": given}
            if out:
                case["out"] = out
            found.append({**case, "result": "valid"})
    return found


def main() -> None:
    text = source_text("rfc8032.txt")
    for name, number, end in (("Ed25519", "7.1", "7.2."), ("Ed448", "7.4", "7.5.")):
        write(
            "crypto",
            f"{name.lower()}.rfc8032",
            title=name,
            family=name,
            spec=f"RFC 8032 section {number}",
            source=rfc(8032),
            cases=cases(section(text, f"{number}.  Test Vectors for {name}", end)),
        )


if __name__ == "__main__":
    main()

"""RFC 7748 section 5.2 (single and iterated) and sections 6.1 and 6.2 (Diffie-Hellman)."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write

Case = dict[str, object]
SLOW = {"Slow": "takes a second; left out of the plain run"}


def after(label: str, text: str) -> list[str]:
    """Return every hex block that stands below a line `label:`."""
    return [squeeze(block) for block in re.findall(rf"{re.escape(label)}:\n((?: +[0-9a-f]+\n)+)", text)]


def single(text: str) -> list[Case]:
    columns = [after(label, text) for label in ("Input scalar", "Input u-coordinate", "Output u-coordinate")]
    return [
        {
            "id": f"Test vector {number}",
            "op": "exchange",
            "in": {"private_hex": scalar, "public_hex": u},
            "out": {"secret_hex": result},
            "result": "valid",
        }
        for number, (scalar, u, result) in enumerate(zip(*columns), 1)
    ]


def iterated(text: str, start: str, slow: bool) -> list[Case]:
    """The cases of 1 and 1 000 iterations; a million would take an hour."""
    cases: list[Case] = []
    for label, count in (("After one iteration", 1), ("After 1,000 iterations", 1000)):
        case: Case = {
            "id": label,
            "op": "iterate",
            "in": {"scalar_hex": start, "u_hex": start, "count": count},
            "out": {"result_hex": after(label, text)[0]},
            "result": "valid",
        }
        if slow and count > 1:
            case["flags"] = ["Slow"]
        cases.append(case)
    return cases


def diffie_hellman(text: str, name: str, base: int) -> list[Case]:
    secret = after("Their shared secret, K", text)[0]
    keys = {
        who: (
            after(f"{who}'s private key, {who[0].lower()}", text)[0],
            after(f"{who}'s public key, {name}({who[0].lower()}, {base})", text)[0],
        )
        for who in ("Alice", "Bob")
    }
    cases: list[Case] = []
    for who, peer in (("Alice", "Bob"), ("Bob", "Alice")):
        private, public = keys[who]
        cases += [
            {
                "id": f"{who}'s public key",
                "op": "public_key",
                "in": {"private_hex": private},
                "out": {"public_key_hex": public},
                "result": "valid",
            },
            {
                "id": f"{who}'s shared secret",
                "op": "exchange",
                "in": {"private_hex": private, "public_hex": keys[peer][1]},
                "out": {"secret_hex": secret},
                "result": "valid",
            },
        ]
    return cases


def main() -> None:
    text = source_text("rfc7748.txt")
    vectors = section(text, "5.2.  Test Vectors", "6.  ")
    # Both kinds of test begin a part for each function with its name on a line of its own.
    _, first25519, first448, last25519, last448 = re.split(r"^   X(?:25519|448):\n", vectors, flags=re.M)
    starts = re.findall(r"For X(?:25519|448):\n +([0-9a-f]+)\n( +[0-9a-f]+\n)?", vectors)
    for index, (name, base, part, first, last, end) in enumerate(
        (
            ("X25519", 9, "6.1.  Curve25519", first25519, last25519, "6.2."),
            ("X448", 5, "6.2.  Curve448", first448, last448, "7.  "),
        )
    ):
        write(
            "crypto",
            f"{name.lower()}.rfc7748",
            title=name,
            family=name,
            spec=f"RFC 7748 sections 5.2 and {part[:3]}",
            source=rfc(7748),
            flags=SLOW if name == "X448" else None,
            cases=single(first)
            + iterated(last, squeeze("".join(starts[index])), name == "X448")
            + diffie_hellman(section(text, part, end), name, base),
        )


if __name__ == "__main__":
    main()

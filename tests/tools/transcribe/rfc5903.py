"""RFC 5903 section 8: Diffie-Hellman on P-256, P-384 and P-521, both sides."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write

CURVES = (("P-256", "8.1.", "8.2."), ("P-384", "8.2.", "8.3."), ("P-521", "8.3.", "9. "))


def value(label: str, text: str) -> str:
    """Return the hex number in the lines below `label:`."""
    match = re.search(rf"^{label}:\n((?: [0-9A-F ]+\n)+)", text, re.M)
    assert match, label
    return squeeze(match.group(1)).lower()


def main() -> None:
    text = source_text("rfc5903.txt")
    for curve, heading, end in CURVES:
        part = section(text, heading, end)
        sides = {
            side: (value(side, part), {"x_hex": value(f"g{side}x", part), "y_hex": value(f"g{side}y", part)})
            for side in "ir"
        }
        names = {"i": "initiator", "r": "responder"}
        cases = [
            {
                "id": names[side],
                "op": "exchange",
                "in": {"private_hex": sides[side][0], **sides[other][1]},
                "out": {"secret_hex": value("girx", part)},
                "result": "valid",
            }
            for side, other in ("ir", "ri")
        ]
        short = curve.lower().replace("-", "")
        write(
            "crypto",
            f"ecdh_{short}.rfc5903",
            title=f"Diffie-Hellman on {curve}",
            family=f"ECDH {curve}",
            spec=f"RFC 5903 section {heading[:-1]}",
            source=rfc(5903),
            cases=list(cases),
        )
        write(
            "crypto",
            f"ecdsa_{short}.rfc5903",
            title=f"Key pairs on {curve}",
            family=f"ECDSA {curve}",
            spec=f"RFC 5903 section {heading[:-1]}",
            source=rfc(5903),
            cases=[
                {
                    "id": names[side],
                    "op": "public_key",
                    "in": {"private_hex": private},
                    "out": public,
                    "result": "valid",
                }
                for side, (private, public) in sides.items()
            ],
        )


if __name__ == "__main__":
    main()

"""RFC 6979 appendix A: ECDSA on P-256, P-384, P-521 with every hash; keys, nonces, signatures."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write

CURVES = (("P-256", "A.2.5", "A.2.6", 64), ("P-384", "A.2.6", "A.2.7", 96), ("P-521", "A.2.7", "A.2.8", 132))
HASHES = ("SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512")


def value(label: str, text: str, digits: int) -> str:
    """Return the hex number of `label =`, which may go on over several lines, in full width."""
    match = re.search(rf"^\s+{label} = ([0-9A-F]+(?:\n\s+[0-9A-F]+$)*)", text, re.M)
    assert match, label
    return squeeze(match.group(1)).lower().zfill(digits)


def detailed_example(text: str) -> dict[str, object]:
    """Return appendix A.1: a 163-bit order, where the first two candidates for k are rejected."""
    keys, k = section(text, "A.1.1.", "A.1.2."), section(text, "A.1.2.", "A.1.3.")
    digits = 42
    answers = re.findall(r"^\s+k = 0x([0-9A-F]+)$", k, re.M)
    return {
        "id": "A.1, third candidate",
        "op": "nonce",
        "in": {
            "order_hex": value("q", keys.replace("= 0x", "= "), digits),
            "private_hex": value("x", keys.replace("= 0x", "= "), digits),
            "message_utf8": "sample",
            "hash": "sha256",
        },
        "out": {"k_hex": answers[-1].lower().zfill(digits)},
        "result": "valid",
    }


def main() -> None:
    text = source_text("rfc6979.txt")
    nonces = [detailed_example(text)]
    for curve, heading, end, digits in CURVES:
        part = section(text, f"{heading}.", f"{end}.")
        order, private = value("q", part, digits), value("x", part, digits)
        public = {"x_hex": value("Ux", part, digits), "y_hex": value("Uy", part, digits)}
        cases: list[dict[str, object]] = [
            {
                "id": "key pair",
                "op": "public_key",
                "in": {"private_hex": private},
                "out": public,
                "result": "valid",
            }
        ]
        for message in ("sample", "test"):
            for name in HASHES:
                answer = part[part.index(f'With {name}, message = "{message}"') :]
                what = {"message_utf8": message, "hash": name.lower().replace("-", "")}
                signature = value("r", answer, digits) + value("s", answer, digits)
                record = {"signature_hex": signature}
                cases.append(
                    {
                        "id": f"{name}, {message}: sign",
                        "op": "sign",
                        "in": {"private_hex": private, **what},
                        "out": record,
                        "result": "valid",
                        "reproducible": True,
                    }
                )
                cases.append(
                    {
                        "id": f"{name}, {message}: verify",
                        "op": "verify",
                        "in": {**public, **what, **record},
                        "result": "valid",
                    }
                )
                nonces.append(
                    {
                        "id": f"{curve}, {name}, {message}",
                        "op": "nonce",
                        "in": {"order_hex": order, "private_hex": private, **what},
                        "out": {"k_hex": value("k", answer, digits)},
                        "result": "valid",
                    }
                )
        write(
            "crypto",
            f"ecdsa_{curve.lower().replace('-', '')}.rfc6979",
            title=f"Deterministic ECDSA on {curve}",
            family=f"ECDSA {curve}",
            spec=f"RFC 6979 appendix {heading}",
            source=rfc(6979),
            cases=cases,
        )
    write(
        "crypto",
        "nonce.rfc6979",
        title="Nonces of deterministic ECDSA",
        family="RFC 6979",
        spec="RFC 6979 appendix A.1 and A.2.5 to A.2.7",
        source=rfc(6979),
        cases=nonces,
    )


if __name__ == "__main__":
    main()

"""BoringSSL's ChaCha20-Poly1305 cases, as the package cryptography_vectors carries them.

FOLDER is that package's own. Each case has another length of message or of additional data.
"""

from __future__ import annotations

import re

from .common import source_text, write


def octets(value: str) -> str:
    """Return the hex of a value that is hex, or text in quotation marks."""
    return value[1:-1].encode().hex() if value.startswith('"') else value


def main() -> None:
    text = source_text("ciphers/ChaCha20Poly1305/boringssl.txt")
    cases: list[dict[str, object]] = []
    for block in re.split(r"^COUNT = ", text, flags=re.M)[1:]:
        fields = {
            name: octets(value.strip()) for name, value in re.findall(r"^([A-Z]+)=([^\n]*)$", block, re.M)
        }
        cases.append(
            {
                "id": f"COUNT {block.split()[0]}",
                "op": "encrypt",
                "in": {
                    "key_hex": fields["KEY"],
                    "nonce_hex": fields["NONCE"],
                    "plaintext_hex": fields["IN"],
                    "aad_hex": fields["AD"],
                },
                "out": {"ciphertext_hex": fields["CT"], "tag_hex": fields["TAG"]},
                "result": "valid",
            }
        )
    write(
        "crypto",
        "chacha20_poly1305.boringssl",
        title="ChaCha20-Poly1305 by length of message and additional data",
        family="ChaCha20-Poly1305",
        spec="RFC 8439 section 2.8",
        source={"name": "BoringSSL, through cryptography_vectors", "license": "ISC / Apache-2.0"},
        cases=cases,
    )


if __name__ == "__main__":
    main()

"""RFC 7518 appendix C: the Concat KDF of ECDH-ES."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, write


def octets(text: str, before: str) -> str:
    """Return the hex of the JSON array of octets that follows `before`."""
    match = re.search(before + r"[^\[]*\[([\d,\s]+)\]", text)
    assert match, before
    return bytes(int(octet) for octet in match.group(1).split(",")).hex()


def main() -> None:
    part = section(source_text("rfc7518.txt"), "Appendix C.  Example ECDH-ES", "Acknowledgements")
    case = {
        "id": "appendix C",
        "op": "derive",
        "in": {
            "hash": "sha256",
            "shared_secret_hex": octets(part, r"using JSON array\s+notation"),
            "other_info_hex": octets(part, r"OtherInfo value of"),
            "length": 16,
        },
        "out": {"key_hex": octets(part, r"hash output is")},
        "result": "valid",
    }
    write(
        "crypto",
        "concat_kdf.rfc7518",
        title="Concat KDF",
        family="Concat KDF",
        spec="RFC 7518 section 4.6.2 and appendix C",
        source=rfc(7518),
        cases=[case],
    )


if __name__ == "__main__":
    main()

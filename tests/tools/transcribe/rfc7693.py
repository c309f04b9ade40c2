"""RFC 7693: BLAKE2b of "abc" (appendix A) and the grand hash over keyed and unkeyed ones (appendix E)."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def numbers(declaration: str, text: str) -> list[int]:
    """Return the numbers of a C array."""
    match = re.search(re.escape(declaration) + r" = \{([^}]*)\}", text)
    assert match, declaration
    return [int(number, 0) for number in match.group(1).split(",")]


def main() -> None:
    text = source_text("rfc7693.txt")
    example = re.search(
        r'BLAKE2b-512\("abc"\) = ((?:[0-9A-F]{2}\s+)+)', section(text, "Appendix A.", "Appendix B.")
    )
    assert example
    driver = section(text, "Appendix E.", "Acknowledgements")
    cases = [
        {
            "id": "appendix A",
            "op": "digest",
            "in": {"message_utf8": "abc"},
            "out": {"digest_hex": squeeze(example.group(1)).lower()},
            "result": "valid",
        },
        {
            "id": "appendix E",
            "op": "grand_hash",
            "in": {
                "digest_lengths": numbers("b2b_md_len[4]", driver),
                "message_lengths": numbers("b2b_in_len[6]", driver),
            },
            "out": {"digest_hex": bytes(numbers("blake2b_res[32]", driver)).hex()},
            "result": "valid",
            "note": "one hash over 48 keyed and unkeyed hashes of the appendix's own sequences",
        },
    ]
    write(
        "crypto",
        "blake2b.rfc7693",
        title="BLAKE2b",
        family="BLAKE2b",
        spec="RFC 7693 appendices A and E",
        source=rfc(7693),
        cases=cases,
    )


if __name__ == "__main__":
    main()

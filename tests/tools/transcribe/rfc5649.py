"""RFC 5649 section 6: AES Key Wrap with Padding, two examples, each both ways."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write


def main() -> None:
    part = section(source_text("rfc5649.txt"), "6.  Padded Key Wrap Examples", "7.  Security")
    columns = re.findall(r"(?:KEK|Key|Wrap) +:((?:[ \n:]+[0-9a-f]{4,16}\b)+)", part)
    fields = [squeeze(column).replace(":", "") for column in columns]
    assert len(fields) == 6, fields
    cases: list[dict[str, object]] = []
    for number in (0, 1):
        key, data, wrapped = fields[3 * number : 3 * number + 3]
        for op, given, result, wanted in (
            ("wrap", data, "wrapped", wrapped),
            ("unwrap", wrapped, "plaintext", data),
        ):
            cases.append(
                {
                    "id": f"example {number + 1} {op}",
                    "op": op,
                    "in": {"key_hex": key, "data_hex": given},
                    "out": {f"{result}_hex": wanted},
                    "result": "valid",
                }
            )
    write(
        "crypto",
        "aes_kwp.rfc5649",
        title="AES Key Wrap with Padding",
        family="AES-KWP",
        spec="RFC 5649 section 6",
        source=rfc(5649),
        cases=cases,
    )


if __name__ == "__main__":
    main()

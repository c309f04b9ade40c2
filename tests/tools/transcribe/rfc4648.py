"""RFC 4648 section 10: base64 (here in its URL form, without padding) and base32."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, write


def cases(name: str, text: str, strip: bool) -> list[dict[str, object]]:
    found = []
    for data, encoded in re.findall(rf'^   {name}\("(\w*)"\) = "([A-Z\da-z=]*)"', text, re.M):
        plain, packed = {"data_utf8": data}, {"text": encoded.rstrip("=") if strip else encoded}
        found += [
            {"id": f"encode {data!r}", "op": "encode", "in": plain, "out": packed, "result": "valid"},
            {"id": f"decode {data!r}", "op": "decode", "in": packed, "out": plain, "result": "valid"},
        ]
    assert len(found) == 14
    return found


def main() -> None:
    part = section(source_text("rfc4648.txt"), "10.  Test Vectors", "11.  ")
    note = "base64url without padding, as RFC 7515 section 2 has it; no value uses a letter that differs"
    for name, family, source, found in (
        ("base64url", "base64url", rfc(4648, note), cases("BASE64", part, strip=True)),
        ("base32", "base32", rfc(4648), cases("BASE32", part, strip=False)),
    ):
        write(
            "encoding",
            f"{name}.rfc4648",
            title=family,
            family=family,
            spec="RFC 4648 section 10",
            source=source,
            cases=found,
        )


if __name__ == "__main__":
    main()

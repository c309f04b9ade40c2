"""RFC 2202 section 3: HMAC-SHA-1, seven test cases."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, write


def octets(text: str) -> str:
    """Return the hex of `0x..`, of `0x.. repeated n times` or of a quoted string over several lines."""
    if text.startswith('"'):
        return re.sub(r"\s*\n\s*", " ", text.strip('"')).encode().hex()
    repeated = re.fullmatch(r"0x([0-9a-f]{2}) repeated (\d+) times", text)
    return repeated.group(1) * int(repeated.group(2)) if repeated else text[2:]


def main() -> None:
    part = section(source_text("rfc2202.txt"), "3. Test Cases for HMAC-SHA-1", "4. Security")
    pattern = re.compile(
        r"test_case =\s+(\d)\nkey =\s+(.*?)\nkey_len =\s+(\d+)\ndata =\s+(.*?)\ndata_len =\s+(\d+)\n"
        r"digest =\s+0x([0-9a-f]+)",
        re.S,
    )
    cases: dict[str, dict[str, object]] = {}
    for number, key, key_length, data, data_length, digest in pattern.findall(part):
        inputs = {"key_hex": octets(key), "message_hex": octets(data)}
        assert len(inputs["key_hex"]) == 2 * int(key_length), number
        assert len(inputs["message_hex"]) == 2 * int(data_length), number
        case = {"id": f"test_case {number}", "op": "mac", "in": inputs, "out": {"tag_hex": digest}}
        again = cases.setdefault(number, {**case, "result": "valid"})  # the text prints 6 and 7 twice
        assert again == {**case, "result": "valid"}, number
    write(
        "crypto",
        "hmac_sha1.rfc2202",
        title="HMAC-SHA-1",
        family="HMAC-SHA-1",
        spec="RFC 2202 section 3",
        source=rfc(2202),
        cases=list(cases.values()),
    )


if __name__ == "__main__":
    main()

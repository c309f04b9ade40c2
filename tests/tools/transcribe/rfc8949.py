"""RFC 8949 (CBOR): the examples of appendix A, and what is not well-formed, of appendix F.1.

The values stand here as they are published; nothing is read from a folder. A value is written in the
diagnostic notation of section 8, without the marks of indefinite lengths, and with floating-point numbers
as Python writes them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .common import rfc, write

# Appendix A. Behind a value: "=" if the bytes are what a deterministic encoder writes.
EXAMPLES = r"""
00 | 0 =
01 | 1 =
0a | 10 =
17 | 23 =
1818 | 24 =
1819 | 25 =
1864 | 100 =
1903e8 | 1000 =
1a000f4240 | 1000000 =
1b000000e8d4a51000 | 1000000000000 =
1bffffffffffffffff | 18446744073709551615 =
c249010000000000000000 | 18446744073709551616 =
3bffffffffffffffff | -18446744073709551616 =
c349010000000000000000 | -18446744073709551617 =
20 | -1 =
29 | -10 =
3863 | -100 =
3903e7 | -1000 =
f90000 | 0.0 =
f98000 | -0.0 =
f93c00 | 1.0 =
fb3ff199999999999a | 1.1 =
f93e00 | 1.5 =
f97bff | 65504.0 =
fa47c35000 | 100000.0 =
fa7f7fffff | 3.4028234663852886e+38 =
fb7e37e43c8800759c | 1.0e+300 =
f90001 | 5.960464477539063e-8 =
f90400 | 0.00006103515625 =
f9c400 | -4.0 =
fbc010666666666666 | -4.1 =
f97c00 | Infinity =
f97e00 | NaN =
f9fc00 | -Infinity =
fa7f800000 | Infinity
fa7fc00000 | NaN
faff800000 | -Infinity
fb7ff0000000000000 | Infinity
fb7ff8000000000000 | NaN
fbfff0000000000000 | -Infinity
f4 | false =
f5 | true =
f6 | null =
f7 | undefined =
f0 | simple(16) =
f8ff | simple(255) =
c074323031332d30332d32315432303a30343a30305a | 0("2013-03-21T20:04:00Z") =
c11a514b67b0 | 1(1363896240) =
c1fb41d452d9ec200000 | 1(1363896240.5) =
d74401020304 | 23(h'01020304') =
d818456449455446 | 24(h'6449455446') =
d82076687474703a2f2f7777772e6578616d706c652e636f6d | 32("http://www.example.com") =
40 | h'' =
4401020304 | h'01020304' =
60 | "" =
6161 | "a" =
6449455446 | "IETF" =
62225c | "\"\\" =
62c3bc | "\u00fc" =
63e6b0b4 | "\u6c34" =
64f0908591 | "\ud800\udd51" =
80 | [] =
83010203 | [1, 2, 3] =
8301820203820405 | [1, [2, 3], [4, 5]] =
98190102030405060708090a0b0c0d0e0f101112131415161718181819 | [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25] =
a0 | {} =
a201020304 | {1: 2, 3: 4} =
a26161016162820203 | {"a": 1, "b": [2, 3]} =
826161a161626163 | ["a", {"b": "c"}] =
a56161614161626142616361436164614461656145 | {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"} =
5f42010243030405ff | (_ h'0102', h'030405')
7f657374726561646d696e67ff | (_ "strea", "ming")
9fff | [_ ]
9f018202039f0405ffff | [_ 1, [2, 3], [_ 4, 5]]
9f01820203820405ff | [_ 1, [2, 3], [4, 5]]
83018202039f0405ff | [1, [2, 3], [_ 4, 5]]
83019f0203ff820405 | [1, [_ 2, 3], [4, 5]]
9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff | [_ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]
bf61610161629f0203ffff | {_ "a": 1, "b": [_ 2, 3]}
826161bf61626163ff | ["a", {_ "b": "c"}]
bf6346756ef563416d7421ff | {_ "Fun": true, "Amt": -2}
"""  # noqa: E501

# Appendix F.1, by its own headings.
NOT_WELL_FORMED = {
    "end of input in a head": """18, 19, 1a, 1b, 19 01, 1a 01 02, 1b 01 02 03 04 05 06 07, 38, 58, 78, 98,
        9a 01 ff 00, b8, d8, f8, f9 00, fa 00 00, fb 00 00 00""",
    "definite-length strings with short data": """41, 61, 5a ff ff ff ff 00,
        5b ff ff ff ff ff ff ff ff 01 02 03, 7a ff ff ff ff 00, 7b 7f ff ff ff ff ff ff ff 01 02 03""",
    "definite-length maps and arrays not closed with enough items": """81, 81 81 81 81 81 81 81 81 81, 82 00,
        a1, a2 01 02, a1 00, a2 00 00 00""",
    "tag number not followed by tag content": "c0",
    "indefinite-length strings not closed by a break stop code": "5f 41 00, 7f 61 00",
    "indefinite-length maps and arrays not closed by a break stop code": """9f, 9f 01 02, bf, bf 01 02 01 02,
        81 9f, 9f 80 00, 9f 9f 9f 9f 9f ff ff ff ff, 9f 81 9f 81 9f 9f ff ff ff""",
    "reserved additional information values": """1c, 1d, 1e, 3c, 3d, 3e, 5c, 5d, 5e, 7c, 7d, 7e, 9c, 9d, 9e,
        bc, bd, be, dc, dd, de, fc, fd, fe""",
    "reserved two-byte encodings of simple values": "f8 00, f8 01, f8 18, f8 1f",
    "indefinite-length string chunks not of the correct type": """5f 00 ff, 5f 21 ff, 5f 61 00 ff, 5f 80 ff,
        5f a0 ff, 5f c0 00 ff, 5f e0 ff, 7f 41 00 ff""",
    "indefinite-length string chunks not definite length": "5f 5f 41 00 ff ff, 7f 7f 61 00 ff ff",
    "break occurring on its own outside of an indefinite-length item": "ff",
    "break occurring in a definite-length array or map or a tag": """81 ff, 82 00 ff, a1 ff, a1 ff 00,
        a1 00 ff, a2 00 00 ff, 9f 81 ff, 9f 82 9f 81 9f 9f ff ff ff ff""",
    "break in an indefinite-length map that would lead to an odd number of items": "bf 00 ff, bf 00 00 00 ff",
    "major type 0, 1, 6 with additional information 31": "1f, 3f, df",
}


def plain(diagnostic: str) -> str:
    """Return a value without the marks of indefinite lengths, floating-point numbers as Python has them."""
    if diagnostic.startswith("(_ "):
        joined = "".join(re.findall(r"'(\w*)'|\"(\w*)\"", diagnostic)[i][j] for i in (0, 1) for j in (0, 1))
        return f"h'{joined}'" if "h'" in diagnostic else f'"{joined}"'
    diagnostic = re.sub(r"([\[{])_ ", r"\1", diagnostic)
    if re.fullmatch(r"-?\d+\.\d+(e[+-]\d+)?", diagnostic):
        return repr(float(diagnostic))
    return diagnostic


def json_value(diagnostic: str) -> Any:
    """Return the value if JSON can say it, else Ellipsis."""
    try:
        return json.loads(diagnostic.replace("Infinity", "?").replace("NaN", "?"))
    except ValueError:
        return ...


def examples() -> list[dict[str, object]]:
    cases: list[dict[str, object]] = []
    for line in EXAMPLES.strip().splitlines():
        data, _, rest = line.partition(" | ")
        shortest = rest.endswith(" =")
        value = plain(rest.removesuffix(" ="))
        out = {
            "diagnostic": value if "\\u" not in value else json.dumps(json.loads(value), ensure_ascii=False)
        }
        given = {"data_hex": data}
        cases.append({"id": f"decode {data}", "op": "decode", "in": given, "out": out, "result": "valid"})
        if not shortest:
            note = "well-formed, but not the form of section 4.2.1"
            cases.append(
                {"id": f"canonical {data}", "op": "canonical", "in": given, "result": "invalid", "note": note}
            )
            continue
        cases.append({"id": f"again {data}", "op": "again", "in": given, "out": given, "result": "valid"})
        if json_value(value) is not ...:
            said = {"value": json_value(value)}
            cases.append(
                {"id": f"encode {data}", "op": "encode", "in": said, "out": given, "result": "valid"}
            )
    return cases


def main() -> None:
    cases = examples()
    for heading, texts in NOT_WELL_FORMED.items():
        for text in texts.split(","):
            data = "".join(text.split())
            cases.append(
                {
                    "id": f"F.1 {data}",
                    "op": "decode",
                    "in": {"data_hex": data},
                    "result": "invalid",
                    "note": heading,
                }
            )
    write(
        "encoding",
        "cbor.rfc8949",
        title="CBOR",
        family="CBOR",
        spec="RFC 8949 appendices A and F.1",
        source=rfc(8949, "values in diagnostic notation, floating-point numbers as Python writes them"),
        cases=cases,
    )


if __name__ == "__main__":
    main()

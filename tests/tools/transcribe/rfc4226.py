"""RFC 4226 appendix D: the HMAC-SHA-1 values of ten counters, their 31 bits, their codes."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, write


def main() -> None:
    text = section(source_text("rfc4226.txt"), "Appendix D - HOTP", "Appendix E")
    secret = re.search(r"Secret = 0x([0-9a-f]+)", text).group(1)  # type: ignore[union-attr]
    macs = re.findall(r"^   (\d)        ([0-9a-f]{40})$", text, re.M)
    codes = re.findall(r"^   (\d)\s+([0-9a-f]{7,8})\s+(\d+)\s+(\d{6})$", text, re.M)
    assert len(macs) == len(codes) == 10
    write(
        "crypto",
        "hmac_sha1.rfc4226",
        title="HMAC-SHA-1 of HOTP counters",
        family="HMAC-SHA-1",
        spec="RFC 4226 appendix D, table 1",
        source=rfc(4226),
        cases=[
            {
                "id": f"Count {count}",
                "op": "mac",
                "in": {"key_hex": secret, "message_hex": f"{int(count):016x}"},
                "out": {"tag_hex": mac},
                "result": "valid",
            }
            for count, mac in macs
        ],
    )
    cases: list[dict[str, object]] = []
    for count, truncated, decimal, code in codes:
        assert int(truncated, 16) == int(decimal)
        for digits, value in ((6, code), (10, decimal.zfill(10))):
            given = {"secret_hex": secret, "counter": int(count), "digits": digits, "digest": "sha1"}
            name = f"Count {count}, {digits} digits"
            cases.append({"id": name, "op": "code", "in": given, "out": {"code": value}, "result": "valid"})
    write(
        "otp",
        "hotp.rfc4226",
        title="HOTP",
        family="HOTP",
        spec="RFC 4226 appendix D, table 2",
        source=rfc(4226, "the cases of ten digits are the table's decimal column"),
        cases=cases,
    )


if __name__ == "__main__":
    main()

"""RFC 7516 appendix A: four JWEs, with their keys and everything that was drawn at random."""

from __future__ import annotations

import json
import re
from typing import Any

from jamlite.encoding import base64url

from .common import rfc, section, source_text, squeeze, write
from .jwe_seeds import rsa_seed


def octets(text: str, after: str) -> bytes:
    """Return the first JSON array of octets that follows `after`."""
    match = re.search(re.escape(after) + r".*?\[([\d,\s]+)\]", text, re.DOTALL)
    assert match, after
    return bytes(map(int, match.group(1).split(",")))


def objects(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects printed in a text; line breaks within values are for display only."""
    found = []
    for match in re.finditer(r"^ {5}\{.*?\}$", text, re.DOTALL | re.MULTILINE):
        try:
            found.append(json.loads(squeeze(match.group())))
        except ValueError:  # a part of a larger object; its whole is read elsewhere
            continue
    return found


def example(text: str, number: int) -> dict[str, Any]:
    """Return key, header, random values and result of appendix A.1, A.2 or A.3."""
    part = section(text, f"A.{number}.  Example JWE", f"A.{number + 1}.  Example JWE")
    result = section(part, f"A.{number}.7.  Complete", f"A.{number}.8.  Val")
    token = squeeze("".join(re.findall(r"^ {5}[\w.-]+$", result, re.MULTILINE)))
    header, key = objects(part)[0], next(found for found in objects(part) if "kty" in found)
    parts = token.split(".")
    assert header == json.loads(base64url.decode(parts[0]))
    cek = octets(section(part, f"A.{number}.2.  Content", f"A.{number}.3."), "CEK")
    fixed = {"cek_hex": cek.hex(), "iv_b64u": parts[2]}
    if key["kty"] == "RSA":
        fixed["rsa_seed_hex"] = rsa_seed(key, header["alg"], base64url.decode(parts[1]))
    plaintext = octets(text, f"A.{number}.  Example JWE") if number != 3 else b"Live long and prosper."
    return {"header": header, "key": key, "fixed": fixed, "token": token, "plaintext_hex": plaintext.hex()}


def compact_cases(number: int, data: dict[str, Any]) -> list[dict[str, Any]]:
    plaintext = {"plaintext_hex": data["plaintext_hex"]}
    made = {**plaintext, "key": data["key"], "header": data["header"], "fixed": data["fixed"]}
    opened = {"token": data["token"], "key": data["key"]}
    if data["header"]["alg"] == "RSA1_5":
        opened["algorithms"] = ["RSA1_5"]
    return [
        {"id": f"A.{number} decrypt", "op": "decrypt", "in": opened, "out": plaintext, "result": "valid"},
        {
            "id": f"A.{number} encrypt",
            "op": "encrypt",
            "in": made,
            "out": {"token": data["token"]},
            "result": "valid",
        },
    ]


def json_cases(text: str, rsa: dict[str, Any], oct_: dict[str, Any]) -> list[dict[str, Any]]:
    """Appendix A.4 and A.5, to the keys of A.2 and A.3 and with their random values."""
    general = objects(section(text, "A.4.7.  Complete", "A.5.  Example"))[-1]
    flattened = objects(section(text, "A.5.  Example", "Appendix B."))[-1]
    plaintext = {"plaintext_hex": rsa["plaintext_hex"]}
    first, second = (entry["header"] for entry in general["recipients"])
    shared = {"protected": {"enc": "A128CBC-HS256"}, "unprotected": general["unprotected"]}
    pairs = [[rsa["key"], first], [oct_["key"], second]]
    cases = [
        ("A.4 first recipient", "decrypt", {"token": general, "key": rsa["key"], "algorithms": ["RSA1_5"]}),
        ("A.4 second recipient", "decrypt", {"token": general, "key": oct_["key"]}),
        ("A.4 encrypt", "encrypt_json", {**plaintext, **shared, "recipients": pairs, "fixed": rsa["fixed"]}),
        ("A.5 decrypt", "decrypt", {"token": flattened, "key": oct_["key"]}),
        (
            "A.5 encrypt",
            "encrypt_json",
            {**plaintext, **shared, "recipients": pairs[1:], "flattened": True, "fixed": oct_["fixed"]},
        ),
    ]
    tokens = {"A.4 encrypt": general, "A.5 encrypt": flattened}
    return [
        {
            "id": name,
            "op": op,
            "in": given,
            "out": {"token": tokens[name]} if name in tokens else plaintext,
            "result": "valid",
        }
        for name, op, given in cases
    ]


def main() -> None:
    text = source_text("rfc7516.txt")
    text = text[[match.start() for match in re.finditer("^Appendix A.  JWE", text, re.MULTILINE)][-1] :]
    examples = {number: example(text, number) for number in (1, 2, 3)}
    cases = [case for number, data in examples.items() for case in compact_cases(number, data)]
    cases += json_cases(text, examples[2], examples[3])
    write(
        "jose",
        "jwe.rfc7516",
        title="JWE examples of RFC 7516",
        family="JWE",
        spec="RFC 7516 appendix A",
        source=rfc(7516, "RSA seeds found with the printed private keys"),
        cases=cases,
    )


if __name__ == "__main__":
    main()

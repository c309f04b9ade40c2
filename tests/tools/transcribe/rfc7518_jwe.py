"""RFC 7518 appendix B (AES_CBC_HMAC_SHA2) and C (ECDH-ES), and RFC 8037 appendix A.6 and A.7."""

from __future__ import annotations

import json
import re
from typing import Any

from jamlite.encoding import base64url

from .common import rfc, section, source_text, squeeze, write

CBC_HMAC = (
    ("B.1", "B.2", "A128CBC-HS256"),
    ("B.2", "B.3", "A192CBC-HS384"),
    ("B.3", "Appendix C", "A256CBC-HS512"),
)


def value(text: str, name: str) -> str:
    """Return the hex that follows "name =", over all its lines."""
    match = re.search(rf"^\s+{name} =\s+((?:[0-9a-f]{{2}}\s+)+)", text, re.MULTILINE)
    assert match, name
    return squeeze(match.group(1))


def content_cases(text: str) -> list[dict[str, Any]]:
    cases = []
    for number, end, enc in CBC_HMAC:
        part = section(text, f"{number}.  Test Cases", end)
        key, iv, aad = (value(part, name) for name in ("K", "IV", "A"))
        shared = {"enc": enc, "key_hex": key, "iv_hex": iv, "aad_hex": aad}
        plain, sealed = {"plaintext_hex": value(part, "P")}, {"ciphertext_hex": value(part, "E")}
        sealed["tag_hex"] = value(part, "T")
        for op, given, out in (("seal", plain, sealed), ("open", sealed, plain)):
            cases.append(
                {"id": f"{number} {op}", "op": op, "in": {**shared, **given}, "out": out, "result": "valid"}
            )
    return cases


def objects(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects printed in a text; line breaks within values are for display only."""
    found = re.findall(r"^ {3,5}(\{.*?\})$", text, re.DOTALL | re.MULTILINE)
    return [json.loads(squeeze(item)) for item in found if _balanced(item)]


def _balanced(text: str) -> bool:
    return text.count("{") == text.count("}")


def agreement(text: str) -> list[dict[str, Any]]:
    """Appendix C, from the recipient's side and from the sender's."""
    part = section(text, "Appendix C.  Example ECDH-ES", "Acknowledgements")
    alice, bob = (found for found in objects(part) if "d" in found)
    match = re.search(r"(\{\"alg\":\"ECDH-ES\",.*?\n\s+\}\s+\})", part, re.DOTALL)
    assert match
    header = json.loads(squeeze(match.group(1)))
    derived = re.findall(r"^\s+([\w-]{22})$", part, re.MULTILINE)[-1]
    secret = re.search(r"notation\):\s+\[([\d,\s]+)\]", part)
    assert secret
    octets = bytes(map(int, secret.group(1).split(",")))
    out = {"secret_hex": octets.hex(), "key": derived}
    sides = (("recipient", bob, header["epk"]), ("sender", alice, {**bob}))
    for _, _, public in sides:
        public.pop("d", None)
    return [
        {
            "id": f"appendix C {side}",
            "op": "agree",
            "in": {"private": private, "public": public, "header": header},
            "out": out,
            "result": "valid",
        }
        for side, private, public in sides
    ]


def montgomery(text: str, number: str, end: str) -> list[dict[str, Any]]:
    """RFC 8037 appendix A.6 or A.7: the sender's secret, its public key, and Z."""
    part = section(text, f"{number}.  ECDH-ES", end)

    def hexed(after: str) -> str:
        match = re.search(after + r"[^:]*\(hex\)[^:]*:\s+((?:[0-9a-f]{2}\s+)+)", part)
        assert match, after
        return squeeze(match.group(1))

    found = [json.loads(squeeze(item)) for item in re.findall(r"\{\"kty[^}]*\}", part)]
    theirs, epk = found[0], found[1]
    d = base64url.encode(bytes.fromhex(hexed("ephemeral secret happens")))
    assert bytes.fromhex(hexed("ephemeral public key is")) == base64url.decode(epk["x"])
    return [
        {
            "id": f"RFC 8037 appendix {number}",
            "op": "agree",
            "in": {"private": {**epk, "d": d}, "public": theirs, "header": {}},
            "out": {"secret_hex": hexed("sender computes the DH Z")},
            "result": "valid",
        }
    ]


def main() -> None:
    text = source_text("rfc7518.txt")
    write(
        "jose",
        "jwe_content.rfc7518",
        title="AES_CBC_HMAC_SHA2",
        family="JWE content",
        spec="RFC 7518 appendix B",
        source=rfc(7518),
        cases=content_cases(text),
    )
    other = source_text("rfc8037.txt")
    write(
        "jose",
        "ecdh_es.rfc7518",
        title="ECDH-ES",
        family="ECDH-ES",
        spec="RFC 7518 appendix C",
        source=rfc(7518),
        cases=agreement(text),
    )
    write(
        "jose",
        "ecdh_es.rfc8037",
        title="ECDH-ES with X25519 and X448",
        family="ECDH-ES",
        spec="RFC 8037 appendix A.6 and A.7",
        source=rfc(8037),
        cases=[
            *montgomery(other, "A.6", "A.7"),
            *montgomery(other, "A.7", "Acknowledgements"),
        ],
    )


if __name__ == "__main__":
    main()

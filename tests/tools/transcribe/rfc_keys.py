"""Keys printed in RFC 7468, 7517, 7914, 8037 and 8410: PEM blocks and JWKs.

Expected members are taken from the hexadecimal dumps where an RFC prints them (RFC 8410, 8037), else
cut out of the DER at the place the structure fixes.
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from .common import rfc, section, source_text, squeeze, write

Case = dict[str, object]


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def blocks(text: str) -> list[str]:
    """Return the PEM blocks of a text, indentation taken off."""
    found = re.findall(r"^ *(-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \2-----)", text, re.S | re.M)
    return [re.sub(r"^\s+", "", block, flags=re.M) + "\n" for block, _ in found]


def body(block: str) -> bytes:
    return binascii.a2b_base64("".join(block.splitlines()[1:-1]))


def loads(case_id: str, text: str, members: dict[str, str], **more: object) -> Case:
    return {
        "id": case_id,
        "op": "load_pem",
        "in": {"text_utf8": text},
        "out": {"members": members},
        "result": "valid",
        **more,
    }


def refuses(case_id: str, text: str, code: str, note: str, **more: object) -> Case:
    return {
        "id": case_id,
        "op": "load_pem",
        "in": {"text_utf8": text, **more},
        "out": {"error_code": code},
        "result": "invalid",
        "note": note,
    }


def rfc8410() -> None:
    text = source_text("rfc8410.txt")
    examples = section(text, "10.  Examples", "11.  ")
    public, certificate, private, with_attribute = (block for block in blocks(examples) if "BEGIN" in block)
    dump = re.search(r"BIT STRING\s+:\s+([0-9A-F ]+)\n\s*:\s+([0-9A-F ]+)\n", examples)
    value = re.search(r"value of the private key\s+is:\s+((?:[0-9A-F]{2}\s+)+)", examples)
    assert dump and value
    x25519 = bytes.fromhex(squeeze(dump.group(1) + dump.group(2)))
    d = b64u(bytes.fromhex(squeeze(value.group(1))))
    x = b64u(body(public)[-32:])
    ed25519 = {"kty": "OKP", "crv": "Ed25519", "x": x}
    bad = blocks(section(text, "Appendix A.  Invalid Encodings", "Acknowledgments"))
    notes = (
        "BER; the RFC calls it valid but not accepted by many systems: we read DER",
        "the private key does not match the masking; the outer public key is also wrongly tagged",
        "the first byte, zero, has been removed",
        "the last byte, zero, has been removed",
    )
    assert len(bad) == len(notes)
    cases = [
        loads("10.1 public key", public, ed25519),
        loads("10.2 X25519 certificate", certificate, {"kty": "OKP", "crv": "X25519", "x": b64u(x25519)}),
        loads("10.3 private key", private, {**ed25519, "d": d}),
        loads("10.3 private key with attribute and public key", with_attribute, {**ed25519, "d": d}),
    ]
    cases += [
        refuses(f"Appendix A key {number}", block, "encoding.invalid", note)
        for number, (block, note) in enumerate(zip(bad, notes), 1)
    ]
    save("okp.rfc8410", 8410, "section 10 and appendix A", cases)


def rfc7468() -> None:
    text = source_text("rfc7468.txt")
    found = {block.splitlines()[0].strip("-")[6:]: block for block in reversed(blocks(text))}
    private, public, certificate = found["PRIVATE KEY"], found["PUBLIC KEY"], found["CERTIFICATE"]
    inner = body(private)  # ... OCTET STRING d, [1] BIT STRING 00 04 x y
    d = inner.split(b"\x02\x01\x01\x04\x20")[1][:32]
    members = {"kty": "EC", "crv": "secp256k1", "x": b64u(inner[-64:-32]), "y": b64u(inner[-32:])}
    p384 = body(public)
    point = re.search(
        rb"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04(.{64})", body(certificate), re.S
    )
    assert point
    p256 = {"kty": "EC", "crv": "P-256", "x": b64u(point.group(1)[:32]), "y": b64u(point.group(1)[32:])}
    cases = [
        loads("section 10 PKCS #8, secp256k1", private, {**members, "d": b64u(d)}),
        loads(
            "section 13 public key, P-384",
            public,
            {"kty": "EC", "crv": "P-384", "x": b64u(p384[-96:-48]), "y": b64u(p384[-48:])},
        ),
        loads("section 5.1 certificate, P-256", certificate, p256),
        refuses(
            "section 11 encrypted PKCS #8",
            found["ENCRYPTED PRIVATE KEY"],
            "crypto.decryption_failed",
            "Triple DES; the RFC does not print its password, and this is not it",
            password_utf8="password",
        ),
        refuses(
            "section 7 certification request", found["CERTIFICATE REQUEST"], "crypto.invalid_key", "no key"
        ),
        refuses("section 9 CMS", found["CMS"], "crypto.invalid_key", "no key"),
    ]
    cases += [
        loads(f"section 13 public key, {name}", spelling, cases[1]["out"]["members"])  # type: ignore[index]
        for name, spelling in (
            ("CRLF", public.replace("\n", "\r\n")),
            ("CR", public.replace("\n", "\r")),
            ("blanks at line ends", public.replace("\n", " \t\n")),
            ("text before and after", f"Subject: key\n\n{public}\nand more\n"),
            ("byte order mark", "\ufeff" + public),
        )
    ]
    save("pem.rfc7468", 7468, "sections 2, 5.1, 7, 9, 10, 11, 13", cases)


def keys_of_rfc7517() -> list[tuple[str, dict[str, str]]]:
    """Return (section, JWK) of the keys in appendix A: EC, RSA, EC and RSA private, two symmetric."""
    text = source_text("rfc7517.txt")
    found = []
    for heading, end in (("A.1.", "A.2."), ("A.2.", "A.3."), ("A.3.", "Appendix B.")):
        part = section(text, heading, end)
        part = part[part.index("{") : part.rindex("}") + 1]
        part = re.sub(r'"[^"]*"', lambda value: re.sub(r"\n\s*", "", value.group()), part)
        found += [(heading, key) for key in json.loads(part)["keys"]]
    return found


def rfc7517() -> None:
    cases: list[Case] = []
    for heading, key in keys_of_rfc7517():
        own = {name: value for name, value in key.items() if name not in ("use", "kid", "alg")}
        label = f"{heading} {own['kty']}{' ' + str(len(cases)) if own['kty'] == 'oct' else ''}"
        cases.append(
            {"id": label, "op": "jwk", "in": {"members": key}, "out": {"members": own}, "result": "valid"}
        )
    ed25519 = source_text("rfc8037.txt")
    for heading, end in (("A.1.  Ed25519", "A.2."), ("A.2.  Ed25519", "A.3.")):
        part = section(ed25519, heading, end)
        key = json.loads(part[part.index("{") : part.index("}") + 1])
        case: Case = {"id": f"RFC 8037 {heading}", "op": "jwk", "in": {"members": key}}
        cases.append({**case, "out": {"members": key}, "result": "valid"})
    save("jwk.rfc7517", 7517, "appendix A; RFC 8037 appendix A.1 and A.2", cases)


def rfc7914() -> None:
    (block,) = blocks(section(source_text("rfc7914.txt"), "13.  Test Vectors for PKCS#8", "14.  "))
    note = "asks for 1 GiB of memory, which is refused before any work"
    cases = [refuses("section 13", block, "crypto.invalid_key", note, password_utf8="Rabbit")]
    save("pbes2_scrypt.rfc7914", 7914, "section 13", cases)


def save(name: str, number: int, sections: str, cases: list[Case]) -> None:
    write(
        "keys",
        name,
        title="Keys in their usual spellings",
        family="keys",
        spec=f"RFC {number} {sections}",
        source=rfc(number),
        cases=cases,
    )


if __name__ == "__main__":
    rfc8410()
    rfc7468()
    rfc7517()
    rfc7914()

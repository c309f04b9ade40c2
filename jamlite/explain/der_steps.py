"""Steps of a key in PEM or DER: the structure with its offsets, then the key itself."""

from __future__ import annotations

from ..encoding import pem
from ..exceptions.base import JamError
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from .explain_options import Options

_TAGS = {
    0x01: "BOOLEAN",
    0x02: "INTEGER",
    0x03: "BIT STRING",
    0x04: "OCTET STRING",
    0x05: "NULL",
    0x06: "OBJECT IDENTIFIER",
    0x0C: "UTF8String",
    0x13: "PrintableString",
    0x17: "UTCTime",
    0x18: "GeneralizedTime",
    0x30: "SEQUENCE",
    0x31: "SET",
}
OIDS = {
    "1.2.840.113549.1.1.1": "rsaEncryption",
    "1.2.840.113549.1.1.10": "id-RSASSA-PSS",
    "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
    "1.2.840.113549.1.5.12": "id-PBKDF2",
    "1.2.840.113549.1.5.13": "id-PBES2",
    "1.2.840.113549.2.9": "hmacWithSHA256",
    "1.2.840.10045.2.1": "id-ecPublicKey",
    "1.2.840.10045.3.1.7": "P-256",
    "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
    "1.3.132.0.34": "P-384",
    "1.3.132.0.35": "P-521",
    "1.3.132.0.10": "secp256k1",
    "1.3.101.110": "X25519",
    "1.3.101.111": "X448",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
    "2.16.840.1.101.3.4.1.42": "aes256-CBC-PAD",
    "2.5.4.3": "commonName",
}
_OPEN = ("SEQUENCE", "SET", "OBJECT IDENTIFIER")  # these hold no key, only their elements do
# A certificate of a few KiB fits; the depth bounds recursion.
_MAX_ELEMENTS, _MAX_DEPTH, _MAX_OID = 64, 12, 64


def explain_pem(explanation: Explanation, text: str, options: Options) -> None:
    """Explain every block of a PEM text."""
    for block in pem.decode(text)[:8]:  # a bundle of a hundred certificates would be a book
        explanation.add(
            f"Take the {block.label} out of its armour",
            "RFC 7468 section 2",
            [Value("octets", block.data, secret="PRIVATE" in block.label)],
            function="encoding/pem.py: decode",
        )
        explain_der(explanation, block.data, "PRIVATE" in block.label)
    _as_jwk(explanation, text, options)


def explain_der(explanation: Explanation, data: bytes, secret: bool = False) -> None:
    """Explain the structure: offset, depth, type, length, value."""
    lines = []
    for offset, depth, name, content in _walk(data, 0, 0):
        shown = _content(name, content)
        # Versions and exponents are short and no secrets; to hide them would hide the structure.
        hide = secret and name not in _OPEN and not name.startswith("[") and len(content) > 8
        lines.append(Value(f"{offset:5} {'  ' * depth}{name}", content if hide else shown, secret=hide))
        if len(lines) >= _MAX_ELEMENTS:
            break
    explanation.add(
        "Read the structure", "X.690; RFC 5280 section 4.1", lines, function="encoding/der_reading.py"
    )


def _walk(data: bytes, start: int, depth: int) -> Iterator[tuple[int, int, str, bytes]]:
    """Yield (offset, depth, type, content) of each element; stop where the structure ends."""
    at = 0
    while at + 2 <= len(data) and depth < _MAX_DEPTH:
        tag, first, head = data[at], data[at + 1], 2
        length = first
        if first & 0x80:  # X.690 section 8.1.3.5: the long form
            count = first & 0x7F
            length, head = int.from_bytes(data[at + 2 : at + 2 + count], "big"), 2 + count
        content = data[at + head : at + head + length]
        if len(content) != length:
            yield start + at, depth, "(does not fit)", data[at:]
            return
        # X.690 section 8.1.2: context-specific tags have the top bit.
        name = _TAGS.get(tag, f"[{tag & 0x1F}]" if tag & 0x80 else f"tag {tag:#04x}")
        yield start + at, depth, name, content
        if tag & 0x20:  # X.690 section 8.1.2.5: constructed
            yield from _walk(content, start + at + head, depth + 1)
        at += head + length


def _content(name: str, content: bytes) -> object:
    if name == "OBJECT IDENTIFIER" and len(content) <= _MAX_OID:
        dotted = _dotted(content)
        return f"{dotted} ({OIDS[dotted]})" if dotted in OIDS else dotted
    if name in ("SEQUENCE", "SET") or name.startswith("["):
        return f"{len(content)} bytes"
    if name in ("UTF8String", "PrintableString", "UTCTime", "GeneralizedTime"):
        return content.decode("utf-8", "replace")
    if name == "INTEGER" and len(content) <= 8:  # longer ones are moduli, and shown in hex
        return int.from_bytes(content, "big", signed=True)
    return content


def _dotted(content: bytes) -> str:
    numbers, value = [], 0
    for byte in content:
        # X.690 section 8.19.2: seven bits each, the top bit says that more follow.
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    # X.690 section 8.19.4: 40 X + Y, where only X = 2 has a Y above 39.
    first = min(numbers[0] // 40, 2) if numbers else 0
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]])) if numbers else ""


def _as_jwk(explanation: Explanation, text: str, options: Options) -> None:
    from ..jose.jwk import JWK
    from . import jwk_steps

    try:
        jwk = JWK.from_pem(text, options.password)
    except JamError as error:
        explanation.add("Read the key", "", verdict=False, function="keys/loading.py", note=error.message)
        return
    jwk_steps.explain(explanation, jwk.to_dict(private=jwk.is_private))

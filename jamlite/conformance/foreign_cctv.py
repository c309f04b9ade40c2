"""CCTV's files (github.com/C2SP/CCTV), each as it is published; what they hold is told by what is in them.

ed25519/ed25519vectors.json: points of every odd kind, with flags and no verdicts, as verifiers may differ.
RFC6979/README.md: a key and a message whose first nonce is out of range.
ML-DSA/accumulated/README.md: the hash of many keys and signatures.
keygen/rsa.bench.*.txt: candidates for the primes of an RSA key; two are prime, the last line is one of them.
"""

from __future__ import annotations

import re

from . import vectors
from .foreign_operations import FAMILIES
from .foreign_record import MALFORMED, Converted, Fault, LeftOut
from .ml_dsa_accumulated import MOST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from ..encoding.json_types import JsonObject, JsonValue

    Items = Iterator["Converted | Fault | LeftOut"]

__all__ = ["FAMILIES", "NAME", "SUFFIXES", "convert", "load", "recognises"]

NAME = "CCTV"
SUFFIXES = (".json", ".md", ".txt")
_MEMBERS = {"number", "key", "sig", "msg", "flags"}
_OPEN = {"low_order_A", "low_order_residue"}
_P256_ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"  # SEC 2 section 2.4.2
_QUICK = 100  # keys and signatures: some ten seconds


def load(path: str) -> JsonValue:
    """Return the content of a file: JSON, or text of bounded size.

    Raises:
        OSError, ValueError, RecursionError: as `vectors.load_json`.
    """
    if path.endswith(".json"):
        return vectors.load_json(path)
    return vectors.read_bytes(path).decode("utf-8")


def recognises(data: object) -> bool:
    """Tell whether this is one of the files."""
    if isinstance(data, str):
        return _text_reader(data) is not None
    return isinstance(data, list) and bool(data) and isinstance(data[0], dict) and data[0].keys() >= _MEMBERS


def convert(name: str, data: list[JsonObject] | str) -> Items:
    """Yield the cases of a file; a vector that cannot be read is a fault."""
    if isinstance(data, str):
        reader = _text_reader(data)
        if reader is not None:
            yield from reader(data)
        return
    for index, vector in enumerate(data):
        try:
            yield _ed25519(vector)
        except MALFORMED as error:
            yield Fault(f"vector {index}", error)


def _ed25519(vector: JsonObject) -> Converted:
    flags = [str(flag) for flag in vector["flags"] or []]  # null where there is none
    inputs = {
        "public_key_hex": vector["key"],
        "signature_hex": vector["sig"],
        "message_utf8": vector["msg"],
    }
    case = {"id": str(vector["number"]), "op": "verify", "in": inputs, "note": " ".join(flags)}
    case["result"] = "valid"
    if any(flag.startswith("non_canonical") for flag in flags):  # RFC 8032 section 5.1.3
        case["result"] = "invalid"
    # A public key of small order may be refused, and a signature whose parts of small order do not cancel
    # out holds with the cofactor only: section 5.1.7 step 3 allows both.
    elif _OPEN.intersection(flags):
        case["result"] = "acceptable"
    return Converted("Ed25519", "RFC 8032", case)


# --- texts ----------------------------------------------------------------------------------------


def _text_reader(text: str) -> TextReader | None:
    if re.match(r"[0-9a-f]{64}", text):  # a candidate of the RSA files has 64 digits at the least
        return _candidates
    for title, reader in _TEXTS.items():
        if text.startswith(f"# {title}"):
            return reader
    return None


def _rfc6979(text: str) -> Items:
    """Read what has the form of RFC 6979 appendix A.2.5: one key, and for each hash and message k, r, s."""
    key = dict(re.findall(r"^(x|Ux|Uy) = ([0-9A-Fa-f]+)$", text, re.MULTILINE))
    if "curve: NIST P-256" not in text:
        yield LeftOut("another curve than P-256")
        return
    for bits, message, numbers in re.findall(
        r'^With SHA-(\d+), message = "(.*)":\n((?:[krs] = [0-9A-Fa-f]+\n)+)', text, re.MULTILINE
    ):
        found = dict(re.findall(r"([krs]) = ([0-9A-Fa-f]+)", numbers))
        given = {"private_hex": key["x"], "message_utf8": message, "hash": f"sha{bits}"}
        out = {"signature_hex": found["r"] + found["s"]}  # of full width in the file: RFC 6979 appendix A.2
        where = f"SHA-{bits}, {message}"
        case = {"id": f"{where}, sign", "op": "sign", "in": given, "out": out, "result": "valid"}
        yield Converted("ECDSA P-256", "RFC 6979", case)
        public = {
            "x_hex": key["Ux"],
            "y_hex": key["Uy"],
            "message_utf8": message,
            "hash": f"sha{bits}",
            **out,
        }
        yield Converted(
            "ECDSA P-256",
            "RFC 6979",
            {"id": f"{where}, verify", "op": "verify", "in": public, "result": "valid"},
        )
        # The file prints k, too.
        case = {"id": where, "op": "nonce", "in": {"order_hex": _P256_ORDER, **given}}
        yield Converted("RFC 6979", "RFC 6979", {**case, "out": {"k_hex": found["k"]}, "result": "valid"})


def _accumulated(text: str) -> Items:
    for name, lines in re.findall(r"^### (ML-DSA-\d+)\n((?:\n|- .*\n)+)", text, re.MULTILINE):
        for digits, result in re.findall(r"^- ([\d ]+) iterations: `([0-9a-f]{64})`", lines, re.MULTILINE):
            count = int(digits.replace(" ", ""))  # it groups digits: 60 000 000
            if count > MOST:
                yield LeftOut(f"more than {MOST} keys and signatures in one test of ML-DSA")
                continue
            case = {"id": f"{name}, {count} keys and signatures", "op": "accumulate", "in": {"count": count}}
            case.update(out={"digest_hex": result}, result="valid", flags=["Slow"] if count > _QUICK else [])
            yield Converted(name, "FIPS 204", case)
    if "## Field operation tests" in text:
        yield LeftOut("the field operations of ML-DSA, which are not offered one by one")


def _candidates(text: str) -> Items:
    lines = text.split()
    case: JsonObject = {"id": f"{4 * len(lines[0])} bits, {len(lines)} candidates", "op": "primes"}
    # "in" is a keyword.
    case.update({"in": {"candidates_hex": lines}, "out": {"count": 2, "last": True}, "result": "valid"})
    yield Converted("RSA-keygen candidates", "FIPS 186-5 appendix B.3", case)


if TYPE_CHECKING:
    from typing import Callable

    TextReader = Callable[[str], Items]

_TEXTS: dict[str, TextReader] = {
    "RFC 6979 rejection sampling vector": _rfc6979,
    "Accumulated ML-DSA tests": _accumulated,
}

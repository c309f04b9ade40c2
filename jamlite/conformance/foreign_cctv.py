"""CCTV's Ed25519 file (github.com/C2SP/CCTV, ed25519/ed25519vectors.json): points of every odd kind.

The file has flags and no verdicts, as verifiers may differ. A point that is not in its canonical form is to
be refused (RFC 8032 section 5.1.3). A public key of small order may be refused, and a signature whose parts
of small order do not cancel out holds with the cofactor only (section 5.1.7 allows both). Everything else
holds.
"""

from __future__ import annotations

from .foreign_record import MALFORMED, Converted, Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from ..encoding.json_types import JsonObject

NAME = "CCTV"
_MEMBERS = {"number", "key", "sig", "msg", "flags"}
_OPEN = {"low_order_A", "low_order_residue"}


def recognises(data: object) -> bool:
    """Tell whether this is the file."""
    return isinstance(data, list) and bool(data) and isinstance(data[0], dict) and data[0].keys() >= _MEMBERS


def convert(name: str, data: list[JsonObject]) -> Iterator[Converted | Fault]:
    """Yield its cases; a vector that cannot be read is a fault."""
    for index, vector in enumerate(data):
        try:
            flags = [str(flag) for flag in vector["flags"] or []]
            inputs = {
                "public_key_hex": vector["key"],
                "signature_hex": vector["sig"],
                "message_utf8": vector["msg"],
            }
            case = {"id": str(vector["number"]), "op": "verify", "in": inputs, "note": " ".join(flags)}
        except MALFORMED as error:
            yield Fault(f"vector {index}", error)
            continue
        case["result"] = "valid"
        if any(flag.startswith("non_canonical") for flag in flags):
            case["result"] = "invalid"
        elif _OPEN.intersection(flags):
            case["result"] = "acceptable"
        yield Converted("Ed25519", "RFC 8032", case)

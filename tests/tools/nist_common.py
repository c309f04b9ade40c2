"""Shared by the readers of NIST's files: what they yield, and the names of curves and hashes."""

from __future__ import annotations

from typing import Any, Callable, Iterator, NamedTuple, Optional, Union

Case = dict[str, Any]
Found = tuple[str, Case]  # family, case


class LeftOut(NamedTuple):
    """A test that is not run here, and why."""

    reason: str


Item = Union[Found, LeftOut]
Converter = Callable[..., Iterator[Item]]

HASHES = {"SHA-1": "sha1", **{f"SHA2-{bits}": f"sha{bits}" for bits in (224, 256, 384, 512)}}
CURVES = ("P-256", "P-384", "P-521")
SIZES = {"P-256": 32, "P-384": 48, "P-521": 66}  # bytes of a coordinate, of r and of s
ML_DSA_KEYS = {1312: "ML-DSA-44", 1952: "ML-DSA-65", 2592: "ML-DSA-87"}  # by the size of a public key


def case(case_id: str, op: str, given: Case, good: bool = True, out: Optional[Case] = None) -> Case:
    """Return a case of ours."""
    made: Case = {"id": f"{case_id} {op}", "op": op, "in": given, "result": "valid" if good else "invalid"}
    return {**made, "out": out} if out and good else made


def drawn(case_id: str, op: str, given: Case) -> Case:
    """Return a case whose output has chance in it."""
    return {**case(case_id, op, given), "reproducible": False}


def number(text: str, size: int = 0) -> str:
    """Return a number in hexadecimal: `size` bytes, or more if it needs them, whatever zeros it had."""
    digits = text.lstrip("0") or "0"
    return digits.zfill(max(2 * size, len(digits) + len(digits) % 2))


def even(text: str) -> str:
    """Return hexadecimal digits with the zero before them that some files left out."""
    return f"0{text}" if len(text) % 2 else text


def blocks(text: str, size: int) -> list[str]:
    """Return a text of hexadecimal digits in blocks of `size` bytes."""
    return [text[at : at + 2 * size] for at in range(0, len(text), 2 * size)]

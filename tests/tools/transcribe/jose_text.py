"""What the JOSE standards print: JSON objects and compact serializations broken over lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_COMPACT = re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")


def objects(text: str) -> list[dict[str, Any]]:
    """Return every JSON object whose brace begins a line; line breaks inside its strings are display."""
    return list(_objects(text))


def _objects(text: str) -> Iterator[dict[str, Any]]:
    done = 0
    for match in re.finditer(r"^ *(\{)", text, re.M):
        if match.start(1) < done:
            continue
        rest = text[match.start(1) :]
        joined = re.sub(r"\s*\n\s*", "", rest)
        try:
            value, end = json.JSONDecoder().raw_decode(joined)
        except ValueError:
            continue
        yield value
        # Back from the joined text to this one: count what is not white space.
        left = len("".join(joined[:end].split()))
        done = match.start(1)
        while left:
            left -= not text[done].isspace()
            done += 1


def compacts(text: str) -> list[str]:
    """Return every compact serialization that is a paragraph of its own."""
    squeezed = ("".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return [part for part in squeezed if _COMPACT.fullmatch(part)]


def octets(text: str) -> list[str]:
    """Return every JSON array of octets, as hex."""
    arrays = re.findall(r"\[(\d+(?:,\s*\d+)+)\]", text)
    return [bytes(int(number) for number in array.split(",")).hex() for array in arrays]


def without_private(jwk: dict[str, Any]) -> dict[str, Any]:
    """Return the public half of an asymmetric JWK."""
    return {name: value for name, value in jwk.items() if name not in ("d", "p", "q", "dp", "dq", "qi")}

"""Which form of key is a DER value? Told by its outer structure alone, which differs for all of them."""

from __future__ import annotations

from ..encoding import der_reading as der
from ..exceptions.base import JamEncodingError

# The first tags in the outer SEQUENCE of each form.
_FORMS = (
    ("certificate", (der.SEQUENCE, der.SEQUENCE, der.BIT_STRING)),
    ("spki", (der.SEQUENCE, der.BIT_STRING)),
    ("pkcs8-encrypted", (der.SEQUENCE, der.OCTET_STRING)),
    ("pkcs8", (der.INTEGER, der.SEQUENCE, der.OCTET_STRING)),
    ("sec1", (der.INTEGER, der.OCTET_STRING)),
    ("pkcs12", (der.INTEGER, der.SEQUENCE)),
    ("pkcs1-private", (der.INTEGER,) * 9),
)
# Forms that are so many INTEGERs and nothing else.
_BY_INTEGERS = {2: "pkcs1-public", 6: "dsa"}
_ENOUGH = 10  # elements that tell every form


def find(data: bytes) -> str | None:
    """Return the form of a key: one of the names above, or None if it is none of them.

    Raises:
        JamEncodingError: not one strict DER SEQUENCE.
    """
    reader = der.open_sequence(data)
    tags: list[int] = []
    while (tag := reader.next_tag()) is not None and len(tags) < _ENOUGH:
        tags.append(tag)
        reader.whole()
    for form, pattern in _FORMS:
        if tuple(tags[: len(pattern)]) == pattern:
            return form
    return _BY_INTEGERS.get(len(tags)) if set(tags) == {der.INTEGER} else None


def is_whole(data: bytes) -> bool:
    """Tell whether this begins like a SEQUENCE and is as long as it says."""
    try:
        der.open_sequence(data)
    except JamEncodingError:
        return False
    return True

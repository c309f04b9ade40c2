"""PAE, the pre-authentication encoding (PASETO specification, Common Implementation Details)."""

from __future__ import annotations

from ..encoding.checks import octets

_LOW_63 = (1 << 63) - 1


def pae(*pieces: bytes) -> bytes:
    """Return the pieces as one text that no other pieces have: their number, then each with its length.

    Raises:
        JamCryptoError: a piece is not bytes.
    """
    parts = [_le64(len(pieces))]
    for piece in pieces:
        data = octets(piece, "a piece")
        parts += (_le64(len(data)), data)
    return b"".join(parts)


def _le64(n: int) -> bytes:
    """LE64: eight bytes, little-endian, the highest bit always clear."""
    return (n & _LOW_63).to_bytes(8, "little")  # languages without unsigned integers read it as well

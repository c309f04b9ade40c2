"""Text that a stranger wrote, made safe to print."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return the text with escapes for what does not print: a token must not steer the terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)

"""How far long work has come: on a terminal one line that changes, elsewhere one line every few seconds."""

from __future__ import annotations

import sys
import time

EVERY = 5.0  # seconds between lines where there is no terminal


class Progress:
    """Shows texts on standard error while a block runs; quick work shows nothing but on a terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()  # stderr: standard output may go into a file
        self._width = 0
        self._next = time.monotonic() + EVERY

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, text: str) -> None:
        """Show a text in place of the last one."""
        if self._terminal:
            # Padded: a shorter text covers the longer one before.
            print(f"\r{text:<{self._width}}", end="", file=sys.stderr, flush=True)
            self._width = len(text)
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            print(f"jamlite: {text}", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            # Blanks, as not every terminal of Windows obeys a sequence that erases.
            print(f"\r{'':{self._width}}\r", end="", file=sys.stderr, flush=True)
            self._width = 0

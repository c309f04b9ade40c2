"""How far long work has come: on a terminal one line that changes, elsewhere one line every few seconds."""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EVERY = 5.0  # seconds between lines where there is no terminal


class Progress:
    """Shows texts on standard error while a block runs; quick work shows nothing but on a terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._width = 0
        self._next = time.monotonic() + EVERY
        self._over: Any = None
        self._thread: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._over is not None:
            self._over.set()
        if self._thread is not None:
            self._thread.join()
        self.clear()

    def show(self, text: str) -> None:
        """Show a text in place of the last one."""
        if self._terminal:
            print(f"\r{text:<{self._width}}", end="", file=sys.stderr, flush=True)
            self._width = len(text)
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            print(f"jamlite: {text}", file=sys.stderr, flush=True)

    def tick(self, text: str) -> None:
        """Show a text with the seconds gone until the block ends; for work that tells nothing itself."""
        from threading import Event, Thread

        start, self._over = time.monotonic(), Event()
        over = self._over

        def show() -> None:
            while not over.wait(1.0):
                self.show(f"{text}, {time.monotonic() - start:.0f} s")

        self.show(text)
        try:
            self._thread = Thread(target=show, daemon=True)
            self._thread.start()
        except RuntimeError:  # no threads in WebAssembly: the text stands still
            self._thread = None

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            # Blanks, as not every terminal of Windows obeys a sequence that erases.
            print(f"\r{'':{self._width}}\r", end="", file=sys.stderr, flush=True)
            self._width = 0

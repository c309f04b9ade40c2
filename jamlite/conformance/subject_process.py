"""One program under judgement: started, asked line by line, stopped. Nothing it does can hang the judge.

A thread writes, one reads standard output, one keeps a bounded part of standard error. The judge itself
waits on a queue with a deadline, never on a pipe. The queue is bounded, so endless output fills the pipe and
stops the program, not the memory.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, BinaryIO, Callable


MAX_LINE = 1 << 23  # bytes of an answer
MAX_WAITING = 8  # lines that nobody has read yet
MAX_STDERR = 1 << 14  # bytes kept of its beginning, and again of its end
_STEP = 1 << 16


class SubjectFailure(Exception):
    """The program gave no answer. `verdict` is "crashed" or "timeout"."""

    def __init__(self, verdict: str, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


class KeptErrors:
    """The first and the last bytes of what programs wrote to standard error."""

    __slots__ = ("_first", "_last", "_lock", "_lost")

    def __init__(self) -> None:
        self._first = b""
        self._last = b""
        self._lost = 0
        self._lock = threading.Lock()

    def add(self, data: bytes) -> None:
        """Keep some more."""
        with self._lock:
            room = MAX_STDERR - len(self._first)
            self._first += data[:room]  # the first words tell why, the last ones where it ended
            rest = self._last + data[room:]
            self._lost += max(0, len(rest) - MAX_STDERR)
            self._last = rest[-MAX_STDERR:]

    def text(self) -> str:
        """Return what was kept as text."""
        middle = f"\n[{self._lost} bytes left out]\n".encode() if self._lost else b""
        # A cut may fall inside a character.
        return (self._first + middle + self._last).decode("utf-8", "replace")


class SubjectProcess:
    """A running program and the threads that speak with it."""

    __slots__ = ("_errors", "_hearing", "_lines", "_process", "_requests")

    def __init__(self, command: list[str], errors: KeptErrors, environment: dict[str, str]) -> None:
        """Start the program.

        Raises:
            OSError: it cannot be started.
        """
        self._errors = errors
        self._lines: queue.Queue[bytes | SubjectFailure] = queue.Queue(MAX_WAITING)
        self._requests: queue.Queue[bytes | None] = queue.Queue()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # raw pipes: nothing waits in a buffer of ours
            env=environment,
            start_new_session=os.name == "posix",  # a group of its own, which one signal ends
        )
        self._hearing = self._begin(self._keep_errors, self._process.stderr)
        self._begin(self._write, self._process.stdin)
        self._begin(self._read, self._process.stdout)

    def ask(self, line: bytes, timeout: float) -> bytes:
        """Send one line and return the next one that comes back.

        Raises:
            SubjectFailure: silence, an exit, or a line that never ends.
        """
        self._requests.put(line)
        return self.next_line(time.monotonic() + timeout, timeout)

    def next_line(self, deadline: float, timeout: float) -> bytes:
        """Return the next line that comes before `deadline`, a value of `time.monotonic`."""
        try:
            # A negative timeout raises.
            found = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise SubjectFailure("timeout", f"no answer in {timeout:g} s") from None
        if isinstance(found, SubjectFailure):
            raise found
        return found

    def stop(self, goodbye: bytes = b"") -> None:
        """End the program: with a last word and half a second if there is one, else at once."""
        if goodbye:
            self._requests.put(goodbye)
        self._requests.put(None)  # its standard input is closed
        if goodbye:  # time to write its files
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.5)
        self._kill()
        while True:  # a thread that waits for room in the queue goes on, and ends
            try:
                self._lines.get_nowait()
            except queue.Empty:
                break

    def _kill(self) -> None:
        try:
            if os.name == "posix":
                os.killpg(self._process.pid, 9)  # and what it started
            else:
                self._process.kill()
        except OSError:
            pass  # it is gone
        with contextlib.suppress(subprocess.TimeoutExpired):  # what cannot be ended is left behind
            self._process.wait(5)

    # --- the threads ---------------------------------------------------------------------------------

    @staticmethod
    def _begin(work: Callable[[BinaryIO], None], pipe: IO[bytes] | None) -> threading.Thread:
        # One that hangs on a pipe must not keep the judge alive.
        thread = threading.Thread(target=work, args=(pipe,), daemon=True)
        thread.start()
        return thread

    def _write(self, pipe: BinaryIO) -> None:
        with pipe:
            try:
                for line in iter(self._requests.get, None):
                    rest = memoryview(line)
                    while rest:
                        # A raw pipe takes what fits; None is nothing yet.
                        rest = rest[pipe.write(rest) or 0 :]
            except (OSError, ValueError):
                pass  # it does not listen; that it gives no answer is seen by the reader

    def _read(self, pipe: BinaryIO) -> None:
        with pipe:
            buffer = b""
            while True:
                data = _some(pipe)
                if not data:
                    break
                *lines, rest = data.split(b"\n")  # only the new part is searched: a long line costs no square
                if lines:
                    lines[0] = buffer + lines[0]
                    buffer = b""
                for line in lines:
                    # Waits while the queue is full: then the pipe fills, and the program waits.
                    self._lines.put(line)
                buffer += rest
                if len(buffer) > MAX_LINE:
                    self._lines.put(SubjectFailure("crashed", f"a line of more than {MAX_LINE} bytes"))
                    return
        self._lines.put(SubjectFailure("crashed", self._said_at_exit()))

    def _said_at_exit(self) -> str:
        try:
            code = self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            return "it closed its standard output"
        self._hearing.join(0.5)  # its last words may still be in the pipe, which a child of it can hold open
        # POSIX: subprocess negates it.
        return f"it ended by signal {-code}" if code < 0 else f"it ended with exit code {code}"

    def _keep_errors(self, pipe: BinaryIO) -> None:
        with pipe:
            for data in iter(lambda: _some(pipe), b""):
                self._errors.add(data)


def _some(pipe: BinaryIO) -> bytes:
    """Return what is there to read, b"" at the end."""
    try:
        return os.read(pipe.fileno(), _STEP)  # what is there; read(n) would wait for n bytes
    except (OSError, ValueError):  # ValueError: the pipe was closed meanwhile
        return b""

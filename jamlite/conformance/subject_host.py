"""A Python module as a subject: `--subject py:package.module` runs this file in a process of its own.

The module has HELLO, the answer to hello as a dict, and `answer(request)`, which returns the answer to one
case as a dict; the id is added here. What it raises ends the process, as in any other language.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import BinaryIO, Protocol

    from ..encoding.json_types import JsonObject

    class Subject(Protocol):
        """What a module needs to be judged."""

        HELLO: JsonObject

        def answer(self, request: JsonObject, /) -> JsonObject:
            """Return the answer to one case."""


def serve(module: ModuleType | Subject, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer line by line until the judge says goodbye."""
    for line in iter(requests.readline, b""):  # `for line in requests` may read ahead and wait
        request = json.loads(line)
        if "bye" in request:
            return
        if "hello" in request:
            answer = module.HELLO
        else:
            answer = {"id": request["id"], **module.answer(request)}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()  # else the judge waits for an answer that lies in a buffer


def main() -> None:
    """Serve the module named on the command line; what it prints goes to standard error."""
    # A print in a library would stand between the answers.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        module = import_module(sys.argv[1])
    except ImportError as error:
        raise SystemExit(f"the module {sys.argv[1]} cannot be imported: {error}") from error
    if not hasattr(module, "HELLO") or not hasattr(module, "answer"):
        raise SystemExit(f"the module {sys.argv[1]} needs HELLO, a dict, and a function answer(request)")
    serve(module, sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

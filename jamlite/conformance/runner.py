"""The runner: each case of each vector file against jamlite, judged by one rule.

valid       the operation returns True, or a record that holds every expected output
invalid     it returns False or raises a documented error (with the expected error_code, if one is named)
acceptable  either of the two; counted apart
Any other exception is a failure, whatever the case expects.
"""

from __future__ import annotations

import time
from importlib import import_module

from ..exceptions.base import JamError
from ..exceptions.crypto import JamSelfTestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator

    from .vectors import Case, VectorFile

    Operation = Callable[..., object]
    Family = dict[str, Operation]

# One module per group; each has FAMILIES: {family: {operation: function}}.
GROUPS = (
    "hashes",
    "aes",
    "chacha",
    "encoding",
    "kdf",
    "otp",
    "rsa",
    "weierstrass",
    "keys",
    "jose",
    "edwards",
    "ml_dsa_cases",
    "jwe",
    "paserk",
    "paseto",
    "oauth2",
)


class Verdict:
    """What became of one case: `outcome` is "passed", "failed" or "acceptable"."""

    __slots__ = ("case", "file", "outcome", "reason", "seconds")

    def __init__(self, file: VectorFile, case: Case, outcome: str, reason: str, seconds: float) -> None:
        self.file = file
        self.case = case
        self.outcome = outcome
        self.reason = reason
        self.seconds = seconds


def families() -> dict[str, Family]:
    """Return every family jamlite runs: name -> operation -> function."""
    table: dict[str, Family] = {}
    for group in GROUPS:
        for name, operations in import_module(f".{group}", __package__).FAMILIES.items():
            if name in table:
                raise RuntimeError(f"two runners for family {name!r}")
            table[name] = operations
    return table


def run(file: VectorFile, table: dict[str, Family]) -> Iterator[Verdict]:
    """Yield a verdict for each case of `file`, run by the operations of `table`."""
    operations = table.get(file.family, {})
    for case in file.cases:
        start = time.perf_counter()
        outcome, reason = _judge(operations.get(case.op), case)
        yield Verdict(file, case, outcome, reason, time.perf_counter() - start)


def _judge(operation: Operation | None, case: Case) -> tuple[str, str]:
    if operation is None:
        return "failed", f"nothing runs the operation {case.op!r} of this family"
    try:
        answer = operation(**case.inputs)
    except JamSelfTestError as error:
        return "failed", str(error)
    except JamError as error:
        return _judge_refusal(case, error)
    except Exception as error:  # noqa: BLE001 - an undocumented error is a finding, not a crash
        return "failed", f"undocumented {type(error).__name__}: {error}"
    if answer is False:
        return _judge_refusal(case, None)
    return _judge_answer(case, answer)


def _judge_refusal(case: Case, error: JamError | None) -> tuple[str, str]:
    said = "it was refused" if error is None else f"refused: {error}"
    if case.result == "valid":
        return "failed", said
    wanted = case.outputs.get("error_code")
    if wanted is not None and (error is None or error.error_code != wanted):
        return "failed", f"{said}; expected error_code {wanted}"
    return ("acceptable" if case.result == "acceptable" else "passed"), said


def _judge_answer(case: Case, answer: object) -> tuple[str, str]:
    if case.result == "invalid":
        return "failed", "it was accepted"
    if case.outputs:
        if not isinstance(answer, dict):
            return "failed", f"it returned {type(answer).__name__}, not a record of outputs"
        for name, expected in case.outputs.items():
            if name not in answer or answer[name] != expected:
                return "failed", f"{name} is {_short(answer.get(name))}, expected {_short(expected)}"
    elif answer is not True:
        return "failed", "the case names no output, so the operation must return True"
    return ("acceptable" if case.result == "acceptable" else "passed"), ""


def _short(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."

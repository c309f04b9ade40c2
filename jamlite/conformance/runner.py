"""The runner: each case of each vector file against jamlite, judged by one rule.

valid       the operation returns True, or a record that holds every expected output
invalid     it returns False or raises a documented error (with the expected error_code, if one is named)
acceptable  either of the two; counted apart
Any other exception is a failure, whatever the case expects.
"""

from __future__ import annotations

import time

from ..exceptions.base import JamError, JamMissingPartError
from ..exceptions.crypto import JamSelfTestError
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

    from .family import Family, Operation
    from .vectors import Case, VectorFile

# --- the groups: each file has FAMILIES, {family: {operation: function}} -----------------------------------


def _hashes() -> dict[str, Family]:
    with part("the vectors of hashes"):
        from .hashes_cases import FAMILIES
    return FAMILIES


def _aes() -> dict[str, Family]:
    with part("the vectors of aes"):
        from .aes_cases import FAMILIES
    return FAMILIES


def _chacha() -> dict[str, Family]:
    with part("the vectors of chacha"):
        from .chacha_cases import FAMILIES
    return FAMILIES


def _encoding() -> dict[str, Family]:
    with part("the vectors of encoding"):
        from .encoding_cases import FAMILIES
    return FAMILIES


def _kdf() -> dict[str, Family]:
    with part("the vectors of kdf"):
        from .kdf_cases import FAMILIES
    return FAMILIES


def _otp() -> dict[str, Family]:
    with part("the vectors of otp"):
        from .otp_cases import FAMILIES
    return FAMILIES


def _rsa() -> dict[str, Family]:
    with part("the vectors of rsa"):
        from .rsa_cases import FAMILIES
    return FAMILIES


def _weierstrass() -> dict[str, Family]:
    with part("the vectors of weierstrass"):
        from .weierstrass_cases import FAMILIES
    return FAMILIES


def _keys() -> dict[str, Family]:
    with part("the vectors of keys"):
        from .keys_cases import FAMILIES
    return FAMILIES


def _jose() -> dict[str, Family]:
    with part("the vectors of jose"):
        from .jose_cases import FAMILIES
    return FAMILIES


def _edwards() -> dict[str, Family]:
    with part("the vectors of edwards"):
        from .edwards_cases import FAMILIES
    return FAMILIES


def _ml_dsa() -> dict[str, Family]:
    with part("the vectors of ML-DSA"):
        from .ml_dsa_cases import FAMILIES
    return FAMILIES


def _jwe() -> dict[str, Family]:
    with part("the vectors of jwe"):
        from .jwe_cases import FAMILIES
    return FAMILIES


def _paserk() -> dict[str, Family]:
    with part("the vectors of paserk"):
        from .paserk_cases import FAMILIES
    return FAMILIES


def _paseto() -> dict[str, Family]:
    with part("the vectors of paseto"):
        from .paseto_cases import FAMILIES
    return FAMILIES


def _macaroons() -> dict[str, Family]:
    with part("the vectors of macaroons"):
        from .macaroon_cases import FAMILIES
    return FAMILIES


def _oauth2() -> dict[str, Family]:
    with part("the vectors of oauth2"):
        from .oauth2_cases import FAMILIES
    return FAMILIES


_GROUPS = (
    _hashes,
    _aes,
    _chacha,
    _encoding,
    _kdf,
    _otp,
    _rsa,
    _weierstrass,
    _keys,
    _jose,
    _edwards,
    _ml_dsa,
    _jwe,
    _paserk,
    _paseto,
    _macaroons,
    _oauth2,
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
    for load in _GROUPS:
        try:
            group = load()
        except JamMissingPartError:  # this copy has nothing of it to judge
            continue
        for name, operations in group.items():
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

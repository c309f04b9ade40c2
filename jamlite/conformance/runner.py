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
from . import verdicts
from .made_words import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

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


def _sd_jwt() -> dict[str, Family]:
    with part("the vectors of SD-JWT"):
        from .sd_jwt_cases import FAMILIES
    return FAMILIES


def _oauth2() -> dict[str, Family]:
    with part("the vectors of oauth2"):
        from .oauth2_cases import FAMILIES
    return FAMILIES


def _webauthn() -> dict[str, Family]:
    with part("the vectors of webauthn"):
        from .webauthn_cases import FAMILIES
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
    _sd_jwt,
    _oauth2,
    _webauthn,
)


class Verdict:
    """What became of one case.

    `outcome` is "passed", "failed" or "acceptable"; `word` is one of `verdicts.VERDICTS`.
    """

    __slots__ = ("case", "file", "outcome", "reason", "seconds", "word")

    def __init__(self, file: VectorFile, case: Case, word: str, reason: str, seconds: float) -> None:
        self.file = file
        self.case = case
        self.word = word
        self.reason = reason
        self.seconds = seconds
        self.outcome = "failed"
        if word == verdicts.PASS:
            self.outcome = "acceptable" if case.result == "acceptable" else "passed"


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
                # One of them would run nothing, silently.
                raise RuntimeError(f"two runners for family {name!r}")
            table[name] = operations
    return table


def run(file: VectorFile, table: dict[str, Family]) -> Iterator[Verdict]:
    """Yield a verdict for each case of `file`, run by the operations of `table`."""
    operations = table.get(file.family, {})
    for case in file.cases:
        start = time.perf_counter()
        word, reason = _judge(file.family, operations.get(case.op), case)
        yield Verdict(file, case, word, reason, time.perf_counter() - start)


def _judge(family: str, operation: Operation | None, case: Case) -> tuple[str, str]:
    if operation is None:
        return verdicts.UNSUPPORTED, f"nothing runs the operation {case.op!r} of this family"
    try:
        answer = operation(**case.inputs)
    except JamSelfTestError as error:  # before JamError: a gate that is shut would pass all invalid cases
        return verdicts.CRASHED, str(error)
    except JamError as error:
        return _judge_refusal(case, error)
    except Exception as error:  # noqa: BLE001 - an undocumented error is a finding, not a crash
        return verdicts.CRASHED, f"undocumented {type(error).__name__}: {error}"
    if answer is False:  # not `not answer`: {} and 0 are answers
        return _judge_refusal(case, None)
    return _judge_answer(family, case, answer)


def _judge_refusal(case: Case, error: JamError | None) -> tuple[str, str]:
    said = "it was refused" if error is None else f"refused: {error}"
    if case.result == "valid":
        return verdicts.REFUSES_VALID, said
    wanted = case.outputs.get("error_code")
    # Refused, but for another reason.
    if wanted is not None and (error is None or error.error_code != wanted):
        return verdicts.WRONG_OUTPUT, f"{said}; expected error_code {wanted}"
    return verdicts.PASS, said


def _judge_answer(family: str, case: Case, answer: object) -> tuple[str, str]:
    if case.result == "invalid":
        return verdicts.ACCEPTS_INVALID, "it was accepted"
    if case.outputs or case.drawn:
        if not isinstance(answer, dict):
            return verdicts.WRONG_OUTPUT, f"it returned {type(answer).__name__}, not a record of outputs"
        if case.outputs:  # ours draws what the case says, so it must come out the same
            for name, expected in case.outputs.items():
                if name not in answer or answer[name] != expected:
                    found = short(answer.get(name))
                    return verdicts.WRONG_OUTPUT, f"{name} is {found}, expected {short(expected)}"
        else:
            fault = verdicts.fault_of(family, case, answer)
            if fault:
                return verdicts.WRONG_OUTPUT, fault
    elif answer is not True:  # a runner that forgot to return has None
        return verdicts.WRONG_OUTPUT, "the case names no output, so the operation must return True"
    return verdicts.PASS, ""

"""The seven verdicts, and how the answer to a case becomes one of them."""

from __future__ import annotations

from . import made, vectors
from .made_words import same, short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Fields
    from .subject_protocol import Answer
    from .vectors import Case

PASS = "pass"
ACCEPTS_INVALID = "accepts-invalid"  # it says yes where the answer is no
REFUSES_VALID = "refuses-valid"  # it says no where the answer is yes
WRONG_OUTPUT = "wrong-output"  # it says yes, and finds or makes something else
UNSUPPORTED = "unsupported"  # it does not offer this; no fault
CRASHED = "crashed"  # an exit, a line that is not an answer, an error nobody documented
TIMEOUT = "timeout"
VERDICTS = (PASS, ACCEPTS_INVALID, REFUSES_VALID, WRONG_OUTPUT, UNSUPPORTED, CRASHED, TIMEOUT)
DEVIATIONS = (ACCEPTS_INVALID, REFUSES_VALID, WRONG_OUTPUT, CRASHED, TIMEOUT)


def of_answer(family: str, case: Case, answer: Answer) -> tuple[str, str]:
    """Return the verdict on one answer, and what came.

    The words of `error` are kept and never judged. Of `out` the fields count that the case names; a field
    may come in any packing. What is made with chance in it is verified or opened here.
    """
    if answer.unsupported is not None:
        return UNSUPPORTED, answer.unsupported
    if not answer.ok:
        said = f"refused: {answer.error}" if answer.error else "refused"
        return (REFUSES_VALID if case.result == "valid" else PASS), said  # acceptable: either answer passes
    if case.result == "invalid":
        return ACCEPTS_INVALID, "accepted"
    try:
        out = vectors.unpack(answer.out)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        return WRONG_OUTPUT, f"the out of the answer cannot be unpacked: {type(error).__name__}"
    fault = fault_of(family, case, out)
    return (WRONG_OUTPUT if fault else PASS), fault or "accepted"


def fault_of(family: str, case: Case, out: Fields) -> str:
    """Return what is wrong with the outputs of an accepted case, or ""."""
    if not case.outputs:
        # No output named: the yes is all that was asked.
        return made.fault(family, case, out) if case.drawn else ""
    try:
        for name, expected in case.outputs.items():
            if name not in out:
                return f"{name} is missing, expected {short(expected)}"
            if not same(out[name], expected):
                # Another output may be right, too, where chance is in it: opened before it is blamed.
                if made.judges(family, case):
                    return made.fault(family, case, out)
                return f"{name} is {short(out[name])}, expected {short(expected)}"
    except RecursionError:
        return "an output that is too deep to compare"
    return ""

"""The gate: a primitive that has not reproduced its standard's own answer is never used.

`known_answer` registers a check beside the code it checks; `require`, the first statement of every
public function of this package, runs it once per process, on first use. A right answer opens the gate
for good; a wrong one, or any exception, shuts it for good.
"""

from __future__ import annotations

from ..exceptions.crypto import JamSelfTestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterable, Tuple

    Answers = Iterable[Tuple[object, object]]
    Check = Callable[[], Answers]


class Gate:
    """One registered check: its name, the standard it quotes, and what has been found so far."""

    __slots__ = ("_fault", "asked", "check", "name", "source")

    def __init__(self, name: str, source: str, check: Check) -> None:
        self.name = name
        self.source = source
        self.check = check
        self.asked = False
        self._fault = ""

    @property
    def reason(self) -> str | None:
        """Why the gate is shut, "" if it is open, None if nobody has asked yet."""
        return self._fault or ("" if self.asked else None)

    def shut(self, fault: str) -> None:
        """Shut the gate for good. Nothing takes a fault back: two threads may ask at once."""
        self._fault = fault


GATES: dict[str, Gate] = {}
_open: set[str] = set()


def known_answer(name: str, source: str) -> Callable[[Check], Check]:
    """Register a self-test under `name`; `source` is the standard and section it quotes.

    The decorated function takes nothing and returns or yields pairs (computed, expected). It calls
    the ungated inner functions and takes a few milliseconds at most.
    """

    def register(check: Check) -> Check:
        if name in GATES:
            raise RuntimeError(f"two gates are called {name!r}")
        GATES[name] = Gate(name, source, check)
        return check

    return register


def require(name: str) -> None:
    """Let the caller pass only if the primitive `name` gives its standard's answer.

    Raises:
        JamSelfTestError: it does not; every later call raises again without a new try.
    """
    if name not in _open:
        _try_to_open(GATES[name])


def _try_to_open(gate: Gate) -> None:
    if gate.reason is None:
        fault = _fault(gate)
        if fault:
            gate.shut(fault)
        gate.asked = True
    if not gate.reason:
        _open.add(gate.name)
    if gate.reason:  # asked again: another thread may have found a fault since
        _open.discard(gate.name)
        raise JamSelfTestError(
            f"{gate.name} is shut: {gate.reason}", details={"gate": gate.name, "source": gate.source}
        )


def _fault(gate: Gate) -> str:
    """Run the check; return what is wrong with it, or ''."""
    try:
        pairs = list(gate.check())
    except Exception as error:  # noqa: BLE001 - whatever the cause, the gate is to shut
        return f"its self-test ended in {type(error).__name__}"
    if not pairs:
        return "its self-test compared nothing"
    if any(computed != expected for computed, expected in pairs):
        return f"it does not reproduce {gate.source}"
    return ""

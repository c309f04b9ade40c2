"""What a subject makes with chance in it - signatures, encryptions - is verified or opened by jamlite.

So a subject that cannot be told which random values to use is judged as well. An output that equals the
expected one needs none of this.
"""

from __future__ import annotations

import warnings

from ..exceptions.base import JamError, JamMissingPartError
from ..exceptions.crypto import JamWeakKeyWarning
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Fields
    from .made_words import Openers
    from .vectors import Case


def _jose() -> Openers:
    with part("the judgement of JOSE tokens"):
        from .made_jose import OPENERS
    return OPENERS


def _paseto() -> Openers:
    with part("the judgement of PASETO tokens"):
        from .made_paseto import OPENERS
    return OPENERS


def _sd_jwt() -> Openers:
    with part("the judgement of SD-JWT"):
        from .made_sd_jwt import OPENERS
    return OPENERS


def _macaroons() -> Openers:
    with part("the judgement of macaroons"):
        from .made_macaroons import OPENERS
    return OPENERS


def _primitives() -> Openers:
    with part("the judgement of signatures"):
        from .made_primitives import OPENERS
    return OPENERS


_loaded: Openers = {}


def _openers() -> Openers:
    if not _loaded:
        for load in (_jose, _paseto, _primitives, _sd_jwt, _macaroons):
            try:
                _loaded.update(load())
            except JamMissingPartError:  # this copy cannot open these
                continue
    return _loaded


def judges(family: str, case: Case) -> bool:
    """Tell whether what this operation makes may differ from one run to the next."""
    # Of an invalid case, nothing that was made can be right.
    return case.result != "invalid" and case.op in _openers().get(family, {})


def fault(family: str, case: Case, out: Fields) -> str:
    """Verify or open what was made; return what is wrong with it, or ""."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JamWeakKeyWarning)
            return _openers()[family][case.op]({**case.inputs, **case.judge}, out)
    except JamError as error:
        return f"what was made does not hold: {error.message}"
    # What a subject says is data of any form, and ours reads it.
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        return f"what was made cannot be read: {type(error).__name__}"

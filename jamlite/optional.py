"""What a copy of jamlite may lack, and what Jam calls things.

`part(word)` marks an optional import: a copy may be without the file, and then the error names the
feature. `alias(__name__)` gives a module the names that Jam has there (the table is jam/aliases.py).
"""

from __future__ import annotations

import sys

from .exceptions.base import JamMissingPartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Callable

_PACKAGE = __name__.rpartition(".")[0]


class part:
    """Mark imports that a copy may lack: `with part("RS256"): from ..crypto import rsa_pkcs1v15`.

    Only import statements stand in the block; the vendor command and the tests of the architecture
    read it. An absent file of this package becomes a JamMissingPartError; every other error passes.

    Args:
        word: the feature that the imports serve, as a user would ask for it.
    """

    __slots__ = ("_word",)

    def __init__(self, word: str) -> None:
        self._word = word

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        absent = None if error is None else _absent_file(error)
        if absent is not None:
            raise JamMissingPartError(
                f"this copy of jamlite is without {self._word}: the file {absent} is absent; "
                f"copy it from the same version of jamlite, or make the copy again with {self._word}",
                details={"part": self._word, "file": absent},
            ) from error


def alias(module: str) -> Callable[[str], Any]:
    """Return a `__getattr__` for `module` that finds the names which Jam has at that path.

    Without the folder jam/ the module does not have them; a vendored copy knows their names.
    """

    def __getattr__(name: str) -> Any:
        path = module[len(_PACKAGE) + 1 :]
        try:
            # Python asks for __path__ at each `from module import name`: the table is not loaded for that.
            found = None if name == "__path__" else of_jam(path, name)
        except JamMissingPartError:
            if name in getattr(sys.modules[_PACKAGE], "_OF_JAM", {}).get(path, "").split():
                raise
            found = None
        if found is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        if name == "__all__":
            own = vars(sys.modules[module]).items()
            found += [
                one for one, thing in own if one[0] != "_" and getattr(thing, "__module__", "") == module
            ]
        setattr(sys.modules[module], name, found)  # the next use does not ask again
        return found

    return __getattr__


def of_jam(path: str, name: str) -> Any:
    """Return what Jam calls `name` at `path` inside the package ("jose.jws"), None if there is no such thing.

    Raises:
        JamMissingPartError: this copy is without the folder jam/.
    """
    with part("jam"):
        from .jam import aliases
    return aliases.find(path, name)


def _absent_file(error: BaseException) -> str | None:
    """Return the file of this package that `error` says is absent, or None if it says something else."""
    if isinstance(error, JamMissingPartError) and "part" not in error.details:
        # Raised at the end of a copy's __init__.py, which does not know the feature's name.
        return str(error.details["file"])
    if not isinstance(error, ImportError) or not f"{error.name}.".startswith(f"{_PACKAGE}."):
        return None
    name = str(error.name)
    if not isinstance(error, ModuleNotFoundError):
        # `from package import file` names the package. A name that a file lacks is a mistake of ours.
        package, words = sys.modules.get(name), str(error.msg).split("'")
        if not hasattr(package, "__path__") or len(words) < 2:
            return None
        name = f"{name}.{words[1]}"
        from importlib.util import find_spec

        if find_spec(name) is not None:
            return None
    return name[len(_PACKAGE) + 1 :].replace(".", "/") + ".py"

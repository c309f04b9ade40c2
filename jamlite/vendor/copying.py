"""Making, checking and renewing a copy: it is built and proved beside its place, then moved there whole."""

from __future__ import annotations

import hashlib
import keyword
import os
import stat
import subprocess
import sys
import tempfile
import unicodedata
from contextlib import contextmanager
from importlib.machinery import PathFinder

from .. import __version__
from ..exceptions.base import JamValidationError
from .contents import BILL, PACKAGE, RECORD, build, from_json, read_package
from .features import find
from .single_file import digests_in, one_file, record_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Iterator

    from ..encoding.json_types import JsonObject

_PROVE = "import sys; sys.path.insert(0, {!r}); from {} import selftest; selftest.main()"


class JamVendorError(JamValidationError):
    """The copy cannot be made or renewed as asked; the message says what to do."""

    default_message = "the copy cannot be made"
    default_code = "vendor.copy"


def copy(place: str, names: Iterable[str], *, prove: bool = True) -> dict[str, bytes]:
    """Make a copy for the features `names` at `place`, a folder that is not there or empty; return its files.

    Raises:
        JamValidationError: an unknown feature.
        JamVendorError: the place is not usable, or the copy does not prove itself.
        OSError: the files cannot be written.
    """
    graph = read_package()  # before the place is looked at: nothing is made if the sources are not here
    wanted = find(names, graph)
    place = _usable(place)
    if os.path.lexists(f"{place}.py"):
        raise JamVendorError(
            f"beside the new folder lies {place}.py, which the copy would hide; name it otherwise"
        )
    files = build(wanted, graph, __version__, commit())
    with _told_of(place):
        _put(files, place, prove)
    return files


def copy_single(place: str, names: Iterable[str], *, prove: bool = True) -> str:
    """Make a copy that is one new file, `place`, which ends in .py; return its text. Errors as in `copy`."""
    graph = read_package()
    wanted = find(names, graph)
    whole = os.path.abspath(place)
    stem, ending = os.path.splitext(whole)
    if ending != ".py":
        raise JamVendorError(f"{place} is to be one file, so it must end in .py: {place}.py")
    if os.path.lexists(whole):  # a dangling link is there, too
        raise JamVendorError(f"{place} is there already; name a new file")
    if os.path.isdir(stem):
        raise JamVendorError(f"beside {place} lies a folder {stem}, which Python would import in its place")
    _usable(stem, place)  # the name of the module without its .py
    text = one_file(wanted, graph, __version__, commit())
    with _told_of(place):
        _put_file(text, whole, prove)
    return text


def update(
    place: str, more: Iterable[str] = (), *, force: bool = False, prove: bool = True
) -> dict[str, bytes]:
    """Replace a copy, a folder or one file, by one for the same features from this version.

    Args:
        place: the folder or file.
        more: features that it is to have beside those it has.
        force: lose local changes; go back to an older version.
        prove: as in `copy`.

    Raises: as `copy`.
    """
    whole = os.path.abspath(place)
    _named_directly(whole, place)  # a rename over a link would replace the link and leave the copy
    record = read_record(place)
    if is_newer(record["version"]) and not force:
        raise JamVendorError(
            f"{place} is of jamlite {record['version']}, and this is jamlite {__version__}, which is older; "
            "update from a newer jamlite, or go back with --force"
        )
    changes = differences(place, record)
    if changes and not force:
        raise JamVendorError(
            f"{place} was changed by hand: {'; '.join(changes)}; --force makes it again and loses the changes"
        )
    graph = read_package()
    wanted = find([*record["features"], *more], graph)
    if os.path.isfile(place):
        text = one_file(wanted, graph, __version__, commit())
        with _told_of(place):
            _put_file(text, whole, prove)
        return {place: text.encode()}
    files = build(wanted, graph, __version__, commit())
    with _told_of(place):
        _put(files, whole, prove, old=True)
    return files


def read_record(place: str) -> JsonObject:
    """Return what VENDORED.json says, or the record in a copy that is one file.

    Raises:
        JamVendorError: it is absent or damaged.
    """
    single = os.path.isfile(place)
    try:
        if single:
            record = record_in(_text_of(place))
        else:
            record = _record_of(place)
        if not _is_record(record):  # read by others, edited by hand
            raise ValueError
    except OSError:
        raise JamVendorError(
            f"{place} is not a copy made by `jamlite vendor`: {RECORD} cannot be read"
        ) from None
    except (ValueError, RecursionError):
        if single:
            message = f"{place} is not a file made by `jamlite vendor --single-file`, or is damaged"
            raise JamVendorError(f"{message}; make the copy again") from None
        raise JamVendorError(f"{RECORD} in {place} is damaged; make the copy again") from None
    return record


def is_newer(version: str) -> bool:
    """Tell whether a version is newer than this jamlite."""

    def numbers(text: str) -> list[int]:
        return [int(part) if part.isascii() and part.isdigit() else 0 for part in text[:32].split(".")]

    return numbers(version) > numbers(__version__)


def _record_of(place: str) -> JsonObject:
    file = os.path.join(place, RECORD)
    if not stat.S_ISREG(os.stat(file).st_mode):  # a pipe would be waited for
        raise OSError
    with open(file, "rb") as stream:
        record = from_json(stream.read(1 << 22))  # 4 MiB: an honest record is a fraction of it
    return record if isinstance(record, dict) else {}


def _is_record(record: JsonObject) -> bool:
    """Tell whether a record has what `check` and `update` use, in the form that this command writes."""
    version, features, files = (record.get(name) for name in ("version", "features", "files"))
    return (
        isinstance(version, str)
        and bool(version)
        and isinstance(features, list)
        and bool(features)
        and all(isinstance(word, str) for word in features)
        and isinstance(files, dict)
        and all(
            _is_path(path) and isinstance(entry, dict) and isinstance(entry.get("sha256"), str)
            for path, entry in files.items()
        )
    )


def _is_path(path: str) -> bool:
    """Tell whether a path leads to a file inside the copy, on every system."""
    return path.isprintable() and not any(
        part in ("", ".", "..") or len(part) > 255 or "\\" in part or ":" in part for part in path.split("/")
    )


def differences(place: str, record: JsonObject) -> list[str]:
    """Return a sentence for each file that was changed, removed or added by hand."""
    found = []
    if os.path.isfile(place):
        there = digests_in(_text_of(place))
        for path in sorted({*record["files"], *there}):
            if path not in there:
                found.append(f"{path} is missing")
            elif path not in record["files"]:
                found.append(f"{path} was added")
            elif there[path] != record["files"][path]["sha256"]:
                found.append(f"{path} was changed")
        return found
    for path, entry in sorted(record["files"].items()):
        try:
            if _digest_of(os.path.join(place, *path.split("/"))) != entry["sha256"]:
                found.append(f"{path} was changed")
        except FileNotFoundError:
            found.append(f"{path} is missing")
        except OSError as error:
            found.append(f"{path} cannot be read ({error.strerror or error})")
    # Copies of version 0.2.0 have the bill of materials, and no digest of it.
    return found + [f"{path} was added" for path in _added(place, {*record["files"], RECORD, BILL})]


def _digest_of(file: str) -> str:
    """Return the SHA-256 of a file of any size; an OSError for what is no file."""
    if not stat.S_ISREG(os.stat(file).st_mode):  # a pipe would be waited for
        raise OSError("it is not a file")
    found = hashlib.sha256()
    with open(file, "rb") as stream:
        for block in iter(lambda: stream.read(1 << 16), b""):
            found.update(block)
    return found.hexdigest()


def _added(place: str, known: set[str]) -> Iterator[str]:
    """Give the files, and the links to folders, that a copy does not have by itself."""
    for folder, folders, names in os.walk(place):
        # In place: os.walk goes on with these.
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted([*names, *links]):
            path = os.path.relpath(os.path.join(folder, name), place).replace(os.sep, "/")
            if path not in known:
                yield path


def commit() -> str | None:
    """Return the commit that this jamlite is of, or None if nothing tells.

    A checkout asks git ("-dirty" if files differ), a wheel has a file COMMIT, a copy its record.
    """
    root = os.path.dirname(PACKAGE)
    # A file in a worktree; else git would find a repository above.
    if not os.path.exists(os.path.join(root, ".git")):
        return _written_commit()
    # Excluding all tags leaves the hash alone; only `describe` marks changed files in one call.
    command = ["git", "-C", root, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        # No git is no error.
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def _written_commit() -> str | None:
    try:
        with open(os.path.join(PACKAGE, "COMMIT"), encoding="ascii") as stream:
            return stream.read(100).strip() or None
    except (OSError, ValueError):
        pass
    try:
        commit = read_record(PACKAGE).get("commit")
    except JamVendorError:
        return None
    return commit if isinstance(commit, str) else None


def _usable(place: str, said: str = "") -> str:
    """Return the absolute path of a place that a copy can be put at."""
    whole, place = os.path.abspath(place), said or place
    name = os.path.basename(whole)
    if not place:
        raise JamVendorError("name the new folder")
    if not name.isidentifier() or keyword.iskeyword(name):  # it stands in `import NAME`
        if name.endswith(".py"):
            raise JamVendorError(f"{place} would be one file: add --single-file, or name a folder")
        raise JamVendorError(f"{name!r} cannot be the name of a package: it must be a Python identifier")
    normal = unicodedata.normalize("NFKC", name)  # PEP 3131: what an import looks for
    if name != normal:
        raise JamVendorError(f"{name!a} cannot be the name of a package: Python would look for {normal!a}")
    if _is_standard(name):
        raise JamVendorError(
            f"{name} is a module of Python itself, which the copy would hide; name the copy otherwise"
        )
    _named_directly(whole, place)
    if os.path.isdir(whole):
        if os.listdir(whole):
            raise JamVendorError(
                f"{place} is not empty; name a new folder, or `jamlite vendor update` for a copy made before"
            )
    elif os.path.exists(whole):
        raise JamVendorError(f"{place} is a file; name a folder")
    return whole


def _is_standard(name: str) -> bool:
    """Tell whether the standard library has a module of this name."""
    names = getattr(sys, "stdlib_module_names", None)
    if name in ("__init__", "__main__"):
        return True
    if names is not None:
        return name in names
    folder = os.path.dirname(os.__file__)  # Python 3.9
    places = [folder, os.path.join(folder, "lib-dynload")]
    return name in sys.builtin_module_names or PathFinder.find_spec(name, places) is not None


def _named_directly(whole: str, place: str) -> None:
    """Refuse a link, and what lies in this package."""
    if os.path.islink(whole):
        raise JamVendorError(f"{place} is a link; name the folder itself")
    try:
        # Through links of the folders above.
        common = os.path.commonpath([os.path.realpath(whole), os.path.realpath(PACKAGE)])
    except ValueError:  # Windows: on another drive
        return
    if common == os.path.realpath(PACKAGE):
        raise JamVendorError(f"{place} is inside jamlite itself; name a folder of your application")


def _text_of(file: str) -> str:
    with open(file, encoding="utf-8", newline="") as stream:
        return stream.read(1 << 24).replace("\r\n", "\n")  # 16 MiB: an honest copy is a fraction of it


@contextmanager
def _told_of(place: str) -> Iterator[None]:
    """Let an OSError name the place that the user knows; a full disk names none, others a hidden folder."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = place, None
        raise


def _put_file(text: str, place: str, prove: bool) -> None:
    """Write and prove a copy of one file beside its place, then put it there in one step."""
    parent, name = os.path.split(os.path.splitext(place)[0])
    os.makedirs(parent, exist_ok=True)
    # In the same folder, because a rename stays within one file system.
    with tempfile.TemporaryDirectory(prefix=f".{name[:32]}-", dir=parent) as scratch:
        made = os.path.join(scratch, f"{name}.py")
        with open(made, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        if prove:
            _prove(scratch, name)
        os.replace(made, place)  # the old file stays until the new one is proved


def _put(files: dict[str, bytes], place: str, prove: bool, old: bool = False) -> None:
    """Write and prove the copy in a new folder beside its place, then rename it."""
    parent, name = os.path.split(place)
    os.makedirs(parent, exist_ok=True)
    # In the same folder, because a rename stays within one file system.
    with tempfile.TemporaryDirectory(prefix=f".{name[:32]}-", dir=parent) as scratch:
        made = os.path.join(scratch, name)
        for path, data in files.items():
            file = os.path.join(made, *path.split("/"))
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as stream:
                stream.write(data)
        if prove:
            _prove(scratch, name)
        if not old:
            if os.path.isdir(place):
                os.rmdir(place)  # Windows does not rename over an empty folder
            os.rename(made, place)
            return
        aside = os.path.join(scratch, "old")
        try:
            os.rename(place, aside)
            os.rename(made, place)
        except BaseException:  # interrupted, too: the old copy must not go with the scratch folder
            if os.path.exists(aside) and not os.path.exists(place):
                os.rename(aside, place)
            raise


def _prove(folder: str, name: str) -> None:
    """Run the copy's selftest in a fresh process that knows nothing but the copy and the standard library."""
    # -I keeps the current folder and the user's packages out, -S the installed ones, -B leaves no
    # __pycache__.
    command = [sys.executable, "-S", "-E", "-I", "-B", "-c", _PROVE.format(folder, name)]
    # All gates on a slow machine.
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, cwd=folder)
    except subprocess.TimeoutExpired:
        message = "the copy did not prove itself in ten minutes; --no-selftest makes it without the proof"
        raise JamVendorError(message, error_code="vendor.proof") from None
    if done.returncode:
        # The last line of a traceback is the error.
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise JamVendorError(
            f"the copy does not prove itself: {''.join(said)[:400]}", error_code="vendor.proof"
        )

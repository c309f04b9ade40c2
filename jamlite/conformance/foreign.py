"""Test vectors in other people's formats: a folder of their files in, the same report out.

Each format has a module with NAME and `convert(name, data)`. It yields what one file holds, as cases
of this package's own families, and `LeftOut` for what jamlite does not offer, with the reason.
"""

from __future__ import annotations

import os

from . import report, runner, vectors
from .foreign_record import MALFORMED, Fault, LeftOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Callable, Iterator

    from ..encoding.json_types import JsonValue
    from .family import Family
    from .foreign_record import Converted
    from .report import Progress, Report

FORMATS = ("wycheproof", "paseto", "paserk", "cookbook", "cctv")


def make(
    format: str,
    folder: str,
    *,
    only: str | None = None,
    slow: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Run every file of a format in a folder, also in the folders inside it.

    Args:
        format: one of FORMATS.
        folder: where the files are.
        only, slow, progress: as in `report.make`.

    Raises:
        VectorFileError: no folder, or no file of this format in it.
    """
    result = report.Report()
    files = read_all(format, folder, result, only)
    # Some formats need more operations.
    table: dict[str, Family] = {**runner.families(), **getattr(_reader(format), "FAMILIES", {})}
    total = sum(len(file.cases) for file in files)
    for file in files:
        report.run_file(result, file, table, progress, slow=slow, total=total)
    return result


def read_all(format: str, folder: str, result: Report, only: str | None = None) -> list[vectors.VectorFile]:
    """Read every file of a format; arguments as in `make`. Faults and what is left out go to `result`."""
    module = _reader(format)
    files: list[vectors.VectorFile] = []
    seen = 0
    load = getattr(module, "load", vectors.load_json)
    for path in _files(folder, getattr(module, "SUFFIXES", (".json",))):
        named = (only or "").lower() in f"{module.NAME}/{os.path.basename(path)}".lower()
        data = _read(path, load, result if named else report.Report())  # a fault elsewhere is not asked for
        if data is None:
            continue
        if not module.recognises(data):
            # A README is no test.
            result.unread += [os.path.basename(path)] if named and not path.endswith(".md") else []
            continue
        seen += 1
        files += _convert(module, path, data, result, only)
    if not seen and not result.faults:  # a wrong folder must not look like a good run
        raise vectors.VectorFileError(f"{folder} holds no file of {module.NAME}")
    return files


def _reader(format: str) -> ModuleType:
    if format == "wycheproof":
        from . import foreign_wycheproof

        return foreign_wycheproof
    if format == "paseto":
        from . import foreign_paseto

        return foreign_paseto
    if format == "paserk":
        from . import foreign_paserk

        return foreign_paserk
    if format == "cctv":
        from . import foreign_cctv

        return foreign_cctv
    from . import foreign_cookbook

    return foreign_cookbook


def _files(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    if not os.path.isdir(folder):
        raise vectors.VectorFileError(f"{folder} is not a folder")
    for place, folders, names in os.walk(folder):
        folders.sort()  # in place: os.walk goes on in this order
        for name in sorted(names):
            if name.endswith(suffixes):
                yield os.path.join(place, name)


def _read(path: str, load: Callable[[str], JsonValue], result: Report) -> JsonValue:
    try:
        return load(path)
    except (OSError, ValueError, RecursionError) as error:
        form = "JSON" if path.endswith(".json") else "text"
        result.faults.append(f"{path}: cannot be read as {form}: {type(error).__name__}")
        return None


def _convert(
    module: ModuleType, path: str, data: JsonValue, result: Report, only: str | None
) -> list[vectors.VectorFile]:
    """Return the cases of one file, those of each family together; what is malformed is a fault."""
    files: dict[str, vectors.VectorFile] = {}
    name = os.path.basename(path)
    pattern = (only or "").lower()

    faults: dict[str, str] = {}  # one test is one fault, however many cases it makes

    def fault(where: str, error: Exception) -> None:
        # Cut: the message may quote the file.
        faults.setdefault(where, f"{path}: {where}: {type(error).__name__}: {str(error)[:120]}")

    def add(item: Converted | LeftOut | Fault) -> None:
        if isinstance(item, Fault):
            fault(item.where, item.error)
        elif isinstance(item, LeftOut):
            if pattern in f"{item.reason} {module.NAME}/{name}".lower():
                result.left_out[item.reason] = result.left_out.get(item.reason, 0) + item.count
        else:
            if item.family not in files:
                head = {"family": item.family, "spec": item.spec, "title": module.NAME, "cases": []}
                files[item.family] = vectors.VectorFile(path, module.NAME, head)
            try:
                files[item.family].cases.append(vectors.Case(item.case))
            except MALFORMED as error:
                fault(item.where, error)

    try:
        for item in module.convert(name, data):
            add(item)
    except MALFORMED as error:
        fault("the file", error)
    kept = [file for file in files.values() if file.kept(only)]
    if kept or pattern in f"{module.NAME}/{name}".lower():
        result.faults += faults.values()
    return kept

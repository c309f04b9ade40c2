"""Test vectors in other people's formats: a folder of their files in, the same report out.

Each format has a module with NAME and `convert(name, data)`. It yields what one file holds, as cases
of this package's own families, and `LeftOut` for what jamlite does not offer, with the reason.
"""

from __future__ import annotations

import json
import os

from . import report, runner, vectors
from .foreign_record import LeftOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Iterator

    from .family import Family
    from .report import Progress, Report

FORMATS = ("wycheproof", "paseto", "cookbook")


def make(format: str, folder: str, *, only: str | None = None, progress: Progress | None = None) -> Report:
    """Run every file of a format in a folder, also in the folders inside it.

    Args:
        format: one of FORMATS.
        folder: where the files are.
        only: run the files whose family or name contains this, in any case.
        progress: as in `report.make`.

    Raises:
        VectorFileError: no folder, or no file of this format in it.
    """
    module = _reader(format)
    table: dict[str, Family] = {**runner.families(), **getattr(module, "FAMILIES", {})}
    result, seen = report.Report(), 0
    for path in _json_files(folder):
        data = _read(path, result)
        if data is None or not module.recognises(data):
            continue
        seen += 1
        for file in _convert(module, path, data, result):
            if not only or only.lower() in f"{file.family} {os.path.basename(path)}".lower():
                report.run_file(result, file, table, progress)
    if not seen and not result.faults:
        raise vectors.VectorFileError(f"{folder} holds no file of {module.NAME}")
    return result


def _reader(format: str) -> ModuleType:
    if format == "wycheproof":
        from . import foreign_wycheproof

        return foreign_wycheproof
    if format == "paseto":
        from . import foreign_paseto

        return foreign_paseto
    from . import foreign_cookbook

    return foreign_cookbook


def _json_files(folder: str) -> Iterator[str]:
    if not os.path.isdir(folder):
        raise vectors.VectorFileError(f"{folder} is not a folder")
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".json"):
                yield os.path.join(place, name)


def _read(path: str, result: Report) -> Any:
    try:
        with open(path, encoding="utf-8") as stream:
            return json.load(stream)
    except (OSError, ValueError, RecursionError) as error:
        result.faults.append(f"{path}: cannot be read as JSON: {type(error).__name__}")
        return None


def _convert(module: Any, path: str, data: Any, result: Report) -> list[vectors.VectorFile]:
    """Return the cases of one file, those of each family together; what is malformed is a fault."""
    found: dict[str, dict[str, Any]] = {}
    try:
        for item in module.convert(os.path.basename(path), data):
            if isinstance(item, LeftOut):
                result.left_out[item.reason] = result.left_out.get(item.reason, 0) + item.count
                continue
            file = found.setdefault(
                item.family,
                {"family": item.family, "spec": item.spec, "title": module.NAME, "cases": []},
            )
            file["cases"].append(item.case)
        return [vectors.VectorFile(path, module.NAME, file) for file in found.values()]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        result.faults.append(f"{path}: {type(error).__name__}: {error}")
        return []

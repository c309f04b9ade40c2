"""Hooks of hatchling (pyproject.toml): the README of a wheel, and the commit that it was built from.

A package index shows the README alone, so links to files of the repository become plain text there.
The commit goes into a file `jamlite/COMMIT`, which `jamlite version` reads. A source distribution carries
the file, so a wheel built from one has the same.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|mailto:|#)[^)]*\)")


class ReadmeHook(MetadataHookInterface):
    """Gives the project's long description."""

    def update(self, metadata: dict[str, Any]) -> None:
        with open(os.path.join(self.root, "README.md"), encoding="utf-8") as stream:
            text = _RELATIVE_LINK.sub(r"\1", stream.read())
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class CommitHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the commit of a checkout into wheel and sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        commit = _commit(self.root)
        if commit:
            self._folder = tempfile.TemporaryDirectory()
            path = os.path.join(self._folder.name, "COMMIT")
            with open(path, "w", encoding="ascii", newline="\n") as stream:
                stream.write(f"{commit}\n")
            build_data["force_include"][path] = "jamlite/COMMIT"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def _commit(root: str) -> str:
    if not os.path.exists(os.path.join(root, ".git")):
        return ""
    command = ["git", "-C", root, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""

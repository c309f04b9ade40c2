"""Run a batch of operations with JavaScript's `jose` (panva) under node.

JAMLITE_NODE_MODULES names the folder node_modules that has the package.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

from tests.support import absent

FOLDER = os.path.dirname(os.path.abspath(__file__))
FORMS = ("compact", "flattened", "general")


def run(script: str, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a result for each task of a script of this folder; one process does them all."""
    modules, node = os.environ.get("JAMLITE_NODE_MODULES", ""), shutil.which("node")
    if node is None or not os.path.isdir(os.path.join(modules, "jose")):
        raise absent("node, and JAMLITE_NODE_MODULES with the npm package jose")
    done = subprocess.run(
        [node, os.path.join(FOLDER, script), os.path.dirname(os.path.abspath(modules))],
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results

"""Carry the ten probes away and judge each by itself: `carry.py WAY [WAY ...]`, from the root of a checkout.

Ways: `pyinstaller` (one file), `zipapp`, `lambda` (a zip read by zipimport, a handler in it), `nuitka`
(standalone), `cx_freeze`. No way gets an option or a hook that names a module of jamlite: what the import
statements say must do. Each result runs in an empty folder, and finds no jamlite but the one inside it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipapp
import zipfile

from . import probes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Sequence

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKAGE = os.path.join(ROOT, "jamlite")
_HANDLER = '''"""A function of AWS Lambda: given an event, it imports what lies beside it in the zip."""
import probes


def handler(event, context):
    return {"statusCode": 200, "body": probes.run(event["probe"])}
'''
# Lambda's runtime puts the zip on sys.path and calls the handler; nothing of the zip lies unpacked.
_RUNTIME = """import sys
sys.path.insert(0, sys.argv[1])
import lambda_function
print(lambda_function.handler({"probe": sys.argv[2]}, None)["body"])
"""


def application(folder: str) -> str:
    """Lay out an application: its program and the package beside it, nothing else."""
    shutil.copytree(PACKAGE, os.path.join(folder, "jamlite"), ignore=shutil.ignore_patterns("__pycache__"))
    return shutil.copy(probes.__file__, os.path.join(folder, "probes.py"))


def pyinstaller(folder: str) -> list[str]:
    """Return the command of a program that PyInstaller made as one file."""
    program = application(folder)
    build(folder, "-m", "PyInstaller", "--onefile", "--log-level", "ERROR", program)
    return [os.path.join(folder, "dist", "probes")]


def nuitka(folder: str) -> list[str]:
    """Return the command of a program that Nuitka compiled into a folder."""
    program = application(folder)
    build(folder, "-m", "nuitka", "--standalone", "--assume-yes-for-downloads", "--quiet", program)
    return [os.path.join(folder, "probes.dist", "probes.bin")]


def cx_freeze(folder: str) -> list[str]:
    """Return the command of a program that cx_Freeze made."""
    program = application(folder)
    build(folder, "-m", "cx_Freeze", "--script", program, "build", "--build-exe", "frozen", "--silent")
    return [os.path.join(folder, "frozen", "probes")]


def zip_application(folder: str) -> list[str]:
    """Return the command of a zipapp."""
    inside = os.path.join(folder, "inside")
    os.rename(application(inside), os.path.join(inside, "__main__.py"))
    target = os.path.join(folder, "probes.pyz")
    zipapp.create_archive(inside, target, compressed=True)
    shutil.rmtree(inside)
    return [sys.executable, "-I", target]


def lambda_zip(folder: str) -> list[str]:
    """Return the command that does what the runtime of AWS Lambda does with a zip."""
    inside = os.path.join(folder, "inside")
    application(inside)
    with open(os.path.join(inside, "lambda_function.py"), "w", encoding="utf-8") as stream:
        stream.write(_HANDLER)
    target = os.path.join(folder, "function.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, _, names in os.walk(inside):
            for name in sorted(names):
                path = os.path.join(place, name)
                archive.write(path, os.path.relpath(path, inside))
    shutil.rmtree(inside)
    return [sys.executable, "-I", "-c", _RUNTIME, target]


WAYS: dict[str, Callable[[str], list[str]]] = {
    "pyinstaller": pyinstaller,
    "zipapp": zip_application,
    "lambda": lambda_zip,
    "nuitka": nuitka,
    "cx_freeze": cx_freeze,
}


def build(folder: str, *arguments: str) -> None:
    """Run a freezer with this interpreter; what it said is shown if it failed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, text=True, capture_output=True, timeout=5400, check=False
    )
    if done.returncode:
        raise SystemExit(f"{arguments} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def judge(way: str, names: Sequence[str] = tuple(probes.PROBES)) -> int:
    """Carry the probes away, run each; return how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        command = WAYS[way](folder)
        for leftover in ("jamlite", "probes.py", "build"):  # the sources must not be what is found
            path = os.path.join(folder, leftover)
            shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)
        print(f"{way}: made in {time.monotonic() - begun:.0f} s", flush=True)
        empty = os.path.join(folder, "empty")
        os.mkdir(empty)
        for name in names:
            done = subprocess.run(
                [*command, name], cwd=empty, text=True, capture_output=True, timeout=300, check=False
            )
            right = done.returncode == 0 and done.stdout.startswith(f"{name} ok, from ")
            if right and ROOT in done.stdout:
                right = False  # it found the checkout, not what it carries
            if right and os.listdir(empty):
                right = False  # it left files behind
            failed += not right
            print(f"{way}: {name}: {'ok' if right else 'FAILED'}", flush=True)
            if not right:
                print(f"{done.stdout[-1000:]}{done.stderr[-3000:]}", flush=True)
    return failed


def main() -> int:
    """Judge the ways named on the command line."""
    if not sys.argv[1:] or not set(sys.argv[1:]) <= set(WAYS):
        raise SystemExit(f"name ways: {' '.join(WAYS)}")
    failed = sum(judge(way) for way in sys.argv[1:])
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Build wheels and sdist and check what is in them: `python3 -m tests.tools.check_distributions FOLDER`.

Everything is built twice, from two copies of the tree in other folders and with other times, and must be the
same byte for byte. Both wheels are then installed into a virtual environment of their own, where jamlite must
pass the official vectors in an empty folder.
"""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EPOCH = "1577836800"
_RUBBISH = shutil.ignore_patterns("__pycache__", ".mypy_cache", ".ruff_cache", "node_modules", ".venv")


def main() -> int:
    folder = os.path.abspath(sys.argv[1])
    names = build(os.path.join(folder, "first"), mtime=1_000_000_000, umask=0o022)
    again = build(os.path.join(folder, "a longer name", "second"), mtime=1_700_000_000, umask=0o077)
    assert sorted(names) == sorted(again), (names, again)
    for name, data in names.items():
        assert data == again[name], f"{name} is not reproducible"
    built = os.path.join(folder, "first", "dist")
    wheel, vectors, sdist = (
        os.path.join(built, next(name for name in names if re.fullmatch(pattern, name)))
        for pattern in (r"jamlite-.*\.whl", r"jamlite_vectors-.*\.whl", r"jamlite-.*\.tar\.gz")
    )
    files = check_wheel(wheel)
    check_vectors(vectors)
    check_sdist(sdist)
    check_installed(folder, wheel, vectors)
    print(f"{', '.join(sorted(names))}: built twice alike, {files} files in the wheel, installed and proved")
    return 0


def build(place: str, mtime: int, umask: int) -> dict[str, bytes]:
    """Build all distributions from a copy of the tree; return them by name."""
    tree, out = os.path.join(place, "tree"), os.path.join(place, "dist")
    shutil.copytree(ROOT, tree, ignore=_RUBBISH, symlinks=True)
    for current, _, names in os.walk(tree):
        if ".git" not in current.split(os.sep):
            for name in names:
                os.utime(os.path.join(current, name), (mtime, mtime))
    before = os.umask(umask)
    try:
        for arguments in ([tree], ["--wheel", os.path.join(tree, "vectors")]):
            subprocess.run(
                [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, *arguments],
                check=True,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
            )
    finally:
        os.umask(before)
    found = {}
    for name in os.listdir(out):
        with open(os.path.join(out, name), "rb") as stream:
            found[name] = stream.read()
    assert len(found) == 3, found.keys()
    return found


def check_wheel(wheel: str) -> int:
    """Check the wheel of jamlite; return how many files it has."""
    assert wheel.endswith("-py3-none-any.whl"), wheel
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()
        (metadata,) = (name for name in inside if name.endswith(".dist-info/METADATA"))
        message = email.message_from_bytes(archive.read(metadata))
    tops = {name.split("/")[0] for name in inside}
    assert tops == {"jamlite", metadata.split("/")[0]}, tops
    wanted = ["LICENSE", "SECURITY.md", "CHANGES.md", "py.typed"]
    if os.path.exists(os.path.join(ROOT, ".git")):
        wanted.append("COMMIT")
    for name in wanted:
        assert f"jamlite/{name}" in inside, name
    assert message.get_all("Requires-Dist") is None or all(
        "extra ==" in requirement for requirement in message.get_all("Requires-Dist", [])
    )
    assert message.get_all("Project-URL"), "the project has no URLs"
    readme = str(message.get_payload())
    assert readme.startswith("# jamlite"), readme[:80]
    dead = re.findall(r"\]\((?!https?:|mailto:|#)[^)]*\)", readme)
    assert not dead, f"links to files that a package index does not have: {dead}"
    return len(inside)


def check_vectors(wheel: str) -> None:
    """Check that the wheel of vectors holds all of them, their schema and origins, and no code."""
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith("jamlite_vectors/")}
    here = {"schema.json", "README.md", "LICENSE"}
    for current, _, names in os.walk(os.path.join(ROOT, "vectors")):
        room = os.path.relpath(current, os.path.join(ROOT, "vectors"))
        here |= {f"{room}/{name}" for name in names if name.endswith(".json") and room != "."}
    differ = inside ^ {f"jamlite_vectors/{name}" for name in here}
    assert not differ, sorted(differ)


def check_sdist(sdist: str) -> None:
    """Check that the sdist has what the tests and both wheels are made of."""
    with tarfile.open(sdist) as archive:
        source = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for start in (
        *("jamlite/__init__.py", "tests/test_vectors.py", "tests/tools/build_hooks.py", "README.md"),
        *("vectors/README.md", "vectors/schema.json", "vectors/pyproject.toml", "pyproject.toml"),
    ):
        assert start in source, start


def check_installed(folder: str, *wheels: str) -> None:
    """Install the wheels into a fresh virtual environment and use the command there."""
    place, empty = os.path.join(folder, "venv"), os.path.join(folder, "empty")
    os.makedirs(empty)
    venv.create(place, with_pip=True)
    scripts = os.path.join(place, "Scripts" if os.name == "nt" else "bin")
    pip = [os.path.join(scripts, "python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-index", *wheels], check=True)
    for arguments in (["--version"], ["version", "--json"], ["selftest"], ["conformance"]):
        done = subprocess.run(
            [os.path.join(scripts, "jamlite"), *arguments],
            check=False,
            cwd=empty,
            text=True,
            capture_output=True,
        )
        assert done.returncode == 0, f"jamlite {arguments}: {done.stdout[-500:]}{done.stderr[-500:]}"
        print(f"jamlite {' '.join(arguments)}: {done.stdout.strip().splitlines()[-1]}")
    assert os.listdir(empty) == []


if __name__ == "__main__":
    sys.exit(main())

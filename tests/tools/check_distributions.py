"""Build wheel and sdist and check what is in them: `python3 -m tests.tools.check_distributions FOLDER`."""

from __future__ import annotations

import glob
import os
import subprocess
import sys
import tarfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main() -> int:
    folder = sys.argv[1]
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True, stdout=subprocess.DEVNULL
    )
    (wheel,) = glob.glob(os.path.join(folder, "*.whl"))
    (sdist,) = glob.glob(os.path.join(folder, "*.tar.gz"))
    assert wheel.endswith("-py3-none-any.whl"), wheel
    inside = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in inside}
    assert tops == {"jamlite", next(top for top in tops if top.endswith(".dist-info"))}, tops
    for name in ("LICENSE", "SECURITY.md", "CHANGES.md", "py.typed"):
        assert f"jamlite/{name}" in inside, name
    with tarfile.open(sdist) as archive:
        source = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for start in (
        "jamlite/__init__.py",
        "tests/test_vectors.py",
        "vectors/README.md",
        "README.md",
        "pyproject.toml",
    ):
        assert start in source, start
    target = os.path.join(folder, "installed")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
            "--target",
            target,
            wheel,
        ],
        check=True,
    )
    command = os.path.join(target, "bin", "jamlite")
    environment = {**os.environ, "PYTHONPATH": target}
    for arguments in (["--version"], ["selftest"]):
        subprocess.run(
            [sys.executable, command, *arguments],
            check=True,
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
    print(f"{os.path.basename(wheel)}: {len(inside)} files; {os.path.basename(sdist)}: {len(source)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())

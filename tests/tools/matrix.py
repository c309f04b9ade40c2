"""The matrix: every implementation that comes with a subject, judged by the vectors of this repository.

    python3 -m tests.tools.matrix install FOLDER      packages of Python and Node, programs of Go, C and C++
    python3 -m tests.tools.matrix run FOLDER          judge all that is there; reports land in FOLDER/reports
    python3 -m tests.tools.matrix run FOLDER --write  and write the table into vectors/README.md

What Debian packages is installed beforehand: `python3 -m tests.tools.matrix packages` prints the names.
The table says how many cases each version agrees with; single deviations stay in the reports.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from typing import NamedTuple, Optional

from jamlite.conformance import judge, judged, report, verdicts
from jamlite.conformance.report_html import page
from jamlite.conformance.vectors import VectorFile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SUBJECTS = os.path.join(ROOT, "tests", "subjects")
README = os.path.join(ROOT, "vectors", "README.md")
BEGIN, END = "<!-- matrix: begin -->", "<!-- matrix: end -->"
GO_PATH = "/usr/share/gocode"


class Subject(NamedTuple):
    """One implementation: how it is run, and what it needs."""

    name: str
    kind: str  # inside, python, node, go, c, cpp, script
    file: str
    needs: str  # package of pip or npm, packages of Debian
    program: str = ""  # of kind script: what runs the file


ALL = (
    Subject("jamlite", "inside", "tests.subjects.jamlite_subject", ""),
    Subject("jamlite.plain", "inside", "tests.subjects.plain_subject", ""),
    Subject("PyJWT", "python", "pyjwt_subject.py", "PyJWT[crypto]"),
    Subject("joserfc", "python", "joserfc_subject.py", "joserfc"),
    Subject("jwcrypto", "python", "jwcrypto_subject.py", "jwcrypto"),
    Subject("Authlib", "python", "authlib_subject.py", "Authlib"),
    Subject("python-jose", "python", "python_jose_subject.py", "python-jose[cryptography]"),
    Subject("jamlib", "python", "jamlib_subject.py", "jamlib>=4"),
    Subject("pyseto", "python", "pyseto_subject.py", "pyseto"),
    Subject("pyotp", "python", "pyotp_subject.py", "pyotp"),
    Subject("jose", "node", "jose_subject.mjs", "jose"),
    Subject("jsonwebtoken", "node", "jsonwebtoken_subject.mjs", "jsonwebtoken"),
    Subject("otplib", "node", "otplib_subject.mjs", "otplib@13"),
    Subject("paseto", "node", "paseto_subject.mjs", "paseto@4"),
    Subject("go-jose", "go", "go_jose.go", "golang-go golang-gopkg-square-go-jose.v2-dev"),
    Subject("golang-jwt", "go", "golang_jwt.go", "golang-go golang-github-golang-jwt-jwt-dev"),
    Subject("ruby-jwt", "script", "ruby_jwt_subject.rb", "ruby ruby-jwt", "ruby"),
    Subject("json-jwt", "script", "ruby_json_jwt_subject.rb", "ruby ruby-json-jwt", "ruby"),
    Subject("Crypt::JWT", "script", "crypt_jwt_subject.pl", "perl libcrypt-jwt-perl", "perl"),
    Subject(
        "latchset jose", "c", "latchset_jose_subject.c", "gcc libc6-dev pkg-config libjose-dev libjansson-dev"
    ),
    Subject("cpp-jwt", "cpp", "cpp_jwt_subject.cpp", "g++ libcpp-jwt-dev"),
    Subject("christianriesen/otp", "script", "php_otp_subject.php", "php-cli php-christianriesen-otp", "php"),
    Subject(
        "erlang-jose",
        "script",
        "erlang_jose_subject.escript",
        "erlang-base erlang-jose erlang-jiffy",
        "escript",
    ),
)


def packages() -> list[str]:
    """Return what Debian's apt-get is to install."""
    named = " ".join(one.needs for one in ALL if one.kind in ("go", "c", "cpp", "script"))
    return sorted({*named.split(), "jose", "jq"})  # these two are for the example in shell


# --- installing -----------------------------------------------------------------------------------


def install(folder: str) -> None:
    """Install what pip and npm have, and build the programs; what cannot be had is told and left out."""
    os.makedirs(folder, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for said in pool.map(lambda one: _install(one, folder), ALL):
            print(said, flush=True)
    names = [one.needs for one in ALL if one.kind == "node"]
    print(_run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *names], "npm"))


def _install(one: Subject, folder: str) -> str:
    place = os.path.join(folder, one.name.replace("::", "-").replace(" ", "-"))
    if one.kind == "python":
        venv.create(place, with_pip=True)
        pip = [os.path.join(place, "bin", "python"), "-m", "pip", "install", "--quiet", one.needs]
        return _run([*pip, "--disable-pip-version-check"], one.name)
    if one.kind == "go":
        source = os.path.join(folder, "go", "src", one.file[:-3])
        os.makedirs(source, exist_ok=True)
        for name in ("common.go", one.file):
            shutil.copy(os.path.join(SUBJECTS, "go", name), source)
        with open(os.path.join(source, "go.mod"), "w", encoding="utf-8") as stream:
            stream.write("module subject\n")
        path = f"{os.path.abspath(os.path.join(folder, 'go'))}:{GO_PATH}"
        more = {"GO111MODULE": "off", "GOPATH": path, "GOPROXY": "off", "GOFLAGS": ""}
        return _run(["go", "build", "-o", os.path.abspath(place), "."], one.name, cwd=source, more=more)
    if one.kind == "c":
        flags = "$(pkg-config --cflags --libs jose jansson)"
        line = f"gcc -O1 {os.path.join(SUBJECTS, one.file)} -o {place} {flags}"
        return _run(["sh", "-c", line], one.name)
    if one.kind == "cpp":
        line = [
            "g++",
            "-O0",
            os.path.join(SUBJECTS, one.file),
            "-o",
            place,
            "-lcrypto",
        ]  # -O1 takes twice as long
        return _run(line, one.name)
    return f"{one.name}: nothing to install"


def _run(
    command: list[str], name: str, cwd: Optional[str] = None, more: Optional[dict[str, str]] = None
) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **(more or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{name}: NOT installed: {error}"
    return f"{name}: installed" if done.returncode == 0 else f"{name}: NOT installed: {done.stdout[-300:]}"


# --- judging --------------------------------------------------------------------------------------


def command(one: Subject, folder: str) -> Optional[str]:
    """Return the command of a subject, None if it is not there."""
    place = os.path.abspath(os.path.join(folder, one.name.replace("::", "-").replace(" ", "-")))
    file = os.path.join(SUBJECTS, one.file)
    if one.kind == "inside":
        return f"py:{one.file}"
    if one.kind == "python":
        python = os.path.join(place, "bin", "python")
        return f"{python} {file}" if os.path.exists(python) else None
    if one.kind == "node":
        there = os.path.isdir(os.path.join(folder, "node_modules", one.needs.split("@")[0]))
        return f"node {file}" if there and shutil.which("node") else None
    if one.kind == "script":
        return f"{one.program} {file}" if shutil.which(one.program) else None
    return place if os.path.exists(place) else None


def judge_one(line: str, files: list[VectorFile]) -> judged.Judged:
    """Judge one subject and return what was found; a subject that cannot be judged has a fault."""
    found = judged.Judged({"name": line}, line)
    try:
        judging = judge.Judge(line)
    except judge.SubjectError as error:
        found.faults.append(error.message)
        return found
    try:
        found.subject = judging.hello.as_dict()
        judging.run(files, found)
    finally:
        judging.stop()
    return found


def silent_families(found: judged.Judged) -> list[str]:
    """Return the families that a subject says it offers, and of which it accepts no valid case.

    A missing extension looks like a refusal; so do our own mistakes in a subject.
    """
    offered: dict[str, bool] = {}
    for one in found.found:
        if one.verdict != verdicts.UNSUPPORTED and one.case.result == "valid":
            offered[one.family] = offered.get(one.family, False) or one.verdict == verdicts.PASS
    return [family for family, accepts in offered.items() if not accepts]


def read_files() -> list[VectorFile]:
    """Return the vectors without the slow cases."""
    faults: list[str] = []
    files = report.read_all(os.path.join(ROOT, "vectors"), faults)
    for file in files:
        file.cases = [case for case in file.cases if not case.slow]
    if faults:
        raise SystemExit("\n".join(faults))
    return files


def run(folder: str, write: bool, names: list[str], every: bool = False) -> int:
    """Judge every subject that is there, two at a time; return 1 if one cannot be judged.

    With `every` a subject that is not there counts as one that cannot be judged.
    """
    os.environ["JAMLITE_NODE_MODULES"] = os.path.abspath(os.path.join(folder, "node_modules"))
    os.chdir(ROOT)
    files, reports = read_files(), os.path.join(folder, "reports")
    os.makedirs(reports, exist_ok=True)
    chosen = [one for one in ALL if not names or one.name in names]
    lines = {one.name: line for one in chosen if (line := command(one, folder)) is not None}
    absent = [f"{one.name}: not there" for one in chosen if one.name not in lines]
    print("\n".join(absent))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda line: judge_one(line, files), lines.values()))
    digest = judged.digest_of(os.path.join(ROOT, "vectors"))
    for found in runs:
        found.digest = digest
        name = re.sub(r"[^A-Za-z0-9.]+", "-", str(found.subject["name"]))[:60]
        with open(os.path.join(reports, f"{name}.json"), "w", encoding="utf-8") as stream:
            json.dump(found.as_dict(), stream, indent=1)
    with open(os.path.join(reports, "matrix.html"), "w", encoding="utf-8") as stream:
        stream.write(page(runs))
    print(table(runs))
    if write:
        _write(runs)
    unusable = [f"{found.title}: {fault}" for found in runs for fault in found.faults]
    unusable += [
        f"{found.title}: accepts nothing of {name}" for found in runs for name in silent_families(found)
    ]
    unusable += absent if every else []
    print("\n".join(unusable) or f"{len(runs)} subjects judged", file=sys.stderr)
    return 1 if unusable or not runs else 0


def table(runs: list[judged.Judged]) -> str:
    """Return the matrix as Markdown."""
    lines = [
        "| implementation | version | language | families | cases run | agreed |",
        "|---|---|---|---|---:|---:|",
    ]
    for found in runs:
        families = list(dict.fromkeys(o.family for o in found.found if o.verdict != verdicts.UNSUPPORTED))
        shown = ", ".join(families) if len(families) <= 6 else f"{len(families)} of them"
        share = f"{100 * found.counts[verdicts.PASS] / found.judged:.1f} %" if found.judged else "-"
        who = found.subject
        lines.append(
            f"| {who['name']} | {who.get('version', '')} | {who.get('language', '')} | {shown} "
            f"| {found.judged} | {share} |"
        )
    return "\n".join(lines)


def _write(runs: list[judged.Judged]) -> None:
    with open(README, encoding="utf-8") as stream:
        text = stream.read()
    new = f"{BEGIN}\n{table(runs)}\n{END}"
    text = re.sub(f"{BEGIN}.*{END}", lambda _: new, text, flags=re.DOTALL)
    with open(README, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("packages", "install", "run"))
    parser.add_argument("folder", nargs="?", default="")
    parser.add_argument("--write", action="store_true", help="write the table into vectors/README.md")
    parser.add_argument("--all", action="store_true", help="a subject that is not there is a failure")
    parser.add_argument("--subject", action="append", default=[], help="only this one; may be repeated")
    options = parser.parse_args()
    if options.what == "packages":
        print(" ".join(packages()))
        return 0
    if not options.folder:
        parser.error("name a folder")
    if options.what == "install":
        install(options.folder)
        return 0
    return run(options.folder, options.write, options.subject, options.all)


if __name__ == "__main__":
    sys.exit(main())

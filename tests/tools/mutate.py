"""Change the code in 300 small ways, one at a time, and see whether a test fails.

    python3 -m tests.tools.mutate RESULTS.jsonl [--jobs 2]

The sample is fixed: 60 mutants of each of crypto, jose, oauth2, sessions and stores, see `mutants.sample`. A
map of which test runs which line is made first. Of a mutant only the tests that run its lines are run, those
of its own package first, until one fails; all in copies of the tree, in child processes that are ended when
they take too long. If none fails, the other tests of its package have a try.

RESULTS.jsonl gets a line for each mutant and RESULTS.jsonl.map the map; a run that was interrupted goes on
where it stopped. `--again` judges those anew that survived, with a new map. The score is killed / (run -
equivalents): mutants that no test can tell from the original stand with their reason in `equivalents.json`
beside this file. It must be 97 in 100 or more; the exit code tells. Python 3.12 or newer takes half an hour,
older ones longer. Where redis-py, cryptography or redis-server is absent, mutants of what speaks to Redis
survive. It is run before a release, and is no part of `.ci/run`.
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional

from tests.tools.mutants import Mutant, sample

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EQUIVALENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "equivalents.json")
GOAL = 0.97
KILLED, SURVIVED = 10, 11
LEFT_OUT = {"slow", "tools", "doubles", "typing"}
WITH_OTHERS = "redis"  # in the name of a module of tests/interop: it is run, too
# What these tests do in processes of their own, no mutant of a library would make them fail sooner.
UNSUITED = ("tests.test_readme", "tests.vendor.", "tests.test_vendored", "tests.test_import_time")

Tests = dict[str, dict[str, Any]]  # by id: module, seconds, and lines by file


class Copy:
    """A copy of the tree, in which files are changed."""

    def __init__(self) -> None:
        self.root = tempfile.mkdtemp(prefix="jamlite-mutate-")
        for name in os.listdir(ROOT):
            source, target = os.path.join(ROOT, name), os.path.join(self.root, name)
            if name.startswith("."):
                continue
            if os.path.isdir(source):
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)

    def run(self, *arguments: str, given: str = "", seconds: float) -> tuple[Optional[int], str]:
        """Run the child; return its exit code, None if it took too long, and its standard output."""
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.tools.mutate_child", *arguments],
            cwd=self.root,
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            out, _ = child.communicate(given, timeout=seconds)
            return child.returncode, out
        except subprocess.TimeoutExpired:
            return None, ""
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # with whatever it has begun itself
            child.communicate()

    def write(self, path: str, content: bytes) -> None:
        """Write a file, and remove what was compiled of it."""
        full = os.path.join(self.root, path)
        with open(full, "wb") as stream:
            stream.write(content)
        folder, name = os.path.split(full)
        for compiled in glob.glob(os.path.join(folder, "__pycache__", name[:-2] + "*")):
            os.remove(compiled)

    def close(self) -> None:
        """Remove the copy."""
        shutil.rmtree(self.root, ignore_errors=True)


def modules() -> list[str]:
    """Return the modules of the plain suite, and those that need Redis."""
    found = []
    for folder, folders, names in os.walk(os.path.join(ROOT, "tests")):
        folders[:] = sorted(set(folders) - LEFT_OUT - {"__pycache__"})
        for name in sorted(names):
            module = os.path.relpath(os.path.join(folder, name), ROOT)[:-3].replace(os.sep, ".")
            if os.path.basename(folder) == "interop" and WITH_OTHERS not in name:
                continue
            if name.startswith("test_") and name.endswith(".py") and not module.startswith(UNSUITED):
                found.append(module)
    return found


def make_map(copies: list[Copy], path: str) -> Tests:
    """Return what each test runs, from `path` if it is there."""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as stream:
            known: Tests = json.load(stream)
            return known

    def one(copy: Copy, module: str) -> Tests:
        _, out = copy.run("map", module, seconds=900)
        try:
            tests: Tests = json.loads(out)
        except ValueError:
            print(f"no map of {module}", file=sys.stderr)
            return {}
        return {name: {**test, "module": module} for name, test in tests.items() if test["passes"]}

    tests: Tests = {}
    for found in spread(copies, one, modules()):
        tests.update(found)
    with open(path + ".part", "w", encoding="utf-8") as stream:
        json.dump(tests, stream)
    os.replace(path + ".part", path)
    return tests


def spread(copies: list[Copy], work: Any, things: list[Any]) -> Any:
    """Yield `work(copy, thing)` of all things, each copy used by one of them at a time."""
    free = list(copies)

    def one(thing: Any) -> Any:
        copy = free.pop()
        try:
            return work(copy, thing)
        finally:
            free.append(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from pool.map(one, things)


def covering(mutant: Mutant, tests: Tests) -> list[str]:
    """Return the tests that run the changed lines: those of the package first, and the quick ones first."""
    first, last = mutant.lines
    if mutant.defined:  # run once, when the module is loaded: whoever runs the function, or the file
        first, last = mutant.function or (1, 1 << 30)
    found = [
        name
        for name, test in tests.items()
        if any(first <= line <= last for line in test["lines"].get(mutant.path, ()))
    ]
    return ordered(mutant, tests, found)


def ordered(mutant: Mutant, tests: Tests, names: list[str]) -> list[str]:
    """Return tests in the order in which they are run; those of one class stay together."""
    seconds: dict[str, float] = {}
    for name in names:
        group = name.rpartition(".")[0]
        seconds[group] = seconds.get(group, 0) + tests[name]["seconds"]

    def rank(name: str) -> tuple[bool, float, str, float]:
        group = name.rpartition(".")[0]
        return not is_own(mutant, tests[name]["module"]), seconds[group], group, tests[name]["seconds"]

    return sorted(names, key=rank)


def is_own(mutant: Mutant, module: str) -> bool:
    """Tell whether a module of tests is about the package of the mutant."""
    return module.split(".")[1] == mutant.path.split(os.sep)[1]


def judge(copy: Copy, mutant: Mutant, tests: Tests) -> dict[str, Any]:
    """Return the verdict on one mutant: killed by a test, crashed (it does not load), timeout, survived."""
    begun = time.perf_counter()
    covered = covering(mutant, tests)
    others = [name for name in tests if is_own(mutant, tests[name]["module"]) and name not in set(covered)]
    with open(os.path.join(ROOT, mutant.path), "rb") as stream:
        source = stream.read()
    copy.write(mutant.path, mutant.apply(source))
    verdict, by = "survived", ""
    try:
        for names in (covered, ordered(mutant, tests, others)):
            if not names:
                continue
            expected = sum(tests[name]["seconds"] for name in names)
            given = json.dumps({name: tests[name]["seconds"] for name in names})
            code, by = copy.run("judge", given=given, seconds=120 + 8 * expected)
            if code != SURVIVED:
                late = code is None or code == -signal.SIGPROF
                verdict = "killed" if code == KILLED else "timeout" if late else "crashed"
                break
    finally:
        copy.write(mutant.path, source)
    spent = round(time.perf_counter() - begun, 1)
    return {"mutant": mutant.name, "verdict": verdict, "by": by, "tests": len(covered), "seconds": spent}


def known_results(path: str) -> dict[str, dict[str, Any]]:
    """Return the verdicts that stand in the file; the last one of each mutant counts."""
    try:
        with open(path, encoding="utf-8") as stream:
            lines = stream.read().splitlines()
    except FileNotFoundError:
        return {}
    found = {}
    for line in lines:
        try:
            result = json.loads(line)
        except ValueError:  # the line that was being written
            continue
        found[result["mutant"]] = result
    return found


def score(mutants: list[Mutant], results: dict[str, dict[str, Any]]) -> bool:
    """Print the survivors and the score; return whether it is good enough."""
    with open(EQUIVALENTS, encoding="utf-8") as stream:
        equivalents: dict[str, str] = json.load(stream)
    run = [results[mutant.name] for mutant in mutants if mutant.name in results]
    counted = [result for result in run if result["mutant"] not in equivalents]
    survivors = [result["mutant"] for result in counted if result["verdict"] == "survived"]
    for name in survivors:
        print(f"survived: {name}")
    for name in sorted(equivalents):
        if results.get(name, {}).get("verdict", "survived") != "survived":
            print(f"killed, and listed as an equivalent: {name}")
    killed = len(counted) - len(survivors)
    share = killed / max(1, len(counted))
    print(
        f"{len(run)} of {len(mutants)} mutants run, {len(run) - len(counted)} equivalents, {killed} killed: "
        f"{killed} / {len(counted)} = {100 * share:.1f} %"
    )
    return len(run) == len(mutants) and share >= GOAL


def main() -> int:
    """Run what is left of the sample, and say the score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", help="the file of verdicts, written and continued")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=1)
    parser.add_argument("--again", action="store_true", help="judge those anew that survived")
    given = parser.parse_args()
    mutants = sample(ROOT)
    results = known_results(given.results)
    if given.again:
        results = {name: result for name, result in results.items() if result["verdict"] != "survived"}
        if os.path.exists(f"{given.results}.map"):
            os.remove(f"{given.results}.map")
    left = [mutant for mutant in mutants if mutant.name not in results]
    copies = [Copy() for _ in range(given.jobs)]
    try:
        tests = make_map(copies, f"{given.results}.map") if left else {}
        with open(given.results, "a", encoding="utf-8") as stream:
            for result in spread(copies, lambda copy, mutant: judge(copy, mutant, tests), left):
                stream.write(json.dumps(result) + "\n")
                stream.flush()
                results[result["mutant"]] = result
                print(f"{result['verdict']:8} {result['seconds']:6} s  {result['mutant']}", flush=True)
    finally:
        for copy in copies:
            copy.close()
    return 0 if score(mutants, results) else 1


if __name__ == "__main__":
    raise SystemExit(main())

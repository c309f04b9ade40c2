"""The subjects that come with the repository, as far as the programs they need are there.

`.ci/run` runs all of them (`python3 -m tests.tools.matrix`); here are the two examples of vectors/README.md.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unittest

from jamlite.conformance import judge, judged, report
from tests.support import ROOT, absent
from tests.tools import matrix

with open(os.path.join(ROOT, "vectors", "README.md"), encoding="utf-8") as stream:
    README = stream.read()


def example(language: str) -> str:
    """Return the one example in a language."""
    (text,) = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(text)


class Examples(unittest.TestCase):
    def need(self, *programs: str) -> None:
        for program in programs:
            if shutil.which(program) is None:
                raise absent(program)

    def judge(self, command: str) -> judged.Judged:
        """Return what the cases of RFC 7515 find in an example."""
        files = report.read_all(os.path.join(ROOT, "vectors"), [], "jws.rfc7515")
        judging = judge.Judge(command)
        found = judged.Judged(judging.hello.as_dict())
        try:
            judging.run(files, found)
        finally:
            judging.stop()
        deviations = [f"{one.key}: {one.verdict}: {one.came}" for one in found.found if one.deviates]
        self.assertEqual(deviations, [])
        return found

    def test_shell(self) -> None:
        self.need("jose", "jq")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "subject.sh")
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(example("sh"))
            self.assertGreaterEqual(self.judge(f"sh {path}").judged, 8)

    def test_go(self) -> None:
        self.need("go")
        if not os.path.isdir(os.path.join(matrix.GO_PATH, "src", "gopkg.in", "square")):
            raise absent("Debian's library of go-jose")
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "src", "subject")
            os.makedirs(source)
            for name, text in (("go.mod", "module subject\n"), ("subject.go", example("go"))):
                with open(os.path.join(source, name), "w", encoding="utf-8") as stream:
                    stream.write(text)
            path = f"{folder}:{matrix.GO_PATH}"
            more = {"GO111MODULE": "off", "GOPATH": path, "GOPROXY": "off", "GOFLAGS": ""}
            program = os.path.join(folder, "program")
            command = [shutil.which("go") or "go", "build", "-o", program, "."]
            subprocess.run(command, cwd=source, env={**os.environ, **more}, check=True, timeout=300)
            self.assertGreaterEqual(self.judge(program).judged, 5)


if __name__ == "__main__":
    unittest.main()

"""Run a command as the shell would, in an empty folder of its own."""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import tempfile
import unittest
from unittest import mock

from jamlite import cli

UMASK = os.umask(0)
os.umask(UMASK)


def without_note(err: str) -> str:
    """Return standard error without the one line that a text file was read as a secret."""
    return re.sub(r"\A[^\n]*: read as a secret of \d+ bytes\n", "", err)


class InFolder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)

    def run_line(self, line: str, stdin: bytes = b"") -> tuple[int, bytes, str]:
        """Return exit code, standard output and standard error of a line, split at spaces."""
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        source = io.TextIOWrapper(io.BytesIO(stdin))
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch("sys.stdin", source),
        ):
            try:
                code = cli.main(line.split())
            except SystemExit as error:
                code = int(error.code or 0)
        out.flush()
        return code, out.buffer.getvalue(), err.getvalue()

    def ok(self, line: str, stdin: bytes = b"") -> bytes:
        """Return what a line prints that must succeed."""
        code, out, err = self.run_line(line, stdin)
        self.assertEqual((code, without_note(err)), (0, ""), line)
        return out

    def refused(self, line: str, stdin: bytes = b"", code: int = 2) -> str:
        """Return the complaint about a line, which prints nothing else."""
        found, out, err = self.run_line(line, stdin)
        self.assertEqual((found, out), (code, b""), line)
        err = without_note(err)
        self.assertTrue(err, line)
        return err

    def write(self, name: str, data: bytes) -> str:
        with open(name, "wb") as stream:
            stream.write(data)
        return name

    def read(self, name: str) -> bytes:
        with open(name, "rb") as stream:
            return stream.read()

    def assert_private(self, *names: str) -> None:
        for name in names:
            self.assertEqual(stat.S_IMODE(os.stat(name).st_mode), 0o600, name)

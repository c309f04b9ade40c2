"""As on Windows, as far as it can be shown elsewhere: an interpreter without what Windows lacks.

A child process takes the names away that `os` has not there, puts a `msvcrt` in the place of `fcntl`, refuses
to replace, rename or remove a file that is open, and then uses stores, keychain, command line and vendor.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest

from tests.support import ROOT

_PRELUDE = """
import sys, os, errno, shutil, subprocess, tempfile, contextlib, io, json, time, threading, getpass, pathlib
import ssl, http.server, zipfile, sqlite3, urllib.request, argparse, logging, ast
import fcntl

def windows():
    held = {}

    class msvcrt:
        LK_NBLCK, LK_UNLCK = 2, 0

        @staticmethod
        def locking(descriptor, mode, count):
            status = os.fstat(descriptor)
            place = (status.st_ino, os.lseek(descriptor, 0, os.SEEK_CUR))
            if mode == msvcrt.LK_UNLCK:
                held.pop(place)
            elif place in held:
                raise OSError(errno.EACCES, "Permission denied")
            else:
                held[place] = descriptor

    def open_files():
        found = set()
        for name in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError):
                found.add(os.readlink(f"/proc/self/fd/{name}"))
        return found

    def refusing(job):
        def wrapped(*paths, **named):
            for path in paths:
                if os.path.realpath(path) in open_files():
                    raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))
            return job(*paths, **named)
        return wrapped

    def gmtime(seconds=None, job=time.gmtime):
        if seconds is not None and not 0 <= seconds < 32536850400:
            raise OSError(errno.EINVAL, "Invalid argument")
        return job(seconds)

    time.gmtime = gmtime
    shutil._use_fd_functions = False  # chosen when it was imported
    shutil._rmtree_impl = shutil._rmtree_unsafe  # where Python 3.14 keeps the choice
    for name in ("replace", "rename", "unlink", "remove"):
        setattr(os, name, refusing(getattr(os, name)))
    for name in (
        "O_NOFOLLOW O_CLOEXEC O_DIRECTORY O_NONBLOCK fchmod fchown chown pread pwrite posix_fadvise geteuid "
        "getuid register_at_fork fork killpg getpgid mkfifo"
    ).split():
        if hasattr(os, name):
            delattr(os, name)
    os.O_BINARY = 0
    os.name = "nt"
    sys.modules["fcntl"] = None
    sys.modules["pwd"] = None
    sys.modules["msvcrt"] = msvcrt
    return held

held = windows()
folder = sys.argv[1]
"""
_STORES = """
from jamlite.stores import JsonLinesStore, SQLiteStore
from jamlite.stores import journal_file
from jamlite.sessions import create_instance
from jamlite.exceptions import JamError

journal_file.SPARE_LINES = 20
path = os.path.join(folder, "store.json")
first, second = JsonLinesStore(path), JsonLinesStore(path)
for number in range(100):  # another store has the file open: it is not replaced, and both go on
    (first if number % 3 else second).put(f"k{number % 7}", str(number))
    assert second.get(f"k{number % 7}").value == str(number), number
    assert first.get(f"k{number % 7}").value == str(number), number
second.close()
for number in range(900):
    first.put("k", str(number))
with open(path, "rb") as stream:
    assert stream.read().count(b"\\n") < 900, "it was never replaced"
first.close()
assert JsonLinesStore(path).get("k").value == "899"
assert not held, held
for kind, place in (
    ("json", {"json_path": os.path.join(folder, "sessions.json")}),
    ("sqlite", {"path": os.path.join(folder, "sessions.sqlite")}),
):
    store = create_instance(kind, **place)
    session = store.create("alice", {"n": 1})
    assert store.get(store.rework(session)) == {"n": 1}
    store.close()
    os.remove(place.popitem()[1])  # nothing keeps it open
print("done")
"""
_KEYCHAIN = """
from jamlite.keychain.file_storage import FileStorage
from jamlite.exceptions import JamError

path = os.path.join(folder, "keys")
chain = FileStorage(path, "ES256")
old = chain.rotate()
new = chain.rotate()
other = FileStorage(path)
assert other.signing_key().kid == new.id != old.id
chain.revoke(old.id)
assert other.verifying_key(old.id) is None
file = os.path.join(path, new.id + ".json")
os.rename(file, os.path.join(folder, "elsewhere"))
os.symlink(os.path.join(folder, "elsewhere"), file)
try:
    FileStorage(path, "ES256").signing_key()
except JamError as error:
    assert "is a link" in str(error), error
else:
    raise SystemExit("a link was followed")
from jamlite.keychain import records
assert records.moment(253402300799).year == 9999
assert not held, held
print("done")
"""
_COMMANDS = """
from jamlite.cli import main

def run(*arguments):
    out = io.TextIOWrapper(io.BytesIO(), "cp1252", newline="\\r\\n")
    with contextlib.redirect_stdout(out):
        code = main(list(arguments))
    out.seek(0)
    return code, out.read()

os.chdir(folder)
code, said = run("version")
assert code == 0 and "jamlite" in said
key = os.path.join(folder, "key.pem")
for force in ([], ["--force"]):
    assert run("keys", "ec", "-o", key, "--public-out", key + ".pub", *force)[0] == 0
with open(key, "rb") as stream:
    assert b"\\r" not in stream.read()
code, token = run("jwt", "encode", "--key-file", key, "--alg", "ES256", "--sub", "alice")
assert code == 0, token
assert run("jwt", "decode", token.strip(), "--key-file", key + ".pub")[0] == 0
code, said = run("inspect", "eyJhbGciOiJub25lIn0.eyJleHAiOjk5OTk5OTk5OTk5LCJzdWIiOiLQlsO2In0.")
assert code == 0 and "u0416" in said, said  # what the code page lacks is escaped
assert run("explain", "eyJhbGciOiJub25lIn0.eyJleHAiOi0xLCJuYmYiOjk5OTk5OTk5OTk5fQ.")[0] in (0, 1)

class Pipe(io.TextIOWrapper):
    def flush(self):
        raise OSError(errno.EINVAL, "Invalid argument")  # a pipe whose reader went away

with contextlib.redirect_stdout(Pipe(io.BytesIO())):
    assert main(["version"]) == 0
place = os.path.join(folder, "app", "tokens")
assert run("vendor", place, "--for", "totp", "--no-selftest")[0] == 0
assert run("vendor", "update", place, "--no-selftest")[0] == 0
assert run("vendor", "check", place)[0] == 0
one = os.path.join(folder, "app", "one.py")
assert run("vendor", one, "--single-file", "--for", "totp", "--no-selftest")[0] == 0
assert run("vendor", "update", one, "--no-selftest")[0] == 0
from jamlite.cli.otp_command import _obeys_colours
from jamlite.cli.page_server import PageServer
assert not PageServer.allow_reuse_address
for name in ("WT_SESSION", "ANSICON", "TERM"):
    os.environ.pop(name, None)
assert not _obeys_colours()
os.environ["WT_SESSION"] = "1"
assert _obeys_colours()
print("done")
"""


@unittest.skipUnless(os.path.isdir("/proc/self/fd"), "open files are found in /proc")
class Windows(unittest.TestCase):
    def check(self, program: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable,
                "-B",
                "-W",
                "error",
                "-c",
                _PRELUDE + program,
                os.path.realpath(folder),
            ]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout[-5:], done.returncode), ("done\n", 0), done.stdout + done.stderr)

    def test_stores_and_sessions(self) -> None:
        self.check(_STORES)

    def test_keychain(self) -> None:
        self.check(_KEYCHAIN)

    def test_commands(self) -> None:
        self.check(_COMMANDS)


if __name__ == "__main__":
    unittest.main()

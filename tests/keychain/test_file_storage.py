"""The keychain in a folder: whose it is, what is damaged, who was killed, who else is at work."""

from __future__ import annotations

import base64
import contextlib
import errno
import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterator
from typing import Any
from unittest import mock

from jamlite.exceptions.keychain import JamKeychainStorageError
from jamlite.keychain import FileStorage, build_keychain, records
from jamlite.stores import files
from tests.keychain.contract import NOW, Contract
from tests.support import ROOT

HAS_MODES = hasattr(os, "geteuid")


class Killed(BaseException):
    """What a process feels when it is killed: nothing after it runs."""


class InFolder(Contract, unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.count = 0
        synced = mock.patch.object(os, "fsync")  # a disk takes its time
        self.fsync = synced.start()
        self.addCleanup(synced.stop)

    def make(self, algorithm: str = "HS256", purpose: Any = None) -> FileStorage:
        self.count += 1
        return FileStorage(os.path.join(self.folder, f"chain{self.count}"), algorithm, purpose)

    def path(self, chain: FileStorage, name: str) -> str:
        return os.path.join(chain.path, name)

    def again(self, chain: FileStorage) -> FileStorage:
        return FileStorage(chain.path)

    # Bad input

    def test_bad_paths(self) -> None:
        for path in (None, "", 1, b"x", "a\0b", "a\ud800"):
            self.refused("missing_path", FileStorage, path, "HS256")
        self.refused("io", FileStorage, os.path.join(self.folder, *"a" * 3000), "HS256")
        file = os.path.join(self.folder, "file")
        with open(file, "w"):
            pass
        self.refused("unsafe_file", FileStorage, file, "HS256")
        self.refused("io", FileStorage, os.path.join(file, "inside"), "HS256")
        self.refused("io", FileStorage, os.path.join(self.folder, "absent"), "HS256", create=False)
        self.refused("io", FileStorage, os.path.join(self.folder, "absent"))
        self.refused("unsupported_algorithm", FileStorage, os.path.join(self.folder, "absent"), "x")
        self.assertEqual(os.listdir(self.folder), ["file"])

    def test_a_link_is_not_followed(self) -> None:
        chain = self.make()
        chain.rotate("a")
        link = os.path.join(self.folder, "link")
        os.symlink(chain.path, link)
        self.refused("unsafe_file", FileStorage, link, "HS256")
        for name in ("a.json", "current.jam"):
            os.rename(self.path(chain, name), self.path(chain, "elsewhere"))
            os.symlink("elsewhere", self.path(chain, name))
            self.refused("unsafe_file", chain.signing_key)
            os.replace(self.path(chain, "elsewhere"), self.path(chain, name))
        self.assertEqual(chain.signing_key().kid, "a")
        os.symlink("elsewhere", self.path(chain, "b.json"))
        self.refused("unsafe_file", chain.rotate, "b")
        self.assertFalse(os.path.exists(self.path(chain, "elsewhere")))

    @unittest.skipUnless(hasattr(os, "mkfifo"), "this platform has no pipes with names")
    def test_a_pipe_does_not_hang(self) -> None:
        chain = self.make()
        os.mkfifo(self.path(chain, "a.json"), 0o600)
        self.refused("unsafe_file", chain.verifying_key, "a")

    @unittest.skipUnless(HAS_MODES, "this platform has no owners and modes")
    def test_what_others_can_read_is_refused(self) -> None:
        chain = self.make()
        chain.rotate("a")
        for name, mode in (("", 0o700), ("a.json", 0o600), ("current.jam", 0o600)):
            path = self.path(chain, name) if name else chain.path
            for bit in (0o040, 0o020, 0o004, 0o002, 0o010):
                os.chmod(path, mode | bit)
                with self.subTest(name=name, bit=oct(bit)):
                    if name:
                        self.refused("permissions", chain.signing_key)
                    self.refused("permissions", lambda: FileStorage(chain.path, "HS256").signing_key())
            os.chmod(path, mode)
        self.assertEqual(chain.signing_key().kid, "a")

    @unittest.skipUnless(HAS_MODES, "this platform has no owners and modes")
    def test_what_belongs_to_somebody_else_is_refused(self) -> None:
        chain = self.make()
        chain.rotate("a")
        with mock.patch.object(os, "geteuid", return_value=os.geteuid() + 1):
            self.refused("ownership", chain.signing_key)
            self.refused("ownership", chain.verifying_key, "a")
            self.refused("ownership", FileStorage, chain.path)

    def test_damaged_files(self) -> None:
        chain = self.make("ES256")
        chain.rotate("a", now=NOW)
        chain.rotate("b", now=NOW)
        path = self.path(chain, "a.json")
        with open(path, "rb") as stream:
            whole = stream.read()
        members = json.loads(whole)
        with open(self.path(chain, "b.json"), "rb") as stream:
            other = json.load(stream)
        damaged = [b"", b"{}", b"[]", b"\xff", whole[:-20], whole.replace(b"ES256", b"none"), b"x" * 70000]
        damaged += [
            json.dumps({**members, **change}).encode()
            for change in (
                {"id": "b"},
                {"id": None},
                {"status": "new"},
                {"status": None},
                {"created_at": 1},
                {"created_at": "yesterday"},
                {"created_at": "2023-11-14T22:13:20"},
                {"fingerprint": None},
                {"material": other["material"]},
                {"material": members["material"][:-8]},
                {"material": "ä"},
                {"material": None},
            )
        ]
        for number, data in enumerate(damaged):
            with open(path, "wb") as stream:
                stream.write(data)
            with self.subTest(number):
                calls = (chain.list, chain.rotate, chain.public_jwks)
                for call in calls:
                    self.assertIsInstance(self.refused("corrupt_key", call), JamKeychainStorageError)
                for of_one in (chain.verifying_key, chain.get, chain.activate, chain.revoke):
                    self.refused("corrupt_key", of_one, "a")
                self.assertEqual(chain.signing_key().kid, "b")  # the others go on
        self.assertEqual(sorted(os.listdir(chain.path)), ["a.json", "b.json", "current.jam", "keychain.lock"])

    def test_a_key_that_cannot_be_one(self) -> None:
        """The file is whole, the key in it is not."""
        chain = self.make("ES256")
        chain.rotate("a")
        with open(self.path(chain, "a.json")) as stream:
            members = json.load(stream)
        material = b"no PEM"
        members["material"] = base64.b64encode(material).decode()
        members["fingerprint"] = records.fingerprint(material)
        with open(self.path(chain, "a.json"), "w") as stream:
            json.dump(members, stream)
        self.refused("unfit_key", chain.signing_key)
        self.refused("unfit_key", chain.verifying_key, "a")

    def test_a_pointer_that_is_lost_or_damaged(self) -> None:
        chain = self.make()
        chain.rotate("a")
        chain.rotate("b")
        pointer = self.path(chain, "current.jam")
        os.unlink(pointer)
        self.refused("no_current", chain.signing_key)
        self.refused("invalid_current", chain.current)
        self.assertEqual(self.statuses(chain), {"a": "retired", "b": "retired"})
        self.assertEqual(chain.verifying_key("b").kid, "b")  # type: ignore[union-attr]
        for content in (b"absent", b"", b"../b", b"\xff", b"x" * 70000):
            with open(os.open(pointer, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                stream.write(content)
            with self.subTest(content[:8]):
                for call in (chain.signing_key, chain.current):
                    with self.assertRaises(JamKeychainStorageError):
                        call()
                self.assertEqual(chain.verifying_key("b").kid, "b")  # type: ignore[union-attr]
        with open(pointer, "w") as stream:
            stream.write("absent")
        chain.activate("b")
        self.assertEqual((chain.signing_key().kid, chain.current().id), ("b", "b"))  # type: ignore[union-attr]

    def test_another_algorithm(self) -> None:
        chain = self.make("HS256")
        chain.rotate("a")
        other = FileStorage(chain.path, "HS384")
        for call in (other.signing_key, other.list, other.rotate):
            self.refused("algorithm_mismatch", call)
        self.assertEqual(self.again(chain).algorithm, "HS256")
        self.refused("unsupported_algorithm", FileStorage, self.make().path)

    def test_a_disk_that_is_full(self) -> None:
        chain = self.make()
        chain.rotate("a")
        full = OSError(errno.ENOSPC, "No space left on device")
        with mock.patch.object(files, "write_all", side_effect=full):
            error = self.refused("io", chain.rotate, "b")
        self.assertIn("No space left", error.message)
        self.assertEqual(self.statuses(self.again(chain)), {"a": "current"})

    # Killed half-way

    @contextlib.contextmanager
    def killed_after(self, steps: int) -> Iterator[None]:
        """Let `steps` replacements of files happen, and be killed at the next."""
        replace = os.replace
        done: list[int] = []

        def counted(*arguments: Any) -> None:
            if len(done) == steps:
                raise Killed
            done.append(1)
            replace(*arguments)

        with mock.patch.object(os, "replace", counted), contextlib.suppress(Killed):
            yield

    def test_a_process_killed_while_it_rotates(self) -> None:
        for steps in range(5):
            chain = self.make()
            chain.rotate("a")
            with self.subTest(steps), self.killed_after(steps):
                chain.rotate("b")
            found = self.statuses(self.again(chain))
            self.assertEqual(sorted(found.values()).count("current"), 1)
            self.assertEqual(chain.signing_key().kid, "b" if steps >= 3 else "a")
            self.assertEqual(chain.verifying_key("a").kid, "a")  # type: ignore[union-attr]
            chain.rotate("c")  # whatever was left does no harm
            self.assertEqual({**self.statuses(chain), "b": ""}, {"a": "retired", "b": "", "c": "current"})

    def test_a_process_killed_while_it_revokes(self) -> None:
        chain = self.make()
        chain.rotate("a")
        with mock.patch.object(os, "unlink", side_effect=Killed), contextlib.suppress(Killed):
            chain.revoke("a")
        self.assertIsNone(chain.verifying_key("a"))
        self.refused("no_current", chain.signing_key)
        self.assertIsNone(chain.current())
        chain.rotate("b")
        self.assertEqual(self.statuses(chain), {"a": "revoked", "b": "current"})

    # Behaviour

    @unittest.skipUnless(HAS_MODES, "this platform has no owners and modes")
    def test_everything_is_private(self) -> None:
        mask = os.umask(0)
        self.addCleanup(os.umask, mask)
        chain = self.make()
        chain.rotate("a")
        chain.rotate("b")
        self.assertEqual(stat.S_IMODE(os.stat(chain.path).st_mode), 0o700)
        names = os.listdir(chain.path)
        self.assertEqual(sorted(names), ["a.json", "b.json", "current.jam", "keychain.lock"])
        for name in names:
            self.assertEqual(stat.S_IMODE(os.stat(self.path(chain, name)).st_mode), 0o600, name)

    def test_a_change_is_on_the_disk_when_it_is_acknowledged(self) -> None:
        chain = self.make()
        chain.add("a")
        self.assertEqual(self.fsync.call_count, 2 if hasattr(os, "O_DIRECTORY") else 1)
        chain.activate("a")
        self.assertGreaterEqual(self.fsync.call_count, 3)

    def test_it_lasts(self) -> None:
        chain = self.make("EdDSA")
        chain.rotate("a", now=NOW)
        chain.rotate("b", now=NOW + 0.5)
        chain.add("c", now=NOW + 1)
        again = self.again(chain)
        self.assertEqual((again.list(), again.algorithm), (chain.list(), "EdDSA"))
        mine, theirs = chain.signing_key(), again.signing_key()
        self.assertEqual(mine.material.to_members(True), theirs.material.to_members(True))
        self.assertEqual(os.path.dirname(repr(again)), os.path.dirname(f"<FileStorage EdDSA {chain.path}>"))

    def test_other_processes_count_at_once(self) -> None:
        one = self.make()
        one.rotate("a")
        two = self.again(one)
        self.assertEqual(two.signing_key().kid, "a")
        one.rotate("b")
        self.assertIs(two.verifying_key("b"), two.signing_key())
        two.revoke("a")
        self.assertIsNone(one.verifying_key("a"))
        two.remove("a")
        self.assertIsNone(one.verifying_key("a"))

    def test_a_pointer_that_moves_while_it_is_read(self) -> None:
        chain = self.make()
        chain.rotate("a")
        chain.rotate("b")
        with mock.patch.object(FileStorage, "_pointer", side_effect=["a", "b", "b"]):
            self.assertEqual(chain.signing_key().kid, "b")

    def test_files_of_other_kinds_are_left_alone(self) -> None:
        chain = self.make()
        chain.rotate("a")
        for name in ("notes.txt", ".hidden.json", "a.json.tmp", "-.json"):
            with open(self.path(chain, name), "w"):
                pass
        self.assertEqual(self.statuses(chain), {"a": "current"})

    def test_a_folder_of_jam(self) -> None:
        """The layout of Jam 4, written here as Jam writes it."""
        chain = self.make()
        material = b"0123456789abcdef0123456789abcdef"
        data = {
            "id": "20240101000000-aabbccdd",
            "status": "current",
            "created_at": "2024-01-01T00:00:00.123456+00:00",
            "algorithm": "HS256",
            "material": base64.b64encode(material).decode(),
            "fingerprint": records.fingerprint(material),
        }
        for name, content in (
            ("20240101000000-aabbccdd.json", json.dumps(data)),
            ("current.jam", data["id"]),
        ):
            with open(os.open(self.path(chain, name), os.O_WRONLY | os.O_CREAT, 0o600), "w") as stream:
                stream.write(content)
        self.assertEqual(chain.signing_key().material.k, material)
        self.assertEqual(chain.current().created_at.year, 2024)  # type: ignore[union-attr]

    def test_built_of_a_configuration(self) -> None:
        path = os.path.join(self.folder, "new", "folder")
        for section in (
            {"type": "FileStorage", "path": path},
            {"type": "file", "path": path},
            {"path": path},
        ):
            chain = build_keychain(section, "ES256")
            self.assertEqual((type(chain), chain.algorithm), (FileStorage, "ES256"))

    def test_processes_that_rotate_at_once(self) -> None:
        chain = self.make()
        chain.rotate("first")
        program = (
            f"import sys; sys.path.insert(0, {ROOT!r})\n"
            "from jamlite.keychain import FileStorage\n"
            f"chain = FileStorage({chain.path!r})\n"
            "for _ in range(4):\n"
            "    chain.rotate()\n"
            "    assert chain.verifying_key(chain.signing_key().kid)\n"
        )
        workers = [subprocess.Popen([sys.executable, "-S", "-c", program]) for _ in range(3)]
        self.assertEqual([worker.wait() for worker in workers], [0, 0, 0])
        found = [info.status for info in chain.list()]
        self.assertEqual((len(found), found.count("current"), found.count("retired")), (13, 1, 12))


if __name__ == "__main__":
    unittest.main()

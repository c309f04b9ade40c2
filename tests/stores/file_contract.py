"""What both stores in files must do besides the contract of all stores."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from typing import Any

from jamlite.exceptions import JamConfigurationError, JamStoreError
from jamlite.stores.store import Store
from tests.stores.contract import together
from tests.support import ROOT

POSIX = os.name == "posix"


def folder(case: Any) -> str:
    """Return a new folder that goes when the test ends."""
    made = tempfile.TemporaryDirectory(prefix="jamlite-store-")
    case.addCleanup(made.cleanup)
    return made.name


def child(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Run Python code that sees the package, in a process of its own."""
    return subprocess.Popen(
        # From 3.12 on Python warns of a fork beside threads; what becomes of one is what these tests ask.
        [sys.executable, "-W", "ignore:This process:DeprecationWarning", "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
    )


def ending(worker: subprocess.Popen[bytes], seconds: float = 60) -> tuple[int, bytes, bytes]:
    """Return the code, the output and the errors of a child; one that does not end is killed."""
    try:
        told, errors = worker.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        worker.kill()
        told, errors = worker.communicate()
        raise AssertionError(f"the child did not end within {seconds} seconds: {told!r} {errors!r}") from None
    return worker.returncode, told, errors


# argv: backend, path, name of this process, how many. Adds to a common counter and writes its own records.
WORKER = """
import sys
from jamlite import stores
kind, path, name, count = sys.argv[1:5]
store = getattr(stores, kind)(path)
for number in range(int(count)):
    store.put(f"{name}-{number}", str(number), owner=name)
    while True:
        seen = store.get("count").value
        if store.replace("count", str(int(seen) + 1), expect=seen):
            break
"""

# argv: backend, path, name. Writes records for ever and says each one that was acknowledged.
WRITER = """
import sys
from jamlite import stores
kind, path, name = sys.argv[1:4]
store = getattr(stores, kind)(path)
number = 0
while True:
    store.put(f"{name}-{number}", "v" * (number % 300), owner=name)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
    number += 1
"""


# argv: backend, path. Opens the store, forks and ends; the child and a third process go on.
FORKING = """
import os, subprocess, sys
from jamlite import stores
kind, path = sys.argv[1:3]
store = getattr(stores, kind)(path)
for number in range(50):
    store.put(f"p{number}", "v", owner="parent")
THIRD = '''
import sys
from jamlite import stores
store = getattr(stores, sys.argv[1])(sys.argv[2])
for number in range(50):
    store.put(f"t{number}", "v" * 2000, owner="third")
'''
here, there = os.pipe()
if os.fork() == 0:
    os.close(there)
    os.read(here, 1)                      # the parent has ended
    for number in range(25):
        store.put(f"c{number}", "v", owner="child")
    subprocess.run([sys.executable, "-c", THIRD, kind, path], check=True)
    for number in range(25, 50):
        store.put(f"c{number}", "v", owner="child")
    print("done", flush=True)
    os._exit(0)
print("ready", flush=True)
os._exit(0)
"""

# argv: backend, path. Forks again and again while other threads are at work; each child uses the store.
FORKING_THREADS = """
import os, signal, sys, threading
from jamlite import stores
kind, path = sys.argv[1:3]
store = getattr(stores, kind)(path) if path else getattr(stores, kind)()
ended = False
def work(name):
    number = 0
    while not ended:
        store.put(f"{name}{number % 50}", "v", owner=f"o{number % 3}", expires=4e9)
        store.get(f"{name}{number % 50}")
        number += 1
threads = [threading.Thread(target=work, args=(name,), daemon=True) for name in "ab"]
for thread in threads:
    thread.start()
for turn in range(15):
    process = os.fork()
    if process == 0:
        signal.alarm(10)                  # ends a child that waits for ever
        assert store.put(f"child{turn}", "v")
        assert store.get(f"child{turn}").value == "v"
        assert len(store.keys()) > turn * (kind != "MemoryStore")
        os._exit(0)
    assert os.waitpid(process, 0)[1] == 0, "the child waits, or failed"
ended = True
for thread in threads:
    thread.join()
"""


class FileStoreContract:
    """Mixed into a TestCase whose `open` opens the store at a path; `kind` is the name of its class."""

    kind = ""

    def open(self, path: str) -> Store:
        raise NotImplementedError

    def reopen(self: Any, store: Store, path: str) -> Store:
        store.close()
        again = self.open(path)
        self.addCleanup(again.close)
        return again

    # bad input

    def test_a_path_that_is_none_is_refused(self: Any) -> None:
        for bad in (None, 1, b"path", "", "a\0b", "a\ud800", ["path"]):
            with self.assertRaises(JamConfigurationError):
                self.open(bad)

    def test_a_missing_folder_is_a_clean_error_and_not_made(self: Any) -> None:
        place = os.path.join(folder(self), "missing")
        with self.assertRaises(JamStoreError):
            self.open(os.path.join(place, "store"))
        self.assertFalse(os.path.exists(place))

    def test_a_folder_in_the_place_of_the_file_is_a_clean_error(self: Any) -> None:
        with self.assertRaises(JamStoreError):
            self.open(folder(self))

    def test_what_has_no_end_or_waits_is_a_clean_error(self: Any) -> None:
        """Devices and pipes; nothing is made beside them."""
        place = folder(self)
        paths = [path for path in ("/dev/zero", "/dev/full", "/dev/null") if os.path.exists(path)]
        if hasattr(os, "mkfifo"):
            paths.append(os.path.join(place, "pipe"))
            os.mkfifo(paths[-1])
        for path in paths:
            with self.subTest(path=path), self.assertRaises(JamStoreError) as caught:
                self.open(path)
            self.assertIn("not a regular file", str(caught.exception))
            self.assertFalse(os.path.exists(path + ".lock"))

    def test_a_read_only_folder_is_a_clean_error(self: Any) -> None:
        place = folder(self)
        os.chmod(place, 0o555)
        self.addCleanup(os.chmod, place, 0o700)
        if os.access(place, os.W_OK):  # root may do everything; only another user shows it
            if not hasattr(os, "fork") or os.getuid() != 0:
                return
            self.assertTrue(_as_nobody(self._opening_fails, os.path.join(place, "store")))
            return
        self.assertTrue(self._opening_fails(os.path.join(place, "store")))

    def _opening_fails(self: Any, path: str) -> bool:
        try:
            self.open(path)
        except JamStoreError:
            return True
        return False

    def test_87_a_file_of_another_format_is_refused_and_left_alone(self: Any) -> None:
        for content in self.FOREIGN:
            path = os.path.join(folder(self), "store")
            with open(path, "wb") as stream:
                stream.write(content)
            with self.assertRaises(JamStoreError) as caught:
                self.open(path)
            self.assertIn(caught.exception.error_code, ("store.foreign", "store.corrupt"))
            with open(path, "rb") as stream:
                self.assertEqual(stream.read(), content)

    FOREIGN: tuple[bytes, ...] = ()

    # behaviour

    def test_88_files_are_private(self: Any) -> None:
        place = folder(self)
        old = os.umask(0)
        try:
            store = self.open(os.path.join(place, "store"))
            store.put("k", "v")
        finally:
            os.umask(old)
        self.addCleanup(store.close)
        if POSIX:
            for name in os.listdir(place):
                mode = stat.S_IMODE(os.stat(os.path.join(place, name)).st_mode)
                self.assertEqual(mode, 0o600, name)

    def test_what_was_written_is_there_after_reopening(self: Any) -> None:
        path = os.path.join(folder(self), "store")
        store = self.open(path)
        store.put("a", "1", owner="o", expires=4e9)
        store.put("b", "2", owner="o")
        store.put("c", "3", owner="p")
        store.replace("a", "one")
        store.move("b", "bb")
        store.delete_owner("p")
        again = self.reopen(store, path)
        self.assertEqual(again.get("a").value, "one")
        self.assertEqual(again.get("a").expires, 4e9)
        self.assertEqual(again.list_owner("o"), ["a", "bb"])
        self.assertIsNone(again.get("c"))

    def test_two_stores_on_one_file_see_each_other(self: Any) -> None:
        path = os.path.join(folder(self), "store")
        one, two = self.open(path), self.open(path)
        self.addCleanup(one.close)
        self.addCleanup(two.close)
        for number in range(20):
            one.put("k", str(number))
            self.assertEqual(two.get("k").value, str(number))
            self.assertTrue(two.replace("k", "x", expect=str(number)))
            self.assertEqual(one.get("k").value, "x")
        self.assertTrue(one.move("k", "m"))
        self.assertFalse(two.move("k", "n"))

    def test_a_closed_store_opens_again(self: Any) -> None:
        path = os.path.join(folder(self), "store")
        store = self.open(path)
        store.put("k", "v")
        store.close()
        store.close()
        self.assertEqual(store.get("k").value, "v")
        store.close()

    def test_a_forked_child_can_go_on_with_the_store(self: Any) -> None:
        if not hasattr(os, "fork") or threading.active_count() > 1:
            return
        path = os.path.join(folder(self), "store")
        store = self.open(path)
        self.addCleanup(store.close)
        store.put("k", "0")
        process = os.fork()
        if process == 0:
            done = 1
            try:
                done = 0 if all(_add_one(store) for _ in range(100)) else 1
            finally:
                os._exit(done)
        for _ in range(100):
            _add_one(store)
        self.assertEqual(os.waitpid(process, 0)[1], 0)
        self.assertEqual(store.get("k").value, "200")

    def test_a_process_that_forked_and_ended_harms_nobody(self: Any) -> None:
        """The child goes on with what it inherited, while a third process opens the file and writes."""
        if not hasattr(os, "fork"):
            return
        path = os.path.join(folder(self), "store")
        parent = child(FORKING, self.kind, path)
        code, told, errors = ending(parent)
        self.assertEqual((code, errors), (0, b""))
        self.assertEqual(told.split(), [b"ready", b"done"])
        store = self.open(path)
        self.addCleanup(store.close)
        self.assertEqual(len(store.list_owner("parent")), 50)
        self.assertEqual(len(store.list_owner("child")), 50)
        self.assertEqual(len(store.list_owner("third")), 50)

    def test_a_fork_in_the_middle_of_another_thread_leaves_no_lock_held(self: Any) -> None:
        if not hasattr(os, "fork"):
            return
        worker = child(FORKING_THREADS, self.kind, os.path.join(folder(self), "store"))
        self.assertEqual(ending(worker), (0, b"", b""))

    def test_one_file_by_two_names_is_one_store(self: Any) -> None:
        place = folder(self)
        path, other = os.path.join(place, "store"), os.path.join(place, "link")
        one = self.open(path)
        self.addCleanup(one.close)
        try:
            os.symlink(path, other)
            os.symlink(place, os.path.join(place, "again"))
        except (OSError, NotImplementedError):  # Windows allows it to few
            return
        names = [other, os.path.join(place, "again", "store"), os.path.join(place, ".", "again", "link")]
        stores = [one, *map(self.open, names)]
        self.addCleanup(lambda: [store.close() for store in stores])

        def write(number: int) -> None:
            for step in range(25):
                stores[number].put(f"{number} {step}", "v" * 500, owner="o")

        together(len(stores), write)
        for store in stores:
            self.assertEqual(len(store.list_owner("o")), 25 * len(stores))
        self.assertTrue(os.path.islink(other))
        self.assertEqual([name for name in os.listdir(place) if name.startswith("link.")], [])

    def test_85_processes_lose_no_update(self: Any) -> None:
        path = os.path.join(folder(self), "store")
        self.work_in_processes(path, processes=2, count=40)

    def work_in_processes(self: Any, path: str, processes: int, count: int) -> None:
        store = self.open(path)
        self.addCleanup(store.close)
        store.put("count", "0")
        workers = [child(WORKER, self.kind, path, f"p{number}", str(count)) for number in range(processes)]
        for worker in workers:
            code, _, errors = ending(worker, 600)
            self.assertEqual((code, errors), (0, b""))
        self.assertEqual(store.get("count").value, str(processes * count))
        for number in range(processes):
            self.assertEqual(len(store.list_owner(f"p{number}")), count)

    def test_86_a_kill_loses_nothing_that_was_acknowledged(self: Any) -> None:
        self.kill_writers(os.path.join(folder(self), "store"), kills=2, lines=(20, 61))

    def kill_writers(self: Any, path: str, kills: int, lines: tuple[int, ...]) -> None:
        """Kill a writing process again and again, each time after another number of its messages."""
        for kill in range(kills):
            writer = child(WRITER, self.kind, path, f"w{kill}")
            assert writer.stdout is not None
            for _ in range(lines[kill % len(lines)]):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL if POSIX else signal.SIGTERM)
            told = writer.communicate()[0].split(b"\n")[:-1]
            last = int(told[-1]) if told else lines[kill % len(lines)] - 1
            store = self.open_after_kill(path)
            found = set(store.list_owner(f"w{kill}"))
            missing = [number for number in range(last + 1) if f"w{kill}-{number}" not in found]
            store.close()
            self.assertEqual(missing, [])

    def open_after_kill(self, path: str) -> Store:
        return self.open(path)


def _add_one(store: Store) -> bool:
    while True:
        record = store.get("k")
        assert record is not None
        if store.replace("k", str(int(record.value) + 1), expect=record.value):
            return True


def _as_nobody(work: Any, *arguments: Any) -> bool:
    """Run `work` in a child process without root's rights; return whether it returned something true."""
    process = os.fork()
    if process == 0:
        done = 1
        try:
            os.setuid(65534)
            done = 0 if work(*arguments) else 1
        finally:
            os._exit(done)
    return os.waitpid(process, 0)[1] == 0

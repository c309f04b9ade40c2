"""The keychain in memory, and what makes a keychain of a configuration."""

from __future__ import annotations

import os
import threading
import unittest
from typing import Any

from jamlite.exceptions.keychain import JamKeychainConfigurationError
from jamlite.keychain import BaseKeyChain, Keychain, Memory, build_keychain
from tests.keychain.contract import Contract
from tests.stores.file_contract import child, ending


class InMemory(Contract, unittest.TestCase):
    def make(self, algorithm: str = "HS256", purpose: Any = None) -> Memory:
        return Memory(algorithm, purpose)

    def test_a_chain_of_ml_dsa_keys(self) -> None:
        chain = Memory("ML-DSA-44")
        chain.rotate()
        found: Any = chain.signing_key()
        self.assertEqual(found.material.crv, "ML-DSA-44")
        self.assertEqual(chain.public_jwks()["keys"][0]["kty"], "AKP")

    def test_a_forked_child_does_not_wait_for_a_lock_of_another_thread(self) -> None:
        if not hasattr(os, "fork"):
            return
        # The thread only lists. What it calls imports nothing: PyPy takes a lock of its own for each relative
        # import in a function, of a loaded module too, and a child inherits that lock as it is.
        code = (
            "import os, signal, threading, time\n"
            "from jamlite.keychain import Memory\n"
            "chain, ended = Memory('HS256'), []\n"
            "for _ in range(60):\n"
            "    chain.rotate()\n"
            "def work():\n"
            "    while not ended:\n"
            "        chain.list()\n"
            "        time.sleep(0.0002)\n"
            "thread = threading.Thread(target=work, daemon=True)\n"
            "thread.start()\n"
            "for _ in range(12):\n"
            "    process = os.fork()\n"
            "    if process == 0:\n"
            "        signal.alarm(10)\n"
            "        chain.rotate(), chain.signing_key()\n"
            "        os._exit(0)\n"
            "    assert os.waitpid(process, 0)[1] == 0\n"
            "ended.append(1)\n"
            "thread.join()\n"
        )
        worker = child(code)
        self.assertEqual(ending(worker), (0, b"", b""))

    def test_threads_that_rotate_at_once(self) -> None:
        chain = self.make()

        def work() -> None:
            for _ in range(20):
                chain.rotate()
                chain.signing_key()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = [info.status for info in chain.list()]
        self.assertEqual((len(found), found.count("current"), found.count("retired")), (80, 1, 79))


class Build(unittest.TestCase):
    def test_what_is_no_section(self) -> None:
        for bad in (None, 5, "memory", [], [("type", "memory")]):
            with self.subTest(bad), self.assertRaisesRegex(JamKeychainConfigurationError, "is a table"):
                build_keychain(bad, "HS256")  # type: ignore[arg-type]

    def test_bad_sections(self) -> None:
        for section, algorithm, code in (
            ({"type": "redis"}, "HS256", "unknown_type"),
            ({"type": 1}, "HS256", "unknown_type"),
            ({}, None, "unsupported_algorithm"),
            ({"type": "memory"}, None, "unsupported_algorithm"),
            ({"algorithm": "x"}, None, "unsupported_algorithm"),
            ({}, "x", "unsupported_algorithm"),
            ({"algorithm": "HS384"}, "HS256", "algorithm_mismatch"),
            ({"algorithm": "v4", "purpose": "local"}, "v4.public", "algorithm_mismatch"),
            ({"type": "file"}, "HS256", "missing_path"),
            ({"type": "file", "path": 1}, "HS256", "missing_path"),
        ):
            with self.subTest(section=section), self.assertRaises(JamKeychainConfigurationError) as caught:
                build_keychain(section, algorithm)
            self.assertEqual(caught.exception.error_code, f"keychain.{code}")

    def test_good_sections(self) -> None:
        for section, algorithm, wanted in (
            ({}, "hs256", "HS256"),
            ({"type": "Memory", "algorithm": "EDDSA"}, None, "EdDSA"),
            ({"type": "memory", "algorithm": "v4", "purpose": "local"}, "v4.local", "v4.local"),
        ):
            chain = build_keychain(section, algorithm)
            self.assertEqual((type(chain), chain.algorithm), (Memory, wanted))
        self.assertIs(BaseKeyChain, Keychain)


if __name__ == "__main__":
    unittest.main()

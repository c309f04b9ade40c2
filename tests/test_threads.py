"""What threads share: gates, tables that are built on first use, keys prepared for use, remembered key texts.

Nothing here is locked: what is shared is built first and published by one assignment, and what is found
false stays false. With builds that have no global lock these tests look harder than with others.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import unittest
from typing import Any, Callable
from unittest import mock

from jamlite.crypto import gate
from jamlite.exceptions import JamJWSVerificationError, JamSelfTestError
from jamlite.jose import JWK, JWKSet, jwt
from jamlite.jose.jwks_dict import DictSet
from jamlite.jose.key_like import as_keys

from .support import ROOT

WORKERS = 4

# All threads begin at once in a process where no gate is open and no table is there yet.
COLD = """
import sys, threading
sys.setswitchinterval(1e-5)
from jamlite.jose import JWK, jwe, jws
from jamlite.exceptions.jose import JamJWSVerificationError
EC = {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
OKP = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
SIGNED = [
    (EC, "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9p"
         "c19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6"
         "NU1Q"),  # RFC 7515 appendix A.3
    (OKP, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIb"
          "QR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"),  # RFC 8037 appendix A.4
]
KEYS = [JWK(data) for data, _ in SIGNED]  # one object for all threads
SHARED = JWK({"kty": "oct", "k": "XctOhJAkA-pD9Lh7ZgW_2A"})
wrong, begin = [], threading.Barrier(WORKERS)

def work(offset):
    begin.wait()
    try:
        for turn in range(4):
            which = (turn + offset) % 2
            token = SIGNED[which][1]
            for key in (KEYS[which], JWK(SIGNED[which][0])):
                jws.verify(token, key)
                head, body, mark = token.split(".")
                try:
                    jws.verify(f"{head}.{body[:-2]}AA.{mark}", key)
                except JamJWSVerificationError:
                    continue
                wrong.append("a forged signature passed")
            sealed = jwe.encrypt(b"text", SHARED, {"alg": "dir", "enc": "A128GCM"})
            if jwe.decrypt(sealed, SHARED).plaintext != b"text":
                wrong.append("another text")
    except BaseException as error:
        wrong.append(repr(error))

threads = [threading.Thread(target=work, args=(n,)) for n in range(WORKERS)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(wrong)
"""


def at_once(work: Callable[[int], object], workers: int = WORKERS) -> list[BaseException]:
    """Run `work(0)`, `work(1)` ... in threads that begin together; return what they raised."""
    raised: list[BaseException] = []
    begin = threading.Barrier(workers)

    def run(number: int) -> None:
        try:
            begin.wait(10)
            work(number)
        except BaseException as error:  # noqa: BLE001 - the test shows it
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@unittest.skipIf(sys.platform == "emscripten", "WebAssembly has no threads")
class Threads(unittest.TestCase):
    def setUp(self) -> None:
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(1e-5)

    def test_tables_and_gates_of_a_fresh_process(self) -> None:
        program = COLD.replace("WORKERS", str(WORKERS))
        command = [sys.executable, "-S", "-E", "-c", f"import sys; sys.path.insert(0, {ROOT!r})\n{program}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout.strip(), done.stderr), ("[]", ""))

    def test_a_gate_that_one_thread_found_wrong_stays_shut(self) -> None:
        """All ask at once, one check fails: whoever writes last, nobody passes afterwards."""
        for faulty in range(WORKERS):
            together, numbers = threading.Barrier(WORKERS), iter(range(WORKERS))

            def check(faulty: int = faulty, together: Any = together, numbers: Any = numbers) -> Any:
                number = next(numbers)
                together.wait(10)
                return [(1, 2 if number == faulty else 1)]

            probe = gate.Gate("a gate of this test", "nowhere", check)
            with mock.patch.dict(gate.GATES, {probe.name: probe}):
                raised = at_once(lambda _: gate.require("a gate of this test"))
                self.assertTrue(all(isinstance(error, JamSelfTestError) for error in raised), raised)
                self.assertGreaterEqual(len(raised), 1)
                for _ in range(3):
                    self.assertRaises(JamSelfTestError, gate.require, probe.name)
                self.assertEqual(probe.reason, "it does not reproduce nowhere")

    def test_a_gate_that_all_find_right_opens(self) -> None:
        probe = gate.Gate("a gate of this test", "nowhere", lambda: [(1, 1)])
        self.addCleanup(gate._open.discard, probe.name)
        with mock.patch.dict(gate.GATES, {probe.name: probe}):
            self.assertEqual(at_once(lambda _: gate.require("a gate of this test")), [])
        self.assertEqual(probe.reason, "")

    def test_more_key_texts_than_are_remembered(self) -> None:
        """Each thread reads other keys, so that what is remembered is thrown away all the time."""
        secrets = [JWK.generate("OKP", kid=str(number)) for number in range(8)]
        publics = [secret.public().to_dict() for secret in secrets]
        tokens = [jwt.encode({"n": number}, secret) for number, secret in enumerate(secrets)]

        def work(offset: int) -> None:
            for turn in range(12):
                number = (turn + offset) % 8
                if jwt.decode(tokens[number], publics[number]) != {"n": number}:
                    raise AssertionError("the claims of another token")
                try:
                    jwt.decode(tokens[number], publics[number - 1])
                except JamJWSVerificationError:
                    continue
                raise AssertionError("a key verified another key's token")

        with mock.patch("jamlite.jose.key_like._REMEMBERED", 3):
            self.assertEqual(at_once(work), [])

    def test_a_set_whose_headers_are_kept(self) -> None:
        keys = JWKSet([JWK.from_secret(b"%032d" % number, kid=str(number)) for number in range(32)])
        tokens = [jwt.encode({"n": key.kid}, key) for key in keys.keys]

        def work(offset: int) -> None:
            for turn in range(200):
                number = (7 * turn + offset) % 32
                if jwt.decode(tokens[number], keys)["n"] != str(number):
                    raise AssertionError("the claims of another token")

        self.assertEqual(at_once(work), [])

    def test_a_dict_that_changes_while_it_is_read(self) -> None:
        """Another thread takes a key out of the dict between two steps of the reading."""
        old, new = (JWK.from_secret(bytes([number]) * 32, kid=str(number)) for number in range(2))
        data: dict[str, Any] = {"keys": [old.to_dict()]}

        def read(found: dict[str, Any]) -> Any:
            data["keys"] = [new.to_dict()]
            return as_keys(found)

        jwks = DictSet(data, read)
        self.assertEqual([key.kid for key in jwks.find({}).keys], ["1"])

    def test_a_key_that_left_the_dict_is_not_kept_in_the_next_set(self) -> None:
        old, new = (JWK.from_secret(bytes([number]) * 32, kid="same") for number in range(2))
        data: dict[str, Any] = {"keys": [old.to_dict()]}
        jwks, token = DictSet(data, as_keys), jwt.encode({"n": 1}, old)
        segment, header = token.partition(".")[0].encode(), {"alg": "HS256", "typ": "JWT", "kid": "same"}
        former = jwks.find(header).named("same")[0]
        former.text_verifier("HS256")
        data["keys"] = [new.to_dict()]
        jwks.find(header)
        jwks.keep_header(segment, header, former.prepared)  # a thread that verified with the former set
        self.assertIsNone(jwks.known_header(segment))
        self.assertRaises(JamJWSVerificationError, jwt.decode, token, data)


if __name__ == "__main__":
    unittest.main()

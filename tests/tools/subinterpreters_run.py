"""Use jamlite in two sub-interpreters at the same time (CPython 3.12 and 3.13).

On 3.13 each has its own GIL. On 3.12 they share one, as under mod_wsgi: there, interpreters with a
GIL of their own end in heap corruption with the standard library's json and re alone.
"""

from __future__ import annotations

import functools
import os
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

WORK = f"""
import sys
sys.path.insert(0, {ROOT!r})
from jamlite.cli import main
import os
sys.stdout = open(os.devnull, "w")
code = main(["selftest"])
if code == 0:
    from jamlite.jose import JWK, jwt
    for kty, crv in (("oct", None), ("EC", "P-256"), ("OKP", "Ed25519")):
        key = JWK.generate(kty, crv=crv)
        for number in range(50):
            assert jwt.decode(jwt.encode({{"n": number}}, key), key) == {{"n": number}}
assert code == 0, "the self-test failed"
"""


def main() -> int:
    if sys.version_info >= (3, 13):
        import _interpreters as interpreters

        create = interpreters.create
    else:
        import _xxsubinterpreters as interpreters

        create = functools.partial(interpreters.create, isolated=False)
    failures: list[str] = []

    def work(number: int) -> None:
        interpreter = create()
        try:
            problem = interpreters.run_string(interpreter, WORK)
            if problem is not None:
                failures.append(f"interpreter {number}: {problem}")
        except Exception as error:  # noqa: BLE001 - whatever ends an interpreter is reported
            failures.append(f"interpreter {number}: {error}")
        finally:
            interpreters.destroy(interpreter)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(failures or f"two sub-interpreters at once on {sys.version.split()[0]}: fine")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

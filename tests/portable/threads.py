"""Eight threads begin at once, every gate shut, for builds without a GIL: `-m tests.portable.threads`."""

from __future__ import annotations

import sys
import threading

THREADS, ROUNDS = 8, 5


def main() -> int:
    """Run the work in all threads; whatever fails is reported."""
    failures: list[str] = []
    start = threading.Barrier(THREADS)
    shared: dict[str, object] = {}

    def work(number: int) -> None:
        try:
            start.wait()
            from jamlite.jose import JWK, jwe, jwt
            from jamlite.otp import TOTP

            for _ in range(ROUNDS):
                for kty, crv in (("oct", None), ("EC", "P-256"), ("OKP", "Ed25519")):
                    # All threads use one key, whose tables are made by whoever is first.
                    key = shared.setdefault(kty, JWK.generate(kty, crv=crv))
                    assert isinstance(key, JWK)
                    claims = {"n": number}
                    assert jwt.decode(jwt.encode(claims, key), key) == claims
                sealed = jwe.encrypt(b"secret", shared["EC"], {"alg": "ECDH-ES", "enc": "A256GCM"})
                assert jwe.decrypt(sealed, shared["EC"]).plaintext == b"secret"
                assert TOTP(b"12345678901234567890", digits=8).at(59) == "94287082"
        except Exception as error:  # noqa: BLE001 - whatever ends a thread is reported
            failures.append(f"thread {number}: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    free = not getattr(sys, "_is_gil_enabled", lambda: True)()
    print("\n".join(failures) or f"{THREADS} threads at once, {'without' if free else 'with'} a GIL: fine")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

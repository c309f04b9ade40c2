"""PASERK password-based key wrapping (operations/PBKW.md): PBKDF2 in k1 and k3, Argon2id in k2 and k4.

Argon2id in plain Python takes about 0.18 s per MiB and pass where compiled code takes 1 ms, so a token
can ask for hours. Its cost is read, estimated and held against the caller's limits before any work.
"""

from __future__ import annotations

from hmac import compare_digest

from .. import clock
from ..crypto import argon2id, pbkdf2
from ..encoding.checks import integer, octets
from ..exceptions.crypto import JamCryptoError, JamDecryptionError
from ..exceptions.paseto import JamPASERKCostError
from .paserk_forms import SUITES, refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Union

    Password = Union[str, bytes]
    Progress = Callable[[int, int], object] | None

MOST_PASSWORD = 1 << 16  # bytes; HMAC and BLAKE2b read it once, so the work stays small
_SAMPLE = 1000  # PBKDF2 iterations timed for an estimate


class Cost:
    """What a key costs to derive from its password.

    Attributes: iterations (PBKDF2), or memory_kib, passes and lanes (Argon2id); the others are 0.
    """

    __slots__ = ("iterations", "lanes", "memory_kib", "passes")

    def __init__(self, iterations: int = 0, memory_kib: int = 0, passes: int = 0, lanes: int = 0) -> None:
        self.iterations = iterations
        self.memory_kib = memory_kib
        self.passes = passes
        self.lanes = lanes

    def seconds(self) -> float:
        """Return about how long it takes here, from a sample of a few milliseconds."""
        if not self.iterations:
            return argon2id.estimate_seconds(
                time_cost=self.passes, memory_kib=self.memory_kib, parallelism=self.lanes, timer=clock.now
            )
        start = clock.now()
        pbkdf2.derive("sha384", b"", b"", _SAMPLE, 32)
        return max(0.0, clock.now() - start) / _SAMPLE * self.iterations  # a wall clock can be set back

    def check(self, time_limit: float, memory_limit_kib: int) -> None:
        """Raise JamPASERKCostError, which names cost and limit, if it is above one of the limits."""
        integer(memory_limit_kib, "memory_limit_kib", 0, 1 << 32)
        if isinstance(time_limit, bool) or not isinstance(time_limit, (int, float)) or not time_limit >= 0:
            raise JamCryptoError("time_limit must be a number of seconds, at least 0")
        if self.memory_kib > memory_limit_kib:
            raise JamPASERKCostError(
                f"{self} needs {self.memory_kib} KiB of memory, the limit is {memory_limit_kib} KiB; "
                "memory_limit_kib can raise it",
                details={"memory_kib": self.memory_kib, "memory_limit_kib": memory_limit_kib},
            )
        seconds = self.seconds()
        # An estimate, and not a timer: work that has begun in C or plain Python is not ended from outside.
        if seconds > time_limit:
            raise JamPASERKCostError(
                f"{self} would take about {seconds:.3g} s here, the limit is {time_limit:.3g} s; "
                "time_limit can raise it",
                details={"seconds": seconds, "time_limit": time_limit},
            )

    def __str__(self) -> str:
        if self.iterations:
            return f"PBKDF2 with {self.iterations} iterations"
        return f"Argon2id with {self.memory_kib} KiB (passes: {self.passes}, lanes: {self.lanes})"

    def __repr__(self) -> str:
        return f"<{self}>"


def choose_cost(version: str, iterations: int, memory_kib: int, passes: int, lanes: int) -> Cost:
    """Return the cost for a new PASERK; only the arguments that concern its version are looked at.

    Raises:
        JamCryptoError: a number is out of range.
    """
    if SUITES[version].cost_size == 4:
        # RFC 8018 section 4.2: at least 1000
        return Cost(iterations=integer(iterations, "iterations", 1000, pbkdf2.MOST_ITERATIONS))
    argon2id.check_cost(passes, memory_kib, lanes, 1 << 32, 1 << 64)
    return Cost(0, memory_kib, passes, lanes)


def read_cost(version: str, data: bytes) -> Cost:
    """Return the cost that the data of a password-wrapped PASERK states.

    Raises:
        JamPASETOInvalidTokenFormat: no derivation has such a cost.
    """
    suite = SUITES[version]
    field = data[suite.salt_size : suite.salt_size + suite.cost_size]
    if suite.cost_size == 4:
        cost = Cost(iterations=int.from_bytes(field, "big"))
        if 1 <= cost.iterations <= pbkdf2.MOST_ITERATIONS:  # 0 would be a key without any stretching
            return cost
    else:
        memory, passes, lanes = (int.from_bytes(field[a:b], "big") for a, b in ((0, 8), (8, 12), (12, 16)))
        # The vectors say it: mem counts bytes, as in libsodium.
        cost = Cost(0, memory // 1024, passes, lanes)
        try:
            argon2id.check_cost(passes, cost.memory_kib, lanes, 1 << 32, 1 << 64)
            return cost
        except JamCryptoError:
            pass
    raise refusal("the cost in the PASERK is out of range")


def wrap(
    version: str, h: bytes, pw: bytes, s: bytes, cost: Cost, n: bytes, ptk: bytes, progress: Progress
) -> bytes:
    """Return s || cost || n || edk || t.

    Args:
        version: "k1" to "k4".
        h: the header with its trailing dot.
        pw: the password.
        s, n: random bytes, 32 and 16 (k1, k3) or 16 and 24 (k2, k4).
        cost: checked against the limits already.
        ptk: the key to wrap.
        progress: called by Argon2id as progress(done, total).
    """
    suite = SUITES[version]
    Ek, Ak = _derive(version, pw, s, cost, progress)  # steps 2 to 4
    if cost.iterations:
        field = cost.iterations.to_bytes(4, "big")
    else:
        # step 7: long2bytes(mem), int2bytes(time), int2bytes(para)
        numbers = ((cost.memory_kib * 1024, 8), (cost.passes, 4), (cost.lanes, 4))
        field = b"".join(number.to_bytes(size, "big") for number, size in numbers)
    data = s + field + n + suite.stream(Ek, n, ptk)  # step 6
    return data + suite.mac(Ak, h + data, suite.tag_size)  # step 7: the cost is under the tag, too


def unwrap(version: str, h: bytes, pw: bytes, data: bytes, cost: Cost, progress: Progress) -> bytes:
    """Return ptk; arguments as in `wrap`.

    Raises:
        JamDecryptionError: another password, or changed data.
    """
    suite = SUITES[version]
    data, t = data[: -suite.tag_size], data[-suite.tag_size :]
    Ek, Ak = _derive(version, pw, data[: suite.salt_size], cost, progress)
    if not compare_digest(suite.mac(Ak, h + data, suite.tag_size), t):  # Decryption, steps 4 and 5
        raise JamDecryptionError()
    start = suite.salt_size + suite.cost_size
    n, edk = data[start : start + suite.nonce_size], data[start + suite.nonce_size :]
    return suite.stream(Ek, n, edk)


def encode_password(password: Password) -> bytes:
    """Return a password as bytes, a str as its UTF-8.

    Raises:
        JamCryptoError: another type, empty, too long, or lone surrogates.
    """
    if isinstance(password, str):
        if any("\ud800" <= mark <= "\udfff" for mark in password):
            raise JamCryptoError("the password has characters that UTF-8 cannot hold")
        password = password.encode("utf-8")
    pw = octets(password, "the password")
    if not 1 <= len(pw) <= MOST_PASSWORD:
        raise JamCryptoError(f"a password has 1 to {MOST_PASSWORD} bytes")
    return pw


def _derive(version: str, pw: bytes, s: bytes, cost: Cost, progress: Progress) -> tuple[bytes, bytes]:
    """Return Ek and Ak."""
    suite = SUITES[version]
    if cost.iterations:
        k = pbkdf2.derive("sha384", pw, s, cost.iterations, 32)
    else:
        k = argon2id.derive(
            pw,
            s,
            time_cost=cost.passes,
            memory_kib=cost.memory_kib,
            parallelism=cost.lanes,
            length=32,
            memory_limit_kib=cost.memory_kib,  # Cost.check judged it; Argon2id's own limits would judge again
            work_limit_kib=cost.memory_kib * cost.passes,
            progress=progress,
        )
    return suite.digest(b"\xff" + k, 32), suite.digest(b"\xfe" + k, suite.tag_size)  # steps 3 and 4

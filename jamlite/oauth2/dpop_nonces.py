"""Nonces that a server hands out for DPoP proofs (RFC 9449 section 9), without a memory of them."""

from __future__ import annotations

from hmac import compare_digest

from ..clock import is_seconds
from ..crypto.hmac import prepare
from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..exceptions.base import JamConfigurationError

LIFETIME = 300.0  # a client that slept longer asks once more


class DPoPNonces:
    """Nonces that are good for a while: each is the number of its period and a MAC over it.

    Args:
        secret: at least 16 bytes, the same in every process that serves one API; random when None.
        lifetime: seconds of a period; a nonce is good in its own period and the next.

    Raises:
        JamConfigurationError: a secret that is too short, or a lifetime that is not positive.
    """

    __slots__ = ("_key", "lifetime")

    def __init__(self, secret: bytes | None = None, lifetime: float = LIFETIME) -> None:
        if secret is not None and (not isinstance(secret, bytes) or len(secret) < 16):
            raise JamConfigurationError("the secret of nonces is at least 16 bytes")
        if not is_seconds(lifetime, 1, 1e9):
            raise JamConfigurationError("the lifetime of nonces is a number of seconds, at least 1")
        self._key = prepare("sha256", random_bytes(32) if secret is None else secret)
        self.lifetime = lifetime

    def current(self, now: float) -> str:
        """Return the nonce of this period."""
        return self._nonce(int(now // self.lifetime))

    def accepts(self, nonce: object, now: float) -> bool:
        """Tell whether a nonce is of this period or the one before."""
        period = int(now // self.lifetime)
        given = nonce.encode("utf-8", "replace") if isinstance(nonce, str) else b""
        # Two periods, both compared: a nonce that was handed out just before a border is good for a while.
        right = [compare_digest(given, self._nonce(period - back).encode("ascii")) for back in (0, 1)]
        return any(right)

    def _nonce(self, period: int) -> str:
        number = period.to_bytes(8, "big", signed=True)
        # 128 bits of MAC: nobody makes a nonce for later.
        return base64url.encode(number + self._key.digest(number)[:16])

    def __repr__(self) -> str:
        return f"<DPoPNonces {self.lifetime} s>"

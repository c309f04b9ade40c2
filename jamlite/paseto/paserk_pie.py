"""PASERK key wrapping "pie" (operations/Wrap/pie.md): a key encrypted under a symmetric key."""

from __future__ import annotations

from hmac import compare_digest

from ..exceptions.crypto import JamDecryptionError
from .paserk_forms import SUITES

NONCE_SIZE = 32  # step 1


def wrap(version: str, h: bytes, wk: bytes, n: bytes, ptk: bytes) -> bytes:
    """Return t || n || c.

    Args:
        version: "k1" to "k4".
        h: the header with its trailing dot.
        wk: the wrapping key, 32 bytes.
        n: 32 random bytes.
        ptk: the key to wrap.
    """
    c = _stream(version, wk, n, ptk)
    return _tag(version, h, wk, n, c) + n + c  # steps 5 and 6


def unwrap(version: str, h: bytes, wk: bytes, data: bytes) -> bytes:
    """Return ptk; arguments as in `wrap`.

    Raises:
        JamDecryptionError: another wrapping key, or changed data.
    """
    size = SUITES[version].tag_size
    t, n, c = data[:size], data[size : size + NONCE_SIZE], data[size + NONCE_SIZE :]
    if not compare_digest(_tag(version, h, wk, n, c), t):  # Decryption, steps 2 to 4: before the stream
        raise JamDecryptionError()
    return _stream(version, wk, n, c)


def _stream(version: str, wk: bytes, n: bytes, data: bytes) -> bytes:
    suite = SUITES[version]
    x = suite.mac(wk, b"\x80" + n, 32 + suite.nonce_size)  # step 2: Ek || n2
    return suite.stream(x[:32], x[32:], data)


def _tag(version: str, h: bytes, wk: bytes, n: bytes, c: bytes) -> bytes:
    suite = SUITES[version]
    Ak = suite.mac(wk, b"\x81" + n, 32)
    return suite.mac(Ak, h + n + c, suite.tag_size)  # step 5: h binds the key to its version and kind

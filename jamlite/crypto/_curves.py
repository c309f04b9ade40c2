"""P-256 (SP 800-186 section 3.2.1.3), and how the other curves are found, each in its file.

Ungated: the gates of its users prove it.

plain/plain_curves.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..exceptions.base import JamMissingPartError
from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from ..optional import part
from ._weierstrass import CURVES as _known
from ._weierstrass import Answer, Curve, add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Affine

add(
    Curve(
        "P-256",
        p=2**256 - 2**224 + 2**192 + 2**96 - 1,
        b=int("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16),
        n=int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16),
        g=(
            int("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16),
            int("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16),
        ),
    ),
    Answer(
        "RFC 6979 appendix A.2.5, SHA-256, message 'sample'",
        "sha256",
        b"sample",
        d="c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        x="60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        y="7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        compressed_g="036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        signature="efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1"
        "b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ),
)


def _load(name: str) -> None:
    """Load the file of a curve, which adds the curve; nothing happens for an unknown name."""
    if name == "P-384":
        with part("ES384, v3.public, PASERK k3, ECDH-ES with EC"):
            from . import _curve_p384  # noqa: F401
    elif name == "P-521":
        with part("ES512, ECDH-ES with EC"):
            from . import _curve_p521  # noqa: F401
    elif name == "secp256k1":
        with part("ES256K"):
            from . import _curve_secp256k1  # noqa: F401


def _all() -> dict[str, Curve]:
    """Return all curves that this copy of jamlite has."""
    for name in ("P-384", "P-521", "secp256k1"):
        try:
            _load(name)
        except JamMissingPartError:
            continue
    return _known


def __getattr__(name: str) -> dict[str, Curve]:
    """Return CURVES, with all of them loaded: for tests and tools."""
    if name == "CURVES":
        return _all()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def named(name: object) -> Curve:
    """Return a curve by its JOSE name, or raise JamCryptoError."""
    if isinstance(name, str):
        if name not in _known:
            _load(name)
        if name in _known:
            return _known[name]
    raise JamCryptoError(f"the curve must be one of {', '.join(sorted(_all()))}")


def on_curve(name: str, point: tuple[object, ...]) -> Affine:
    """Return a public key (x, y) if it is a point of the curve (SEC 1 section 3.2.2.1), or raise."""
    curve = named(name)
    x, y = point if len(point) == 2 else (None, None)
    if not isinstance(x, int) or not isinstance(y, int) or isinstance(x, bool) or isinstance(y, bool):
        raise JamCryptoError("a public key must be two integers (x, y), or bytes")
    if not curve.contains(x, y):
        raise JamInvalidKeyError(f"the public key is not a point of {name}")
    return x, y


def private_key(name: str, d: object) -> int:
    """Return `d` if it is a private key of the curve, or raise."""
    curve = named(name)
    if not isinstance(d, int) or isinstance(d, bool):
        raise JamCryptoError(f"the private key must be an int, got {type(d).__name__}")
    if not 1 <= d < curve.n:  # SEC 1 section 3.2.1
        raise JamInvalidKeyError(f"the private key is not in [1, n-1] of {curve.name}")
    return d

"""`cryptography.fernet` by its own names: Fernet, MultiFernet, InvalidToken."""

from __future__ import annotations

import time

from ..crypto import fernet as _fernet
from ..exceptions.base import JamError
from ..exceptions.crypto import JamDecryptionError, JamInvalidKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable

__all__ = ["Fernet", "InvalidToken", "MultiFernet"]


class InvalidToken(JamError):
    """The token was not made with this key, was changed, is too old, or comes from the future."""

    default_message = "the token is not valid"
    default_code = "fernet.invalid_token"

    def __str__(self) -> str:
        return str(self.message)  # the original's text is empty; here it is the sentence, without its code


class Fernet:
    """Seals and opens tokens with one key.

    Args:
        key: 32 bytes in URL-safe base64 with padding, 44 characters, as text or bytes.
        backend: not looked at.

    Raises:
        ValueError: another key.
    """

    def __init__(self, key: bytes | str, backend: object = None) -> None:
        try:
            _fernet.encrypt(key, b"", now=0, iv=bytes(16))  # a trial: the primitive alone knows what is a key
        except JamInvalidKeyError:
            raise ValueError("Fernet key must be 32 url-safe base64-encoded bytes.") from None
        self._key = key

    @classmethod
    def generate_key(cls) -> bytes:
        """Return a new random key."""
        return _fernet.generate_key().encode("ascii")

    def encrypt(self, data: bytes) -> bytes:
        """Return a token that holds `data`, and the time, which all can read."""
        # `time.time` by that name, as in the original: programs replace it in their tests.
        return self.encrypt_at_time(data, int(time.time()))

    def encrypt_at_time(self, data: bytes, current_time: int) -> bytes:
        """The same at a time of one's own, Unix seconds."""
        return self._encrypt_from_parts(data, current_time, None)

    def _encrypt_from_parts(self, data: bytes, current_time: int, iv: bytes | None) -> bytes:
        """The same with an IV of one's own; programs that reproduce tokens call it by this name."""
        if not isinstance(data, bytes):  # the original refuses a bytearray, too
            raise TypeError("data must be bytes")
        return _fernet.encrypt(self._key, data, now=current_time, iv=iv).encode("ascii")

    def decrypt(self, token: bytes | str, ttl: int | None = None) -> bytes:
        """Return what a token holds; InvalidToken if it is not valid, or older than `ttl` seconds."""
        # Without a ttl the original does not look at the clock, not even for a token from the future.
        return _opened(self._key, token, ttl, time.time() if ttl is not None else None)

    def decrypt_at_time(self, token: bytes | str, ttl: int, current_time: int) -> bytes:
        """The same at a time of one's own."""
        _check_ttl(ttl)
        return _opened(self._key, token, ttl, current_time)

    def extract_timestamp(self, token: bytes | str) -> int:
        """Return when a token of this key was made, Unix seconds."""
        _opened(self._key, token, None, None)  # verified first: the time is not read from a forged token
        return _timestamp(token)

    @staticmethod
    def _get_unverified_token_data(token: bytes | str) -> tuple[int, bytes]:
        """Return the time in a token, UNVERIFIED, and the token's bytes."""
        from ..encoding import base64url

        if not isinstance(token, (str, bytes)):
            raise TypeError("token must be bytes or str")
        try:
            data = base64url.decode(token.rstrip("=" if isinstance(token, str) else b"="))  # type: ignore[arg-type]
        except JamError:
            raise InvalidToken() from None
        # Fernet specification, "Token Format": Version, 8 bits, and Timestamp, 64 bits.
        if len(data) < 9 or data[0] != 0x80:
            raise InvalidToken()
        return int.from_bytes(data[1:9], "big"), data

    def __repr__(self) -> str:
        return "<Fernet>"


class MultiFernet:
    """Opens with each of several keys; seals with the first."""

    def __init__(self, fernets: Iterable[Fernet]) -> None:
        self._fernets = list(fernets)
        if not self._fernets:
            raise ValueError("MultiFernet requires at least one Fernet instance")
        self._keys = [one._key for one in self._fernets]  # one pass over the token tries all of them

    def encrypt(self, msg: bytes) -> bytes:
        """As `Fernet.encrypt`, with the first key."""
        return self._fernets[0].encrypt(msg)

    def encrypt_at_time(self, msg: bytes, current_time: int) -> bytes:
        """As `Fernet.encrypt_at_time`, with the first key."""
        return self._fernets[0].encrypt_at_time(msg, current_time)

    def rotate(self, msg: bytes | str) -> bytes:
        """Return a token of any of the keys sealed anew with the first; its time stays."""
        data = _opened(self._keys, msg, None, None)
        # As the original: rotation does not make a token younger.
        return self.encrypt_at_time(data, _timestamp(msg))

    def decrypt(self, msg: bytes | str, ttl: int | None = None) -> bytes:
        """As `Fernet.decrypt`, with whichever key fits."""
        return _opened(self._keys, msg, ttl, time.time() if ttl is not None else None)

    def decrypt_at_time(self, msg: bytes | str, ttl: int, current_time: int) -> bytes:
        """As `Fernet.decrypt_at_time`, with whichever key fits."""
        _check_ttl(ttl)
        return _opened(self._keys, msg, ttl, current_time)

    def extract_timestamp(self, msg: bytes | str) -> int:
        """As `Fernet.extract_timestamp`, with whichever key fits."""
        _opened(self._keys, msg, None, None)
        return _timestamp(msg)


def _opened(key: Any, token: object, ttl: int | None, now: float | None) -> bytes:
    if not isinstance(token, (str, bytes)):
        raise TypeError("token must be bytes or str")
    try:
        return _fernet.decrypt(key, token, ttl=ttl, now=now)
    except JamDecryptionError:
        raise InvalidToken() from None  # one error for every fault, which names none


def _check_ttl(ttl: int | None) -> None:
    if ttl is None:
        raise ValueError("decrypt_at_time() can only be used with a non-None ttl")


def _timestamp(token: bytes | str) -> int:
    """Return the time in a token that was opened: 8 bytes after the first."""
    from ..encoding import base64url

    return int.from_bytes(base64url.decode(token[:12])[1:9], "big")  # 12 characters are exactly 9 bytes

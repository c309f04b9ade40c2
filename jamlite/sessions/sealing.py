"""Sealing of session ids and data: "J$_" and a Fernet token (https://github.com/fernet/spec).

Any Fernet implementation opens what is sealed here; the plaintext is the bare id or the bare JSON text.
Data is bound to its id all the same: the IV, which Fernet asks to be unpredictable and nothing more,
is a MAC over time, id and data. Data that was sealed for another session has another IV and is
refused, so whoever can write to the store cannot give one session the data of another.
"""

from __future__ import annotations

from contextlib import suppress
from hmac import compare_digest

from ..crypto import fernet, hmac
from ..encoding import base64url
from ..exceptions.base import JamConfigurationError
from ..exceptions.crypto import JamCryptoError, JamDecryptionError
from ..exceptions.sessions import JamSessionDataError, JamSessionEmptyAESKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence, Union

    Secret = Union[str, bytes, Sequence[Union[str, bytes]]]

MARK = "J$_"  # Jam's own: its sessions are read, and tell themselves from plain ones


class Sealer:
    """One or more Fernet keys: the first one seals, all of them open.

    Args:
        secret: a key of 44 characters, or several, the newest first.

    Raises:
        JamSessionEmptyAESKey: there is none.
        JamConfigurationError: one is not a Fernet key.
    """

    __slots__ = ("_binders", "_keys")

    def __init__(self, secret: Secret | None) -> None:
        if secret is not None and not isinstance(secret, (str, bytes, list, tuple)):
            raise JamConfigurationError(
                f"session_aes_secret is a Fernet key, or a list of them, got {type(secret).__name__}"
            )
        given = [secret] if isinstance(secret, (str, bytes)) else list(secret or ())
        if not given or not all(given):
            raise JamSessionEmptyAESKey()
        keys = [key.encode("ascii", "replace") if isinstance(key, str) else key for key in given]
        try:
            fernet.encrypt(keys, b"", now=0)  # looks at every key
        except JamCryptoError as error:
            raise JamConfigurationError(f"session_aes_secret: {error.message}") from error
        self._keys = keys
        # The whole key, of which Fernet's own MAC uses one half: the two never meet.
        self._binders = [hmac.prepare("sha256", base64url.decode(key.rstrip(b"="))) for key in keys]

    def __repr__(self) -> str:
        return f"<Sealer with {len(self._keys)} keys>"

    def seal(self, text: str, now: float) -> str:
        """Seal an id, or other text that belongs to nothing."""
        if not isinstance(text, str):
            raise JamSessionDataError(f"what is sealed is a text, got {type(text).__name__}")
        octets = None
        with suppress(UnicodeEncodeError):  # that error holds the text
            octets = text.encode()
        if octets is None:
            raise JamSessionDataError("what is sealed is text that UTF-8 can carry")
        return MARK + fernet.encrypt(self._keys[0], octets, now=now)

    def open(self, sealed: str) -> str | None:
        """Return the text in `sealed`, or None: not marked, altered, or sealed by a foreign key."""
        if not sealed.startswith(MARK):
            return None
        try:
            return fernet.decrypt(self._keys, sealed[len(MARK) :]).decode()
        except (JamDecryptionError, UnicodeDecodeError):
            return None

    def seal_for(self, session_id: str, text: str, now: float) -> str:
        """Seal the data of the session `session_id`."""
        data = text.encode()
        # 16 bytes, as an IV of AES has.
        iv = _binding(self._binders[0], int(now).to_bytes(8, "big"), session_id, data)
        return MARK + fernet.encrypt(self._keys[0], data, now=now, iv=iv)

    def open_for(self, session_id: str, sealed: str) -> str | None:
        """Return the data of the session `session_id`, or None: as in `open`, or of another session."""
        if not sealed.startswith(MARK):
            return None
        token = sealed[len(MARK) :]
        for key, binder in zip(self._keys, self._binders):
            try:
                data = fernet.decrypt(key, token)
            except JamDecryptionError:
                continue
            head = base64url.decode(token[:36])  # version, 8 bytes of time, 16 of IV, 2 of ciphertext
            # A copied record has another id's IV.
            if compare_digest(_binding(binder, head[1:9], session_id, data), head[9:25]):
                return data.decode()
        return None


def _binding(binder: hmac.HMACKey, time: bytes, session_id: str, data: bytes) -> bytes:
    name = session_id.encode()
    # The length of the name stands before it: else "a" + "bc" would be "ab" + "c".
    return binder.digest(b"jamlite session data" + time + len(name).to_bytes(4, "big") + name + data)[:16]

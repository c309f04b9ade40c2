"""What vectors hand in where encryption draws at random.

A JWE made with known values is not secure: a content key, an IV or an ephemeral key that is known or
serves twice gives the plaintext away. So nothing in `jose` makes a `FixedValues`, and no public function
takes one: `jwe.seal_compact` and `jwe_json.seal_json` do, which are not offered to users.
"""

from __future__ import annotations

from ..exceptions.base import JamTypeError
from ..exceptions.jose import JamJWEEncryptionError
from ..jose.jwe_message import inflate
from ..jose.jwe_parts import Draws

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from ..encoding.json_types import JsonObject
    from ..keys.ec import ECKey
    from ..keys.okp import OKPKey

    _Curve = TypeVar("_Curve", ECKey, OKPKey)


class FixedValues(Draws):
    """Values to use in the place of random ones; what is None is drawn.

    Args:
        cek: content encryption key.
        iv: initialization vector of the content.
        ephemeral: private JWK dict of the sender's key (ECDH-ES).
        salt: p2s (PBES2).
        wrapping_iv: the IV that encrypts the key (A*GCMKW).
        rsa_seed: seed of OAEP, or padding of RSA1_5.
        compressed: the DEFLATE form of the plaintext; compressors differ in theirs.
    """

    __slots__ = ("_compressed", "_ephemeral", "_octets", "_rsa_seed")

    def __init__(
        self,
        *,
        cek: bytes | None = None,
        iv: bytes | None = None,
        ephemeral: JsonObject | None = None,
        salt: bytes | None = None,
        wrapping_iv: bytes | None = None,
        rsa_seed: bytes | None = None,
        compressed: bytes | None = None,
    ) -> None:
        for value in (cek, iv, salt, wrapping_iv, rsa_seed, compressed):
            if not isinstance(value, (bytes, type(None))):
                raise JamTypeError(f"a fixed value must be bytes, got {type(value).__name__}")
        if not isinstance(ephemeral, (dict, type(None))):
            raise JamTypeError("the ephemeral key must be a private JWK dict")
        self._octets = {"cek": cek, "iv": iv, "salt": salt, "wrapping_iv": wrapping_iv}
        self._ephemeral = ephemeral
        self._rsa_seed = rsa_seed
        self._compressed = compressed

    def octets(self, name: str, count: int) -> bytes:
        value = self._octets[name]
        return super().octets(name, count) if value is None else value

    def rsa_seed(self) -> bytes | None:
        return self._rsa_seed

    def ephemeral(self, record: _Curve) -> _Curve:
        if self._ephemeral is None:
            return super().ephemeral(record)
        key = type(record).from_members(self._ephemeral)
        if key.crv != record.crv or not key.is_private:  # RFC 7518 section 4.6.1.1
            raise JamJWEEncryptionError("the ephemeral key must be a private key on the recipient's curve")
        return key

    def deflated(self, plaintext: bytes) -> bytes:
        if self._compressed is None:
            return super().deflated(plaintext)
        if inflate(self._compressed) != plaintext:  # a vector that contradicts itself proves nothing
            raise JamJWEEncryptionError("the compressed form is not that of the plaintext")
        return self._compressed

    # Without the values: they are keys.
    def __repr__(self) -> str:
        return "<FixedValues>"

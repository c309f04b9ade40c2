"""The JWE key management algorithms, one row each (RFC 7518 section 4, RFC 8037 section 3.2).

`seal` makes what the recipient needs to come to the content encryption key (CEK), `open` comes to it.
Both trust that the key fits the row (jwe_policy.py). What is wrong in a token ends in one of two errors:
JamJWEInvalidFormatError for a header member that is absent or malformed, JamCryptoError for the rest.
"""

from __future__ import annotations

from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from .jwe_parts import Open, Seal

ECDH_CURVES = ("P-256", "P-384", "P-521", "X25519", "X448")


class KeyManagement:
    """One row: which keys fit, what they must be allowed to do, and how to seal and open.

    `kty` is "oct", "password", "RSA" or "ECDH"; `size` the bytes of the key-encryption key; `direct`
    means that the CEK is agreed or shared and not chosen; `ops` and `open_ops` are the key_ops (RFC
    7517 section 4.3) of which the sender's and the recipient's key must have one.
    """

    __slots__ = ("_functions", "_load", "direct", "kty", "name", "open_ops", "ops", "size")

    def __init__(
        self,
        name: str,
        kty: str,
        load: Callable[[], tuple[Seal, Open]],
        ops: str,
        open_ops: str,
        *,
        size: int | None = None,
        direct: bool = False,
    ) -> None:
        self.name = name
        self.kty = kty
        self._load = load
        self._functions: tuple[Seal, Open] | None = None
        self.ops = ops.split()
        self.open_ops = open_ops.split()
        self.size = size
        self.direct = direct

    @property
    def seal(self) -> Seal:
        """Make the encrypted key; loaded at the first use."""
        self._functions = self._functions or self._load()
        return self._functions[0]

    @property
    def open(self) -> Open:
        """Come to the content encryption key; loaded at the first use."""
        self._functions = self._functions or self._load()
        return self._functions[1]


# --- what seals and opens, each file loaded for its own algorithms ---------------------------------------


def _dir() -> tuple[Seal, Open]:
    with part("dir"):
        from . import jwe_aes_wrap
    return jwe_aes_wrap.dir_seal, jwe_aes_wrap.dir_open


def _kw() -> tuple[Seal, Open]:
    with part("A128KW, A192KW, A256KW"):
        from . import jwe_aes_wrap
    return jwe_aes_wrap.kw_seal, jwe_aes_wrap.kw_open


def _gcmkw() -> tuple[Seal, Open]:
    with part("A128GCMKW, A192GCMKW, A256GCMKW"):
        from . import jwe_aes_wrap
    return jwe_aes_wrap.gcmkw_seal, jwe_aes_wrap.gcmkw_open


def _oaep(hash_name: str) -> tuple[Seal, Open]:
    with part("RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512"):
        from . import jwe_rsa
    return jwe_rsa.oaep(hash_name)


def _rsa1_5() -> tuple[Seal, Open]:
    with part("RSA1_5"):
        from . import jwe_rsa
    return jwe_rsa.rsa1_5()


def _password_row(name: str, hash_name: str, size: int) -> KeyManagement:
    def load() -> tuple[Seal, Open]:
        with part("PBES2"):
            from . import jwe_pbes2
        return jwe_pbes2.pbes2(name, hash_name, size)

    ops, open_ops = "deriveKey deriveBits wrapKey", "deriveKey deriveBits unwrapKey"
    return KeyManagement(name, "password", load, ops, open_ops, size=size)


def _agreement_row(name: str, size: int | None) -> KeyManagement:
    def load() -> tuple[Seal, Open]:
        with part("ECDH-ES"):
            from . import jwe_ecdh_es
        return jwe_ecdh_es.ecdh_es(name, size)

    ops = "deriveKey deriveBits"
    return KeyManagement(name, "ECDH", load, ops, ops, direct=size is None)


_WRAP, _UNWRAP = "wrapKey encrypt", "unwrapKey decrypt"

# In the order of preference within each kind of key.
_ROWS = (
    KeyManagement("A256KW", "oct", _kw, _WRAP, _UNWRAP, size=32),  # RFC 7518 section 4.4
    KeyManagement("A192KW", "oct", _kw, _WRAP, _UNWRAP, size=24),
    KeyManagement("A128KW", "oct", _kw, _WRAP, _UNWRAP, size=16),
    KeyManagement("A256GCMKW", "oct", _gcmkw, _WRAP, _UNWRAP, size=32),  # section 4.7
    KeyManagement("A192GCMKW", "oct", _gcmkw, _WRAP, _UNWRAP, size=24),
    KeyManagement("A128GCMKW", "oct", _gcmkw, _WRAP, _UNWRAP, size=16),
    KeyManagement("dir", "oct", _dir, "encrypt", "decrypt", direct=True),  # section 4.5
    _password_row("PBES2-HS256+A128KW", "sha256", 16),  # section 4.8
    _password_row("PBES2-HS384+A192KW", "sha384", 24),
    _password_row("PBES2-HS512+A256KW", "sha512", 32),
    KeyManagement("RSA-OAEP-256", "RSA", lambda: _oaep("sha256"), _WRAP, _UNWRAP),  # section 4.3
    # The default parameters of RFC 8017 section A.2.1: SHA-1
    KeyManagement("RSA-OAEP", "RSA", lambda: _oaep("sha1"), _WRAP, _UNWRAP),
    # IANA registry, from the Web Cryptography API
    KeyManagement("RSA-OAEP-384", "RSA", lambda: _oaep("sha384"), _WRAP, _UNWRAP),
    KeyManagement("RSA-OAEP-512", "RSA", lambda: _oaep("sha512"), _WRAP, _UNWRAP),
    KeyManagement("RSA1_5", "RSA", _rsa1_5, _WRAP, _UNWRAP),  # section 4.2
    _agreement_row("ECDH-ES+A256KW", 32),  # section 4.6, RFC 8037 section 3.2
    _agreement_row("ECDH-ES+A192KW", 24),
    _agreement_row("ECDH-ES+A128KW", 16),
    _agreement_row("ECDH-ES", None),
)
KEY_MANAGEMENTS = {row.name: row for row in _ROWS}

"""The JWE key management algorithms, one row each (RFC 7518 section 4, RFC 8037 section 3.2).

`seal` makes what the recipient needs to come to the content encryption key (CEK), `open` comes to it.
Both trust that the key fits the row (jwe_policy.py). What is wrong in a token ends in one of two errors:
JamJWEInvalidFormatError for a header member that is absent or malformed, JamCryptoError for the rest.
"""

from __future__ import annotations

from importlib import import_module

from ..crypto import aes_gcm, aes_kw
from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..exceptions.crypto import JamCryptoError, JamDecryptionError
from ..exceptions.encoding import JamEncodingError
from ..exceptions.jose import JamJWEEncryptionError, JamJWEInvalidFormatError
from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Optional, Tuple

    from .jwe_content import ContentEncryption
    from .jwe_fixed import FixedValues
    from .jwk import JWK

    Members = Dict[str, Any]
    Fixed = Optional[FixedValues]
    # (key, joined header, enc, CEK, fixed values) -> CEK, encrypted key, new members
    Seal = Callable[[JWK, Members, ContentEncryption, bytes, Fixed], Tuple[bytes, bytes, Members]]
    # (key, joined header, enc, encrypted key) -> CEK
    Open = Callable[[JWK, Members, ContentEncryption, bytes], bytes]
    # (prepared key-encryption key, CEK, fixed values) -> encrypted key, new members; and back
    Wrap = Callable[[Any, bytes, Fixed], Tuple[bytes, Members]]
    Unwrap = Callable[[Any, bytes, Members, int], bytes]

ECDH_CURVES = ("P-256", "P-384", "P-521", "X25519", "X448")


class KeyManagement:
    """One row: which keys fit, what they must be allowed to do, and how to seal and open.

    `kty` is "oct", "password", "RSA" or "ECDH"; `size` the bytes of the key-encryption key; `direct`
    means that the CEK is agreed or shared and not chosen; `ops` and `open_ops` are the key_ops (RFC
    7517 section 4.3) of which the sender's and the recipient's key must have one.
    """

    __slots__ = ("direct", "kty", "name", "open", "open_ops", "ops", "seal", "size")

    def __init__(
        self,
        name: str,
        kty: str,
        seal: Seal,
        open: Open,
        ops: str,
        open_ops: str,
        *,
        size: int | None = None,
        direct: bool = False,
    ) -> None:
        self.name = name
        self.kty = kty
        self.seal = seal
        self.open = open
        self.ops = ops.split()
        self.open_ops = open_ops.split()
        self.size = size
        self.direct = direct


# --- a shared symmetric key ---------------------------------------------------------------------


def _dir_seal(
    jwk: JWK, _header: Members, _enc: ContentEncryption, _cek: bytes, _fixed: Fixed
) -> tuple[bytes, bytes, Members]:
    return jwk.material.k, b"", {}


def _dir_open(jwk: JWK, _header: Members, _enc: ContentEncryption, encrypted_key: bytes) -> bytes:
    _check_empty(encrypted_key)  # RFC 7518 section 4.5
    return jwk.material.k  # type: ignore[no-any-return]


def _kw_wrap(kek: aes_kw.WrappingKey, cek: bytes, _fixed: Fixed) -> tuple[bytes, Members]:
    return kek.wrap(cek), {}  # RFC 7518 section 4.4


def _kw_unwrap(kek: aes_kw.WrappingKey, encrypted_key: bytes, _header: Members, cek_size: int) -> bytes:
    if len(encrypted_key) != cek_size + 8:
        raise JamDecryptionError()
    return kek.unwrap(encrypted_key)


def _gcmkw_wrap(kek: aes_gcm.GCMKey, cek: bytes, fixed: Fixed) -> tuple[bytes, Members]:
    iv = drawn(fixed, "wrapping_iv", 12)
    encrypted_key, tag = kek.encrypt(iv, cek, b"")  # RFC 7518 section 4.7
    return encrypted_key, {"iv": base64url.encode(iv), "tag": base64url.encode(tag)}


def _gcmkw_unwrap(kek: aes_gcm.GCMKey, encrypted_key: bytes, header: Members, cek_size: int) -> bytes:
    iv, tag = header_octets(header, "iv"), header_octets(header, "tag")
    if len(iv) != 12 or len(tag) != 16 or len(encrypted_key) != cek_size:  # section 4.7.1
        raise JamDecryptionError()
    return kek.decrypt(iv, encrypted_key, b"", tag)


def _symmetric(
    name: str, size: int, prepare: Callable[[bytes], Any], wrap: Wrap, unwrap: Unwrap
) -> KeyManagement:
    """Return a row whose key is prepared once and kept in the JWK."""

    def prepared(jwk: JWK) -> Any:
        kek = jwk.kept.get(prepare)
        if kek is None:
            kek = jwk.kept[prepare] = prepare(jwk.material.k)
        return kek

    def seal(
        jwk: JWK, _header: Members, _enc: ContentEncryption, cek: bytes, fixed: Fixed
    ) -> tuple[bytes, bytes, Members]:
        return (cek, *wrap(prepared(jwk), cek, fixed))

    def open_(jwk: JWK, header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        return unwrap(prepared(jwk), encrypted_key, header, enc.key_size)

    return KeyManagement(name, "oct", seal, open_, "wrapKey encrypt", "unwrapKey decrypt", size=size)


# --- a password ---------------------------------------------------------------------------------


def iterations(header: Members) -> int:
    """Return p2c if it is in the range accepted (RFC 7518 section 4.8.1.2).

    Raises:
        JamJWEInvalidFormatError: it is not.
    """
    count = header.get("p2c")
    if type(count) is not int or not limits.MIN_P2C <= count <= limits.MAX_P2C:
        raise JamJWEInvalidFormatError(f"p2c must be an integer from {limits.MIN_P2C} to {limits.MAX_P2C}")
    return count


def _pbes2(name: str, hash_name: str, size: int) -> KeyManagement:
    def derived(password: bytes, salt: bytes, count: int) -> aes_kw.WrappingKey:
        salt = name.encode() + b"\0" + salt  # section 4.8.1.1: the salt value is UTF8(Alg) || 0x00 || Salt
        return aes_kw.prepare(_primitive("pbkdf2").derive(hash_name, password, salt, count, size))

    def seal(
        jwk: JWK, header: Members, _enc: ContentEncryption, cek: bytes, fixed: Fixed
    ) -> tuple[bytes, bytes, Members]:
        salt, count = drawn(fixed, "salt", limits.P2S_BYTES), header.get("p2c", limits.P2C[hash_name])
        made = {"p2s": base64url.encode(salt), "p2c": count}
        encrypted_key, _ = _kw_wrap(derived(jwk.material.k, salt, iterations(made)), cek, fixed)
        return cek, encrypted_key, made

    def open_(jwk: JWK, header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        salt, count = header_octets(header, "p2s"), iterations(header)
        if len(salt) < limits.MIN_P2S_BYTES:
            raise JamJWEInvalidFormatError(f"p2s must have at least {limits.MIN_P2S_BYTES} bytes")
        if len(encrypted_key) != enc.key_size + 8:  # before the costly derivation
            raise JamDecryptionError()
        return _kw_unwrap(derived(jwk.material.k, salt, count), encrypted_key, header, enc.key_size)

    ops, open_ops = "deriveKey deriveBits wrapKey", "deriveKey deriveBits unwrapKey"
    return KeyManagement(name, "password", seal, open_, ops, open_ops, size=size)


# --- RSA ----------------------------------------------------------------------------------------


def _rsa_oaep(name: str, hash_name: str) -> KeyManagement:
    def seal(
        jwk: JWK, _header: Members, _enc: ContentEncryption, cek: bytes, fixed: Fixed
    ) -> tuple[bytes, bytes, Members]:
        encrypt, seed = _primitive("rsa_oaep").encrypt, getattr(fixed, "rsa_seed", None)
        return cek, encrypt(jwk.material.verifier, cek, hash_name, seed=seed), {}

    def open_(jwk: JWK, _header: Members, _enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        return _primitive("rsa_oaep").decrypt(jwk.material.signer, encrypted_key, hash_name)  # type: ignore[no-any-return]

    return KeyManagement(name, "RSA", seal, open_, "wrapKey encrypt", "unwrapKey decrypt")


def _rsa1_5_seal(
    jwk: JWK, _header: Members, _enc: ContentEncryption, cek: bytes, fixed: Fixed
) -> tuple[bytes, bytes, Members]:
    encrypt, padding = _primitive("rsa_pkcs1v15").encrypt, getattr(fixed, "rsa_seed", None)
    return cek, encrypt(jwk.material.verifier, cek, padding=padding), {}


def _rsa1_5_open(jwk: JWK, _header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
    """Return a CEK, and for a wrong padding some other one: the content's tag then fails (RFC 7516 11.5)."""
    return _primitive("rsa_pkcs1v15").decrypt(jwk.material.signer, encrypted_key, enc.key_size)  # type: ignore[no-any-return]


# --- key agreement ------------------------------------------------------------------------------


def shared_secret(private: Any, public: Any) -> bytes:
    """Return Z, the ECDH secret of a private and a public key record of one curve.

    Raises:
        JamInvalidKeyError: it would be zero.
    """
    primitive = _primitive("ecdh" if private.kty == "EC" else private.crv.lower())
    if private.kty == "EC":
        return primitive.exchange(private.crv, private.private_value, public.point)  # type: ignore[no-any-return]
    return primitive.exchange(private.private_value, public.x)  # type: ignore[no-any-return]


def agreed_key(private: Any, public: Any, algorithm_id: str, header: Members, size: int) -> bytes:
    """Return `size` bytes of the Concat KDF over the secret of two keys (RFC 7518 section 4.6.2).

    Args:
        private, public: key records of one curve.
        algorithm_id: the enc of ECDH-ES, the alg of ECDH-ES+A*KW.
        header: apu and apv are read.
        size: bytes wanted.
    """
    Z = shared_secret(private, public)
    parts = (algorithm_id.encode(), header_octets(header, "apu", b""), header_octets(header, "apv", b""))
    # AlgorithmID || PartyUInfo || PartyVInfo, each Datalen || Data; then SuppPubInfo, the bits wanted
    other_info = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    other_info += (8 * size).to_bytes(4, "big")
    return _primitive("concat_kdf").derive("sha256", Z, other_info, size)  # type: ignore[no-any-return]


def _ephemeral(material: Any, fixed: Fixed) -> Any:
    given = getattr(fixed, "ephemeral", None)
    if given is None:
        return type(material).generate(material.crv)
    key = type(material).from_members(given)
    if key.crv != material.crv or not key.is_private:
        raise JamJWEEncryptionError("the ephemeral key must be a private key on the recipient's curve")
    return key


def _epk(material: Any, header: Members) -> Any:
    """Return the sender's public key: complete, and on the recipient's curve (RFC 7518 section 4.6.1.1)."""
    members = header.get("epk")
    if not isinstance(members, dict) or "d" in members:
        raise JamJWEInvalidFormatError("epk must be a public JWK")
    try:
        key = type(material).from_members(members)
    except JamCryptoError as error:
        raise JamJWEInvalidFormatError("epk is not a valid public key") from error
    if key.crv != material.crv:
        raise JamJWEInvalidFormatError("epk is not on the curve of the recipient's key")
    return key


def _ecdh_es(name: str, size: int | None) -> KeyManagement:
    """Return a row of ECDH-ES; with `size`, the agreed key wraps the CEK by AES Key Wrap."""

    def agreed(private: Any, public: Any, header: Members, enc: ContentEncryption) -> bytes:
        if size is None:  # section 4.6.2: AlgorithmID is enc, keydatalen its key length
            return agreed_key(private, public, enc.name, header, enc.key_size)
        return agreed_key(private, public, name, header, size)

    def seal(
        jwk: JWK, header: Members, enc: ContentEncryption, cek: bytes, fixed: Fixed
    ) -> tuple[bytes, bytes, Members]:
        ephemeral = _ephemeral(jwk.material, fixed)
        made = {"epk": ephemeral.to_members(False)}
        key = agreed(ephemeral, jwk.material, header, enc)
        return (key, b"", made) if size is None else (cek, aes_kw.wrap(key, cek), made)

    def open_(jwk: JWK, header: Members, enc: ContentEncryption, encrypted_key: bytes) -> bytes:
        if size is None:
            _check_empty(encrypted_key)  # section 4.6
        elif len(encrypted_key) != enc.key_size + 8:
            raise JamDecryptionError()
        key = agreed(jwk.material, _epk(jwk.material, header), header, enc)
        return key if size is None else aes_kw.unwrap(key, encrypted_key)

    return KeyManagement(
        name, "ECDH", seal, open_, "deriveKey deriveBits", "deriveKey deriveBits", direct=size is None
    )


# --- what they share ----------------------------------------------------------------------------


def drawn(fixed: Fixed, name: str, count: int) -> bytes:
    """Return the fixed value of this name, or else `count` random bytes."""
    value: bytes | None = getattr(fixed, name, None)
    return random_bytes(count) if value is None else value


def header_octets(header: Members, name: str, default: bytes | None = None) -> bytes:
    """Return the bytes of a header member; it must be there unless there is a default.

    Raises:
        JamJWEInvalidFormatError: it is absent, or not a base64url string.
    """
    value = header.get(name)
    if name not in header and default is not None:
        return default
    if not isinstance(value, str):
        raise JamJWEInvalidFormatError(f"{name} must be a base64url string")
    try:
        return base64url.decode(value, name)
    except JamEncodingError as error:
        raise JamJWEInvalidFormatError(error.message) from error


def _check_empty(encrypted_key: bytes) -> None:
    if encrypted_key:  # RFC 7516 section 5.2 step 10
        raise JamJWEInvalidFormatError("this algorithm has no encrypted key")


def _primitive(name: str) -> Any:
    """Return a module of the crypto room; loaded only when an algorithm needs it."""
    return import_module(f"..crypto.{name}", __package__)


# In the order of preference within each kind of key.
_ROWS = (
    _symmetric("A256KW", 32, aes_kw.prepare, _kw_wrap, _kw_unwrap),  # RFC 7518 section 4.4
    _symmetric("A192KW", 24, aes_kw.prepare, _kw_wrap, _kw_unwrap),
    _symmetric("A128KW", 16, aes_kw.prepare, _kw_wrap, _kw_unwrap),
    _symmetric("A256GCMKW", 32, aes_gcm.prepare, _gcmkw_wrap, _gcmkw_unwrap),  # section 4.7
    _symmetric("A192GCMKW", 24, aes_gcm.prepare, _gcmkw_wrap, _gcmkw_unwrap),
    _symmetric("A128GCMKW", 16, aes_gcm.prepare, _gcmkw_wrap, _gcmkw_unwrap),
    KeyManagement("dir", "oct", _dir_seal, _dir_open, "encrypt", "decrypt", direct=True),  # section 4.5
    _pbes2("PBES2-HS256+A128KW", "sha256", 16),  # section 4.8
    _pbes2("PBES2-HS384+A192KW", "sha384", 24),
    _pbes2("PBES2-HS512+A256KW", "sha512", 32),
    _rsa_oaep("RSA-OAEP-256", "sha256"),  # section 4.3
    _rsa_oaep("RSA-OAEP", "sha1"),  # the default parameters of RFC 8017 section A.2.1: SHA-1
    _rsa_oaep("RSA-OAEP-384", "sha384"),  # IANA registry, from the Web Cryptography API
    _rsa_oaep("RSA-OAEP-512", "sha512"),
    KeyManagement(
        "RSA1_5", "RSA", _rsa1_5_seal, _rsa1_5_open, "wrapKey encrypt", "unwrapKey decrypt"
    ),  # section 4.2
    _ecdh_es("ECDH-ES+A256KW", 32),  # section 4.6, RFC 8037 section 3.2
    _ecdh_es("ECDH-ES+A192KW", 24),
    _ecdh_es("ECDH-ES+A128KW", 16),
    _ecdh_es("ECDH-ES", None),
)
KEY_MANAGEMENTS = {row.name: row for row in _ROWS}

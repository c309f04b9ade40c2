"""The keys in a PASERK as bytes (types/local.md, public.md, secret.md), bound to version and kind.

local           32 bytes
k1.public       DER SubjectPublicKeyInfo of RSA 2048      k1.secret       DER RSAPrivateKey (PKCS#1)
k2/k4.public    32 bytes of Ed25519                       k2/k4.secret    64: the seed, then the public key
k3.public       49: the compressed point on P-384         k3.secret       48: the private value
"""

from __future__ import annotations

from ..encoding.checks import octets
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from ..exceptions.paseto import JamPASETOInvalidPurpose
from ..keys.record import KeyRecord
from ..optional import part
from . import key_reading
from .key import KTY_CRV, RSA_BITS, RSA_EXPONENT, LocalKey, PublicKey, SecretKey
from .paserk_forms import KEY_SIZES, parse_as, refusal, split_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple, Union

    from ..keys.rsa import RSAKey

    Material = Union[bytes, str, KeyRecord]
    PASETOKey = Union[LocalKey, PublicKey, SecretKey]
    Key = Union[str, PASETOKey, Tuple[str, Material]]


class BoundKey:
    """A checked key with its version ("k4") and its kind ("local", "public", "secret")."""

    __slots__ = ("kind", "octets", "version")

    def __init__(self, version: str, kind: str, octets: bytes) -> None:
        self.version = version
        self.kind = kind
        self.octets = octets

    @property
    def type(self) -> str:
        """Version and kind, as PASERK writes them."""
        return f"{self.version}.{self.kind}"

    def __repr__(self) -> str:
        return f"<PASERK key {self.type}>"


def bind(name: str, material: Material) -> BoundKey:
    """Check a key and bind it to a type such as "k4.secret".

    Args:
        name: version and kind.
        material: bytes as the head of this file says; of a public or secret key also PEM text (str) or
            a key record.

    Raises:
        JamPASETOInvalidTokenFormat: there is no such type of key.
        JamInvalidKeyError: not a key of this version and kind.
    """
    version, kind = split_type(name)
    if kind not in KEY_SIZES:
        raise refusal(f"{name} is not a type of key; local, public and secret are")
    if kind != "local":
        if isinstance(material, str):
            material = load(material)
        if isinstance(material, KeyRecord):  # a record was checked when it was made
            return BoundKey(version, kind, _from_record(version, kind, material))
    try:
        data = octets(material, f"a {name} key")
    except JamCryptoError as error:
        raise JamInvalidKeyError(error.message) from error
    low, high = KEY_SIZES[kind][version]
    if not low <= len(data) <= high:
        raise JamInvalidKeyError(f"a {name} key does not have {len(data)} bytes")
    _check(version, kind, data)
    return BoundKey(version, kind, data)


def resolve(key: Key) -> BoundKey:
    """Return a key given as PASERK text ("k4.local...."), as PASETO key, or as the pair of `decode`.

    Raises:
        JamPASETOInvalidTokenFormat: neither, or a PASERK that does not hold a bare key.
        JamInvalidKeyError: the key is not acceptable.
    """
    if isinstance(key, str):
        form = parse_as(key, "plain")
        return bind(form.name, form.data)
    if isinstance(key, tuple) and len(key) == 2:
        return bind(*key)
    if isinstance(key, (LocalKey, PublicKey, SecretKey)):
        return BoundKey(f"k{key.version[1:]}", _KINDS[type(key)], key.octets)
    raise refusal(f"a key is PASERK text, a PASETO key or a pair (type, key), got {type(key).__name__}")


def resolve_wrapping(key: bytes | Key, version: str) -> bytes:
    """Return the 32 bytes of a wrapping key; one bound to another version or kind is refused.

    Raises:
        JamPASETOInvalidPurpose: bound to another version or kind.
        JamInvalidKeyError: not 32 bytes.
    """
    if not isinstance(key, (bytes, bytearray, memoryview)):
        bound = resolve(key)
        if (bound.version, bound.kind) != (version, "local"):
            raise mismatch(bound.type, f"{version}.local")
        return bound.octets
    return bind(f"{version}.local", key).octets


def to_paseto_key(bound: BoundKey) -> PASETOKey:
    """Return the same key as the functions and classes of PASETO take it.

    Raises:
        JamPASETOInvalidED25519Key: bytes that are not a point, which only k2.public and k4.public can hold.
    """
    version = f"v{bound.version[1:]}"
    if bound.kind == "local":
        return key_reading.local_key(version, bound.octets)
    read = key_reading.secret_key if bound.kind == "secret" else key_reading.public_key
    return read(version, bound.octets)


def load(text: str) -> KeyRecord:
    """Return the key of a PEM text; JamInvalidKeyError whatever is wrong with it."""
    with part("pem"):
        from ..keys import loading

    try:
        return loading.load_pem(text)
    except JamEncodingError as error:
        raise JamInvalidKeyError(error.message) from error


def mismatch(given: str, wanted: str) -> JamPASETOInvalidPurpose:
    """Return the error for a key of another version or kind."""
    return JamPASETOInvalidPurpose(f"a {wanted} key is needed, this one is {given}")


def to_pem(der: bytes) -> bytes:
    """Return the PEM text of a k1.secret key as k1.secret-pw holds it: no line feed at its end."""
    with part("pem"):
        from ..encoding import pem

    return pem.encode("RSA PRIVATE KEY", der).rstrip("\n").encode("ascii")


def from_pem(text: bytes) -> bytes:
    """Return the DER of the k1.secret key in a PEM text; bare DER, which others write there, as it is."""
    if not text.startswith(b"-----"):  # DER begins with 0x30
        return text
    if not text.isascii():
        raise JamInvalidKeyError("the key in the PASERK is not PEM text")
    return bind("k1.secret", text.decode("ascii")).octets


def _from_record(version: str, kind: str, key: Any) -> bytes:
    private = kind == "secret"
    if private != key.is_private:  # a secret key under the header `public` would be published
        raise JamInvalidKeyError(f"a {kind} key is needed, this one is {'public' if private else 'private'}")
    paseto = f"v{version[1:]}"
    if (key.kty, key.crv) != KTY_CRV[paseto]:
        raise JamInvalidKeyError(f"a {version}.{kind} key must be {_ALGORITHMS[version]}")
    if version == "k1":
        _check_parameters(key)
    return (SecretKey if private else PublicKey)(paseto, key).octets


def _check_parameters(key: RSAKey) -> None:
    if key.bits != RSA_BITS or key.verifier.e != RSA_EXPONENT:
        raise JamInvalidKeyError(f"k1 takes RSA keys with {RSA_BITS} bits and e = {RSA_EXPONENT}")
    if key.pss is not None:  # the header k1 has no place for parameters of PSS: they would be lost
        raise JamInvalidKeyError(key.pss.refusal("PASERK"))


def _check(version: str, kind: str, data: bytes) -> None:
    """Raise JamInvalidKeyError unless `data`, of the right length, is a key.

    A public key of k2 and k4 is not asked to be a point: the official cases serialise arbitrary bytes.
    Whoever verifies or seals with it asks.
    """
    if kind == "local":
        return
    if version == "k1":
        _check_rsa(kind, data)
    elif version == "k3":
        with part("PASERK k3"):
            from ..crypto import ecdsa, sec1

        if kind == "public":
            sec1.decode_point("P-384", data)
        else:
            ecdsa.public_key("P-384", int.from_bytes(data, "big"))  # raises if out of range
    elif kind == "secret":
        with part("PASERK k2 and k4"):
            from ..crypto import ed25519

        # Signing with a foreign public half gives two signatures from which the secret follows.
        if ed25519.public_key(data[:32]) != data[32:]:
            raise JamInvalidKeyError("the public half of the Ed25519 key does not belong to its seed")


def _check_rsa(kind: str, data: bytes) -> None:
    with part("PASERK k1"):
        from ..keys import pkcs1, spki

    try:
        key = pkcs1.decode_private(data) if kind == "secret" else spki.decode(data)
    except JamEncodingError as error:
        raise JamInvalidKeyError(error.message) from error
    if _from_record("k1", kind, key) != data:  # else one key would have several ids
        raise JamInvalidKeyError("the RSA key is not spelt in its one canonical way")


_ALGORITHMS = {"k1": "RSA", "k2": "Ed25519", "k3": "on P-384", "k4": "Ed25519"}
_KINDS: dict[type, str] = {LocalKey: "local", PublicKey: "public", SecretKey: "secret"}

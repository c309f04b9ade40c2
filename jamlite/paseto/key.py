"""PASETO keys: material bound to one version and one purpose, for life.

The specification calls this algorithm lucidity: a key is its bytes and what they are for. A key made
for one version or purpose is refused by every function of another before any cryptography.
"""

from __future__ import annotations

from ..crypto.randomness import random_bytes
from ..exceptions.base import JamConfigurationError
from ..exceptions.paseto import (
    JamPASETOInvalidED25519Key,
    JamPASETOInvalidPurpose,
    JamPASETOInvalidRSAKey,
    JamPASETOInvalidSecp384r1Key,
    JamPASETOInvalidSymmetricKey,
)
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, Type, TypeVar, Union

    from ..exceptions.base import JamError
    from ..keys.ec import ECKey
    from ..keys.okp import OKPKey
    from ..keys.rsa import RSAKey

    Record = Union[RSAKey, OKPKey, ECKey]

    _Kind = TypeVar("_Kind", bound="Key")

VERSIONS = ("v1", "v2", "v3", "v4")
PURPOSES = ("local", "public")
LOCAL_BYTES = 32  # Version1 to Version4, Encrypt: 256 bits

# What a key of `public` is in each version, and what is raised for one that is not.
KTY_CRV = {"v1": ("RSA", None), "v2": ("OKP", "Ed25519"), "v3": ("EC", "P-384"), "v4": ("OKP", "Ed25519")}
PUBLIC_ERRORS: dict[str, Type[JamError]] = {
    "v1": JamPASETOInvalidRSAKey,
    "v2": JamPASETOInvalidED25519Key,
    "v3": JamPASETOInvalidSecp384r1Key,
    "v4": JamPASETOInvalidED25519Key,
}
RSA_BITS, RSA_EXPONENT = 2048, 65537  # Version1, Sign: no other parameters are supported

_fill = object.__setattr__  # the keys' own way around __setattr__


class Key:
    """What the three kinds of keys share: a version, a purpose, and that they do not change."""

    __slots__ = ("version",)

    version: str
    purpose: str
    kind: str

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a PASETO key does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a PASETO key does not change")

    def __reduce__(self) -> NoReturn:
        # TypeError is what pickle and copy expect.
        raise TypeError("a PASETO key is not pickled; write it as PASERK")

    def __copy__(self) -> Key:
        return self

    def __deepcopy__(self, memo: object) -> Key:
        return self

    def __repr__(self) -> str:
        return f"<PASETO {self.version}.{self.purpose} {self.kind}>"


class LocalKey(Key):
    """A symmetric key: `octets`, 32 bytes."""

    __slots__ = ("octets",)

    purpose = "local"
    kind = "key"
    octets: bytes

    def __init__(self, version: str, octets: bytes) -> None:
        """Check and keep a key.

        Raises:
            JamPASETOInvalidSymmetricKey: not exactly 32 bytes.
            JamConfigurationError: there is no such version.
        """
        _fill(self, "version", check_version(version))
        # `bytes` and not bytearray: what is kept must not change in another's hand.
        if not isinstance(octets, bytes) or len(octets) != LOCAL_BYTES:
            raise JamPASETOInvalidSymmetricKey(f"a {version}.local key must be {LOCAL_BYTES} bytes")
        _fill(self, "octets", octets)


class _Asymmetric(Key):
    """A record of the `keys` package: RSA with 2048 bits, Ed25519 or P-384, as the version says."""

    __slots__ = ("record",)

    purpose = "public"
    record: Any

    def __init__(self, version: str, record: object) -> None:
        """Check and keep a key.

        Args:
            version: "v1" to "v4".
            record: `keys.rsa.RSAKey`, `keys.okp.OKPKey` or `keys.ec.ECKey`.

        Raises:
            JamPASETOInvalidRSAKey, JamPASETOInvalidED25519Key, JamPASETOInvalidSecp384r1Key: it is not
                of the version's type, or not of this half.
            JamConfigurationError: there is no such version.
        """
        check_record(version, record)
        _fill(self, "version", version)
        _fill(self, "record", record)


class SecretKey(_Asymmetric):
    """A key that signs, around a private `record`."""

    __slots__ = ()

    kind = "secret key"

    def __init__(self, version: str, record: Record) -> None:
        super().__init__(version, record)
        if not record.is_private:
            raise PUBLIC_ERRORS[version]("a secret key is needed, this one is public")

    def public(self) -> PublicKey:
        """Return the key that verifies."""
        return PublicKey(self.version, self.record.public())

    @property
    def octets(self) -> bytes:
        """The key as PASERK packs it.

        v1: PKCS#1 DER; v2 and v4: 32 bytes of seed, then 32 of public key; v3: 48 bytes.
        """
        record = self.record
        if self.version == "v1":
            with part("v1.public"):
                from ..keys import der_dumping

            return der_dumping.rsa_private_key(record)
        if self.version == "v3":
            # types/secret.md: always 48, with leading zeros.
            return int.to_bytes(record.private_value, 48, "big")
        return bytes(record.private_value + record.x)  # as libsodium keeps it: crypto_sign's 64 bytes


class PublicKey(_Asymmetric):
    """A key that verifies, around a public `record`."""

    __slots__ = ()

    kind = "public key"

    def __init__(self, version: str, record: Record) -> None:
        super().__init__(version, record)
        if record.is_private:
            raise PUBLIC_ERRORS[version]("a public key is needed, this one is secret; take its public half")

    @property
    def octets(self) -> bytes:
        """The key as PASERK packs it.

        v1: SPKI DER; v2 and v4: 32 bytes; v3: 49 bytes, the compressed point.
        """
        if self.version == "v1":
            with part("v1.public"):
                from ..keys import der_dumping

            return der_dumping.subject_public_key_info(self.record)
        if self.version == "v3":
            return self.record.octets(compressed=True)  # type: ignore[no-any-return]
        return self.record.x  # type: ignore[no-any-return]


def generate(version: str, purpose: str) -> LocalKey | SecretKey:
    """Make a new key: 32 random bytes for "local", a key pair for "public" (an RSA one takes a second).

    Raises:
        JamConfigurationError, JamPASETOInvalidPurpose: there is no such version or purpose.
    """
    if check_purpose(purpose) == "local":
        return LocalKey(version, random_bytes(LOCAL_BYTES))
    kty, crv = KTY_CRV[check_version(version)]
    if kty == "RSA":
        with part("v1.public"):
            from ..keys.rsa import RSAKey

        return SecretKey(version, RSAKey.generate(RSA_BITS))
    if kty == "EC":
        with part("v3.public"):
            from ..keys.ec import ECKey

        return SecretKey(version, ECKey.generate(str(crv)))
    with part("v2.public and v4.public"):
        from ..keys.okp import OKPKey

    return SecretKey(version, OKPKey.generate(str(crv)))


def bound(key: object, kind: Type[_Kind], version: str) -> _Kind:
    """Return `key` if it is of this kind and version.

    Raises:
        JamPASETOInvalidPurpose: it is made for another version or purpose.
        JamConfigurationError: not a PASETO key (the class of the version's and purpose's own key
            error), or the other half of a pair.
    """
    if isinstance(key, kind) and key.version == version:  # Algorithm Lucidity: isKeyValidFor, before any work
        return key
    wanted = f"{version}.{kind.purpose} {kind.kind}"
    if isinstance(key, Key) and (key.version, key.purpose) != (version, kind.purpose):
        raise JamPASETOInvalidPurpose(f"a {wanted} is needed, got {key!r}")
    error = JamPASETOInvalidSymmetricKey if kind.purpose == "local" else PUBLIC_ERRORS[version]
    raise error(f"a {wanted} is needed, got {key!r}" if isinstance(key, Key) else f"this is no {wanted}")


def check_record(version: str, record: object) -> None:
    """Raise the version's key error unless `record` is a key record of its type."""
    with part("public PASETO"):
        from ..keys.record import KeyRecord

    error = PUBLIC_ERRORS[check_version(version)]
    if not isinstance(record, KeyRecord):
        raise error(f"this is not a key of {version}.public, but {type(record).__name__}")
    if (record.kty, record.crv) != KTY_CRV[version]:
        raise error(f"{error.default_message}; this one is {record.kty} {record.crv or ''}".rstrip())
    numbers: Any = record
    if version == "v1" and (numbers.bits, numbers.verifier.e) != (RSA_BITS, RSA_EXPONENT):
        raise error(f"a v1.public key is RSA with {RSA_BITS} bits and the exponent {RSA_EXPONENT}")
    if version == "v1" and numbers.pss is not None:  # a key that is tied to other parameters of PSS
        raise error(numbers.pss.refusal("PASETO, whose keys say rsaEncryption"))


def check_version(version: object) -> str:
    """Return `version` if it is "v1", "v2", "v3" or "v4"; else raise JamConfigurationError."""
    if not isinstance(version, str) or version not in VERSIONS:
        raise JamConfigurationError(f"the version of a PASETO must be one of {', '.join(VERSIONS)}")
    return version


def check_purpose(purpose: object) -> str:
    """Return `purpose` if it is "local" or "public"; else raise JamPASETOInvalidPurpose."""
    if not isinstance(purpose, str) or purpose not in PURPOSES:
        raise JamPASETOInvalidPurpose('the purpose of a PASETO must be "local" or "public"')
    return purpose

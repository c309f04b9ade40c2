"""Keys with the methods that programs use of `cryptography`'s keys, around jamlite's key records.

Keys of `cryptography` itself are taken too: their numbers are read, the package is never imported.
"""

from __future__ import annotations

from ...exceptions.base import JamError
from ...jose.jwk import JWK
from ...jose.jwk_members import KEY_TYPES
from .exceptions import InvalidKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol, Union

    from ...keys.akp import AKPKey
    from ...keys.ec import ECKey
    from ...keys.oct import OctKey
    from ...keys.okp import OKPKey
    from ...keys.rsa import RSAKey

    Record = Union[RSAKey, ECKey, OKPKey]

    # Keys of `cryptography`: RSA and EC, Ed25519 and Ed448, private and public.
    class _PrivateNumbers(Protocol):
        def private_numbers(self) -> Any: ...

    class _PublicNumbers(Protocol):
        def public_numbers(self) -> Any: ...

    class _PrivateRaw(Protocol):
        def private_bytes_raw(self) -> bytes: ...

    class _PublicRaw(Protocol):
        def public_bytes_raw(self) -> bytes: ...

    # A secret or a key as text, one of the key objects here, of `jamlite.jose` or of `cryptography`.
    AnyKey = Union[
        str, bytes, "KeyObject", JWK, _PrivateNumbers, _PublicNumbers, _PrivateRaw, _PublicRaw, None
    ]


class Numbers:
    """The numbers of a key, compared by value."""

    def __init__(self, **numbers: object) -> None:
        self.__dict__.update(numbers)

    # For type checkers: the numbers are attributes whose names differ from key to key.
    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbers) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        # Of the names alone: no private number is in it, and equal numbers have equal ones.
        return hash(tuple(sorted(self.__dict__)))


class Curve:
    """A curve by the name `cryptography` gives it."""

    def __init__(self, name: str, key_size: int) -> None:
        self.name = name
        self.key_size = key_size

    def __eq__(self, other: object) -> bool:
        return getattr(other, "name", None) == self.name  # also the class or object of `cryptography`

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<Curve {self.name}>"


CURVES = {
    "P-256": Curve("secp256r1", 256),  # SEC 2's names, which `cryptography` uses
    "P-384": Curve("secp384r1", 384),
    "P-521": Curve("secp521r1", 521),
    "secp256k1": Curve("secp256k1", 256),
}
_CURVE_OF = {curve.name: crv for crv, curve in CURVES.items()}


class KeyObject:
    """A key record; `record` is the key itself. Two are equal if their public and private parts are."""

    record: Any  # a Record: which one, the class says

    def __init__(self, record: Record) -> None:
        self.record = record

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, KeyObject):
            return NotImplemented
        mine, its = self.record, other.record
        return bool(mine.is_private == its.is_private and _members(mine) == _members(its))

    def __hash__(self) -> int:
        # Of the public half: equal keys have equal ones.
        return hash(tuple(self.record.to_members(False).values()))

    def __repr__(self) -> str:
        return repr(self.record)

    def public_key(self) -> KeyObject:
        """Return the public half."""
        return wrap(self.record.public())

    def public_bytes(self, encoding: object, format: object = None) -> bytes:
        """Return the public key: PEM, DER or, of Ed25519 and Ed448, the raw bytes."""
        return self._bytes(encoding, self.record.public(), None)

    def _bytes(self, encoding: object, record: Any, password: bytes | None) -> bytes:
        name = getattr(encoding, "name", encoding)
        if name == "Raw" and record.kty == "OKP":  # RFC 8032 section 5.1.5: 32 octets, and 5.2.5: 57
            return bytes(record.private_value if record.is_private else record.x)
        key = JWK.from_material(record)
        return key.to_pem(password=password).encode() if name == "PEM" else key.to_der(password=password)


class _Private(KeyObject):
    def private_bytes(
        self, encoding: object, format: object = None, encryption_algorithm: object = None
    ) -> bytes:
        """Return the private key, unencrypted or under the password of `encryption_algorithm`."""
        return self._bytes(encoding, self.record, getattr(encryption_algorithm, "password", None))


class RSAPublicKey(KeyObject):
    """A public RSA key."""

    @property
    def key_size(self) -> int:
        """Bits of the modulus."""
        return int(self.record.bits)

    def public_numbers(self) -> Numbers:
        """Return n and e."""
        return Numbers(n=self.record.verifier.n, e=self.record.verifier.e)


class RSAPrivateKey(_Private):
    """A private RSA key."""

    key_size = RSAPublicKey.key_size  # the same property

    if TYPE_CHECKING:

        def public_key(self) -> RSAPublicKey: ...

    def private_numbers(self) -> Numbers:
        """Return p q d dmp1 dmq1 iqmp public_numbers."""
        key = self.record.signer
        public = Numbers(n=key.n, e=key.e)
        return Numbers(
            p=key.p, q=key.q, d=key.d, dmp1=key.dp, dmq1=key.dq, iqmp=key.qi, public_numbers=public
        )


class _OnCurve(KeyObject):
    @property
    def curve(self) -> Curve:
        """The curve."""
        return CURVES[self.record.crv]

    @property
    def key_size(self) -> int:
        """Bits of a coordinate."""
        return self.curve.key_size


class EllipticCurvePublicKey(_OnCurve):
    """A point of a curve."""

    def public_numbers(self) -> Numbers:
        """Return x y curve."""
        return Numbers(x=self.record.x, y=self.record.y, curve=self.curve)


class EllipticCurvePrivateKey(_OnCurve, _Private):
    """A private value of a curve, and its point."""

    if TYPE_CHECKING:

        def public_key(self) -> EllipticCurvePublicKey: ...

    def private_numbers(self) -> Numbers:
        """Return private_value and public_numbers."""
        public = Numbers(x=self.record.x, y=self.record.y, curve=self.curve)
        return Numbers(private_value=self.record.private_value, public_numbers=public)


class OKPPublicKey(KeyObject):
    """A public key of Ed25519 or Ed448."""

    def public_bytes_raw(self) -> bytes:
        """Return the bytes of the key."""
        return bytes(self.record.x)


class OKPPrivateKey(_Private):
    """A private key of Ed25519 or Ed448."""

    if TYPE_CHECKING:

        def public_key(self) -> OKPPublicKey: ...

    def private_bytes_raw(self) -> bytes:
        """Return the bytes of the key."""
        return bytes(self.record.private_value)


_CLASSES: dict[tuple[str, bool], type[KeyObject]] = {
    ("RSA", False): RSAPublicKey,
    ("RSA", True): RSAPrivateKey,
    ("EC", False): EllipticCurvePublicKey,
    ("EC", True): EllipticCurvePrivateKey,
    ("OKP", False): OKPPublicKey,
    ("OKP", True): OKPPrivateKey,
}


def wrap(record: Record | OctKey | AKPKey) -> KeyObject:
    """Return the key object of a record; InvalidKeyError for a type that PyJWT does not know."""
    if (record.kty, record.is_private) not in _CLASSES:
        raise InvalidKeyError(f"PyJWT has no keys of type {record.kty}; jamlite.jose has")
    found: Any = record
    return _CLASSES[record.kty, record.is_private](found)


def as_object(key: object) -> KeyObject | None:
    """Return the key object of a JWK, of a key object, or of a key of `cryptography`; else None.

    Raises:
        InvalidKeyError: it is one of these, and jamlite refuses it.
    """
    if isinstance(key, KeyObject):
        return key
    if isinstance(key, JWK):
        return None if key.kty == "oct" else wrap(key.material)  # a secret has no object in `cryptography`
    try:
        record = _foreign(key)
    except JamError as error:
        raise InvalidKeyError(error.message) from None
    return None if record is None else wrap(record)


def _foreign(key: Any) -> Any:
    """Read the numbers of a key of `cryptography`; None if it is not one."""
    name = type(key).__name__
    if hasattr(key, "private_numbers"):  # by its methods, since the package is never imported
        numbers = key.private_numbers()
        public = numbers.public_numbers
        if hasattr(public, "n"):
            crt = {"p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1}
            return _record_class("RSA").from_numbers(public.n, public.e, numbers.d, **crt, qi=numbers.iqmp)
        # "" is a curve that the record refuses, by a message that names those it knows.
        return _record_class("EC")(
            _CURVE_OF.get(key.curve.name, ""), (public.x, public.y), numbers.private_value
        )
    if hasattr(key, "public_numbers"):
        public = key.public_numbers()
        if hasattr(public, "n"):
            return _record_class("RSA").from_numbers(public.n, public.e)
        return _record_class("EC")(_CURVE_OF.get(key.curve.name, ""), (public.x, public.y))
    for crv in ("Ed25519", "Ed448"):
        # By the class's name: X25519 keys have these methods, too.
        if crv in name and hasattr(key, "private_bytes_raw"):
            return _record_class("OKP")(crv, None, key.private_bytes_raw())
        if crv in name and hasattr(key, "public_bytes_raw"):
            return _record_class("OKP")(crv, key.public_bytes_raw())
    return None


def _record_class(kty: str) -> Any:
    """Return the class of the records of a key type; a copy may be without it."""
    return KEY_TYPES[kty].record_class()


def _members(record: Any) -> dict[str, str]:
    members: dict[str, str] = record.to_members(record.is_private)
    return members

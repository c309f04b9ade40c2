"""Keys as COSE_Key: CBOR maps (RFC 9052 section 7, RFC 9053 section 7, RFC 8230 for RSA, RFC 9964
for ML-DSA).

A label is a number: 1 kty, 2 kid, 3 alg, 4 key_ops, and below zero what belongs to the type of the key.
Other labels are passed over, as RFC 9052 section 7.1 allows.
"""

from __future__ import annotations

from ..encoding import cbor
from ..encoding.checks import octets
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from .record import KeyRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Union

    from ..encoding.cbor import CborMap
    from .akp import AKPKey
    from .ec import ECKey
    from .okp import OKPKey
    from .rsa import RSAKey

    Key = Union[RSAKey, ECKey, OKPKey, AKPKey]

__all__ = ["ALGORITHMS", "NUMBERS", "CoseAlgorithm", "CoseKey", "decode", "encode", "from_map"]

_KTY, _KID, _ALG, _KEY_OPS = 1, 2, 3, 4  # RFC 9052 section 7.1, table 4
AKP = 7  # RFC 9964 section 3: the algorithm says all that a curve would
_PUB, _PRIV = -1, -2
OKP, EC2, RSA = 1, 2, 3  # RFC 9053 section 7, table 17; RFC 8230 section 4
_CRV, _X, _Y, _D = -1, -2, -3, -4  # RFC 9053 sections 7.1.1 and 7.2
_RSA_NUMBERS = ("n", "e", "d", "p", "q", "dp", "dq", "qi")  # RFC 8230 section 4: labels -1 to -8
_RSA_OTHER_PRIMES = (-9, -10, -11, -12)
VERIFY = 2  # RFC 9052 section 7.1, table 5

CURVES = {  # RFC 9053 section 7.1, table 18; secp256k1: RFC 8812 section 3.1
    1: ("EC", "P-256"),
    2: ("EC", "P-384"),
    3: ("EC", "P-521"),
    8: ("EC", "secp256k1"),
    4: ("OKP", "X25519"),
    5: ("OKP", "X448"),
    6: ("OKP", "Ed25519"),
    7: ("OKP", "Ed448"),
}
_CURVE_NUMBERS = {crv: number for number, (_, crv) in CURVES.items()}
_PRIVATE_LABELS: dict[object, int] = {OKP: _D, EC2: _D, RSA: -3, AKP: _PRIV}


class CoseAlgorithm:
    """One row: the number, the name, and which keys fit. RSA keys have no curve."""

    __slots__ = ("curves", "hash", "kty", "name", "number")

    def __init__(self, number: int, name: str, kty: str, curves: str, hash_name: str = "") -> None:
        self.number = number
        self.name = name
        self.kty = kty
        self.curves = tuple(curves.split())
        self.hash = hash_name

    def fits(self, key: Key) -> bool:
        """Tell whether keys of this type and curve run the algorithm; of RSA, bound as they may be to PSS."""
        if key.kty == "RSA" and key.pss is not None and self.name not in key.pss.algorithms:
            return False
        return key.kty == self.kty and (not self.curves or key.crv in self.curves)


# One curve for ES256, ES384 and ES512, as in JOSE (RFC 7518 section 3.4) and WebAuthn (section 5.8.5);
# RFC 9053 section 2.1 would allow each of the three.
_ROWS = (
    CoseAlgorithm(-7, "ES256", "EC", "P-256", "sha256"),  # RFC 9053 section 2.1
    CoseAlgorithm(-35, "ES384", "EC", "P-384", "sha384"),
    CoseAlgorithm(-36, "ES512", "EC", "P-521", "sha512"),
    CoseAlgorithm(-47, "ES256K", "EC", "secp256k1", "sha256"),  # RFC 8812 section 3.2
    CoseAlgorithm(-8, "EdDSA", "OKP", "Ed25519 Ed448"),  # RFC 9053 section 2.2
    CoseAlgorithm(-257, "RS256", "RSA", "", "sha256"),  # RFC 8812 section 2
    CoseAlgorithm(-258, "RS384", "RSA", "", "sha384"),
    CoseAlgorithm(-259, "RS512", "RSA", "", "sha512"),
    CoseAlgorithm(-37, "PS256", "RSA", "", "sha256"),  # RFC 8230 section 2
    CoseAlgorithm(-38, "PS384", "RSA", "", "sha384"),
    CoseAlgorithm(-39, "PS512", "RSA", "", "sha512"),
    CoseAlgorithm(-9, "ESP256", "EC", "P-256", "sha256"),  # RFC 9864 section 2.1
    CoseAlgorithm(-51, "ESP384", "EC", "P-384", "sha384"),
    CoseAlgorithm(-52, "ESP512", "EC", "P-521", "sha512"),
    CoseAlgorithm(-19, "Ed25519", "OKP", "Ed25519"),  # RFC 9864 section 2.2
    CoseAlgorithm(-53, "Ed448", "OKP", "Ed448"),
    CoseAlgorithm(-48, "ML-DSA-44", "AKP", "ML-DSA-44"),  # RFC 9964 section 2
    CoseAlgorithm(-49, "ML-DSA-65", "AKP", "ML-DSA-65"),
    CoseAlgorithm(-50, "ML-DSA-87", "AKP", "ML-DSA-87"),
)
# By number.
ALGORITHMS = {row.number: row for row in _ROWS}
# Numbers by name.
NUMBERS = {row.name: row.number for row in _ROWS}


class CoseKey:
    """What a COSE_Key holds: the record, and perhaps algorithm, kid and allowed operations."""

    __slots__ = ("algorithm", "compressed", "key_ops", "kid", "record")

    def __init__(
        self,
        record: Key,
        algorithm: CoseAlgorithm | None = None,
        kid: bytes | None = None,
        key_ops: tuple[int | str, ...] | None = None,
        *,
        compressed: bool = False,
    ) -> None:
        self.record = record
        self.algorithm = algorithm
        self.kid = kid
        self.key_ops = key_ops
        self.compressed = compressed  # the point was written as x and the sign of y

    def __repr__(self) -> str:
        return f"<COSE_Key {self.algorithm.name if self.algorithm else 'of any algorithm'} {self.record!r}>"


def decode(data: bytes, what: str = "the COSE key", *, public: bool = False) -> CoseKey:
    """Read a COSE_Key.

    Args:
        data: the CBOR.
        what: what it is, for messages.
        public: True refuses a private key before anything is computed of it, which may take a second.

    Raises:
        JamEncodingError: not one CBOR value.
        JamInvalidKeyError: not a map, a type, curve or algorithm that is not supported, a parameter of the
            wrong type, or a key that is not acceptable.
    """
    return from_map(cbor.decode(data, what), public=public)


def from_map(members: object, *, public: bool = False) -> CoseKey:
    """Read a COSE_Key whose CBOR has been decoded; arguments and errors as in `decode`."""
    if not isinstance(members, dict):
        raise JamInvalidKeyError(f"a COSE key must be a CBOR map, got {type(members).__name__}")
    algorithm = _algorithm(members.get(_ALG))
    kid, key_ops = members.get(_KID), members.get(_KEY_OPS)
    if kid is not None and not isinstance(kid, bytes):
        raise JamInvalidKeyError("the kid (2) of a COSE key must be bytes")
    if key_ops is not None:
        if not isinstance(key_ops, list) or not key_ops or not all(type(op) in (int, str) for op in key_ops):
            raise JamInvalidKeyError("the key_ops (4) of a COSE key must be a list of numbers and names")
        key_ops = tuple(key_ops)
    kty = members.get(_KTY)
    readers: dict[int, Callable[[CborMap], Key]] = {OKP: _okp, EC2: _ec, RSA: _rsa, AKP: _akp}
    read = readers.get(kty) if type(kty) is int else None
    if read is None:
        raise JamInvalidKeyError("the kty (1) of a COSE key must be 1 (OKP), 2 (EC2), 3 (RSA) or 7 (AKP)")
    if public and _PRIVATE_LABELS.get(kty) in members:
        raise JamInvalidKeyError("the COSE key is a private one, and a public one is needed")
    record = read(members)
    if algorithm is not None and not algorithm.fits(record):
        raise JamInvalidKeyError(
            f"the alg (3) of the COSE key is {algorithm.name}, its type does not fit that"
        )
    return CoseKey(record, algorithm, kid, key_ops, compressed=kty == EC2 and isinstance(members[_Y], bool))


def encode(
    key: Key, *, algorithm: int | None = None, kid: bytes | None = None, private: bool = False
) -> bytes:
    """Return a key as COSE_Key, in deterministic CBOR.

    Args:
        key: a record of the package `keys`.
        algorithm: the number of an algorithm that the key is for, or None.
        kid: its name, or None.
        private: write the private part too.

    Raises:
        JamInvalidKeyError: no such record, no private part, or an algorithm that does not fit.
        JamCryptoError: kid is not bytes.
    """
    if not isinstance(key, KeyRecord) or key.kty not in ("RSA", "EC", "OKP", "AKP"):
        raise JamInvalidKeyError(f"COSE keys are RSA, EC, OKP or AKP records, got {type(key).__name__}")
    if algorithm is None and key.kty == "RSA" and key.pss is not None:
        raise JamInvalidKeyError(key.pss.refusal("any algorithm: name one of them"))
    row = _algorithm(algorithm)
    if row is not None and not row.fits(key):
        raise JamInvalidKeyError(f"the algorithm {row.name} does not fit a key of the type {key.kty}")
    members: dict[int, object] = {}
    if key.kty == "RSA":
        members[_KTY] = RSA
        numbers = key.signer if private else key.verifier
        for index, name in enumerate(_RSA_NUMBERS if private else _RSA_NUMBERS[:2]):
            members[-1 - index] = _octets(getattr(numbers, name))
    elif key.kty == "EC":
        members.update({_KTY: EC2, _CRV: _CURVE_NUMBERS[key.crv]})
        for label, value in ((_X, key.x), (_Y, key.y)):
            members[label] = value.to_bytes(key.size, "big")  # RFC 9053 section 7.1.1: with leading zeros
        if private:
            members[_D] = key.private_value.to_bytes(key.size, "big")
    elif key.kty == "AKP":
        members.update({_KTY: AKP, _PUB: key.pub})
        algorithm = NUMBERS[key.crv]  # RFC 9964 section 3: alg is required
        if private:
            key.to_members(private=True)  # refused without a seed
            members[_PRIV] = key.seed
    else:
        members.update({_KTY: OKP, _CRV: _CURVE_NUMBERS[key.crv], _X: key.x})
        if private:
            members[_D] = key.private_value
    if kid is not None:
        members[_KID] = octets(kid, "kid")  # RFC 9052 section 7.1
    if algorithm is not None:
        members[_ALG] = algorithm
    return cbor.encode(members, "the COSE key")


def _algorithm(number: object) -> CoseAlgorithm | None:
    if number is None:
        return None
    row = ALGORITHMS.get(number) if type(number) is int else None
    if row is None:
        raise JamInvalidKeyError(
            f"the alg (3) of the COSE key is not supported; {', '.join(sorted(NUMBERS))} are"
        )
    return row


def _ec(members: CborMap) -> ECKey:
    with part("EC"):
        from ..crypto import sec1
        from .ec import SIZES, ECKey
    curve = _curve(members, "EC")
    x, y = _bytes(members, _X, "x", SIZES[curve]), members.get(_Y)
    if isinstance(y, bool):  # RFC 9053 section 7.1.1: the sign bit of a compressed point
        point = sec1.decode_point(curve, bytes((2 + y,)) + x)
    else:
        point = (int.from_bytes(x, "big"), int.from_bytes(_bytes(members, _Y, "y", SIZES[curve]), "big"))
    d = int.from_bytes(_bytes(members, _D, "d", SIZES[curve]), "big") if _D in members else None
    return ECKey(curve, point, d)


def _okp(members: CborMap) -> OKPKey:
    with part("Ed25519, Ed448, X25519, X448"):
        from .okp import SIZES, OKPKey
    curve = _curve(members, "OKP")
    d = _bytes(members, _D, "d", SIZES[curve]) if _D in members else None
    return OKPKey(curve, _bytes(members, _X, "x", SIZES[curve]), d)


def _akp(members: CborMap) -> AKPKey:
    with part("ML-DSA"):
        from .akp import SEED_SIZE, AKPKey
    row = _algorithm(members.get(_ALG))
    if row is None or row.kty != "AKP":
        raise JamInvalidKeyError("the alg (3) of a COSE key of the type AKP must be one of ML-DSA")
    seed = _bytes(members, _PRIV, "priv", SEED_SIZE) if _PRIV in members else None
    return AKPKey(row.name, _bytes(members, _PUB, "pub"), seed)


def _rsa(members: CborMap) -> RSAKey:
    with part("RSA"):
        from .rsa import RSAKey
    if any(label in members for label in _RSA_OTHER_PRIMES):
        raise JamInvalidKeyError("RSA keys of more than two primes are not supported")
    numbers = {}
    for index, name in enumerate(_RSA_NUMBERS):
        if name in ("n", "e") or -1 - index in members:
            octets = _bytes(members, -1 - index, name)
            if octets[0] == 0:  # RFC 8230 section 4: the shortest form
                raise JamInvalidKeyError(f"the {name} of the COSE key has leading zeros or is zero")
            numbers[name] = int.from_bytes(octets, "big")
    if len(numbers) > 2 and "d" not in numbers:
        raise JamInvalidKeyError("the COSE key has private parts but no d")
    return RSAKey.from_numbers(numbers.pop("n"), numbers.pop("e"), **numbers)


def _curve(members: CborMap, kty: str) -> str:
    number = members.get(_CRV)
    found = CURVES.get(number) if type(number) is int else None
    if found is None or found[0] != kty:
        names = ", ".join(f"{n} ({crv})" for n, (type_, crv) in CURVES.items() if type_ == kty)
        raise JamInvalidKeyError(f"the crv (-1) of such a COSE key must be one of {names}")
    return found[1]


def _bytes(members: CborMap, label: int, name: str, size: int | None = None) -> bytes:
    value = members.get(label)
    if not isinstance(value, bytes):
        state = "is missing" if value is None else "must be bytes"
        raise JamInvalidKeyError(f"the {name} ({label}) of the COSE key {state}")
    if not value or size not in (None, len(value)):
        wanted = "may not be empty" if size is None else f"must have {size} bytes"
        raise JamInvalidKeyError(f"the {name} ({label}) of the COSE key {wanted}")
    return value


def _octets(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")

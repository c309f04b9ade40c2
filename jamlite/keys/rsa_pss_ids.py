"""What an RSA key says that is bound to RSASSA-PSS (RFC 8017 appendix A.2.3, RFC 4055 sections 1.2 and 3).

Its AlgorithmIdentifier is id-RSASSA-PSS instead of rsaEncryption. Without parameters it signs with PSS of any
kind; with them, with one hash, one MGF1 and a least length of salt. It never signs as PKCS #1 v1.5 does and
never encrypts.
"""

from __future__ import annotations

from ..encoding import der_reading as der
from ..encoding.der_writing import object_identifier, sequence
from ..exceptions.crypto import JamInvalidKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject

OID = "1.2.840.113549.1.1.10"
_MGF1 = "1.2.840.113549.1.1.8"  # RFC 8017 appendix A.2.1
_HASHES = {  # RFC 8017 appendix B.1: the hash and its octets
    "1.3.14.3.2.26": ("SHA-1", 20),
    "2.16.840.1.101.3.4.2.4": ("SHA-224", 28),
    "2.16.840.1.101.3.4.2.1": ("SHA-256", 32),
    "2.16.840.1.101.3.4.2.2": ("SHA-384", 48),
    "2.16.840.1.101.3.4.2.3": ("SHA-512", 64),
}
_ALGORITHMS = {"SHA-256": "PS256", "SHA-384": "PS384", "SHA-512": "PS512"}  # RFC 7518 section 3.5
_DEFAULT = ("SHA-1", 20)
_NEW_KEY = (
    "make a new key: openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 "
    "-pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -out NEW.pem"
)


class PSS:
    """What such a key allows.

    Attributes:
        algorithms: the JWS algorithms, of PS256, PS384 and PS512.
        identifier: the AlgorithmIdentifier as it was read, in DER.
    """

    __slots__ = ("algorithms", "identifier")

    def __init__(self, algorithms: tuple[str, ...], identifier: bytes) -> None:
        self.algorithms = algorithms
        self.identifier = identifier

    def bind(self, members: JsonObject) -> None:
        """Write the one algorithm into the members of a JWK (RFC 4055 section 1.2).

        A JWK cannot say what a key without parameters says: as a dict, it allows what any RSA key does.

        Raises:
            JamInvalidKeyError: the members want another algorithm.
        """
        if members.get("alg", self.algorithms[0]) not in self.algorithms:
            raise JamInvalidKeyError(self.refusal(str(members["alg"])))
        if len(self.algorithms) == 1:
            members["alg"] = self.algorithms[0]

    def refusal(self, use: str) -> str:
        """Return the sentence for those who want another use of the key."""
        allowed = " or ".join(self.algorithms)
        return f"this RSA key is bound to PSS (id-RSASSA-PSS): it serves {allowed}, not {use}"


def read(parameters: bytes | None) -> PSS:
    """Read the parameters of id-RSASSA-PSS, in DER; None if there are none (RFC 4055 section 3.1).

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: no PS algorithm of RFC 7518 section 3.5 obeys them.
    """
    name = object_identifier(OID)
    if parameters is None:
        return PSS(tuple(_ALGORITHMS.values()), sequence(name))
    reader = der.open_sequence(parameters)
    hash_name, size = _read_hash(_explicit(reader, 0))
    mgf_hash = _read_mgf1(_explicit(reader, 1))
    salt, trailer = (_read_number(_explicit(reader, at), usual) for at, usual in ((2, 20), (3, 1)))
    reader.finish()
    algorithm = _ALGORITHMS.get(hash_name)
    if algorithm is None:
        raise _refused(hash_name, "no JWS algorithm is")
    if mgf_hash != hash_name:  # RFC 7518 section 3.5: the same hash for both
        raise _refused(f"{hash_name} and MGF1 with {mgf_hash}", f"{algorithm} has {hash_name} in both")
    if salt > size:  # RFC 4055 section 3.3: a signature's salt is at least so long; RFC 7518: as the hash
        raise _refused(f"a salt of {salt} bytes or more", f"{algorithm} has {size}")
    if trailer != 1:  # RFC 8017 appendix A.2.3: the one that there is
        raise _refused(f"the trailer field {trailer}", "there is only 1")
    return PSS((algorithm,), sequence(name, parameters))


def _refused(what: str, ours: str) -> JamInvalidKeyError:
    return JamInvalidKeyError(f"this RSA key is bound to PSS with {what}, and {ours}; {_NEW_KEY}")


def _explicit(reader: der.Reader, number: int) -> der.Reader | None:
    """Take the field [number]; None if it is left out and has its default value."""
    tag = der.context(number)
    return reader.enter(tag) if reader.next_tag() == tag else None


def _read_hash(reader: der.Reader | None) -> tuple[str, int]:
    if reader is None:
        return _DEFAULT
    inner = reader.enter()
    reader.finish()
    oid = inner.object_identifier()
    if inner.next_tag() is not None:  # RFC 4055 section 2.1: NULL and nothing mean the same
        inner.null()
    inner.finish()
    return _HASHES.get(oid, (f"the hash {oid}", 0))


def _read_mgf1(reader: der.Reader | None) -> str:
    if reader is None:
        return _DEFAULT[0]
    inner = reader.enter()
    reader.finish()
    oid = inner.object_identifier()
    if oid != _MGF1:
        raise _refused(f"the mask generation {oid}", "JWS has MGF1")
    return _read_hash(inner)[0]


def _read_number(reader: der.Reader | None, usual: int) -> int:
    if reader is None:
        return usual
    value = reader.integer()
    reader.finish()
    return value

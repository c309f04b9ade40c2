"""PBES2, the encryption of PKCS#8 keys (RFC 8018 section 6.2; scrypt in it: RFC 7914 section 7).

Read: PBKDF2 with HMAC-SHA-1, -224, -256, -384 and -512, or scrypt; AES-128, -192 and -256 in CBC mode;
Triple DES, also with the scheme before PBES2 (PBES1), by the file for old files.
Written: PBKDF2 with HMAC-SHA-256 and AES-256-CBC, which every program reads. CBC has no authentication:
a wrong password and a damaged file look alike.
"""

from __future__ import annotations

from ..crypto import aes_cbc, hashes
from ..crypto.randomness import random_bytes
from ..encoding import der_reading as der
from ..encoding.der_writing import NULL, integer, object_identifier, octet_string, sequence
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError, JamDecryptionError, JamInvalidKeyError
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Union

    Derive = Callable[[bytes], bytes]
    Open = Callable[[Union[str, bytes, None], bytes], bytes]

ITERATIONS = 600_000  # written; OWASP's figure for PBKDF2 with HMAC-SHA-256
MAX_ITERATIONS = 2_000_000  # for writing; MAX_WORK bounds reading
MAX_WORK = 2_500_000  # hashes in a row, of all that a file asks for; about a second
MAX_SCRYPT_MEMORY = 64 << 20  # bytes, 128 * N * r
MAX_SCRYPT_WORK = 256 << 20  # bytes passed over, 128 * N * r * p; about a second

MAX_MAC_KEY = 1024  # bytes of the key of a PBMAC1; Bouncy Castle asked for 256

PBKDF2 = "1.2.840.113549.1.5.12"
_PBES2 = "1.2.840.113549.1.5.13"
_SCRYPT = "1.3.6.1.4.1.11591.4.11"  # RFC 7914 section 7
_HMACS = {  # RFC 8018 appendix B.1
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.8": "sha224",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
}
_HMAC_SHA256 = "1.2.840.113549.2.9"
_AES_CBC = {  # RFC 8018 appendix B.2.5: bytes of the key
    "2.16.840.1.101.3.4.1.2": 16,
    "2.16.840.1.101.3.4.1.22": 24,
    "2.16.840.1.101.3.4.1.42": 32,
}
_DES_EDE3_CBC = "1.2.840.113549.3.7"  # RFC 8018 appendix B.2.2
_PBES1_TRIPLE_DES = {"1.2.840.113549.1.12.1.3": 24, "1.2.840.113549.1.12.1.4": 16}  # RFC 7292 appendix C
_AES_256_CBC = "2.16.840.1.101.3.4.1.42"

_CONVERT = (
    "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD.pem -out NEW.pem "
    "(OpenSSL 3 also wants: -provider legacy -provider default)"
)
WRONG = "the password is wrong or the key is damaged"


class Work:
    """What deriving keys may still cost while one file is read, and the command that converts such a file."""

    __slots__ = ("convert", "left")

    def __init__(self, convert: str = _CONVERT) -> None:
        self.convert = convert
        self.left = MAX_WORK

    def spend(self, iterations: int, chains: int = 1) -> None:
        """Take so many iterations off; JamInvalidKeyError if there are none, or too many."""
        if iterations < 1:
            raise JamInvalidKeyError("the encrypted key asks for no iterations")
        self.left -= iterations * chains
        if self.left < 0 or iterations > MAX_ITERATIONS:
            raise JamInvalidKeyError(
                f"the encrypted key asks for more iterations than the work of {MAX_WORK} hashes that is"
                f" granted to a file; {self.convert}"
            )


def decrypt(data: bytes, password: str | bytes | None) -> bytes:
    """Return the PrivateKeyInfo inside an EncryptedPrivateKeyInfo.

    Args:
        data: the DER.
        password: str (as UTF-8) or bytes.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: no password, a cipher or derivation that is not supported, or costs
            beyond the limits above.
        JamDecryptionError: the password is wrong or the key is damaged.
    """
    reader = der.open_sequence(data)
    opened = read_scheme(reader.enter())
    ciphertext = reader.octet_string()
    reader.finish()
    return opened(password, ciphertext)


def encrypt(data: bytes, password: str | bytes, *, iterations: int = ITERATIONS) -> bytes:
    """Return a PrivateKeyInfo encrypted.

    Args:
        data: the DER of the PrivateKeyInfo.
        password: str (as UTF-8) or bytes, not empty.
        iterations: of PBKDF2, 1000 to MAX_ITERATIONS.

    Raises:
        JamInvalidKeyError: a password of another type or empty, iterations out of range.
    """
    octets = octets_of(password)
    if not octets:
        raise JamInvalidKeyError("the password may not be empty")
    if not isinstance(iterations, int) or not 1000 <= iterations <= MAX_ITERATIONS:
        raise JamInvalidKeyError(f"the iterations must be 1000 to {MAX_ITERATIONS}")
    salt, iv = random_bytes(16), random_bytes(16)
    key = _pbkdf2("sha256", octets, salt, iterations, 32)
    derivation = _scheme(
        PBKDF2,
        sequence(octet_string(salt), integer(iterations), _scheme(_HMAC_SHA256, NULL)),
    )
    cipher = _scheme(_AES_256_CBC, octet_string(iv))
    return sequence(
        _scheme(_PBES2, sequence(derivation, cipher)),
        octet_string(aes_cbc.encrypt(key, iv, data)),
    )


def _scheme(oid: str, parameters: bytes) -> bytes:
    return sequence(object_identifier(oid), parameters)


def octets_of(password: str | bytes | None) -> bytes:
    """Return a password as bytes; JamInvalidKeyError if it is None, of another type or no text."""
    if password is None:
        raise JamInvalidKeyError("the key is encrypted; a password is needed")
    if isinstance(password, str):
        try:
            return password.encode("utf-8")
        except UnicodeEncodeError:  # holds the password: it must not become the context of the error below
            pass
        raise JamInvalidKeyError("the password contains a lone surrogate")
    if not isinstance(password, bytes):
        raise JamInvalidKeyError(f"the password must be str or bytes, got {type(password).__name__}")
    return password


def read_scheme(reader: der.Reader, work: Work | None = None) -> Open:
    """Read an encryptionAlgorithm (RFC 8018 appendix A); return the function (password, ciphertext) -> DER.

    Args:
        reader: of the AlgorithmIdentifier.
        work: what the file may still cost.

    Raises: as `decrypt`, and so does the function.
    """
    work = Work() if work is None else work
    oid = reader.object_identifier()
    if oid in _PBES1_TRIPLE_DES:
        opened = _read_pbes1(reader.enter(), _PBES1_TRIPLE_DES[oid], work)
    elif oid == _PBES2:
        opened = _read_pbes2(reader.enter(), work)
    else:
        raise JamInvalidKeyError(f"the key is encrypted with an outdated scheme, not PBES2; {work.convert}")
    reader.finish()

    def checked(password: str | bytes | None, ciphertext: bytes) -> bytes:
        octets = octets_of(password)
        try:
            plaintext = opened(octets, ciphertext)
            der.open_sequence(plaintext)
        except (JamDecryptionError, JamEncodingError):
            raise JamDecryptionError(WRONG) from None
        return plaintext

    return checked


def _read_pbes1(reader: der.Reader, size: int, work: Work) -> Callable[[bytes, bytes], bytes]:
    """RFC 7292 appendix C: the salt and the iterations of the PKCS#12 derivation, for key and IV."""
    salt, iterations = reader.octet_string(), reader.integer()
    reader.finish()
    with part("old key files"):
        from . import old_files
    work.spend(iterations, 3 if size > 20 else 2)  # of SHA-1, whose 20 bytes are a chain; one is for the IV

    def opened(password: bytes, ciphertext: bytes) -> bytes:
        text = old_files.pkcs12_password(password)
        key, iv = (
            old_files.pkcs12_derive("sha1", text, salt, iterations, purpose, length)
            for purpose, length in ((old_files.KEY_ID, size), (old_files.IV_ID, 8))
        )
        return old_files.triple_des_cbc(key, iv, ciphertext)

    return opened


def _read_pbes2(parameters: der.Reader, work: Work) -> Callable[[bytes, bytes], bytes]:
    """RFC 8018 appendix A.4: the derivation, then the cipher and its IV."""
    derivation, cipher = parameters.enter(), parameters.enter()
    parameters.finish()
    oid = cipher.object_identifier()
    size, block, open_cbc = _AES_CBC.get(oid), 16, aes_cbc.decrypt
    if oid == _DES_EDE3_CBC:
        with part("old key files"):
            from . import old_files
        size, block, open_cbc = 24, 8, old_files.triple_des_cbc
    if size is None:
        raise JamInvalidKeyError(
            f"the key is encrypted with another cipher than AES-CBC or Triple DES; {work.convert}"
        )
    iv = cipher.octet_string()
    cipher.finish()
    if len(iv) != block:  # RFC 8018 appendix B.2
        raise JamInvalidKeyError(f"the initialization vector of the encrypted key must have {block} bytes")
    oid = derivation.object_identifier()
    if oid not in (PBKDF2, _SCRYPT):
        raise JamInvalidKeyError(f"the key is encrypted with an unknown key derivation; {work.convert}")
    derive = (read_pbkdf2 if oid == PBKDF2 else _read_scrypt)(derivation.enter(), size, work)
    derivation.finish()
    return lambda password, ciphertext: open_cbc(derive(password), iv, ciphertext)


def read_pbkdf2(reader: der.Reader, size: int | None, work: Work) -> Derive:
    """Read PBKDF2-params (RFC 8018 appendix A.2); return the function password -> key.

    Args:
        reader: of the parameters.
        size: bytes of the key; None where keyLength alone says it, which is then required: in PBMAC1.
        work: what the file may still cost.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: an unknown PRF, a length that is absent or does not suit, or too much work.
    """
    salt = reader.octet_string()
    iterations = reader.integer()
    length = _read_key_length(reader, size)
    hash_name = "sha1"  # the DEFAULT of prf
    if reader.next_tag() is not None:
        hash_name = read_hmac(reader.enter(), work)
    reader.finish()
    chains = -(-length // hashes.digest_size(hash_name))  # RFC 8018 section 5.2: l
    twice = 2 if hash_name in ("sha384", "sha512") else 1  # their time, measured
    work.spend(iterations, twice * chains)
    return lambda password: _pbkdf2(hash_name, password, salt, iterations, length)


def read_hmac(reader: der.Reader, work: Work) -> str:
    """Read the AlgorithmIdentifier of an HMAC (RFC 8018 appendix B.1); return the name of its hash.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: another algorithm than HMAC with SHA-1 or SHA-2.
    """
    hash_name = _HMACS.get(reader.object_identifier())
    if hash_name is None:
        raise JamInvalidKeyError(
            f"the encrypted key asks for another PRF or MAC than HMAC with SHA-1 or SHA-2; {work.convert}"
        )
    if reader.next_tag() is not None:  # NULL; Firefox leaves it out
        reader.null()
    reader.finish()
    return hash_name


def _read_scrypt(reader: der.Reader, size: int, work: Work) -> Derive:
    """RFC 7914 section 7.1."""
    salt = reader.octet_string()
    n, r, p = reader.integer(), reader.integer(), reader.integer()
    _read_key_length(reader, size)
    reader.finish()
    from ..crypto import scrypt

    try:
        scrypt.check_cost(n, r, p, MAX_SCRYPT_MEMORY)
    except JamCryptoError as error:
        raise JamInvalidKeyError(
            f"the encrypted key's scrypt parameters are refused: {error.message}; {work.convert}"
        ) from error
    if 128 * n * r * p > MAX_SCRYPT_WORK:
        raise JamInvalidKeyError(
            f"the encrypted key asks scrypt for more time than it is given; {work.convert}"
        )
    work.spend(MAX_WORK * 128 * n * r * p // MAX_SCRYPT_WORK or 1)
    return lambda password: scrypt.derive(password, salt, n=n, r=r, p=p, length=size)


def _read_key_length(reader: der.Reader, size: int | None) -> int:
    length = reader.integer() if reader.next_tag() == der.INTEGER else None
    if size is not None:
        if length not in (None, size):
            raise JamInvalidKeyError("the encrypted key's derived length does not suit its cipher")
        return size
    if length is None or not 20 <= length <= MAX_MAC_KEY:  # RFC 9879 sections 5 and 9
        raise JamInvalidKeyError(
            f"the PBMAC1 of a PKCS#12 file must say the length of its key, 20 to {MAX_MAC_KEY} bytes"
        )
    return length


def _pbkdf2(hash_name: str, password: bytes, salt: bytes, iterations: int, length: int) -> bytes:
    from ..crypto import pbkdf2

    return pbkdf2.derive(hash_name, password, salt, iterations, length)

"""PKCS#12 files, .p12 and .pfx (RFC 7292), read only: the first private key and the certificates.

The MAC over the file is checked first: PBMAC1 (RFC 9879), or that of RFC 7292. The parts that are not
encrypted as a whole come next: there the key stands, encrypted by itself, and if only it is wanted nothing
else is opened. Encrypted with PBES2 or the older Triple DES; certificates that are encrypted with RC2, as
before OpenSSL 3, are passed over: the key tells its public half by itself.
A file without a MAC, which machines under FIPS write, is as good as an encrypted PKCS#8 key: of such a file
only what is encrypted counts, as anybody could have put in the rest.
The files are BER, see `ber`: Firefox writes them so.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto import hashes, hmac
from ..encoding import der_reading as der
from ..exceptions.crypto import JamDecryptionError, JamInvalidKeyError
from ..optional import part
from . import ber, pbes2, pkcs8, x509

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .spki import Key

    Password = str | bytes | None

MAX_PARTS = 4  # encrypted parts of a file; each costs a derivation

_DATA, _ENCRYPTED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
_BAGS = "1.2.840.113549.1.12.10.1."  # RFC 7292 section 4.2
_KEY_BAG, _SHROUDED_KEY_BAG, _CERT_BAG = f"{_BAGS}1", f"{_BAGS}2", f"{_BAGS}3"
_X509 = "1.2.840.113549.1.9.22.1"
_PBMAC1 = "1.2.840.113549.1.5.14"  # RFC 8018 appendix A.5
_MAC_HASHES = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_EXPLICIT = der.context(0)
_CONVERT = "convert it: openssl pkcs12 -in OLD.p12 -nodes -out NEW.pem (OpenSSL 3 also wants: -legacy)"


def decode(data: bytes, password: Password, certificates: bool = True) -> tuple[Key, list[bytes]]:
    """Return the first private key of a PKCS#12 file, or the key of its first certificate, and certificates.

    Args:
        data: the bytes of the file.
        password: str (as UTF-8) or bytes; may be empty, if the file was made so.
        certificates: False if only the key is wanted. Certificates whose decryption would cost too much
            beside the key are passed over.

    Returns:
        The key, and the DER of the certificates: first the one of the key, if it is there.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: no password, no key in it, or a scheme that is not supported.
        JamDecryptionError: the password is wrong or the file is damaged.
    """
    reader = der.open_sequence(ber.to_der(data))
    if reader.integer() != 3:  # RFC 7292 section 4
        raise JamInvalidKeyError("a PKCS#12 file has version 3")
    safe = _content(reader.enter(), _DATA)
    if password is None:
        raise JamInvalidKeyError("the PKCS#12 file is protected by a password; give it, also an empty one")
    octets = pbes2.octets_of(password)
    work = pbes2.Work(_CONVERT)
    whole = reader.next_tag() is not None  # RFC 7292 section 4: the MAC is optional
    if whole:
        _check_mac(reader.enter(), safe, octets, work)
        reader.finish()
    found = _Contents(octets, work, whole)
    found.read(safe, certificates)
    return found.result()


def _content(info: der.Reader, wanted: str) -> bytes:
    """Read a ContentInfo of a plain type (RFC 5652 section 3)."""
    if info.object_identifier() != wanted:
        raise JamInvalidKeyError(f"PKCS#12 files that are signed are not supported; {_CONVERT}")
    explicit = info.enter(_EXPLICIT)
    content = explicit.octet_string()
    explicit.finish()
    info.finish()
    return content


def _check_mac(mac: der.Reader, safe: bytes, password: bytes, work: pbes2.Work) -> None:
    """RFC 7292 section 4: a MAC over the AuthenticatedSafe."""
    digest_info = mac.enter()
    algorithm = digest_info.enter()
    kind = algorithm.object_identifier()
    expected = digest_info.octet_string()
    digest_info.finish()
    if kind == _PBMAC1:
        computed = _pbmac1(mac, algorithm, safe, password, work)
    elif kind in _MAC_HASHES:
        computed = _hmac(mac, _MAC_HASHES[kind], safe, password, work)
    else:
        raise JamInvalidKeyError(f"the PKCS#12 file has a MAC of a kind that is not supported; {_CONVERT}")
    if not compare_digest(computed, expected):
        raise JamDecryptionError("the password is wrong or the PKCS#12 file is damaged")


def _pbmac1(mac: der.Reader, algorithm: der.Reader, safe: bytes, password: bytes, work: pbes2.Work) -> bytes:
    """RFC 9879 section 4: the parameters say all; macSalt and iterations are there for old programs."""
    with part("PBMAC1"):
        from . import pbmac1
    compute = pbmac1.read(algorithm.enter(), work)
    algorithm.finish()
    mac.octet_string()  # macSalt is ignored, and so are iterations, whatever their number
    if mac.next_tag() is not None:
        mac.content(der.INTEGER)
    mac.finish()
    return compute(password, safe)  # section 6: the password is UTF-8


def _hmac(mac: der.Reader, hash_name: str, safe: bytes, password: bytes, work: pbes2.Work) -> bytes:
    """RFC 7292 appendix A: HMAC with a key by the derivation of appendix B, as long as the hash."""
    salt = mac.octet_string()
    iterations = mac.integer() if mac.next_tag() is not None else 1
    mac.finish()
    size = hashes.digest_size(hash_name)  # appendix B.4; the file's own MAC may have any length
    work.spend(iterations, 2 if size > 32 else 1)  # SHA-384 and -512 take twice as long
    with part("old key files"):
        from . import old_files
    text = old_files.pkcs12_password(password)
    key = old_files.pkcs12_derive(hash_name, text, salt, iterations, old_files.MAC_ID, size)
    return hmac.digest(hash_name, key, safe)


class _Contents:
    """What has been found in the bags of a file."""

    def __init__(self, password: bytes, work: pbes2.Work, whole: bool) -> None:
        self.password = password
        self.work = work
        self.whole = whole  # a MAC has shown it
        self.key: Key | None = None
        self.certificates: list[bytes] = []
        self.fault: JamInvalidKeyError | None = None  # why a part was passed over
        self.opened = 0

    def read(self, safe: bytes, certificates: bool) -> None:
        """Read an AuthenticatedSafe (RFC 7292 section 4.1): the parts that are not encrypted first."""
        infos = der.open_sequence(ber.to_der(safe))
        encrypted = []
        while infos.next_tag() is not None:
            info = infos.enter()
            kind = info.object_identifier()
            explicit = info.enter(_EXPLICIT)
            if kind == _DATA:
                self._bags(explicit.octet_string(), self.whole)
            elif kind == _ENCRYPTED_DATA:
                encrypted.append(explicit.enter())
        for part_of_it in encrypted:
            if self.key is not None and not certificates:
                return
            try:
                self._bags(self._decrypted(part_of_it))
            except JamInvalidKeyError as error:
                self.fault = error

    def _decrypted(self, encrypted: der.Reader) -> bytes:
        """Read an EncryptedData (RFC 5652 section 8)."""
        encrypted.integer()  # version
        content = encrypted.enter()
        content.object_identifier()
        opened = pbes2.read_scheme(content.enter(), self.work)
        if content.next_tag() == _EXPLICIT:  # an octet string in pieces, whose tag is implicit
            parts = content.enter(_EXPLICIT)
            ciphertext = b""
            while parts.next_tag() is not None:
                ciphertext += parts.octet_string()
            return self._open(opened, ciphertext)
        return self._open(opened, content.content(der.context(0, constructed=False)))

    def _open(self, opened: pbes2.Open, ciphertext: bytes) -> bytes:
        self.opened += 1
        if self.opened > MAX_PARTS:
            raise JamInvalidKeyError(f"the PKCS#12 file has more than {MAX_PARTS} encrypted parts")
        return opened(self.password, ciphertext)

    def _bags(self, contents: bytes, genuine: bool = True) -> None:
        """Read SafeContents (RFC 7292 section 4.2); friendly names and other bags are passed over.

        What is not encrypted is, too, if it is not `genuine`.
        """
        bags = der.open_sequence(ber.to_der(contents))
        while bags.next_tag() is not None:
            bag = bags.enter()
            kind = bag.object_identifier()
            value = bag.enter(_EXPLICIT)
            if kind == _SHROUDED_KEY_BAG and self.key is None:
                info = value.enter()
                opened = pbes2.read_scheme(info.enter(), self.work)
                self.key = pkcs8.decode(self._open(opened, info.octet_string()))
            elif kind in (_KEY_BAG, _CERT_BAG) and not genuine:
                self.fault = JamInvalidKeyError(
                    "the PKCS#12 file has no MAC, which would show that its parts without encryption are"
                    f" genuine; {_CONVERT}"
                )
            elif kind == _KEY_BAG and self.key is None:
                self.key = pkcs8.decode(value.whole())
            elif kind == _CERT_BAG:
                certificate = value.enter()
                if certificate.object_identifier() == _X509:
                    self.certificates.append(certificate.enter(_EXPLICIT).octet_string())

    def result(self) -> tuple[Key, list[bytes]]:
        if self.key is None:
            if self.certificates:
                return x509.public_key(self.certificates[0]), self.certificates
            raise self.fault or JamInvalidKeyError("the PKCS#12 file holds no key and no certificate")
        key = self.key
        return key, sorted(self.certificates, key=lambda one: not x509.holds(one, key))

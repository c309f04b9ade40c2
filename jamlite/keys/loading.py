"""Keys from PEM, DER and OpenSSH text: the doors that tell the formats apart. `dumping` writes them."""

from __future__ import annotations

from ..encoding import pem
from ..exceptions.base import JamEncodingError, JamMissingPartError
from ..exceptions.crypto import JamDecryptionError, JamInvalidKeyError
from ..optional import part
from . import algorithm_ids, der_forms, spki

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .spki import Key

    Password = str | bytes | None

_LONGEST_NAME = 4096  # characters
_REQUEST = "a certificate request; take its key: openssl req -pubkey -noout -in REQUEST.pem"
_CHAIN = "take the certificates out of the PKCS#7 file: openssl pkcs7 -print_certs -in OLD.pem -out NEW.pem"
_PARAMETERS = "the file holds parameters without a key; the key stands in another file"
_SSH2 = "convert the SSH2 public key file: ssh-keygen -i -f OLD > NEW.pub"  # RFC 4716
_JAVA = (
    "a key store of Java; convert it: keytool -importkeystore -srckeystore OLD.jks -destkeystore NEW.p12"
    " -deststoretype PKCS12"
)
_REFUSED = {  # labels of what is not read, and what to do instead
    "DSA PRIVATE KEY": algorithm_ids.DSA_REFUSED,
    "TRUSTED CERTIFICATE": "convert the certificate: openssl x509 -in OLD.pem -out NEW.pem",
    **dict.fromkeys(("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"), _REQUEST),
    **dict.fromkeys(("PKCS7", "PKCS #7 SIGNED DATA", "CMS"), _CHAIN),
    **dict.fromkeys(("EC PARAMETERS", "DH PARAMETERS", "X9.42 DH PARAMETERS", "DSA PARAMETERS"), _PARAMETERS),
    "EC PUBLIC KEY": "the PEM block is labelled EC PUBLIC KEY, which no format is: write PUBLIC KEY instead",
}


def load_pem(text: str | bytes, password: Password = None) -> Key:
    """Return the key of a PEM text.

    Of several blocks the first private key is taken, else the first public key, else the key of the
    first certificate (which is not validated). Blocks of other labels are passed over.

    Args:
        text: see `encoding.pem` for what is tolerated.
        password: of an encrypted key; not looked at if the key is not encrypted.

    Raises:
        JamEncodingError: not PEM, or the DER in it is not strict.
        JamInvalidKeyError: no key in it, one of a kind that is not supported (the message names the
            command that converts it), a password missing, or a key that is not acceptable.
        JamDecryptionError: the password is wrong or the key is damaged.
    """
    text = _unwrapped(text)
    # The base64 between the boundaries, without them. A remark above a PEM block may begin with "0", too.
    if isinstance(text, bytes) and text[:1] == b"\x30" and b"-----BEGIN " not in text:
        return load_der(text, password)
    blocks = pem.decode(text)
    for labels in (_PRIVATE, _PUBLIC, _CERTIFICATES):
        for block in blocks:
            if block.label in labels:
                return _load_block(block, password)
    for block in blocks:
        if block.label in _REFUSED:
            raise JamInvalidKeyError(_REFUSED[block.label])
    found = ", ".join(sorted({block.label for block in blocks})[:3])
    raise JamInvalidKeyError(f"the PEM text holds no key of a kind that is supported, but {found[:100]}")


def load_der(data: bytes, password: Password = None) -> Key:
    """Return the key of a DER value: SPKI, PKCS#8, PKCS#1, SEC 1, PKCS#12 or certificate, told by structure.

    Args and errors as in `load_pem`.
    """
    if isinstance(data, bytes):
        if b"-----BEGIN " in data[:64]:
            raise JamEncodingError("this is PEM text, not DER: read it with from_pem")
        if data[:4] in (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"):  # JKS, JCEKS
            raise JamInvalidKeyError(_JAVA)
        if data[:2] == b"\x30\x80":  # BER: a PKCS#12 file as Firefox writes it
            return load_pkcs12(data, password, certificates=False)[0]
    form = der_forms.find(data)
    if form is None:
        raise JamInvalidKeyError("the DER data is not a key of a kind that is supported")
    return _decode(form, data, password)


def load_pkcs12(data: bytes, password: Password = None, certificates: bool = True) -> tuple[Key, list[bytes]]:
    """Return the key and the certificates of a PKCS#12 file; see `pkcs12.decode`."""
    with part("PKCS#12 files"):
        from . import pkcs12
    return pkcs12.decode(data, password, certificates)


def load_openssh(text: str | bytes) -> Key:
    """Return the key of an OpenSSH public line, or of an unencrypted OpenSSH private key file.

    Raises:
        JamEncodingError: malformed.
        JamInvalidKeyError: encrypted, of a kind that is not supported, or not acceptable as a key.
    """
    with part("OpenSSH keys"):
        from . import openssh
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if isinstance(text, str) and "-----BEGIN" in text:
        return load_pem(text)
    try:
        return openssh.decode_public(text)
    except JamEncodingError:
        if isinstance(text, str) and len(text) <= _LONGEST_NAME:
            _unwrapped(text)  # says so if the text is a path or the like
        raise


def _load_block(block: pem.Block, password: Password) -> Key:
    if any("ENCRYPTED" in header for header in block.headers):
        block = _opened(block, password)
    if block.headers:
        raise JamEncodingError(
            "the PEM block has header lines, which no key format of today uses: remove the lines with a colon"
        )
    form = {**_PRIVATE, **_PUBLIC, **_CERTIFICATES}[block.label]
    try:
        return _decode(form, block.data, password)
    except JamEncodingError as error:
        fault = error.message
    except JamInvalidKeyError:
        wrong = _mislabelled(block, form)
        if wrong is None:
            raise
        fault = wrong
    raise JamEncodingError(_mislabelled(block, form) or fault)


def _opened(block: pem.Block, password: Password) -> pem.Block:
    """Return a block that is encrypted in the traditional way (Proc-Type, DEK-Info) decrypted."""
    with part("old key files"):
        from . import old_files
    with part("encrypted PKCS#8 keys"):
        from . import pbes2
    try:
        data = old_files.open_pem(block.headers, block.data, pbes2.octets_of(password))
        if der_forms.find(data) is not None:
            return pem.Block(block.label, (), data)
    except (JamDecryptionError, JamEncodingError):
        pass
    raise JamDecryptionError(pbes2.WRONG)


def _mislabelled(block: pem.Block, form: str) -> str | None:
    """Return what is wrong with a block whose label is that of another form of key."""
    try:
        found = der_forms.find(block.data)
    except JamEncodingError:
        return None
    for label, own in {**_PRIVATE, **_PUBLIC, **_CERTIFICATES}.items():
        if own == found != form:
            return f"the PEM block is labelled {block.label} and holds a {label}: change BEGIN and END"
    return None


def _unwrapped(text: str | bytes) -> str | bytes:
    """Return a text, or what stands under its base64 and the like: PEM text, or DER."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if isinstance(data, bytes) and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---- BEGIN SSH2"):
        raise JamInvalidKeyError(_SSH2)
    if not isinstance(data, bytes) or len(data) > pem.MAX_TEXT or b"BEGIN " in data:
        return text
    try:
        with part("oct"):
            from .oct import trace_of
    except JamMissingPartError:
        return text
    found = trace_of(data)
    if found is None:
        return text
    if not found.is_asymmetric and b"-----BEGIN " not in found.content:  # a path, a JWK ...
        raise JamEncodingError(found.sentence("PEM"))
    whole = found.is_asymmetric and found.spelling and der_forms.is_whole(found.content)
    return found.content if whole or (found.spelling and b"-----BEGIN " in found.content) else text


def _decode(form: str, data: bytes, password: Password) -> Key:
    """Read DER of a known form; the modules of the rarer ones are loaded when they are met."""
    if form == "spki":
        return spki.decode(data)
    if form in ("pkcs8", "pkcs8-encrypted"):
        with part("private key files"):
            from . import pkcs8
        return pkcs8.decode(data) if form == "pkcs8" else pkcs8.decode_encrypted(data, password)
    if form == "dsa":
        raise JamInvalidKeyError(algorithm_ids.DSA_REFUSED)
    if form in ("pkcs1-public", "pkcs1-private"):
        with part("PKCS#1 keys"):
            from . import pkcs1
        return (pkcs1.decode_public if form == "pkcs1-public" else pkcs1.decode_private)(data)
    if form == "sec1":
        with part("EC PRIVATE KEY files"):
            from . import ec_private_key
        return ec_private_key.decode(data)
    if form == "certificate":
        with part("certificates"):
            from . import x509
        return x509.public_key(data)
    if form == "pkcs12":
        with part("PKCS#12 files"):
            from . import pkcs12
        return pkcs12.decode(data, password, certificates=False)[0]
    with part("OpenSSH keys"):
        from . import openssh
    return openssh.decode_private(data)


_PRIVATE = {
    "PRIVATE KEY": "pkcs8",
    "ENCRYPTED PRIVATE KEY": "pkcs8-encrypted",
    "RSA PRIVATE KEY": "pkcs1-private",
    "EC PRIVATE KEY": "sec1",
    "OPENSSH PRIVATE KEY": "openssh",
    "PKCS12": "pkcs12",  # as GnuTLS's certtool writes it
}
_PUBLIC = {"PUBLIC KEY": "spki", "RSA PUBLIC KEY": "pkcs1-public"}
_CERTIFICATES = {"CERTIFICATE": "certificate", "X509 CERTIFICATE": "certificate"}  # RFC 7468 section 5.1


def __getattr__(name: str) -> object:
    if name not in ("dump_der", "dump_openssh", "dump_pem"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import dumping

    return getattr(dumping, name)

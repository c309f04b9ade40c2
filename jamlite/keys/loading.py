"""Keys from PEM, DER and OpenSSH text: the doors that tell the formats apart. `dumping` writes them.

A public key in PEM needs this file and few others. What else a text can be, and what to do about a file
that is refused, stands in files that are loaded when it is met.
"""

from __future__ import annotations

from ..encoding import pem
from ..exceptions.base import JamEncodingError, JamMissingPartError
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from . import spki

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from .spki import Key

    Password = str | bytes | None

_PRIVATE = {  # the forms that labels name
    "PRIVATE KEY": "pkcs8",
    "ENCRYPTED PRIVATE KEY": "pkcs8-encrypted",
    "RSA PRIVATE KEY": "pkcs1-private",
    "EC PRIVATE KEY": "sec1",
    "OPENSSH PRIVATE KEY": "openssh",
    "PKCS12": "pkcs12",  # as GnuTLS's certtool writes it
}
_PUBLIC = {"PUBLIC KEY": "spki", "RSA PUBLIC KEY": "pkcs1-public"}
_CERTIFICATES = {"CERTIFICATE": "certificate", "X509 CERTIFICATE": "certificate"}  # RFC 7468 section 5.1
_FORMS = {**_PRIVATE, **_PUBLIC, **_CERTIFICATES}
_BEGIN = b"-----BEGIN "
_LONGEST_NAME = 4096  # characters


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
    begins = "-----BEGIN " in text if isinstance(text, str) else isinstance(text, bytes) and _BEGIN in text
    if not begins:
        text = _unwrapped(text)
        if isinstance(text, bytes) and text[:1] == b"\x30" and _BEGIN not in text:
            return load_der(text, password)
    blocks = pem.decode(text)
    for labels in (_PRIVATE, _PUBLIC, _CERTIFICATES):
        for block in blocks:
            if block.label in labels:
                return _load_block(block, password)
    found = ", ".join(sorted({block.label for block in blocks})[:3])
    raise JamInvalidKeyError(
        _told(lambda files: files.of_labels(block.label for block in blocks))
        or f"the PEM text holds no key of a kind that is supported, but {found[:100]}"
    )


def load_der(data: bytes, password: Password = None) -> Key:
    """Return the key of a DER value: SPKI, PKCS#8, PKCS#1, SEC 1, PKCS#12 or certificate, told by structure.

    Args and errors as in `load_pem`.
    """
    if isinstance(data, bytes) and data[:2] == b"\x30\x80":  # BER: a PKCS#12 file as Firefox writes it
        return load_pkcs12(data, password, certificates=False)[0]
    from . import der_forms  # here, as PEM names its forms

    try:
        form = der_forms.find(data)
    except JamEncodingError as error:
        raise _told(lambda files: files.not_der(data)) or error from None
    if form is None or form == "dsa":
        sentence = _told(lambda files: files.of_form(form))
        raise JamInvalidKeyError(sentence or "the DER data is not a key of a kind that is supported")
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
    if _is_pem(text):
        return load_pem(text)
    try:
        return openssh.decode_public(text)
    except JamEncodingError:
        if isinstance(text, (str, bytes)) and len(text) <= _LONGEST_NAME:
            _unwrapped(text)  # says so if the text is a path or the like
        raise


def _is_pem(text: str | bytes) -> bool:
    if isinstance(text, bytes):
        return b"-----BEGIN" in text
    return isinstance(text, str) and "-----BEGIN" in text


def _load_block(block: pem.Block, password: Password) -> Key:
    if block.headers:
        if any("ENCRYPTED" in header for header in block.headers):
            with part("old key files"):
                from . import encrypted_pem
            block = encrypted_pem.opened(block, password)
        else:
            raise JamEncodingError(
                "the PEM block has header lines, which no key format of today uses: "
                "remove the lines with a colon"
            )
    form = _FORMS[block.label]
    try:
        return _decode(form, block.data, password)
    except JamEncodingError as error:
        fault = error.message
    except JamInvalidKeyError:
        fault = _told(lambda files: files.mislabelled(block, _FORMS))
        if fault is None:
            raise
    raise JamEncodingError(_told(lambda files: files.mislabelled(block, _FORMS)) or fault)


def _told(find: Callable[[Any], Any]) -> Any:
    """Return what `find` gets out of the module `refused_files`; None where a copy is without it."""
    try:
        with part("advice"):
            from . import refused_files
    except JamMissingPartError:
        return None
    return find(refused_files)


def _unwrapped(text: str | bytes) -> str | bytes:
    """Return a text, or what stands under its base64 and the like: PEM text, or DER."""
    try:
        with part("oct"):
            from . import wrapped_keys
    except JamMissingPartError:
        return text
    return wrapped_keys.unwrapped(text)


def _decode(form: str, data: bytes, password: Password) -> Key:
    """Read DER of a known form; the modules of the rarer ones are loaded when they are met."""
    if form == "spki":
        return spki.decode(data)
    if form in ("pkcs8", "pkcs8-encrypted"):
        with part("private key files"):
            from . import pkcs8
        return pkcs8.decode(data) if form == "pkcs8" else pkcs8.decode_encrypted(data, password)
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


def __getattr__(name: str) -> object:
    if name not in ("dump_der", "dump_openssh", "dump_pem"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with part("writing keys"):
        from . import dumping
    return getattr(dumping, name)

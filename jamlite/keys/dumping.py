"""Keys to PEM, DER and OpenSSH text; `loading` reads them."""

from __future__ import annotations

from ..encoding import pem
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from . import der_dumping
from .record import KeyRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .oct import OctKey
    from .spki import Key

    Password = str | bytes | None


def dump_der(
    key: Key | OctKey, *, private: bool, password: Password = None, form: str | None = None
) -> bytes:
    """Return a key as DER: SPKI, PKCS#8, or encrypted PKCS#8 if there is a password.

    `form` is that of an ML-DSA private key: "seed" (the default if it is known), "expanded" or "both".

    Raises:
        JamInvalidKeyError: `private` of a public key or of a symmetric one; a password for a public
            key, or an empty one.
    """
    _check_record(key)
    if key.kty == "oct":
        raise JamInvalidKeyError("a symmetric key has no PEM or DER form")
    if not private:
        if password is not None:
            raise JamInvalidKeyError("a public key is not encrypted; no password can be used")
        return der_dumping.subject_public_key_info(key)
    if password is None:
        return der_dumping.private_key_info(key, form)
    return der_dumping.encrypted_private_key_info(key, password, form=form)


def dump_pem(key: Key | OctKey, *, private: bool, password: Password = None, form: str | None = None) -> str:
    """Return a key as PEM; args and errors as in `dump_der`."""
    data = dump_der(key, private=private, password=password, form=form)
    if not private:
        return pem.encode("PUBLIC KEY", data)
    return pem.encode("PRIVATE KEY" if password is None else "ENCRYPTED PRIVATE KEY", data)


def dump_openssh(key: Key, *, private: bool = False, comment: str = "") -> str:
    """Return a key as OpenSSH public line, or as unencrypted OpenSSH private key file.

    Raises:
        JamInvalidKeyError: OpenSSH has no such keys, or `private` of a public key.
    """
    with part("OpenSSH keys"):
        from . import openssh
    _check_record(key)
    return (openssh.encode_private if private else openssh.encode_public)(key, comment)


def _check_record(key: object) -> None:
    if not isinstance(key, KeyRecord):
        raise JamInvalidKeyError(f"a key record is needed, got {type(key).__name__}")

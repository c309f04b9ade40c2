"""Fingerprints of public keys, as OpenSSH and Snowflake print them: "SHA256:" and base64."""

from __future__ import annotations

import binascii

from ..crypto import hashes
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from . import der_dumping
from .record import KeyRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .spki import Key


def fingerprint(key: Key, form: str = "openssh") -> str:
    """Return the fingerprint of a key; of a private one, that of its public half.

    Args:
        key: RSA, EC, OKP or AKP.
        form: "openssh", over the key in SSH's packing (`ssh-keygen -l`), without padding; or "spki", over
            the SubjectPublicKeyInfo (Snowflake's RSA_PUBLIC_KEY_FP), with padding.

    Raises:
        JamInvalidKeyError: another form, a symmetric key, or OpenSSH has no such keys.
    """
    if not isinstance(key, KeyRecord):
        raise JamInvalidKeyError(f"a fingerprint is that of a record of keys, got {type(key).__name__}")
    if key.kty not in ("RSA", "EC", "OKP", "AKP"):
        raise JamInvalidKeyError("a symmetric key has no fingerprint, which would tell about the secret")
    if form == "spki":
        return "SHA256:" + _hashed(der_dumping.subject_public_key_info(key))
    if form != "openssh":
        raise JamInvalidKeyError('the form of a fingerprint is "openssh" or "spki"')
    with part("OpenSSH keys"):
        from . import openssh
    return "SHA256:" + _hashed(binascii.a2b_base64(openssh.encode_public(key).split(" ")[1])).rstrip("=")


def _hashed(data: bytes) -> str:
    return binascii.b2a_base64(hashes.digest("sha256", data), newline=False).decode("ascii")

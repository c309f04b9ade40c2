"""A text where PEM was expected and that has no BEGIN: a key in base64 and the like, or what is no key."""

from __future__ import annotations

from ..encoding import pem
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamInvalidKeyError
from . import der_forms
from .oct import trace_of

_SSH2 = "convert the SSH2 public key file: ssh-keygen -i -f OLD > NEW.pub"  # RFC 4716


def unwrapped(text: str | bytes) -> str | bytes:
    """Return a text, or what stands under its base64 and the like: PEM text, or DER.

    Raises:
        JamEncodingError: it is a path, a JWK, a variable that was not filled in, or the like.
        JamInvalidKeyError: a public key file of SSH2.
    """
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if isinstance(data, bytes) and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---- BEGIN SSH2"):
        raise JamInvalidKeyError(_SSH2)
    if not isinstance(data, bytes) or len(data) > pem.MAX_TEXT or b"BEGIN " in data:
        return text
    found = trace_of(data)
    if found is None:
        return text
    if not found.is_asymmetric and b"-----BEGIN " not in found.content:  # a path, a JWK ...
        raise JamEncodingError(found.sentence("PEM"))
    whole = found.is_asymmetric and found.spelling and der_forms.is_whole(found.content)
    return found.content if whole or (found.spelling and b"-----BEGIN " in found.content) else text

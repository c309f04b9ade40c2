"""Is this "secret" in truth an asymmetric key? Asked before bytes become an HMAC secret.

A verifier that takes a public key for an HMAC secret accepts tokens anyone can sign (RFC 8725 section
2.1). Recognised by their shape, valid or not: PEM of any kind, also on one line, indented, with
written-out line breaks or in UTF-16; OpenSSH lines; DER, also its bare base64; JWK and JWKS texts.
"""

from __future__ import annotations

import binascii
import json
import re

from ..exceptions.encoding import JamEncodingError
from . import der_forms

MAX_JSON = 1 << 20  # bytes; longer texts are judged by the pattern alone

# PEM and SSH2 boundaries; the first bytes of an OpenSSH key in base64 (its length and type: ssh-rsa,
# ssh-dss, ssh-ed25519, ssh-ed448, ecdsa-sha2-*, sk-*) and as bytes.
_TEXT = re.compile(
    rb"-----?\s?BEGIN\s"
    rb"|AAAA(?:B3NzaC1|C3NzaC1|CXNzaC1|E2VjZHNhLXNoYTIt|InNrLWVj|GnNrLXNz)"
    rb"|^\0{3}.(?:ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)"
    rb"|(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)[\w@.-]{0,40}\s{1,9}AAAA",
    re.DOTALL,
)
_ASYMMETRIC_KTY = re.compile(rb"""["']kty["']\s*:\s*["'](?:RSA|EC|OKP|AKP)["']""")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=_\s-]")
_WHITE = b" \t\r\n\v\f\0"


def looks_asymmetric(secret: bytes) -> bool:
    """Tell whether `secret` has the shape of an asymmetric key, public or private, or a set of them."""
    if b"\0" in secret:
        return _judge(secret) or _judge(secret.replace(b"\0", b""))  # UTF-16, UTF-32
    return _judge(secret)


def _judge(secret: bytes) -> bool:
    if _TEXT.search(secret) or _ASYMMETRIC_KTY.search(secret):
        return True
    text = secret.lstrip(b"\xef\xbb\xbf\xff\xfe" + _WHITE)
    first = text[:1]
    if first in (b"{", b"["):
        return _is_jwk_text(text)
    if first == b"M":  # base64 of 0x30, a DER SEQUENCE
        return _is_base64_key(text)
    return secret[:1] == b"0" and (_is_key(secret) or _is_key(secret.rstrip(_WHITE)))


def _is_key(data: bytes) -> bool:
    try:
        return der_forms.find(data) is not None
    except JamEncodingError:
        return False


def _is_base64_key(text: bytes) -> bool:
    if _NOT_BASE64.search(text):
        return False
    text = text.translate(bytes.maketrans(b"-_", b"+/"), _WHITE).rstrip(b"=")
    try:
        return _is_key(binascii.a2b_base64(text + b"=" * (-len(text) % 4)))
    except binascii.Error:
        return False


def _is_jwk_text(text: bytes) -> bool:
    if len(text) > MAX_JSON:
        return False
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    keys = value.get("keys", [value]) if isinstance(value, dict) else value
    if not isinstance(keys, list):
        return False
    return any(isinstance(key, dict) and key.get("kty") in ("RSA", "EC", "OKP", "AKP") for key in keys)

"""Is this text an HMAC secret, or a trace of something else? Asked before any text becomes a secret.

A verifier that takes public text for its HMAC secret accepts tokens that anyone can sign (RFC 8725
section 2.1). So a text or bytes is a secret only if nothing about it is a trace of anything else: of a
key or certificate in any spelling, whole or damaged, of the name of a key file, of a variable that nobody
filled in. Spellings around it (base64, hex, percent-encoding, quotes ...) are taken off and what comes out is
judged again, a few layers deep. Random secrets pass: every rule here needs 30 or more matching bits.

Nothing here touches the file system: a path is judged by its words alone.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256

from ..exceptions.base import JamMissingPartError
from ..exceptions.crypto import JamCryptoError
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Optional

MAX_TEXT = 1 << 18  # bytes; of a longer text the first so many are judged

KEY, CERTIFICATE, JWK, TOKEN = "a key", "a certificate", "a JWK or JWK Set", "a token"
PATH, VARIABLE, ADDRESS = "the path of a key file", "a variable that was not filled in", "an address"
# What nobody means by a secret, not even with JWK.from_secret.
MATERIAL = (KEY, CERTIFICATE, JWK)

ADVICE = {
    KEY: "give it as PEM, DER or OpenSSH text as it was made, or read it with JWK.from_pem or JWK.from_der",
    CERTIFICATE: "give the whole PEM text, or read it with JWK.from_pem",
    JWK: "give it as a dict, or read it with JWK.from_json or JWKSet.from_json",
    TOKEN: "the token is the first argument and the key the second one",
    PATH: "read the file first, for example pathlib.Path(path).read_bytes()",
    VARIABLE: "read the variable first, for example os.environ[name]",
    ADDRESS: "a key set by URL is a RemoteJWKSet of jamlite.oauth2",
}


class Trace:
    """What a text looks like.

    `kind` is one of the words above, `spelling` how it was written, `content` what was found in it.
    """

    __slots__ = ("content", "kind", "spelling")

    def __init__(self, kind: str, spelling: str = "", content: bytes = b"") -> None:
        self.kind = kind
        self.spelling = spelling
        self.content = content

    @property
    def is_asymmetric(self) -> bool:
        """Whether it may be read as the key of a public algorithm."""
        return self.kind in (KEY, CERTIFICATE)

    @property
    def is_readable(self) -> bool:
        """Whether the content looks like a PEM text, a line of OpenSSH, or DER that is whole."""
        return b"-----BEGIN " in self.content or b"ssh-" in self.content or self.content[:1] == b"\x30"

    def sentence(self) -> str:
        """Return what to tell the user; nothing of the text stands in it."""
        written = f" in {self.spelling}" if self.spelling else ""
        return f"this text looks like {self.kind}{written}, not like an HMAC secret: {ADVICE[self.kind]}"


_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"
_MOST_KNOWN = 256
_known: set[bytes] = set()  # SHA-256 of texts that were judged to be secrets: judging takes 0.1 ms


def trace_of(secret: bytes) -> Optional[Trace]:
    """Return what `secret` is a trace of, or None if it may be a secret."""
    digest = sha256(secret).digest()
    if digest in _known:
        return None
    found = _judge(secret[:MAX_TEXT])
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known.add(digest)
    return found


def of_material(secret: bytes) -> Optional[Trace]:
    """Return the trace of a key, certificate or JWK, which nobody means by a secret; of a path, None."""
    found = trace_of(secret)
    return found if found is not None and found.kind in MATERIAL else None


def _judge(data: bytes) -> Optional[Trace]:
    found = None
    for content, spelling in _spellings(data):
        if "a list" in spelling and found is not None:
            continue  # a part of what was found already
        kind = _bytes_kind(content) or _text_kind(content)
        if kind is None and _TRANSPARENT.issuperset(spelling):
            kind = _reference(content)  # inside base64 a path or a variable is chance or a joke
        if kind is not None:
            found = found or Trace(kind, " in ".join(spelling), content)
            if kind != KEY or found.is_readable:  # else it may be whole under the next wrapping
                return found
            if content[:1] == b"\x30":
                return Trace(kind, " in ".join(spelling), content)
    return found


def _spellings(data: bytes) -> Iterable[tuple[bytes, tuple[str, ...]]]:
    """Return what `data` may stand for. No key fits into 48 letters of base64 (an Ed25519 key takes 60)."""
    if len(data) <= 48 and not data.translate(None, _LETTERS):
        return ((data, ()),)
    from .spellings import spellings

    return spellings(data)


# --- bytes: DER and other binary forms ---------------------------------------------------------

# Object identifiers that stand in keys, certificates and PKCS#12: 1.2.840.113549.1, 1.2.840.10045,
# 1.3.132.0 with its length, 1.3.101.110 to 113 whole.
_OIDS = re.compile(
    rb"\x2a\x86\x48\x86\xf7\x0d\x01|\x2a\x86\x48\xce\x3d[\x02-\x04]|\x06\x05\x2b\x81\x04\x00"
    rb"|\x06\x03\x2b\x65[\x6e-\x71]|\x06\x0b\x60\x86\x48\x01\x65\x03\x04\x03"
)
_SSH = re.compile(
    rb"\0\0\0.(?:ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)|openssh-key-v1\0|SSH PRIVATE KEY FILE", re.S
)
# Their base64 in each of its three positions; keys of RFC 8410 by the beginning of their DER.
_OIDS_IN_BASE64 = (
    *(b"BgkqhkiG9w0B", b"YJKoZIhvcNA", b"GCSqGSIb3DQ", b"ByqGSM49Ag", b"cqhkjOPQI", b"HKoZIzj0C"),
    *(b"MCowBQYDK2V", b"MC4CAQAwBQYDK2V", b"MEMwBQYDK2V", b"MEIwBQYDK2V"),
    *(b"MEcCAQAwBQYDK2V", b"MEYCAQAwBQYDK2V", b"b3BlbnNzaC1rZXktdj"),
)
# A map of COSE (RFC 9052 section 7) with an elliptic curve point.
_COSE = re.compile(rb"\x20[\x01-\x08]\x21\x58[\x20\x30\x38\x39\x42]")
_STORES = (b"\xfe\xed\xfe\xed\0\0\0", b"\xce\xce\xce\xce\0\0\0")  # JKS, JCEKS


def _bytes_kind(data: bytes) -> Optional[str]:
    if data[:7] in _STORES or _SSH.search(data) or _OIDS.search(data) or _is_der(data) or _is_point(data):
        return KEY
    if any(mark in data for mark in _OIDS_IN_BASE64) or _COSE.search(data):
        return KEY
    return None


def _is_der(data: bytes) -> bool:
    """Tell whether this is the SEQUENCE of a key, whole, with bytes after it, or cut short.

    Whole: its length matches and the first element inside is an INTEGER or a SEQUENCE that fits. One
    random secret of 32 bytes in 65 536 begins with 30 1e; so the element inside must be a version of
    one byte, a large number, or an OBJECT IDENTIFIER in a SEQUENCE.
    """
    if data[:1] != b"\x30" or len(data) < 8:
        return False
    outer = _length(data, 1)
    if outer is None or data[outer[1]] not in (0x02, 0x30):
        return False
    start, at = outer[1], outer[1] + 1
    inner = _length(data, at)
    if inner is None or inner[0] + inner[1] > outer[0] + start:
        return False
    content = data[inner[1] : inner[1] + 2]
    long_form = outer[1] >= 3 and data[1] in (0x81, 0x82)
    if data[start] == 0x02:  # version 0 to 3 (PKCS#1, PKCS#8, SEC 1, PKCS#12), or a modulus
        version = inner[0] == 1 and content[:1] in (b"\0", b"\1", b"\2", b"\3")
        return (version and (long_form or outer[0] + start == len(data))) or (long_form and inner[0] >= 64)
    if inner[0] + inner[1] == outer[0] + start:  # every form of key has a second element
        return False
    return content[:1] in (b"\x06", b"\x30", b"\x02", b"\xa0") and (
        long_form or outer[0] + start == len(data)
    )


def _length(data: bytes, at: int) -> Optional[tuple[int, int]]:
    """Return (length, where the content begins) of a DER length at `at`."""
    first = data[at] if at < len(data) else 0xFF
    if first < 0x80:
        return (first, at + 1) if at + 1 < len(data) else None
    count = first & 0x7F
    if not 1 <= count <= 3 or at + 1 + count >= len(data):
        return None
    value = int.from_bytes(data[at + 1 : at + 1 + count], "big")
    return (value, at + 1 + count) if value >= 0x80 else None


def _is_point(data: bytes) -> bool:
    """Tell whether this is a public key as SEC 1 octets 04 x y: a point of one of the four curves.

    A copy without the curves refuses whatever has the shape.
    """
    if data[:1] != b"\x04" or len(data) not in (65, 97, 133):
        return False
    try:
        with part("EC"):
            from ..crypto import sec1
    except JamMissingPartError:
        return True
    for curve in {65: ("P-256", "secp256k1"), 97: ("P-384",), 133: ("P-521",)}[len(data)]:
        try:
            sec1.decode_point(curve, data)
            return True
        except JamCryptoError:
            continue
    return False


# --- text --------------------------------------------------------------------------------------

_GAP = rb"[\s_+\-]{0,3}"
_LABEL = (
    rb"(?:(?:RSA|EC|DSA|DH|ED25519|OPENSSH|ENCRYPTED|ANY|TRUSTED|X509|X\.509|SSH2|PGP|NEW|ATTRIBUTE)"
    + _GAP
    + rb"){0,3}"
    rb"(?:(?:PUBLIC|PRIVATE|SECRET)"
    + _GAP
    + rb"KEY|CERTIFICATE|PARAMETERS|PKCS7|CMS|X509"
    + _GAP
    + rb"CRL|SIGNED"
    + _GAP
    + rb"MESSAGE)"
)
_ARMOUR = re.compile(
    rb"(?:BEGIN|END)" + _GAP + _LABEL + rb"|-{2,5}\s?(?i:BEGIN|END)\s"  # any case beside dashes only
)
_SSH_LINE = re.compile(
    rb"AAAA(?:B3NzaC1|C3NzaC1|CXNzaC1|E2VjZHNhLXNoYTIt|InNrLWVj|GnNrLXNz|FHNza|C3NzaC)"
    rb"|\b(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3}|sk-ssh-|sk-ecdsa-)[\w@.-]{0,40}\s{1,9}AAAA"
    rb"|PuTTY-User-Key-File|AGE-SECRET-KEY-1|\bage1[02-9ac-hj-np-z]{50}"
    rb"|untrusted comment: |\bSHA256:[A-Za-z0-9+/]{43}"
)
_XML = re.compile(
    rb"<(?:[\w.-]{1,20}:)?(?:\w{0,20}Key(?:Value|Info|Pair|s)?|Modulus|Exponent|X509\w{1,20})[\s/>]"
)
_PRINTED = re.compile(
    rb"(?:Public|Private)-Key:? ?\(|\b[Mm]odulus ?[:=(] ?(?:\(|0?[0-9A-Fa-f:]{8})|Subject Public Key Info"
    rb"|\bdid:(?:key|jwk):|\bz6Mk[1-9A-HJ-NP-Za-km-z]{40}"
)
_KTY = re.compile(
    rb"""\bkty\b\\{0,4}["']?\s{0,9}(?::|=>?|,)\s{0,9}\\{0,4}["']?(?:RSA|EC|OKP|AKP|oct)\b""", re.I
)
_JWK_NAMES = {
    "kty",
    "keys",
    "k",
    "n",
    "x",
    "crv",
    "d",
    "x5c",
    "use",
    "alg",
    "kid",
    "private_key",
    "client_email",
}
_PASERK = re.compile(
    rb"k[1-4]\.(?:local|public|secret|lid|pid|sid|seal|local-wrap|secret-wrap|local-pw|secret-pw)\."
)
_TOKEN = re.compile(
    rb"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){0,2}|v[1-4]\.(?:local|public)\..{40,}"
)


# What str() makes of a key object, or of the classes of other libraries.
_OBJECT = re.compile(
    rb"<[^<>]{0,200}(?:[Kk]ey|KEY|JWK|[Cc]ertificate)[^<>]{0,200}>|[\w.]{0,80}(?:JWK|Key)\(.*"
)
_RSA_MEMBERS = re.compile(rb"""["']e\\*["']\s{0,9}:\s{0,9}\\*["']A[A-Z]""")


def _text_kind(data: bytes) -> Optional[str]:
    text = data.strip(b" \t\r\n\v\f\0")
    if _ARMOUR.search(text):
        return CERTIFICATE if b"CERTIFICATE" in text[:200] else KEY
    if _SSH_LINE.search(text) or _XML.search(text) or _PRINTED.search(text) or _PASERK.match(text):
        return KEY
    if _KTY.search(text) or _RSA_MEMBERS.search(text) or _is_jwk(text):
        return JWK
    if len(text) < 500 and _OBJECT.fullmatch(text):
        return KEY
    return TOKEN if _TOKEN.fullmatch(text) else None


def _is_jwk(text: bytes) -> bool:
    if text[:1] not in (b"{", b"["):
        return False
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    keys = value if isinstance(value, list) else [value]
    return any(
        isinstance(key, dict) and len(_JWK_NAMES & set(key)) >= (1 if "kty" in key or "keys" in key else 2)
        for key in keys
    )


# --- names of files, variables, addresses -------------------------------------------------------

_UNFILLED = re.compile(
    r"\$[A-Z_][A-Z0-9_]*|\$\{[A-Z_][A-Z0-9_]*(?::?[-=?+][^}]*)?\}|%[A-Z_][A-Z0-9_]+%|\$\([^)]{1,200}\)"
    r"|[$#]?(?:\{\{|<%=?|\{%)[ \w.$'\"|-]{1,200}(?:\}\}|%>|%\})|<[A-Z][A-Z0-9_ -]{2,60}>|\$env:[A-Za-z_]\w*"
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://\S+|(?:file|env|vault|arn:aws):\S+")
_KEY_FILE = re.compile(
    r".*[\w})]\.(pem|key|pub|der|crt|cer|cert|csr|p8|pk8|p12|pfx|p7b|jwk|jwks|json|ppk|asc|gpg|jks|keystore)",
    re.I,
)
_SSH_FILE = re.compile(r"(?:.*[/\\])?(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|authorized_keys2?|known_hosts)")
_WORD = re.compile(r"(?:[a-z]{2,}|(?:[A-Z][a-z]+){1,3}|[A-Z]{2,}|v?\d{1,8})")
_PLACES = re.compile(
    "etc|run|var|proc|home|usr|opt|tmp|root|srv|mnt|app|ssl|tls|ssh|keys?|secrets?|certs?|pki|config|conf|jwt|jwks|auth"
    "|private|public|vault|credentials|users|data|workspace|resources|assets"
)
_TRANSPARENT = {"UTF-16", "percent-encoding"}


def _reference(data: bytes) -> Optional[str]:
    data = data.strip(b" \t\r\n\v\f")
    if b"\n" in data or len(data) > 4096 or not data.isascii():
        return None
    text = data.decode("ascii")
    if _UNFILLED.fullmatch(text):
        return VARIABLE
    if _SCHEME.fullmatch(text):
        return PATH if text.startswith("file:") else ADDRESS
    if " " in text:
        return PATH if _rooted(text) and _KEY_FILE.fullmatch(text) else None  # C:\\My Keys\\jwt.pem
    if _SSH_FILE.fullmatch(text) or _is_file_name(text) or _is_path(text):
        return PATH
    return None


def _is_file_name(text: str) -> bool:
    """Tell whether the text ends like a key file: keys/private.pem, jwt.prod.key; not Dog.Horse.House.Key."""
    found = _KEY_FILE.fullmatch(text)
    if found is None or re.fullmatch(r"[\w./\\:~$%(){}@+-]+", text) is None:
        return False
    ending = found.group(1)
    bare = not re.search(r"[/\\]", text)
    return ending in (ending.lower(), ending.upper()) and not (bare and text.count(".") > 2)


def _rooted(text: str) -> bool:
    return text.startswith(("/", "./", "../", "~/", "\\\\", ".\\", "..\\", "$HOME/")) or text[1:3] in (
        ":\\",
        ":/",
    )


def _is_path(text: str) -> bool:
    """Tell whether the text reads like a path without an ending: /run/secrets/jwt, ~/keys/signing."""
    parts = [part for part in re.split(r"[/\\]", text) if part not in ("", ".", "..", "~")]
    if not parts or not ("/" in text or "\\" in text):
        return False
    words = [re.split(r"[-_. ]+", part.lstrip(".").rstrip(":")) for part in parts]
    if not all(
        _WORD.fullmatch(word) or (len(word) == 1 and _rooted(text)) for part in words for word in part if word
    ):
        return False
    first = parts[0].lower().lstrip(".")
    return (_rooted(text) and any(_PLACES.fullmatch(word.lower()) for part in words for word in part)) or (
        len(parts) > 1 and first in ("keys", "secrets", "certs", "ssl", "tls", "pki", "ssh", "config")
    )

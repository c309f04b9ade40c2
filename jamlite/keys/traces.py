"""Is this text an HMAC secret, or a trace of something else? Asked before any text becomes a secret.

A verifier that takes public text for its HMAC secret accepts tokens that anyone can sign (RFC 8725
section 2.1). So a text or bytes is a secret only if nothing about it is a trace of anything else: of a
key or certificate in any spelling, whole or damaged, of the name of a key file, of a variable that nobody
filled in. Spellings around it (base64, hex, percent-encoding, quotes ...) are taken off and what comes out is
judged again, a few layers deep. Random secrets pass: every rule here needs 30 or more matching bits.

Nothing here touches the file system: a path is judged by its words alone. `oct` tells plain secrets before
anybody comes here: a rule that can hold in one word, or in 64 bytes, needs a mark there.
"""

from __future__ import annotations

import re

from ..exceptions.base import JamMissingPartError
from ..exceptions.crypto import JamCryptoError
from ..optional import part
from .spellings import LETTERS, spellings

MAX_TEXT = 1 << 18  # bytes; of a longer text the first so many are judged

KEY, CERTIFICATE, JWK, TOKEN = "a key", "a certificate", "a JWK or JWK Set", "a token"
PATH, VARIABLE, ADDRESS = "the path of a key file", "a variable that was not filled in", "an address"
# What nobody means by a secret, not even with JWK.from_secret.
MATERIAL = (KEY, CERTIFICATE, JWK)

ADVICE = {
    KEY: "give it as PEM, DER or OpenSSH text as it was made, or read it with JWK.from_pem or JWK.from_der",
    CERTIFICATE: "give the whole PEM text, or read it with JWK.from_pem",
    JWK: "give it as a dict, or read it with JWK.from_json or JWKSet.from_json",
    TOKEN: "the token is the first argument and the key the second one; they may have been exchanged",
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
    def is_material(self) -> bool:
        """Whether nobody means it by a secret, not even with JWK.from_secret."""
        return self.kind in MATERIAL

    @property
    def is_asymmetric(self) -> bool:
        """Whether it may be read as the key of a public algorithm."""
        return self.kind in (KEY, CERTIFICATE)

    @property
    def is_readable(self) -> bool:
        """Whether the content looks like a PEM text, a line of OpenSSH, or DER that is whole."""
        return b"-----BEGIN " in self.content or b"ssh-" in self.content or self.content[:1] == b"\x30"

    def sentence(self, wanted: str = "an HMAC secret") -> str:
        """Return what to tell a user who had to give `wanted`; nothing of the text stands in it."""
        written = f" in {self.spelling}" if self.spelling else ""
        return f"this text looks like {self.kind}{written}, not like {wanted}: {ADVICE[self.kind]}"


_REFERENCES = {"path": PATH, "variable": VARIABLE, "address": ADDRESS}
# Wrappings under which a path is still one; under base64 it is chance or a joke.
_TRANSPARENT = {"UTF-16", "percent-encoding", "an assignment", "HTML entities"}
_REFERS = re.compile(rb"[$%{<:/\\.@!`_\[(]|authorized_keys|known_hosts")
_PRINTABLE = bytes(range(32, 127)) + b"\r\n\t"


def trace_of(secret: bytes) -> Trace | None:
    """Return what `secret` is a trace of, or None if it may be a secret; see `oct.trace_of`."""
    data, found = secret[:MAX_TEXT], None
    for content, spelling in spellings(data):
        if "a list" in spelling and found is not None:
            continue  # a part of what was found already
        kind = _bytes_kind(content) or _text_kind(content)
        if kind is None and _TRANSPARENT.issuperset(spelling) and _REFERS.search(content):
            from .references import reference_in

            kind = _REFERENCES.get(reference_in(content) or "")
        if kind is not None:
            now = Trace(kind, " in ".join(spelling), content)
            if kind != KEY or now.is_readable:
                return now
            found = found or now  # it may be whole under the next wrapping
    return found


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
# The same in base64, in each of its three positions, and in hex: for texts that lost their beginning.
# Besides: the AlgorithmIdentifier of RFC 8410, the types of OpenSSH keys, "-----BEGIN " and `"kty":`.
_MARKS_IN_LETTERS = re.compile(
    rb"BgkqhkiG9w0B|YJKoZIhvcNA|GCSqGSIb3DQ|ByqGSM49Ag|cqhkjOPQI|HKoZIzj0C"
    rb"|MAUGAytl|AFBgMrZ[WX]|wBQYDK2V"
    rb"|b3BlbnNzaC1rZXktdj|3NzaC1(?:yc2|kc3|lZDI1|lZDQ0)|2VjZHNhLXNoYTIt|nNrLWVj|nNrLXNza"
    rb"|LS0tLS1CRUdJTi|0tLS0tQkVHSU4g|tLS0tLUJFR0lOI|Imt0eSI6|JrdHkiO[ig]|ia3R5Ij"
    rb"|(?i:2a864886f70d01|2a8648ce3d0[2-4]|06052b810400|300506032b65|2d2d424547494e20|226b747922)"
)
# A map of COSE (RFC 9052 section 7) with an elliptic curve point.
_COSE = re.compile(rb"\x20[\x01-\x08]\x21\x58[\x20\x30\x38\x39\x42]")
_PKCS1 = re.compile(rb"\x30\x82(..)\x02\x82(..)\0", re.S)
_STORES = (b"\xfe\xed\xfe\xed\0\0\0", b"\xce\xce\xce\xce\0\0\0")  # JKS, JCEKS
# Windows: PUBLICKEYBLOB and PRIVATEKEYBLOB, and the blobs of CNG with the size of the key behind their name.
_WINDOWS = re.compile(
    rb"[\x06\x07]\x02\0\0\0[\xa4\x24\x22]\0\0(?:RSA|DSS)[1-4]|(?:RSA[123]|EC[SK][1-6])(?:[\x20\x30\x42]|\0[\x08-\x40])\0"
)


def _bytes_kind(data: bytes) -> str | None:
    if data[:7] in _STORES or _SSH.search(data) or _OIDS.search(data) or _is_der(data) or _is_point(data):
        return KEY
    if _MARKS_IN_LETTERS.search(data) or _COSE.search(data) or _is_pkcs1(data) or _WINDOWS.match(data):
        return KEY
    return None


def _is_pkcs1(data: bytes) -> bool:
    """Tell whether an RSAPublicKey (RFC 8017 appendix A.1.1) stands somewhere in it, whole or cut short."""
    for match in _PKCS1.finditer(data):
        outer, modulus = int.from_bytes(match[1], "big"), int.from_bytes(match[2], "big")
        if 64 < modulus < outer - 4 < modulus + 64:
            return True
    return False


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


def _length(data: bytes, at: int) -> tuple[int, int] | None:
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

    More may stand behind it. A copy without the curves refuses whatever has the shape.
    """
    if data[:1] != b"\x04" or len(data) < 65:
        return False
    try:
        with part("EC"):
            from ..crypto import sec1
    except JamMissingPartError:
        return len(data) in (65, 97, 133)
    for curve, size in (("P-256", 65), ("secp256k1", 65), ("P-384", 97), ("P-521", 133)):
        try:
            sec1.decode_point(curve, data[:size])
            return True
        except JamCryptoError:
            continue
    return False


# --- text --------------------------------------------------------------------------------------

# A blank in these two stands for any gap, or none. Capitals suffice; small letters need dashes before them,
# or what looks like a key behind them.
_LABEL = (
    rb"(?:(?:RSA|EC|DSA|DH|ED25519|OPENSSH|ENCRYPTED|ANY|TRUSTED|X509|X\.509|SSH2|PGP|NEW|ATTRIBUTE) ){0,3}"
    rb"(?:(?:PUBLIC|PRIVATE|SECRET) KEY|CERTIFICATE|PARAMETERS|PKCS7|CMS|X509 CRL|SIGNED MESSAGE)"
)
_ARMOUR = re.compile(
    (
        rb"(?:BEGIN|END) %b|-{2,5}\s?(?i:BEGIN|END)\s"
        rb"|(?i:BEGIN %b)[^A-Za-z0-9]{0,12}[A-Za-z0-9+/_-]{40}" % (_LABEL, _LABEL)
    ).replace(b" ", rb"[\s_+\-]{0,3}")
)
_KEY_TEXT = re.compile(
    rb"(?i:(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3}|sk-ssh-|sk-ecdsa-)[\w@.-]{0,40}\s{1,9}AAAA)"
    rb"|PuTTY-User-Key-File|Public-Lines: \d"
    rb"|(?i:untrusted\W{0,3}comment\W)|SHA256:[A-Za-z0-9+/]{43}|\bDNSKEY\s{1,9}\d|\bDKIM1;"
    rb"|\bdid:(?:key|jwk):"
    # PASERK; v4.public. is a token
    rb"|(?<![vV])[1-4]\.(?:local|public|secret|[lps]id|seal|(?:local|secret)-(?:wrap|pw))\.[A-Za-z0-9_-]{20}"
    # XML
    rb"|(?i:<(?:[\w.-]{1,20}:)?(?:\w{0,20}Key(?:Value|Info|Pair|s)?|Modulus|Exponent|X509\w{1,20})[\s/>])"
)
# What openssl and other programs print of a key, what str() makes of a key object.
_PRINTED = re.compile(
    rb"(?:Public|Private)-Key:|[Mm]odulus ?[:(]\s{0,9}(?:\(|0?[0-9A-Fa-f:]{8})|Subject Public Key Info"
    rb"|\bASN1 OID: |\bNIST CURVE: |\b[nN]:\+?\d{30}|PublicKey\(\d{20}"
    rb"|(?i:<jwk (?:rsa|ec|okp|akp|oct)\b|<[^<>]{0,120}(?:key|jwk|certificate)\w{0,20} object at 0x)"
    rb"|(?i:<certificate\(subject|\[object (?:crypto)?key(?:object)?\]|(?:public|private|secret)keyobject\b)"
    rb"|(?i:sun (?:rsa|ec|dsa|eddsa) (?:public|private) key)"
)
# What else programs print about keys and certificates, each behind a word that is quick to find.
_LISTED: tuple[tuple[bytes, re.Pattern[bytes]], ...] = (
    (b"public key ", re.compile(rb"public key (?:id|info|pin):")),
    (b"fingerprint", re.compile(rb"fingerprint[=:]\s{0,3}(?:[0-9a-f]{2}:){15}|certificate fingerprints")),
    (b"sha", re.compile(rb"\bpin-sha256:|\bsha-?(?:1|256|512)[=:]\s{0,3}(?:[0-9a-f]{2}:){15}")),
    (b"md5:", re.compile(rb"md5:\s{0,3}(?:[0-9a-f]{2}:){15}")),
    (b":d=", re.compile(rb"\d:d=\d{1,3}\s{1,3}hl=\d")),  # openssl asn1parse
    (b"sshfp", re.compile(rb"\bsshfp\s{1,9}[1-6]\s")),  # RFC 4255
    (b"serial=", re.compile(rb"\bserial=[0-9a-f]{16}")),
    (b"x", re.compile(rb"\bx[a-z]{4}(?:-[a-z]{5}){8}")),  # ssh-keygen -B
    (b"fpr:", re.compile(rb"\bfpr:{9}")),  # gpg --with-colons
)
# What is one word, of letters that base64 has too.
_KEY_WORD = re.compile(
    rb"AGE-SECRET-KEY-1|age1[02-9ac-hj-np-z]{40}|\bz6Mk[1-9A-HJ-NP-Za-km-z]{40}"
    rb"|[Mm]odulus=[0-9A-Fa-f]{8}|\b[nN]=\d{30}|\bpoint_x=\d"
)
_OBJECT = re.compile(
    rb"<[^<>]{0,200}(?:[Kk]ey|KEY|JWK|[Cc]ertificate)[^<>]{0,200}>|[\w.]{0,80}(?:JWK|Key)\(.*"
)
# Members of a JWK, quoted in any way or not at all, whole or cut short.
_MEMBERS = re.compile(
    rb"""(?i:kty)\\{0,4}["']?\s{0,9}(?::|=>?|,)\s{0,9}\\{0,4}["']?(?i:RSA|EC|OKP|AKP|oct)"""
    rb"|(?i:crv[^A-Za-z0-9_/+-]{1,12}(?:P-(?:256|384|521)|secp256k1|Ed(?:25519|448)|X(?:25519|448)))"
    rb"|\be[^A-Za-z0-9_/+-]{1,12}AQAB"
    rb"""|["']e\\*["']\s{0,9}:\s{0,9}\\*["']A[A-Z]"""
    rb"""|["'][nxy]\\*["']\s{0,9}:\s{0,9}\\*["'][A-Za-z0-9_-]{30}"""
    rb"|(?i:thumbprint[^A-Za-z0-9_/+-]{1,12}[A-Za-z0-9_-]{20})"
    rb"|\bn[^A-Za-z0-9_/+-]{1,12}[A-Za-z0-9_-]{240}"
)
_JWK_NAMES = {
    *("kty", "keys", "k", "n", "x", "crv", "d", "x5c", "use", "alg", "kid"),
    *("private_key", "client_email"),
}
_TOKEN = re.compile(
    rb"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){0,2}|v[1-4]\.(?:local|public)\..{40,}"
)


def _text_kind(data: bytes) -> str | None:
    text = data.strip(b" \t\r\n\v\f\0")
    if 4 * len(text.translate(None, _PRINTABLE)) > len(text):
        return None  # random bytes: three in five are no ASCII text
    if _ARMOUR.search(text):
        return CERTIFICATE if b"CERTIFICATE" in text[:200] else KEY
    if _KEY_WORD.search(text):
        return KEY
    if text.translate(None, LETTERS) and (_KEY_TEXT.search(text) or _PRINTED.search(text)):
        return KEY
    if _is_listed(text.lower()):
        return KEY
    if _MEMBERS.search(text) or _is_jwk(text):
        return JWK
    if len(text) < 500 and _OBJECT.fullmatch(text):
        return KEY
    return TOKEN if _TOKEN.fullmatch(text) else None


def _is_listed(text: bytes) -> bool:
    return any(word in text and pattern.search(text) for word, pattern in _LISTED)


def _is_jwk(text: bytes) -> bool:
    if text[:1] not in (b"{", b"["):
        return False
    from json import loads

    try:
        value = loads(text)
    except (ValueError, RecursionError):
        return False
    keys = value if isinstance(value, list) else [value]
    return any(
        isinstance(key, dict) and len(_JWK_NAMES & set(key)) >= (1 if "kty" in key or "keys" in key else 2)
        for key in keys
    )

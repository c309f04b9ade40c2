"""Public texts that an attacker would like to see taken for a secret: (what) x (wrapping) x (damage).

Whatever is yielded here is public, or names something public. Damage that leaves nothing to recognise is not
among it: the second half of a modulus is as random as a secret, and reads so.
"""

from __future__ import annotations

import base64
import html
import json
import textwrap
from typing import Any, Callable, Iterator
from urllib.parse import quote, quote_plus

from jamlite.keys import loading

from . import samples

Row = tuple[str, bytes]


def b64(data: bytes) -> bytes:
    return base64.b64encode(data)


def b64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


# What other programs print of a key, and files of other formats.
TEXTS: dict[str, bytes] = {
    "pyca, printed": (
        b"<cryptography.hazmat.bindings._rust.openssl.rsa.RSAPublicKey object at 0x7f0a1c3d5b70>"
    ),
    "pyca, printed, short": b"<_RSAPublicKey object at 0x7f0a1c3d5b70>",
    "PyCryptodome, printed": b"<RsaKey>: RSA public key, n=25195908475657893494027183240048398571, e=65537",
    "EccKey, printed": b"EccKey(curve='NIST P-256', point_x=843759837495837495, point_y=98475983475983475)",
    "PublicKey of rsa, printed": b"PublicKey(25195908475657893494027183240048398571429282126204, 65537)",
    "jwcrypto, printed": b'{"kid":"a","thumbprint":"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"}',
    "joserfc, printed": b"<joserfc._rfc7518.ec_key.ECKey object at 0x7f0a1c3d5b70>",
    "Node, printed": b"PublicKeyObject {}",
    "Node, printed in full": b"[object KeyObject]",
    "WebCrypto, printed": b"[object CryptoKey]",
    "JWK of PyJWT, printed": b"<PyJWK object at 0x7f0a1c3d5b70>",
    "certificate of pyca, printed": b"<Certificate(subject=<Name(CN=issuer.example)>, ...)>",
    "Java, printed": (
        b"Sun RSA public key, 2048 bits\n  params: null\n  modulus: 2519590847565789349402718324\n"
    ),
    "Java EC, printed": (
        b"Sun EC public key, 256 bits\n  public x coord: 10923847\n  public y coord: 1928374\n"
    ),
    "Go, printed": b"&{N:+25195908475657893494027183240048398571429282126204 E:65537}",
    "openssl rsa -text": (
        b"Public-Key: (2048 bit)\nModulus:\n    00:b5:f1:22:33:44:55:66:77\nExponent: 65537 (0x10001)"
    ),
    "openssl ec -text": (
        b"Public-Key: (256 bit)\npub:\n    04:60:fe:d4:ba:25:5a:9d\nASN1 OID: prime256v1\nNIST CURVE: P-256"
    ),
    "openssl ed25519 -text": (
        b"ED25519 Public-Key:\npub:\n    19:bf:44:09:69:84:cd:fe:85:41:ba:c1:67:dc:3b:96"
    ),
    "openssl rsa -modulus": b"Modulus=B5F122334455667788990011223344556677889900112233445566778899001122",
    "XML, RSA": b"<RSAKeyValue><Modulus>ALsxIpVpk0yn</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
    "XML, EC": (
        b'<ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><PublicKey>BGD+1Lol</PublicKey></ECKeyValue>'
    ),
    "XML, SAML": (
        b"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>MIIC</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    ),
    "PuTTY": b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: a\nPublic-Lines: 2\nAAAAC3Nz",
    "PGP": (
        b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZVdN6BYJ"
        b"KwYBBAHaRw8BAQdA\n-----END PGP PUBLIC KEY BLOCK-----"
    ),
    "minisign": (
        b"untrusted comment: minisign public key\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
    ),
    "age": b"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    "did:key": b"did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    "SSH fingerprint": b"256 SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 user@host (ED25519)",
    "DNS key": (
        b"example. 3600 IN DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxIL"
    ),
    "DKIM": b"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7",
    "PASERK": b"k4.public.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8",
    "CSR": (
        b"-----BEGIN CERTIFICATE REQUEST-----\nMIIByjCCATMCAQAwg"
        b"YkxCzAJBgNVBAYTAlVT\n-----END CERTIFICATE REQUEST-----"
    ),
    "certificate": (
        b"-----BEGIN CERTIFICATE-----\nMIIBIjCByaADAgECAgEBMAoGCCqGSM49BAMCMBIxEDAOBgNVBAMMB2lzc3Vlcj\n"
        b"-----END CERTIFICATE-----\n"
    ),
}


def whats(wide: bool = True) -> Iterator[Row]:
    """Yield public keys in all the forms in which they are handed about."""
    for name, key in samples.asymmetric().items():
        if not wide and name not in ("RSA", "P-256", "Ed25519"):
            continue
        public = key.public()
        pem, der = loading.dump_pem(public, private=False), loading.dump_der(public, private=False)
        members = public.to_members()
        yield f"{name}, PEM", pem.encode()
        yield f"{name}, DER", der
        yield f"{name}, the body of PEM", "".join(pem.splitlines()[1:-1]).encode()
        yield f"{name}, JWK", json.dumps(members).encode()
        yield f"{name}, JWK, compact", json.dumps(members, separators=(",", ":")).encode()
        yield f"{name}, JWK, indented", json.dumps(members, indent=2).encode()
        yield f"{name}, JWK Set", json.dumps({"keys": [members]}).encode()
        yield f"{name}, JWK with kid", json.dumps({"kid": "2024-01", "use": "sig", **members}).encode()
        bare = {member: value for member, value in members.items() if member != "kty"}
        yield f"{name}, JWK without kty", json.dumps(bare).encode()
        yield f"{name}, JWK as Python prints it", str(members).encode()
        yield f"{name}, JWK in YAML", "\n".join(f"{a}: {b}" for a, b in members.items()).encode()
        yield f"{name}, JWK in TOML", "\n".join(f'{a} = "{b}"' for a, b in members.items()).encode()
        yield f"{name}, JWK as a form", "&".join(f"{a}={b}" for a, b in members.items()).encode()
        yield f"{name}, printed", repr(public).encode()
        if name == "RSA":
            yield from _rsa(public, pem, members)
        if name in ("RSA", "P-256", "Ed25519"):
            yield from _ssh(name, loading.dump_openssh(public, comment="user@host"))
        if key.kty == "EC":
            point = b"\x04" + _octets(members["x"]) + _octets(members["y"])
            yield f"{name}, point", point
    yield from TEXTS.items()


def _octets(member: str) -> bytes:
    return base64.urlsafe_b64decode(member + "==")


def _rsa(public: Any, pem: str, members: dict[str, str]) -> Iterator[Row]:
    inner = loading.dump_der(public, private=False)[24:]  # RSAPublicKey, behind the AlgorithmIdentifier
    yield "RSA, PKCS#1 DER", inner
    lines = "\n".join(textwrap.wrap(b64(inner).decode(), 64))
    yield (
        "RSA, PKCS#1 PEM",
        f"-----BEGIN RSA PUBLIC KEY-----\n{lines}\n-----END RSA PUBLIC KEY-----\n".encode(),
    )
    modulus, e = b64(_octets(members["n"])).decode(), b64(_octets(members["e"])).decode()
    yield (
        "RSA, XML",
        f"<RSAKeyValue><Modulus>{modulus}</Modulus><Exponent>{e}</Exponent></RSAKeyValue>".encode(),
    )


def _ssh(name: str, line: str) -> Iterator[Row]:
    blob = base64.b64decode(line.split()[1])
    body = "\n".join(textwrap.wrap(line.split()[1], 70))
    yield f"{name}, OpenSSH", line.encode()
    yield f"{name}, OpenSSH, base64 alone", line.split()[1].encode()
    yield f"{name}, OpenSSH, raw", blob
    yield f"{name}, known_hosts", f"host.example,10.0.0.1 {line}".encode()
    yield f"{name}, authorized_keys", f'from="10.0.0.?",no-pty {line}'.encode()
    yield (
        f"{name}, SSH2",
        (f'---- BEGIN SSH2 PUBLIC KEY ----\nComment: "a"\n{body}\n---- END SSH2 PUBLIC KEY ----\n'.encode()),
    )


# How a text reaches a configuration: each is one wrapping.
WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda key: key,
    "base64": b64,
    "base64url": b64url,
    "base64 in lines": base64.encodebytes,
    "hex": lambda key: key.hex().encode(),
    "hex, capitals with colons": lambda key: key.hex(":").upper().encode(),
    "hex, 0x": lambda key: b"0x" + key.hex().encode(),
    "hex with \\x": lambda key: "".join(f"\\x{octet:02x}" for octet in key).encode(),
    "percent-encoding": lambda key: quote(key, safe="").encode(),
    "percent-encoding of all": lambda key: "".join(f"%{octet:02X}" for octet in key).encode(),
    "form encoding": lambda key: quote_plus(key).encode(),
    "quotes": lambda key: b'"' + key + b'"',
    "single quotes": lambda key: b"'" + key + b"'",
    "JSON text": lambda key: json.dumps(key.decode("latin-1")).encode(),
    "JSON text in UTF-8": lambda key: json.dumps(key.decode("latin-1"), ensure_ascii=False).encode(),
    "printed bytes": lambda key: repr(key).encode(),
    "JSON object": lambda key: json.dumps({"key": key.decode("latin-1")}).encode(),
    "JSON object of base64": lambda key: json.dumps({"key": b64(key).decode()}).encode(),
    "a buffer as Node writes it": lambda key: json.dumps({"type": "Buffer", "data": list(key)}).encode(),
    "a list of numbers": lambda key: str(list(key)).encode(),
    "UTF-16": lambda key: key.decode("latin-1").encode("utf-16"),
    "UTF-16, big-endian": lambda key: key.decode("latin-1").encode("utf-16-be"),
    "UTF-32": lambda key: key.decode("latin-1").encode("utf-32"),
    "bytes read as Latin-1": lambda key: key.decode("latin-1").encode(),
    "byte order mark": lambda key: b"\xef\xbb\xbf" + key,
    "HTML": lambda key: html.escape(key.decode("latin-1")).encode(),
    "HTML entities": lambda key: "".join(f"&#{octet};" for octet in key).encode(),
    "a variable": lambda key: b"JWT_KEY=" + key,
    "an exported variable": lambda key: b"export JWT_KEY='" + key + b"'",
    "YAML": lambda key: b"jwt_key: " + key,
    "Laravel": lambda key: b"base64:" + b64(key),
    "data: URL": lambda key: b"data:application/x-pem-file;base64," + b64(key),
    "data: URL, percent-encoded": lambda key: b"data:text/plain," + quote(key).encode(),
    "base32": base64.b32encode,
    "base85": base64.b85encode,
    "ASCII 85": base64.a85encode,
    "blanks around it": lambda key: b"  " + key + b" \r\n",
    "a semicolon behind it": lambda key: key + b";",
    "C string": lambda key: b'"' + key.replace(b"\\", b"\\\\").replace(b"\n", b'\\n"\n"') + b'"',
    "backslashes at line ends": lambda key: key.replace(b"\n", b"\\\n"),
    "written-out line breaks": lambda key: key.replace(b"\n", b"\\n"),
    "twice written-out line breaks": lambda key: key.replace(b"\n", b"\\\\n"),
}
# Those which are put around others: what a deployment does twice.
OUTER = (
    "base64",
    "base64url",
    "hex",
    "percent-encoding",
    "JSON text",
    "quotes",
    "UTF-16",
    "a variable",
    "base64 in lines",
)

SEALED = ("base64", "base64url", "base64 in lines", "hex", "hex, 0x", "percent-encoding", "JSON text", "HTML")
# What happens to a wrapped text afterwards.
AFTERWARDS = (
    *("last byte lost", "last quarter lost", "first byte lost", "a byte before it", "no line breaks"),
    *("words before it", "words behind it", "indented", "twice, with a comma"),
)

LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-\n"
DASHES = "\u2014"
# Damage to a text; what is left of it still says what it was.
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "none": lambda text: text,
    "CRLF": lambda text: text.replace(b"\n", b"\r\n"),
    "CR": lambda text: text.replace(b"\n", b"\r"),
    "blanks for line breaks": lambda text: text.replace(b"\n", b" "),
    "no line breaks": lambda text: text.replace(b"\n", b""),
    "no white space": lambda text: b"".join(text.split()),
    "doubled line breaks": lambda text: text.replace(b"\n", b"\n\n"),
    "indented": lambda text: text.replace(b"\n", b"\n\t  "),
    "commented": lambda text: b"# " + text.replace(b"\n", b"\n# "),
    "a mail's quotation": lambda text: b"> " + text.replace(b"\n", b"\n> "),
    "no dashes": lambda text: text.replace(b"-----", b""),
    "long dashes": lambda text: text.replace(b"-----", DASHES.encode() * 2),
    "four dashes": lambda text: text.replace(b"-----", b"----"),
    "stars for dashes": lambda text: text.replace(b"-----", b"*****"),
    "typographic quotes": lambda text: text.replace(b'"', "\u201d".encode()),
    "last byte lost": lambda text: text[:-1],
    "last quarter lost": lambda text: text[: -(len(text) // 4) or None],
    "first byte lost": lambda text: text[1:],
    "first line lost": lambda text: text.partition(b"\n")[2] or text,
    "last line lost": lambda text: text.rstrip().rpartition(b"\n")[0] or text,
    "words before it": lambda text: b"my key is " + text,
    "words behind it": lambda text: text + b" (do not share)",
    "a byte before it": lambda text: b"x" + text,
    "zero bytes behind it": lambda text: text + bytes(5),
    "a zero byte in it": lambda text: text[: len(text) // 2] + b"\0" + text[len(text) // 2 :],
    "twice": lambda text: text + text,
    "twice, with a comma": lambda text: text + b"," + text,
    "braces lost": lambda text: text.strip(b"{}"),
    "quotes lost": lambda text: text.replace(b'"', b""),
    "other quotes": lambda text: text.replace(b'"', b"'"),
    "small letters": lambda text: text.lower(),
    "an invisible mark": lambda text: text[:20] + "\u200b".encode() + text[20:],
    "a hard blank": lambda text: text.replace(b" ", "\u00a0".encode()),
}
# To DER and other bytes: a key begins with its kind, so its beginning must stay.
HARM_OF_BYTES = (
    *("none", "last byte lost", "last quarter lost", "words behind it", "zero bytes behind it"),
    *("twice", "twice, with a comma"),
)
HARM_OF_POINTS = ("none", "words behind it", "zero bytes behind it", "twice")  # a point is whole, or chance
# What is printed is one phrase: a part of it is a phrase like others.
HARM_OF_PHRASES = (
    *("none", "words behind it", "words before it", "twice", "indented", "CRLF", "commented"),
    *("an invisible mark", "a byte before it"),
)
# Base64 in small letters is another text; a body without its first line has nothing to tell it by.
NOT_OF_LETTERS = ("small letters", "first line lost", "a zero byte in it")


def rows(wide: bool = True) -> Iterator[Row]:
    """Yield all attacks; those of a few keys, and each damage without wrapping, if not `wide`."""
    for what, key in whats(wide):
        for damage, harm in damages(what, key):
            harmed = harm(key)
            for wrapping, wrap in WRAPPINGS.items():
                if not wide and damage != "none" and wrapping != "nothing":
                    continue
                if wrapping == "C string" and what.endswith(("DER", "raw", "point")):
                    continue
                yield f"{what} / {damage} / {wrapping}", wrap(harmed)
                if not wide or damage != "none":
                    continue
                for outer in OUTER:
                    yield f"{what} / {damage} / {wrapping} / {outer}", WRAPPINGS[outer](wrap(harmed))
                if wrapping in SEALED and not what.endswith("point"):
                    for after in sorted(set(AFTERWARDS) & set(dict(damages(what, b"?")))):
                        yield f"{what} / {damage} / {wrapping} / {after}", DAMAGE[after](wrap(harmed))


def damages(what: str, key: bytes) -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    """Yield what may happen to a key of this form."""
    names = set(DAMAGE)
    if what.endswith(("DER", "raw")):
        names = set(HARM_OF_BYTES)
    elif what.endswith("point"):
        names = set(HARM_OF_POINTS)
    elif what in TEXTS or what.endswith("printed"):
        names = set(HARM_OF_PHRASES)
    elif not key.translate(None, LETTERS):
        names -= set(NOT_OF_LETTERS)
    for name, harm in DAMAGE.items():
        if name in names:
            yield name, harm

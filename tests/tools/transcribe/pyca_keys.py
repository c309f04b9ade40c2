"""Key files of the package cryptography_vectors, made with OpenSSL, OpenSSH and others.

Run with the folder of that package. What a file must give is worked out by the package `cryptography`,
an independent reader; what we refuse and why stands below.
"""

from __future__ import annotations

import base64
import os
import re
import sys
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .common import write

SOURCE = {
    "name": "cryptography-vectors",
    "license": "Apache-2.0 OR BSD-3-Clause",
    "note": "keys of its folders asymmetric/ and x509/; values only",
}
SLOW = "takes seconds where the standard library has no scrypt; kept out of the plain run"
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp256k1": "secp256k1"}
Case = dict[str, Any]

# file below asymmetric/ -> its password
READ: dict[str, str | None] = {
    "PKCS8/ec-consistent-curve.pem": None,
    "PKCS8/ec_private_key.pem": None,
    "PKCS8/ec_private_key_encrypted.pem": "123456",
    "PKCS8/ecc_private_with_rfc5915_ext.pem": None,
    "PKCS8/ed25519-scrypt.pem": "hunter42",
    "PKCS8/rsa-aes-192-cbc.pem": "PolarSSLTest",
    "PKCS8/rsa_pss_2048.pem": None,
    "PKCS8/rsa_pss_2048_pub.der": None,
    "PKCS8/rsa_pss_2048_hash_mask.pem": None,
    "PKCS8/rsa_pss_2048_hash_mask_salt.pem": None,
    "PEM_Serialization/ec_private_key.pem": None,
    "PEM_Serialization/ec_public_key.pem": None,
    "PEM_Serialization/rsa_public_key.pem": None,
    "Traditional_OpenSSL_Serialization/testrsa.pem": None,
    "DER_Serialization/ec_private_key.der": None,
    "DER_Serialization/ec_private_key_encrypted.der": "123456",
    "DER_Serialization/ec_public_key.der": None,
    "DER_Serialization/rsa_public_key.der": None,
    "DER_Serialization/testrsa.der": None,
    "EC/high-bit-set.pem": None,
    "OpenSSH/rsa-nopsw.key": None,
    "OpenSSH/rsa-nopsw.key.pub": None,
    "OpenSSH/ecdsa-nopsw.key": None,
    "OpenSSH/ecdsa-nopsw.key.pub": None,
    "OpenSSH/ecdsa-psw.key.pub": None,
    "OpenSSH/ed25519-nopsw.key": None,
    "OpenSSH/ed25519-nopsw.key.pub": None,
}
READ.update(
    {
        f"{curve}/{curve.lower()}-{form}": "password" if "enc" in form else None
        for curve in ("Ed25519", "Ed448", "X25519", "X448")
        for form in ("pkcs8.pem", "pkcs8.der", "pkcs8-enc.pem", "pkcs8-enc.der", "pub.pem", "pub.der")
    }
)
# What those of them allow that are bound to PSS; `cryptography` reads the numbers alone.
BOUND = {
    "PKCS8/rsa_pss_2048.pem": ["PS256", "PS384", "PS512"],
    "PKCS8/rsa_pss_2048_pub.der": ["PS256", "PS384", "PS512"],
    "PKCS8/rsa_pss_2048_hash_mask.pem": ["PS256"],
    "PKCS8/rsa_pss_2048_hash_mask_salt.pem": ["PS256"],
    "custom/rsa_pss_cert.pem": ["PS256", "PS384", "PS512"],
}
CERTIFICATES = (
    "cryptography.io.pem",
    "ecdsa_root.pem",
    "unique_identifier.pem",
    "wildcard_san.pem",
    "cryptography.io.old_header.pem",
    "badssl-sct-none-hash.der",
    "custom/rsa_pss_cert.pem",
)
DER, KEY = "encoding.invalid", "crypto.invalid_key"
REFUSED = {
    "PKCS8/bad-encryption-oid.pem": (KEY, "an unknown encryption"),
    "PKCS8/bad-oid-dsa-key.pem": (KEY, "an unknown algorithm"),
    "PKCS8/ec-inconsistent-curve.pem": (KEY, "two curves are named"),
    "PKCS8/ec-inconsistent-curve2.pem": (KEY, "two curves are named"),
    "PKCS8/ec-invalid-private-scalar.pem": (KEY, "the private value is too long"),
    "PKCS8/ec-invalid-version.pem": (KEY, "ECPrivateKey of version 0"),
    "PKCS8/enc-ec-sha1-128-rc4.pem": (KEY, "RC4"),
    "PKCS8/enc-rsa-3des.pem": (KEY, "Triple DES"),
    "PKCS8/enc-rsa-pkcs8-pbkdf2-0iter.pem": (KEY, "PBKDF2 of 0 iterations"),
    "PKCS8/rsa-40bitrc2.pem": (KEY, "RC2 of 40 bits"),
    "PKCS8/rsa-pbewithmd5anddescbc.pem": (KEY, "PBES1 with MD5 and DES"),
    "PKCS8/invalid-version.der": (KEY, "version 1 without public key"),
    "PKCS8/private.pem": (KEY, "explicit EC parameters"),
    "PKCS8/withdompar_private.pkcs8.pem": (KEY, "an unknown curve"),
    "PKCS8/unenc-dsa-pkcs8.pem": (KEY, "DSA"),
    "PKCS8/rsa_pss_2048_hash.pem": (KEY, "bound to PSS with SHA-256 and MGF1 with SHA-1"),
    "PKCS8/rsa_pss_2048_hash_mask_diff.pem": (KEY, "bound to PSS with SHA-256 and MGF1 with SHA-512"),
    "PKCS8/unenc-rsa-pkcs8.pem": (KEY, "RSA of 1024 bits"),
    "PKCS8/unknown-oid.der": (KEY, "an unknown algorithm"),
    "PKCS8/wrong-pem-delimiter-rsa.pem": (DER, "PKCS #8 under a label of PKCS #1"),
    "PEM_Serialization/dsa_private_key.pem": (KEY, "DSA, encrypted in the traditional way"),
    "PEM_Serialization/dsaparam.pem": (KEY, "no key"),
    "PEM_Serialization/ec_private_key_encrypted.pem": (KEY, "Proc-Type: 4,ENCRYPTED"),
    "PEM_Serialization/rsa_private_key.pem": (KEY, "Proc-Type: 4,ENCRYPTED"),
    "PEM_Serialization/ec_public_key_rsa_delimiter.pem": (DER, "SPKI under a label of PKCS #1"),
    "PEM_Serialization/rsa-bad-1025-q-is-2.pem": (KEY, "q is 2"),
    "Traditional_OpenSSL_Serialization/rsa-wrong-version.pem": (KEY, "version 1 of RSAPrivateKey"),
    "DER_Serialization/dsa.2048.der": (KEY, "DSA"),
    "DER_Serialization/dsa_public_key_no_params.der": (KEY, "DSA"),
    "EC/ec-missing-curve.pem": (KEY, "no curve is named"),
    "EC/ec_private_key_non_zero_unused_bits.der": (DER, "a bit string with bits left over"),
    "EC/explicit_parameters_private_key.pem": (KEY, "explicit EC parameters"),
    "EC/secp128r1_private_key.pem": (KEY, "an unknown curve"),
    "EC/secp256r1-explicit-seed.pem": (KEY, "explicit EC parameters"),
    "EC/secp256k1-pub-explicit-no-seed.pem": (KEY, "explicit EC parameters"),
    "EC/truncated-private-key.der": (KEY, "a private value without its leading zeros"),
    "EC/sect163k1-spki.pem": (KEY, "a curve over a binary field"),
    "Ed25519/ed25519-pub-non-zero-unused-bits.der": (DER, "a bit string with bits left over"),
    "OpenSSH/dsa-nopsw.key.pub": (KEY, "DSA"),
    "OpenSSH/ecdsa-psw.key": (KEY, "encrypted"),
    "OpenSSH/ed25519-aesgcm-psw.key": (KEY, "encrypted"),
    "OpenSSH/ed25519-nopsw.key-cert.pub": (KEY, "an OpenSSH certificate"),
    "OpenSSH/sk-ed25519-nopsw.key.pub": (KEY, "a hardware key"),
}


def number(value: int, size: int | None = None) -> str:
    octets = value.to_bytes(size or (value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def members(key: Any) -> dict[str, str]:
    """Return the JWK members of a key of `cryptography`."""
    private = hasattr(key, "private_bytes")
    public = key.public_key() if private else key
    if isinstance(public, rsa.RSAPublicKey):
        plain = public.public_numbers()
        found = {"kty": "RSA", "n": number(plain.n), "e": number(plain.e)}
        if private:
            own = key.private_numbers()
            crt = (own.d, own.p, own.q, own.dmp1, own.dmq1, own.iqmp)
            found.update(zip(("d", "p", "q", "dp", "dq", "qi"), map(number, crt)))
        return found
    if isinstance(public, ec.EllipticCurvePublicKey):
        point, size = public.public_numbers(), (public.key_size + 7) // 8
        found = {"kty": "EC", "crv": CURVES[public.curve.name]}
        found.update(x=number(point.x, size), y=number(point.y, size))
        if private:
            found["d"] = number(key.private_numbers().private_value, size)
        return found
    found = {"kty": "OKP", "crv": type(public).__name__.lstrip("_").replace("PublicKey", "")}
    found["x"] = text(public.public_bytes_raw())
    if private:
        found["d"] = text(key.private_bytes_raw())
    return found


def found(name: str, key: Any) -> dict[str, Any]:
    """Return what a file must give."""
    return {"members": members(key), **({"bound_to": BOUND[name]} if name in BOUND else {})}


def load(name: str, data: bytes, password: str | None) -> Any:
    secret = password.encode() if password else None
    if name.endswith(".pub"):
        return s.load_ssh_public_key(data)
    if b"OPENSSH PRIVATE" in data:
        return s.load_ssh_private_key(data, secret)
    form = "der" if name.endswith(".der") else "pem"
    if "pub" in name:
        return getattr(s, f"load_{form}_public_key")(data)
    return getattr(s, f"load_{form}_private_key")(data, secret)


def case(folder: str, name: str, password: str | None = None) -> Case:
    with open(os.path.join(sys.argv[1], folder, name), "rb") as stream:
        data = stream.read()
    given: dict[str, str] = {}
    if name.endswith(".der"):
        op, given["data_hex"] = "load_der", data.hex()
    else:
        op = "load_openssh" if folder == "asymmetric" and name.startswith("OpenSSH") else "load_pem"
        # Certificates are printed in words as well; the block is what counts.
        plain = data.decode("utf-8")
        given["text_utf8"] = plain if len(plain) < 6000 else plain[plain.index("-----BEGIN") :]
    if password:
        given["password_utf8"] = password
    made: Case = {"id": name, "op": op, "in": given}
    return {**made, "flags": ["Slow"]} if "scrypt" in name else made


def written(name: str, key: Any) -> Case:
    """Return a case that writes a key: the bytes are those of `cryptography`."""
    plain = key.public_key() if hasattr(key, "private_bytes") else key
    form = s.PublicFormat.SubjectPublicKeyInfo
    out = {"spki_hex": plain.public_bytes(s.Encoding.DER, form).hex()}
    if key is not plain:
        private = (s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())
        out["pkcs8_hex"] = key.private_bytes(*private).hex()
    found = members(key)
    if found.get("crv") not in ("Ed448", "X25519", "X448", "secp256k1"):
        out["openssh"] = plain.public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH).decode()
    given = {"members": found}
    return {"id": f"write {name}", "op": "write", "in": given, "out": out, "result": "valid"}


def main() -> None:
    read: list[Case] = []
    writes: list[Case] = []
    for name, password in READ.items():
        item = case("asymmetric", name, password)
        with open(os.path.join(sys.argv[1], "asymmetric", name), "rb") as stream:
            key = load(name, stream.read(), password)
        read.append({**item, "out": found(name, key), "result": "valid"})
        if name not in BOUND and password is None and not re.search(r"\.der$|pub\.pem", name):
            writes.append(written(name, key))
        if password:
            wrong = {**item["in"], "password_utf8": "wrong"}
            refusal = {"out": {"error_code": "crypto.decryption_failed"}, "result": "invalid"}
            read.append({**item, "id": f"{name}, wrong password", "in": wrong, **refusal})
    for name in CERTIFICATES:
        item = case("x509", name)
        with open(os.path.join(sys.argv[1], "x509", name), "rb") as stream:
            data = stream.read()
        form = "der" if name.endswith(".der") else "pem"
        key = getattr(x509, f"load_{form}_x509_certificate")(data).public_key()
        read.append({**item, "out": found(name, key), "result": "valid"})
    refused = [
        {**case("asymmetric", name), "out": {"error_code": code}, "result": "invalid", "note": note}
        for name, (code, note) in REFUSED.items()
    ]
    for name, cases in (("read", read), ("write", writes), ("refuse", refused)):
        write(
            "keys",
            f"{name}.pyca",
            title="Keys in their usual spellings",
            family="keys",
            spec="RFC 5280, 5480, 5915, 5958, 7468, 8017, 8018, 8410, OpenSSH PROTOCOL.key",
            source=SOURCE,
            cases=cases,
            flags={"Slow": SLOW} if any("flags" in item for item in cases) else None,
        )


if __name__ == "__main__":
    main()

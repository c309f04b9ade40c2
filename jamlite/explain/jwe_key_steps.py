"""Steps of JWE key management (RFC 7518 section 4): from the recipient's key to the content key."""

from __future__ import annotations

from ..encoding import base64url
from ..plain import (
    plain_gcm,
    plain_kdf,
    plain_key_wrap,
    plain_montgomery,
    plain_rsa,
    plain_rsa_encryption,
    plain_weierstrass,
)
from ..plain.plain_curves import CURVES
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ..encoding.json_types import Header, JsonObject
    from .explain_options import Options
    from .key_material import Material

_ENC_BYTES = {  # RFC 7518 sections 5.2.3 to 5.3
    "A128GCM": 16,
    "A192GCM": 24,
    "A256GCM": 32,
    "A128CBC-HS256": 32,
    "A192CBC-HS384": 48,
    "A256CBC-HS512": 64,
}


def content_key(
    explanation: Explanation, header: Header, encrypted: bytes, key: Optional[Material], options: Options
) -> bytes:
    """Explain how the content encryption key comes about, and return it.

    Raises:
        ValueError: this key does not open it.
    """
    alg = str(header.get("alg"))
    if encrypted and alg in ("dir", "ECDH-ES"):  # RFC 7516 section 5.2, step 10
        raise ValueError(f"{alg} leaves the encrypted key empty")
    if alg.startswith("PBES2"):
        cek = _pbes2(explanation, alg, header, encrypted, key, options)
    elif key is None:
        raise ValueError("a key is needed")
    elif alg == "dir":
        cek = _octets(key)
        explanation.add(
            "Use the shared key directly",
            "RFC 7518 section 4.5",
            [Value("CEK", cek, secret=True)],
            function="jose/jwe_aes_wrap.py",
        )
    elif alg.startswith("ECDH-ES"):
        cek = _ecdh_es(explanation, alg, header, encrypted, key)
    elif alg.startswith("RSA"):
        cek = _rsa(explanation, alg, encrypted, key)
    elif alg.endswith("GCMKW"):
        cek = _gcm_wrap(explanation, header, encrypted, key)
    elif alg.endswith("KW"):
        cek = unwrap(explanation, _octets(key), encrypted)
    else:
        raise ValueError(f"{alg!r} is not an algorithm that jamlite knows")
    expected = _ENC_BYTES.get(str(header.get("enc")))
    if expected is not None and len(cek) != expected:  # RFC 7516 section 5.2, step 9
        raise ValueError(f"the content key has {len(cek)} bytes, and {header.get('enc')} takes {expected}")
    return cek


def _octets(key: Material) -> bytes:
    if key.kty != "oct":
        raise ValueError(f"the algorithm takes a secret key, and this key is {key.kty}")
    return key.octets("k")


def unwrap(explanation: Explanation, KEK: bytes, wrapped: bytes, verdict: Optional[bool] = True) -> bytes:
    """Explain AES Key Wrap (RFC 3394)."""
    CEK = plain_key_wrap.unwrap(KEK, wrapped)
    explanation.add(
        "Unwrap the content encryption key",
        "RFC 3394 section 2.2.2",
        [Value("KEK", KEK, secret=True), Value("wrapped", wrapped), Value("CEK", CEK, secret=True)],
        formula="A, R[i] = AES^-1(KEK, (A xor t) || R[i]); A must be A6A6A6A6A6A6A6A6",
        function="crypto/aes_kw.py: unwrap",
        verdict=verdict,
    )
    return CEK


def _gcm_wrap(explanation: Explanation, header: Header, encrypted: bytes, key: Material) -> bytes:
    iv, tag = base64url.decode(str(header["iv"])), base64url.decode(str(header["tag"]))
    K = _octets(key)
    CEK = plain_gcm.decrypt(K, iv, encrypted, b"", tag)
    explanation.add(
        "Decrypt the content encryption key with AES-GCM",
        "RFC 7518 section 4.7",
        [Value("K", K, secret=True), Value("iv", iv), Value("tag", tag), Value("CEK", CEK, secret=True)],
        function="jose/jwe_aes_wrap.py",
        verdict=True,
    )
    return CEK


def _rsa(explanation: Explanation, alg: str, encrypted: bytes, key: Material) -> bytes:
    if key.kty != "RSA" or not key.is_private:
        raise ValueError("the algorithm takes a private RSA key")
    n, d = key.number("n"), key.number("d")
    EM = plain_rsa.rsa(n, d, int.from_bytes(encrypted, "big")).to_bytes(plain_rsa.size(n), "big")
    if alg == "RSA1_5":
        CEK = plain_rsa_encryption.pkcs1_v1_5_decrypt(n, d, encrypted)
        formula, section = "EM = 00 02 PS 00 M", "RFC 8017 section 7.2.2"
    else:
        # RFC 7518 section 4.3: RSA-OAEP is the one with SHA-1.
        CEK = plain_rsa_encryption.oaep_decrypt(
            n, d, encrypted, {"RSA-OAEP": "sha1"}.get(alg, f"sha{alg[-3:]}")
        )
        formula = (
            "EM = 00 || maskedSeed || maskedDB; seed = maskedSeed xor MGF(maskedDB); "
            "DB = maskedDB xor MGF(seed) = lHash || 0* || 01 || M"
        )
        section = "RFC 8017 section 7.1.2"
    explanation.add(
        "Decrypt the content encryption key with RSA",
        section,
        [Value("C", encrypted), Value("EM", EM, secret=True), Value("CEK", CEK, secret=True)],
        formula=f"EM = C^d mod n; {formula}",
        function="crypto/rsa_oaep.py: decrypt" if alg != "RSA1_5" else "crypto/rsa_pkcs1v15_encryption.py",
        verdict=True,
    )
    return CEK


def _ecdh_es(explanation: Explanation, alg: str, header: Header, encrypted: bytes, key: Material) -> bytes:
    Z = agreed(key, header["epk"])
    explanation.add(
        "Agree on a secret with the sender's one-time key",
        "RFC 7518 section 4.6; RFC 8037 section 3.2",
        [Value("epk", header["epk"]), Value("Z", Z, secret=True)],
        formula="Z = the x-coordinate of [d]epk",
        function="crypto/ecdh.py: exchange" if key.kty == "EC" else "crypto/x25519.py: exchange",
    )
    if alg == "ECDH-ES":  # RFC 7518 section 4.6.2: AlgorithmID is enc here, and alg where a key is wrapped
        name, length = str(header.get("enc")), _ENC_BYTES.get(str(header.get("enc")), 0)
    else:
        name, length = alg, int(alg[9:12]) // 8
    derived = concat_kdf(explanation, name, length, header, Z)
    return derived if alg == "ECDH-ES" else unwrap(explanation, derived, encrypted)


def agreed(key: Material, epk: JsonObject) -> bytes:
    """Return Z, as plain computes it."""
    crv = key.members.get("crv")
    if not key.is_private or not isinstance(epk, dict) or epk.get("crv") != crv:  # RFC 7518 section 4.6.1.1
        raise ValueError("the private key and epk must be of one curve")
    x = base64url.decode(str(epk.get("x")))
    if crv in CURVES:
        y = int.from_bytes(base64url.decode(str(epk.get("y"))), "big")
        Q = int.from_bytes(x, "big"), y
        return plain_weierstrass.exchange(CURVES[str(crv)], key.number("d"), Q)
    exchange = {"X25519": plain_montgomery.exchange25519, "X448": plain_montgomery.exchange448}
    if crv not in exchange:
        raise ValueError(f"the curve {crv} agrees on no secrets")
    return exchange[str(crv)](key.octets("d"), x)


def concat_kdf(explanation: Explanation, name: str, length: int, header: Header, Z: bytes) -> bytes:
    """Explain the Concat KDF as RFC 7518 appendix C prints it."""
    # Absent is empty (RFC 7518 section 4.6.2).
    apu, apv = (base64url.decode(str(header.get(part, ""))) for part in ("apu", "apv"))
    OtherInfo = plain_kdf.other_info(name, apu, apv, 8 * length)
    derived = plain_kdf.concat_kdf("sha256", Z, OtherInfo, length)
    explanation.add(
        "Derive the key with the Concat KDF",
        "RFC 7518 section 4.6.2; SP 800-56A section 5.8.1",
        [
            Value("AlgorithmID", len(name).to_bytes(4, "big") + name.encode()),
            Value("PartyUInfo", len(apu).to_bytes(4, "big") + apu),
            Value("PartyVInfo", len(apv).to_bytes(4, "big") + apv),
            Value("SuppPubInfo", (8 * length).to_bytes(4, "big")),
            Value("OtherInfo", OtherInfo),
            Value("round 1", (1).to_bytes(4, "big") + Z + OtherInfo, secret=True),
            Value("derived key", derived, secret=True),
        ],
        formula="SHA-256(00 00 00 01 || Z || OtherInfo) and so on; OtherInfo = AlgorithmID || PartyUInfo || "
        "PartyVInfo || SuppPubInfo",
        function="crypto/concat_kdf.py: derive",
    )
    return derived


def _pbes2(
    explanation: Explanation,
    alg: str,
    header: Header,
    encrypted: bytes,
    key: Optional[Material],
    options: Options,
) -> bytes:
    password = options.password.encode() if options.password is not None else key.octets("k") if key else b""
    salt_input, count = base64url.decode(str(header["p2s"])), header["p2c"]
    hash_name, length = f"sha{alg[8:11]}", int(alg[-5:-2]) // 8
    if type(count) is not int or not 1 <= count <= options.iterations_left:  # of all recipients together
        raise ValueError("p2c, the number of iterations, is out of range")
    options.iterations_left -= count
    salt = alg.encode() + b"\x00" + salt_input  # RFC 7518 section 4.8.1.1
    if count <= options.plain_iterations_left:
        options.plain_iterations_left -= count
        KEK = plain_kdf.pbkdf2(hash_name, password, salt, count, length)
        note = ""
    else:
        from ..crypto import pbkdf2

        KEK = pbkdf2.derive(hash_name, password, salt, count, length)
        note = "So many iterations are computed by the fast code."
    explanation.add(
        "Derive the key encryption key from the password",
        "RFC 7518 section 4.8.1; RFC 8018 section 5.2",
        [Value("salt", salt), Value("iterations", count), Value("KEK", KEK, secret=True)],
        formula="PBKDF2(password, UTF8(alg) || 00 || p2s, p2c)",
        function="crypto/pbkdf2.py: derive",
        note=note,
    )
    return unwrap(explanation, KEK, encrypted)

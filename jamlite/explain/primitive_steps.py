"""Steps of primitives by themselves, for the worked examples of their standards."""

from __future__ import annotations

from ..plain import (
    plain_aes,
    plain_chacha20,
    plain_ecdsa,
    plain_eddsa,
    plain_edwards,
    plain_kdf,
    plain_poly1305,
)
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import Header, JsonObject


def aes(explanation: Explanation, key: bytes, block: bytes) -> None:
    """AES on one block: every state of every round at full depth (FIPS 197 appendix B)."""
    for number, round_key in enumerate(plain_aes.key_expansion(key)):
        explanation.add(
            f"Expand the key: round {number}",
            "FIPS 197 section 5.2",
            [Value(f"round[{number}].k_sch", round_key)],
            detail=True,
            function="crypto/_aes.py",
        )
    states = plain_aes.cipher_states(key, block)
    for name, state in states:
        explanation.add(
            f"State {name}", "FIPS 197 section 5.1", [Value(name, state)], detail=not name.endswith("put")
        )


def ecdsa_sign(explanation: Explanation, curve: str, private: bytes, message: bytes, hash_name: str) -> None:
    """ECDSA with the nonce of RFC 6979."""
    values = plain_ecdsa.sign_values(curve, int.from_bytes(private, "big"), message, hash_name)
    explanation.add(
        "Hash the message",
        "RFC 6979 section 2.4",
        [Value("h1", values["h1"]), Value("e", values["e"])],
        formula="h1 = H(m)",
    )
    explanation.add(
        "Make the nonce from key and hash",
        "RFC 6979 section 3.2",
        [Value("x", private, secret=True), Value("k", values["k"], secret=True)],
        formula="K, V by HMAC from x and h1; k = bits2int(T)",
        function="crypto/rfc6979.py: nonce",
        note="Whoever learns one k has the private key.",
    )
    explanation.add(
        "Compute r",
        "FIPS 186-5 section 6.4.1, steps 5 to 8",
        [Value("R", values["R"]), Value("r", values["r"])],
        formula="R = [k]G; r = x_R mod n",
        function="crypto/ecdsa.py: sign",
    )
    explanation.add(
        "Compute s",
        "FIPS 186-5 section 6.4.1, step 9",
        [Value("s", values["s"])],
        formula="s = k^-1 (e + r d) mod n",
        function="crypto/ecdsa.py: sign",
    )


def eddsa_sign(explanation: Explanation, curve: str, seed: bytes, message: bytes) -> None:
    """EdDSA, as RFC 8032 numbers its steps."""
    E = plain_edwards.ED25519 if curve == "Ed25519" else plain_edwards.ED448
    values = plain_eddsa.sign_values(E, seed, message)
    explanation.add(
        "Hash the private key",
        "RFC 8032 section 5.1.6, step 1",
        [
            Value("s", values["s"], secret=True),
            Value("prefix", values["prefix"], secret=True),
            Value("A", values["A"]),
        ],
        formula="h = SHA-512(seed); s = h[0:32] pruned; prefix = h[32:64]; A = [s]B",
        function=f"crypto/{curve.lower()}.py: sign",
    )
    explanation.add(
        "Make the nonce from prefix and message",
        "RFC 8032 section 5.1.6, steps 2 and 3",
        [Value("r", values["r"], secret=True), Value("R", values["R"])],
        formula="r = SHA-512(prefix || M) mod L; R = [r]B",
    )
    explanation.add(
        "Hash R, the public key and the message",
        "RFC 8032 section 5.1.6, step 4",
        [Value("k", values["k"])],
        formula="k = SHA-512(R || A || M) mod L",
    )
    explanation.add(
        "Compute S",
        "RFC 8032 section 5.1.6, steps 5 and 6",
        [Value("S", values["S"]), Value("signature", values["signature"])],
        formula="S = (r + k s) mod L; signature = R || S",
    )


def agree(explanation: Explanation, private: JsonObject, header: Header) -> None:
    """ECDH-ES between a private key and epk (RFC 7518 section 4.6)."""
    from ..jose.jwk import JWK
    from . import jwe_key_steps
    from .key_material import Material

    Z = jwe_key_steps.agreed(Material(JWK(private)), header["epk"])
    explanation.add(
        "Agree on a secret",
        "RFC 7518 section 4.6; RFC 8037 section 3.2",
        [Value("epk", header["epk"]), Value("Z", Z, secret=True)],
        formula="Z = the x-coordinate of [d]epk",
        function="crypto/ecdh.py: exchange",
    )
    direct = header["alg"] == "ECDH-ES"
    jwe_key_steps.concat_kdf(explanation, header["enc"] if direct else header["alg"], 16, header, Z)


def content(
    explanation: Explanation, enc: str, cek: bytes, iv: bytes, ciphertext: bytes, tag: bytes, aad: bytes
) -> None:
    """The content encryption of a JWE by itself (RFC 7518 section 5)."""
    from . import jwe_steps

    plaintext = jwe_steps.content(explanation, enc, cek, iv, ciphertext, tag, aad)
    if plaintext is not None:
        explanation.add("Read the plaintext", "RFC 7518 section 5", [Value("plaintext", plaintext)])


def chacha20(explanation: Explanation, key: bytes, nonce: bytes, plaintext: bytes, counter: int) -> None:
    """ChaCha20: key stream blocks and ciphertext (RFC 8439 section 2.4)."""
    for number in range(-(-len(plaintext) // 64)):
        explanation.add(
            f"Key stream block {number + 1}",
            "RFC 8439 section 2.3",
            [Value("block", plain_chacha20.block(key, counter + number, nonce))],
            formula="serialize(state + 20 rounds of state)",
            function="crypto/_chacha20.py",
        )
    explanation.add(
        "Encrypt",
        "RFC 8439 section 2.4",
        [Value("ciphertext", plain_chacha20.xor(key, nonce, plaintext, counter))],
        formula="ciphertext = plaintext xor key stream",
    )


def chacha20_poly1305(
    explanation: Explanation, key: bytes, nonce: bytes, plaintext: bytes, aad: bytes
) -> None:
    """The AEAD of RFC 8439 section 2.8."""
    values = plain_poly1305.encrypt_values(key, nonce, plaintext, aad)
    mac = plain_poly1305.mac_values(values["otk"], values["mac_data"])
    explanation.add(
        "Make the one-time key",
        "RFC 8439 section 2.6",
        [
            Value("otk", values["otk"], secret=True),
            Value("r", mac["r"], secret=True),
            Value("s", mac["s"], secret=True),
        ],
        formula="otk = ChaCha20(key, 0, nonce)[0:32]; r = clamp(otk[0:16]); s = otk[16:32]",
        function="crypto/chacha20_poly1305.py: encrypt",
    )
    explanation.add("Encrypt", "RFC 8439 section 2.8", [Value("ciphertext", values["ciphertext"])])
    explanation.add(
        "Authenticate",
        "RFC 8439 section 2.5",
        [Value("mac data", values["mac_data"]), Value("tag", values["tag"])],
        formula="a = (a + block) r mod 2^130 - 5; tag = (a + s) mod 2^128",
    )


def hkdf(explanation: Explanation, hash_name: str, ikm: bytes, salt: bytes, info: bytes, length: int) -> None:
    """HKDF (RFC 5869)."""
    prk = plain_kdf.hkdf_extract(hash_name, salt, ikm)
    explanation.add(
        "Extract",
        "RFC 5869 section 2.2",
        [Value("PRK", prk, secret=True)],
        formula="PRK = HMAC-Hash(salt, IKM)",
        function="crypto/hkdf.py: extract",
    )
    explanation.add(
        "Expand",
        "RFC 5869 section 2.3",
        [Value("OKM", plain_kdf.hkdf_expand(hash_name, prk, info, length), secret=True)],
        formula="T(i) = HMAC-Hash(PRK, T(i-1) || info || i); OKM = the first L bytes of T(1) || T(2) ...",
        function="crypto/hkdf.py: expand",
    )


def hotp(explanation: Explanation, secret: bytes, count: int) -> None:
    """HOTP of six digits for the counters 0, 1, 2 ... (RFC 4226 appendix D)."""
    from . import otp_steps

    for counter in range(count):
        otp_steps.code(explanation, secret, counter, 6, "sha1")


def scrypt(
    explanation: Explanation, password: bytes, salt: bytes, N: int, r: int, p: int, length: int
) -> None:
    """scrypt (RFC 7914 section 6)."""
    B = plain_kdf.pbkdf2("sha256", password, salt, 1, p * 128 * r)
    explanation.add(
        "Stretch password and salt",
        "RFC 7914 section 6, step 1",
        [Value("B", B, secret=True)],
        formula="B = PBKDF2-HMAC-SHA256(P, S, 1, p * 128 * r)",
        function="crypto/scrypt.py: derive",
    )
    blocks = [B[i : i + 128 * r] for i in range(0, len(B), 128 * r)]  # p blocks of 128 r octets
    mixed = b"".join(plain_kdf.ro_mix(block, N) for block in blocks)
    explanation.add(
        "Fill the memory and mix it",
        "RFC 7914 section 6, step 2",
        [Value("B'", mixed, secret=True)],
        formula=f"B[i] = scryptROMix(r, B[i], N), {128 * r * N} bytes each",
    )
    explanation.add(
        "Derive the key",
        "RFC 7914 section 6, step 3",
        [Value("DK", plain_kdf.pbkdf2("sha256", password, mixed, 1, length), secret=True)],
        formula="DK = PBKDF2-HMAC-SHA256(P, B', 1, dkLen)",
    )

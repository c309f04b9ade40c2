"""The sheets of `reasons` for the primitives."""

from __future__ import annotations

_HONEST = "nothing; whoever refuses it locks honest users out"
_FORGED = "a message or signature that the key's owner never made"
_ORACLE = "a plaintext of the attacker's choice, or an oracle for the key"
_TWO = "a second spelling of one value, where one was checked"
_MISUSE = "nothing directly; a call like this is a mistake that must not give a weak result"


def _sizes(basis: str) -> tuple[str, str, str, str, str]:
    return (
        "Size",
        ".",
        basis,
        "a key, nonce, block or length of a size that the standard does not have",
        _MISUSE,
    )


_ACCEPTED = (
    "AcceptedInput",
    ".",
    "must the standard of the file",
    "an input that the standard allows",
    _HONEST,
)
_EDGE = "a wrong result for rare inputs, from which keys were computed before"
_WEIERSTRASS = [
    ("Reduction", "", "must FIPS 186-5 section 6.4", "", _EDGE),
    ("EqualPoints", "", "must FIPS 186-5 section 6.4", "", _EDGE),
    ("OppositePoints", "", "must FIPS 186-5 section 6.4.2", "", "a signature without the key"),
    ("SmallMultiple", "", "must SEC 1 section 2.2.1", "", _EDGE),
    ("Collision", "", "must SEC 1 section 2.2.1", "", _EDGE),
    ("LeadingZeros", "", "must SEC 1 section 2.3.7", "", _EDGE),
    (
        "OtherS",
        "",
        "must FIPS 186-5 section 6.4.2",
        "",
        "a second signature for one message, where it is taken as a name",
    ),
    ("Range", "", "must FIPS 186-5 section 6.4.2", "", "a signature of zeros that fits every message"),
    ("Length", "", "must RFC 7518 section 3.4", "", _TWO),
    ("Changed", "", "must FIPS 186-5 section 6.4.2", "", _FORGED),
    (
        "NotOnCurve",
        "",
        "must SEC 1 section 3.2.2.1",
        "",
        "the private key, in a few exchanges (invalid curve)",
    ),
    ("NotReduced", "", "must SEC 1 section 3.2.2.1", "", _TWO),
    ("Draws", "", "must FIPS 186-5 appendix A.2.2", "", "a private key with a bias"),
    ("PrivateRange", "", "must FIPS 186-5 appendix A.2", "", "a private key that everybody knows"),
    ("Infinity", "", "must SEC 1 section 3.2.2.1", "", "a shared secret that everybody knows"),
    (
        "Form",
        "",
        "policy: the hybrid form has no use in tokens; compressed and uncompressed are read",
        "",
        _TWO,
    ),
    ("OtherRoot", "", "must SEC 1 section 2.3.4", "", _EDGE),
]
_EDWARDS = [
    (
        "Malleable",
        "",
        "must RFC 8032 section 5.1.7",
        "",
        "a second signature for one message, where it is taken as a name",
    ),
    ("Length", "", "must RFC 8032 section 5.1.7", "", _TWO),
    ("Changed", "", "must RFC 8032 section 5.1.7", "", _FORGED),
    ("NonCanonical", "", "must RFC 8032 section 5.1.3", "", _TWO),
    ("SignOfZero", "", "must RFC 8032 section 5.1.3", "", _TWO),
    ("NotOnCurve", "", "must RFC 8032 section 5.1.3", "", _EDGE),
    (
        "SmallOrder",
        "",
        "policy: RFC 8032 lets such keys through; whoever has one can sign everything at once",
        "",
        "one signature that fits many messages",
    ),
    (
        "MixedOrder",
        "",
        "policy: R is compared without the cofactor, which RFC 8032 section 5.1.7 allows",
        "",
        "signatures on which two verifiers disagree",
    ),
]
_EDWARDS += [
    ("LastOctet", "", "must RFC 8032 section 5.2.3", "", _TWO),
    ("Context", "", "must RFC 8032 section 5.2", "", "a signature of one protocol used in another"),
]
_MONTGOMERY = [
    ("SmallOrder", "", "must RFC 8037 section 3.2", "", "a shared secret that everybody knows"),
    ("NonCanonical", "", "must RFC 7748 section 5", "", _HONEST),
    ("TopBit", "", "must RFC 7748 section 5", "", _HONEST),
    ("Twist", "", "must RFC 7748 section 5", "", _HONEST),
    ("Clamping", "", "must RFC 7748 section 5", "", _HONEST),
    ("Edge", "", "must RFC 7748 section 5", "", _EDGE),
    ("Length", "", "must RFC 7748 section 5", "", _MISUSE),
]
_CBC = [
    ("Padding", "padding", "must RFC 5652 section 6.3", "padding that no encryption makes", _ORACLE),
    _sizes("must NIST SP 800-38A section 5.2"),
]
_GCM = [
    _ACCEPTED,
    (
        "Changed",
        "(flipped|zeros|cut|longer|moved|no ciphertext|no aad|no tag|tag of)",
        "must NIST SP 800-38D section 7.2",
        "one part is not what was sealed, or the tag is shortened",
        _ORACLE,
    ),
    _sizes("must NIST SP 800-38D section 5.2"),
]
_WRAP = [
    (
        "Changed",
        "(flipped|order|block$|initial|padding|magic|length|another key|zeros|without)",
        "must RFC 3394 section 2.2.2",
        "the wrapped key is not what was wrapped",
        "a key of the attacker's choice",
    ),
    _sizes("must RFC 3394 section 2.2"),
]
_CHACHA = [
    (
        "Changed",
        "^(tag|ciphertext|aad|another|message)",
        "must RFC 8439 section 2.8",
        "one part is not what was sealed",
        _ORACLE,
    ),
    (
        "Counter",
        "counter",
        "must RFC 8439 section 2.4",
        "more blocks than the counter can number",
        "two blocks under one key stream",
    ),
    _sizes("must RFC 8439 section 2"),
]
_KDF = [
    (
        "Work",
        "(limit|huge|memory than|2\\^31|beyond 32)",
        "policy: what one derivation costs is bounded",
        "more work or memory than the limit",
        "computing time and memory without end",
    ),
    (
        "Parameter",
        ".",
        "must RFC 5869, 7914, 8018, 9106 or 7518, whichever the file names",
        "a parameter outside of what the standard allows",
        _MISUSE,
    ),
]
_FERNET = [
    ("AcceptedToken", ".", "must Fernet specification", "a token that meets every rule", _HONEST),
    (
        "Time",
        "(too old|seconds ahead)",
        "must Fernet specification",
        "older than its life, or from the future",
        "the use of a token that is over",
    ),
    (
        "Spelling",
        "(token: (padding|white|line|standard|left|empty|only|not))",
        "must Fernet specification",
        "not base64url as the specification has it",
        _TWO,
    ),
    (
        "Changed",
        "(changed|cut|version|no ciphertext|no key)",
        "must Fernet specification",
        "not what was sealed",
        _ORACLE,
    ),
    ("Key", "^key", "must Fernet specification", "not a key of 32 bytes in base64url", _MISUSE),
]
_RSA_SIGNATURE = [
    ("AcceptedSignature", ".", "must RFC 8017 section 8", "a signature that meets every rule", _HONEST),
    (
        "Padding",
        "block|octet|padding|hash|digest|separator|NULL|BER|garbage|identif|trailer|bit set|salt|MGF1|forged",
        "must RFC 8017 section 9",
        "an encoded message that no signer makes",
        "a signature without the key (Bleichenbacher 2006)",
    ),
    (
        "Number",
        ".",
        "must RFC 8017 section 5.2.2",
        "a number out of range, of another length, or of another scheme",
        _FORGED,
    ),
]
_OAEP = [
    ("AcceptedMessage", ".", "must RFC 8017 section 7.1.2", "a message that was encrypted so", _HONEST),
    (
        "Padding",
        "(octet not|label|hash|separator|zeros to|padding)",
        "must RFC 8017 section 7.1.2",
        "an encoded message that no sender makes",
        "the plaintext, by asking often enough (Manger)",
    ),
    ("Number", ".", "must RFC 8017 section 7.1.2", "a number out of range, or of another length", _ORACLE),
]
_V15_DECRYPTION = [
    (
        "AcceptedMessage",
        ".",
        "policy: wrong padding gives a made-up message and no refusal (implicit rejection)",
        "a message, or what stands for it",
        "the plaintext, through the padding (Bleichenbacher 1998)",
    ),
    ("Number", ".", "must RFC 8017 section 7.2.2", "a number out of range, or of another length", _ORACLE),
]
_RSA_KEY = [
    ("AcceptedKey", ".", "must RFC 8017 section 3", "a key that meets every rule", _HONEST),
    (
        "Weak",
        "(bits|ROCA|exponent)",
        "policy: sizes, exponents and shapes that are known to be weak are refused",
        "a key that can be factored, or a bad exponent",
        "the private key",
    ),
    (
        "Number",
        ".",
        "must RFC 8017 section 3",
        "numbers that are not those of one key",
        "the factors, from one wrong signature",
    ),
]
_CURVES = ["p256", "p384", "p521", "secp256k1"]
CRYPTO = {
    " ".join(f"{kind}_{curve}" for kind in ("ecdh", "ecdsa", "sec1") for curve in _CURVES): _WEIERSTRASS,
    "ed25519 ed448": _EDWARDS,
    "x25519 x448": _MONTGOMERY,
    "aes_cbc": _CBC,
    "aes_ctr": [_ACCEPTED, _sizes("must NIST SP 800-38A section 6.5")],
    "aes_gcm": _GCM,
    "aes_kw aes_kwp": _WRAP,
    "chacha20 xchacha20 chacha20_poly1305 xchacha20_poly1305 poly1305 xsalsa20_poly1305": _CHACHA,
    "argon2id concat_kdf hkdf pbkdf2 scrypt": _KDF,
    "fernet": _FERNET,
    "rsa_pkcs1v15 rsa_pss": _RSA_SIGNATURE,
    "rsa_oaep": _OAEP,
    "rsa_pkcs1v15_encryption": _V15_DECRYPTION,
    "rsa_raw": _RSA_KEY,
}

"""Steps of one signature or MAC: HMAC, RSA, ECDSA, EdDSA, in the letters of their standards."""

from __future__ import annotations

import re

from ..plain import plain_ecdsa, plain_eddsa, plain_edwards, plain_hmac, plain_rsa
from ..plain.plain_curves import CURVES
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .explain_options import Options
    from .key_material import Material

_ECDSA = {
    "ES256": ("P-256", "sha256"),
    "ES384": ("P-384", "sha384"),
    "ES512": ("P-521", "sha512"),
    "ES256K": ("secp256k1", "sha256"),
}
_KTY = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP", "ML": "AKP"}
_KNOWN = re.compile(r"[HRP]S(?:256|384|512)|ES(?:256|384|512|256K)|EdDSA|Ed25519|Ed448|ML-DSA-(?:44|65|87)")


def explain(
    explanation: Explanation,
    alg: object,
    key: Material,
    signing_input: bytes,
    signature: bytes,
    options: Options,
) -> None:
    """Explain the signature of `alg` by that key, or say why they do not fit."""
    family = str(alg)[:2]
    if not isinstance(alg, str) or _KNOWN.fullmatch(alg) is None:  # RFC 7515 section 4.1.1: case-sensitive
        explanation.add(
            "Look up the algorithm",
            "RFC 7518 section 3.1",
            [Value("alg", alg)],
            verdict=False,
            note='jamlite has no algorithm "none": unsigned tokens are refused (RFC 8725 section 3.2).'
            if alg == "none"
            else "This is not an algorithm that jamlite knows.",
        )
        return
    if key.kty != _KTY[family]:
        explanation.add(
            "Match the key with the algorithm",
            "RFC 8725 section 3.1",
            [Value("alg", alg), Value("kty", key.kty)],
            verdict=False,
            note=f"The token says {alg}, which takes a key of type {_KTY[family]}; the key is {key.kty}.",
        )
        return
    {"HS": _hmac, "RS": _rs, "PS": _ps, "ES": _ecdsa, "Ed": _eddsa, "ML": _ml_dsa}[family](
        explanation, str(alg), key, signing_input, signature
    )


def compare(explanation: Explanation, ok: bool, what: str, section: str, values: list[Value]) -> None:
    """Add the step in which two values are compared."""
    note = "" if ok else "They differ: the token was changed, or it was made with another key."
    explanation.add(f"Compare {what}", section, values, verdict=ok, note=note)


def _hmac(explanation: Explanation, alg: str, key: Material, text: bytes, signature: bytes) -> None:
    hash_name = f"sha{alg[2:]}"
    K = key.octets("k")
    values = plain_hmac.hmac_values(hash_name, K, text)
    explanation.add(
        "Compute the HMAC",
        "RFC 7518 section 3.2; RFC 2104 section 2",
        [
            Value("K", K, secret=True),
            Value("K xor ipad", values["K xor ipad"], secret=True),
            Value("K xor opad", values["K xor opad"], secret=True),
            Value("inner hash", values["inner hash"], secret=True),
            # The right tag would make the forgery valid.
            Value("HMAC", values["HMAC"], secret=values["HMAC"] != signature),
        ],
        formula=f"H(K xor opad, H(K xor ipad, text)), H = SHA-{alg[2:]}",
        function="crypto/hmac.py: digest",
        note=""
        if values["HMAC"] == signature
        else "The right tag is not shown: it would make a forgery valid.",
    )
    same = values["HMAC"] == signature
    compare(explanation, same, "the tags", "RFC 7515 section 5.2, step 8", [Value("in the token", signature)])


def _rs(explanation: Explanation, alg: str, key: Material, text: bytes, signature: bytes) -> None:
    hash_name, n, e = f"sha{alg[2:]}", key.number("n"), key.number("e")
    s = int.from_bytes(signature, "big")
    if len(signature) != plain_rsa.size(n) or s >= n:
        _wrong_length(explanation, alg, len(signature), plain_rsa.size(n), "RFC 8017 section 8.2.2, step 1")
        return
    EM = plain_rsa.rsa(n, e, s).to_bytes(plain_rsa.size(n), "big")
    explanation.add(
        "Open the signature with the public key",
        "RFC 8017 section 8.2.2, step 2",
        [Value("n", n), Value("e", e), Value("s", s), Value("EM", EM)],
        formula="m = s^e mod n; EM = I2OSP(m, k)",
        function="crypto/rsa_pkcs1v15.py: verify",
    )
    expected = plain_rsa.emsa_pkcs1_v1_5(text, len(EM), hash_name)
    H = plain_hmac.H(hash_name, text)
    T = bytes.fromhex(plain_rsa.DIGEST_INFO[hash_name]) + H
    explanation.add(
        "Build the encoded message anew",
        "RFC 8017 section 9.2",
        [Value("H", H), Value("T", T), Value("EM'", expected)],
        formula="EM' = 00 01 FF ... FF 00 || T, T = DigestInfo || H(M)",
        function="crypto/rsa_pkcs1v15.py: verify",
        note="It is built and compared, never taken apart: parsing it is how forgeries were made.",
    )
    compare(explanation, expected == EM, "EM with EM'", "RFC 8017 section 8.2.2, step 4", [])


def _wrong_length(explanation: Explanation, alg: str, got: int, wanted: int, section: str) -> None:
    explanation.add(
        "Compare the length of the signature",
        section,
        verdict=False,
        note=f"An {alg} signature by this key has {wanted} bytes; this one has {got}, or is too large.",
    )


def _ps(explanation: Explanation, alg: str, key: Material, text: bytes, signature: bytes) -> None:
    hash_name, n, e = f"sha{alg[2:]}", key.number("n"), key.number("e")
    s, emBits, hLen = int.from_bytes(signature, "big"), n.bit_length() - 1, int(alg[2:]) // 8
    emLen = (emBits + 7) // 8
    if len(signature) != plain_rsa.size(n) or s >= n:
        _wrong_length(explanation, alg, len(signature), plain_rsa.size(n), "RFC 8017 section 8.1.2, step 1")
        return
    EM = plain_rsa.rsa(n, e, s).to_bytes(plain_rsa.size(n), "big")[-emLen:]
    maskedDB, H = EM[: emLen - hLen - 1], EM[emLen - hLen - 1 : -1]
    explanation.add(
        "Open the signature with the public key",
        "RFC 8017 section 8.1.2, step 2",
        [Value("EM", EM), Value("maskedDB", maskedDB), Value("H", H), Value("last byte", EM[-1:])],
        formula="m = s^e mod n; EM = maskedDB || H || BC",
        function="crypto/rsa_pss.py: verify",
    )
    DB = bytearray(a ^ b for a, b in zip(maskedDB, plain_rsa.mgf1(hash_name, H, len(maskedDB))))
    DB[0] &= 0xFF >> (8 * emLen - emBits)  # RFC 8017 section 9.1.2, step 9
    salt = bytes(DB).lstrip(b"\x00")[1:]  # steps 10 and 11: zeros, then 01; `pss_verify` is who judges
    mHash = plain_hmac.H(hash_name, text)
    again = plain_hmac.H(hash_name, bytes(8) + mHash + salt)  # steps 12 and 13
    explanation.add(
        "Unmask the salt and hash anew",
        "RFC 8017 section 9.1.2",
        [Value("DB", bytes(DB)), Value("salt", salt), Value("mHash", mHash), Value("H'", again)],
        formula="DB = maskedDB xor MGF1(H); H' = Hash(00 00 00 00 00 00 00 00 || mHash || salt)",
        function="crypto/rsa_pss.py: verify",
    )
    ok = plain_rsa.pss_verify(n, e, text, signature, hash_name)
    compare(explanation, ok, "H with H'", "RFC 8017 section 9.1.2, step 14", [])


def _ecdsa(explanation: Explanation, alg: str, key: Material, text: bytes, signature: bytes) -> None:
    if alg not in _ECDSA or key.members.get("crv") != _ECDSA[alg][0]:
        explanation.add(
            "Match the curve with the algorithm",
            "RFC 7518 section 3.4",
            [Value("alg", alg), Value("crv", key.members.get("crv"))],
            verdict=False,
        )
        return
    name, hash_name = _ECDSA[alg]
    Q = key.number("x"), key.number("y")
    ecdsa(explanation, name, hash_name, Q, text, signature)


def ecdsa(
    explanation: Explanation, name: str, hash_name: str, Q: tuple[int, int], text: bytes, signature: bytes
) -> None:
    """Explain an ECDSA signature r || s; PASETO v3 uses it too."""
    values = plain_ecdsa.verify_values(name, Q, text, signature, hash_name)
    if "r" not in values:
        size = (CURVES[name].n.bit_length() + 7) // 8
        _wrong_length(explanation, name, len(signature), 2 * size, "RFC 7518 section 3.4")
        return
    explanation.add(
        "Split the signature into r and s",
        "RFC 7518 section 3.4",
        [Value("r", values["r"]), Value("s", values["s"]), Value("n", CURVES[name].n)],
        formula="1 <= r < n, 1 <= s < n",
        verdict="e" in values,
        function="crypto/ecdsa.py: verify",
    )
    if "e" not in values:
        return
    explanation.add(
        "Hash the signing input",
        "FIPS 186-5 section 6.4.2, steps 2 and 3",
        [Value("H", values["h1"]), Value("e", values["e"])],
        formula=f"e = the leftmost {CURVES[name].n.bit_length()} bits of {hash_name.upper()}(M)",
    )
    explanation.add(
        "Compute the two scalars",
        "FIPS 186-5 section 6.4.2, steps 4 and 5",
        [Value("w", values["w"]), Value("u1", values["u1"]), Value("u2", values["u2"])],
        formula="w = s^-1 mod n; u1 = e w mod n; u2 = r w mod n",
    )
    explanation.add(
        "Compute the point R",
        "FIPS 186-5 section 6.4.2, step 6",
        [Value("Q", Q), Value("R", values["R"])],
        formula="R = [u1]G + [u2]Q",
        function="crypto/_scalars.py: sum_of",
    )
    ok = bool(values["valid"])
    compare(explanation, ok, "v with r", "FIPS 186-5 section 6.4.2, step 9", [Value("v", values.get("v"))])


def _ml_dsa(explanation: Explanation, alg: str, key: Material, text: bytes, signature: bytes) -> None:
    from . import ml_dsa_steps

    if key.members.get("alg") != alg:  # RFC 9964 section 3: the key says its one algorithm
        explanation.add(
            "Match the key with the algorithm",
            "RFC 9964 section 3",
            [Value("alg", alg), Value("alg of the key", key.members.get("alg"))],
            verdict=False,
        )
        return
    ml_dsa_steps.explain(explanation, alg, key.octets("pub"), text, signature)


def _eddsa(explanation: Explanation, alg: str, key: Material, text: bytes, signature: bytes) -> None:
    crv = key.members.get("crv")
    if crv not in ("Ed25519", "Ed448") or alg not in ("EdDSA", crv):  # RFC 9864: the names that say the curve
        explanation.add(
            "Match the curve with the algorithm",
            "RFC 8037 section 3.1",
            [Value("alg", alg), Value("crv", crv)],
            verdict=False,
        )
        return
    eddsa(explanation, crv, key.octets("x"), text, signature)


def eddsa(explanation: Explanation, crv: str, public: bytes, text: bytes, signature: bytes) -> None:
    """Explain an EdDSA signature R || S; PASETO v2 and v4 use it too."""
    E = plain_edwards.ED25519 if crv == "Ed25519" else plain_edwards.ED448
    part = "5.1.7" if crv == "Ed25519" else "5.2.7"
    values: JsonObject = plain_eddsa.verify_values(E, public, text, signature)
    if "R" not in values:
        _wrong_length(explanation, crv, len(signature), 2 * E.b // 8, f"RFC 8032 section {part}, step 1")
        return
    explanation.add(
        "Split the signature into R and S",
        f"RFC 8032 section {part}, step 1",
        [Value("A", public), Value("R", values["R"]), Value("S", values["S"]), Value("L", E.L)],
        formula="0 <= S < L",
        verdict=values["S"] < E.L,
        function=f"crypto/{crv.lower()}.py: verify",
    )
    if values["S"] >= E.L:
        return
    hash_name = "SHA-512" if crv == "Ed25519" else "SHAKE256(114)"
    explanation.add(
        "Hash R, the public key and the message",
        f"RFC 8032 section {part}, step 2",
        [Value("k", values["k"])],
        formula=f"k = {hash_name}(dom || R || A || M) mod L",
    )
    name = "[S]B - [k]A"
    explanation.add(
        "Compute the point",
        f"RFC 8032 section {part}, step 3",
        [Value(name, values[name])],
        formula="[S]B = R + [k]A, so [S]B - [k]A must be R",
    )
    compare(explanation, bool(values["valid"]), "it with R", f"RFC 8032 section {part}, step 3", [])

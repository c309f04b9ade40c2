"""Steps of a JWE (RFC 7516): the parts, the content key, the content."""

from __future__ import annotations

import zlib

from ..encoding import base64url
from ..exceptions.base import JamError
from ..jose import limits
from ..plain import plain_gcm, plain_hmac, plain_modes
from . import jwe_key_steps, key_material
from .explanation import Explanation, Value
from .jws_steps import decode_header, members

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ..encoding.json_types import Header, JsonObject
    from .explain_options import GivenKey, Options


def explain_compact(explanation: Explanation, token: str, key: GivenKey, options: Options) -> None:
    """Explain the five parts (section 7.1)."""
    names = ("protected header", "encrypted key", "iv", "ciphertext", "tag")
    parts = token.split(".")  # five, as the pattern that recognised it says
    explanation.add(
        "Split the token at its four dots",
        "RFC 7516 section 7.1",
        [Value(name, part) for name, part in zip(names, parts)],
        formula="header . encrypted key . iv . ciphertext . tag",
        function="jose/jwe.py: decrypt",
    )
    header = decode_header(explanation, parts[0], "RFC 7516 section 5.2, steps 2 and 3")
    if header is None:
        return
    octets = _decoded(explanation, dict(zip(names[1:], parts[1:])))
    if octets is not None:
        fields = (octets["iv"], octets["ciphertext"], octets["tag"], parts[0].encode())
        _one(explanation, header, octets["encrypted key"], fields, key, options, token)


def explain_json(explanation: Explanation, token: JsonObject, key: GivenKey, options: Options) -> None:
    """Explain the JSON forms (section 7.2), recipient by recipient."""
    recipients = token.get("recipients", [token])
    if not isinstance(recipients, list) or not all(isinstance(entry, dict) for entry in recipients):
        explanation.add(
            "Read the JSON form",
            "RFC 7516 section 7.2.1",
            verdict=False,
            note="recipients must be a list of objects.",
        )
        return
    explanation.add(
        f"Read the JSON form: {len(recipients)} recipient{'' if len(recipients) == 1 else 's'}",
        "RFC 7516 section 7.2",
        [Value("members", sorted(token))],
        function="jose/jwe_json.py",
    )
    protected = str(token.get("protected", ""))
    shared = decode_header(explanation, protected, "RFC 7516 section 5.2") if protected else {}
    octets = _decoded(explanation, {name: str(token.get(name, "")) for name in ("iv", "ciphertext", "tag")})
    if shared is None or octets is None:
        return
    # RFC 7516 section 5.2, step 15.
    aad = protected.encode() + (b"." + str(token["aad"]).encode() if "aad" in token else b"")
    fields = (octets["iv"], octets["ciphertext"], octets["tag"], aad)
    opened = False
    for entry in recipients[: limits.MAX_KEY_ATTEMPTS]:  # each may cost an RSA decryption or a derivation
        # RFC 7516 section 5.2, step 4.
        header = {**shared, **members(token.get("unprotected")), **members(entry.get("header"))}
        encrypted = _decoded(explanation, {"encrypted key": str(entry.get("encrypted_key", ""))})
        if encrypted is None:
            return
        explanation.add(
            "Take a recipient",
            "RFC 7516 section 7.2.1",
            [Value("alg", header.get("alg")), Value("header", header)],
        )
        opened = _one(explanation, header, encrypted["encrypted key"], fields, key, options, token)
        if opened:
            return
    if len(recipients) and not opened and not explanation.missing:
        explanation.add("Find a recipient that the key opens", "RFC 7516 section 5.2", verdict=False)


def _decoded(explanation: Explanation, parts: dict[str, str]) -> Optional[dict[str, bytes]]:
    try:
        octets = {name: base64url.decode(text, f"the {name}") for name, text in parts.items()}
    except JamError as error:
        explanation.add("Decode the parts", "RFC 7516 section 5.2", verdict=False, note=f"{error.message}.")
        return None
    values = [Value(name, data) for name, data in octets.items()]
    explanation.add("Decode the parts", "RFC 7516 section 5.2, step 2", values)
    return octets


def _one(
    explanation: Explanation,
    header: Header,
    encrypted_key: bytes,
    fields: tuple[bytes, bytes, bytes, bytes],
    key: GivenKey,
    options: Options,
    token: str | JsonObject,
) -> bool:
    """Explain key and content for one recipient; return whether it was opened."""
    several = isinstance(token, dict)
    iv, ciphertext, tag, aad = fields
    explanation.add(
        "Take the additional authenticated data",
        "RFC 7516 section 5.2, step 15",
        [Value("AAD", aad)],
        # No base64url has a dot in it: one stands before the JWE AAD, if there is any.
        formula="ASCII(BASE64URL(UTF8(protected header))"
        + (" || '.' || BASE64URL(JWE AAD))" if b"." in aad else ")"),
    )
    enc = str(header.get("enc"))
    try:
        material = key_material.find(key, header, options.password)
    except JamError as error:
        explanation.add("Read the key", "", verdict=None if several else False, note=error.message)
        return False
    if material is None and options.password is None:
        explanation.missing.append("the recipient's private key; without it the content stays closed.")
        return False
    try:
        cek = jwe_key_steps.content_key(explanation, header, encrypted_key, material, options)
    # Of several recipients most are meant for other keys: that is no fault of the token.
    except (ValueError, KeyError, JamError) as error:
        explanation.add(
            "Obtain the content encryption key",
            "RFC 7516 section 5.2",
            verdict=None if several else False,
            note=f"This key does not open it ({type(error).__name__ if not str(error) else error}).",
        )
        return False
    plaintext = content(explanation, enc, cek, iv, ciphertext, tag, aad)
    if plaintext is not None and header.get("zip") == "DEF":
        plaintext = _inflate(explanation, plaintext)
    _ask(explanation, token, header, material, options, plaintext)
    if plaintext is None:
        return False
    explanation.add("Read the plaintext", "RFC 7516 section 5.2, step 19", [Value("plaintext", plaintext)])
    _inside(explanation, plaintext, header, options)
    return True


def _ask(
    explanation: Explanation,
    token: str | JsonObject,
    header: Header,
    material: Optional[key_material.Material],
    options: Options,
    plaintext: Optional[bytes],
) -> None:
    from ..jose import jwe
    from ..jose.jwk import JWK

    def decrypted() -> bytes:
        key = JWK.from_password(options.password or "") if material is None else material.jwk
        alg, enc = str(header.get("alg")), str(header.get("enc"))
        return jwe.decrypt(token, key, algorithms=[alg], encryptions=[enc]).plaintext

    explanation.ask("jose/jwe.py: decrypt", decrypted, plaintext)


def content(
    explanation: Explanation, enc: str, cek: bytes, iv: bytes, ciphertext: bytes, tag: bytes, aad: bytes
) -> Optional[bytes]:
    """Explain the content encryption (RFC 7518 section 5); return the plaintext, or None."""
    if enc.endswith("GCM"):
        return _gcm(explanation, cek, iv, ciphertext, tag, aad)
    if enc in ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"):
        return _cbc(explanation, enc, cek, iv, ciphertext, tag, aad)
    explanation.add(
        "Look up the content encryption", "RFC 7518 section 5.1", [Value("enc", enc)], verdict=False
    )
    return None


def _gcm(explanation: Explanation, K: bytes, IV: bytes, C: bytes, T: bytes, A: bytes) -> Optional[bytes]:
    # SP 800-38D section 7.2, step 3: J0 of a 96-bit IV.
    P = plain_gcm.gctr(K, plain_gcm.inc32(IV + b"\x00\x00\x00\x01"), C)
    values = plain_gcm.encrypt_values(K, IV, P, A)
    right = values["T"] == T
    explanation.add(
        "Compute the tag of AES-GCM",
        "SP 800-38D section 7.2; RFC 7518 section 5.3",
        [
            Value("K", K, secret=True),
            Value("H", values["H"], secret=True),
            Value("J0", values["J0"]),
            Value("T'", values["T"], secret=not right),
        ],
        formula="S = GHASH_H(A || 0* || C || 0* || len(A) || len(C)); T' = GCTR_K(J0, S)",
        function="crypto/aes_gcm.py: decrypt",
    )
    explanation.add("Compare T with T'", "SP 800-38D section 7.2, step 8", [Value("T", T)], verdict=right)
    return P if right else None


def _cbc(
    explanation: Explanation, enc: str, cek: bytes, iv: bytes, ciphertext: bytes, tag: bytes, aad: bytes
) -> Optional[bytes]:
    size, hash_name = len(cek) // 2, f"sha{enc[-3:]}"
    MAC_KEY, ENC_KEY = cek[:size], cek[size:]
    AL = (8 * len(aad)).to_bytes(8, "big")
    explanation.add(
        "Split the content encryption key",
        "RFC 7518 section 5.2.2.1, step 1",
        [Value("MAC_KEY", MAC_KEY, secret=True), Value("ENC_KEY", ENC_KEY, secret=True)],
        formula="K = MAC_KEY || ENC_KEY",
        function="jose/jwe_content.py",
    )
    M = plain_hmac.hmac(hash_name, MAC_KEY, aad + iv + ciphertext + AL)
    T = M[: len(M) // 2]  # RFC 7518 section 5.2.2.1, step 5: the first T_LEN octets, half of the hash
    right = tag == T
    explanation.add(
        "Compute the authentication tag",
        "RFC 7518 section 5.2.2.1, steps 4 and 5",
        [Value("AL", AL), Value("M", M, secret=not right), Value("T'", T, secret=not right)],
        formula="M = HMAC(MAC_KEY, A || IV || E || AL); T' = the first half of M",
    )
    explanation.add("Compare T with T'", "RFC 7518 section 5.2.2.2, step 2", [Value("T", tag)], verdict=right)
    # RFC 7518 section 5.2.2.2, step 2: nothing is decrypted before the tag is right.
    if not right:
        return None
    try:
        padded = plain_modes.cbc_decrypt_blocks(ENC_KEY, iv, ciphertext)
        plaintext = plain_modes.unpad(padded)
    except ValueError as error:
        explanation.add("Decrypt with AES-CBC", "RFC 7518 section 5.2.2.2", verdict=False, note=f"{error}.")
        return None
    explanation.add(
        "Decrypt with AES-CBC and take the padding off",
        "RFC 7518 section 5.2.2.2, step 3",
        [Value("last block", padded[-16:])],
        formula="P_j = CIPH^-1(ENC_KEY, E_j) xor E_(j-1)",
        function="crypto/aes_cbc.py: decrypt",
    )
    return plaintext


def _inflate(explanation: Explanation, data: bytes) -> bytes:
    try:
        # -15: DEFLATE without the zlib format.
        plaintext = zlib.decompressobj(-15).decompress(data, limits.MAX_INFLATED_BYTES + 1)
    except zlib.error:
        explanation.add("Inflate", "RFC 7516 section 4.1.3", verdict=False, note="It is no DEFLATE data.")
        return data
    whole = len(plaintext) <= limits.MAX_INFLATED_BYTES
    explanation.add(
        "Inflate",
        "RFC 7516 section 4.1.3; RFC 1951",
        [Value("deflated", len(data)), Value("inflated", len(plaintext))],
        function="jose/jwe_message.py: inflate",
        verdict=None if whole else False,
        note=""
        if whole
        else f"More than {limits.MAX_INFLATED_BYTES} bytes are not inflated: "
        "a few bytes can stand for gigabytes.",
    )
    return plaintext[: limits.MAX_INFLATED_BYTES]


def _inside(explanation: Explanation, plaintext: bytes, header: Header, options: Options) -> None:
    """Go on with a nested token, or with claims."""
    from . import claims_steps

    try:
        text = plaintext.decode("ascii")
    except UnicodeDecodeError:
        text = ""
    if not options.nested(explanation, text, options):
        claims_steps.explain(explanation, plaintext, options, typ=header.get("typ"))

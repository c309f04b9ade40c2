"""Wycheproof's files (github.com/C2SP/wycheproof, testvectors_v1): hostile cases for every primitive.

A group says key, hash and sizes, its tests the rest. Tests about what jamlite does not offer - other
curves and hashes, short tags - are left out with the reason.
"""

from __future__ import annotations

import re

from .foreign_operations import FAMILIES
from .foreign_record import MALFORMED, Converted, Fault, LeftOut
from .foreign_wycheproof_jose import DISPUTED, token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from .foreign_wycheproof_jose import Convert, Test

__all__ = ["FAMILIES", "NAME", "convert", "recognises"]

NAME = "Wycheproof"
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp256k1": "secp256k1"}
_HASHES = {f"SHA-{bits}": f"sha{bits}" for bits in (1, 224, 256, 384, 512)}
_AEAD = {
    "AES-GCM": ("AES-GCM", "iv", "NIST SP 800-38D"),
    "CHACHA20-POLY1305": ("ChaCha20-Poly1305", "nonce", "RFC 8439"),
    "XCHACHA20-POLY1305": ("XChaCha20-Poly1305", "nonce", "draft-irtf-cfrg-xchacha"),
}
_JWE_CONTENT = ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512")
_KEY_WRAP = {"AES-WRAP": ("AES-KW", "RFC 3394"), "AES-KWP": ("AES-KWP", "RFC 5649")}
_XDH = {"curve25519": "X25519", "curve448": "X448"}
_EDDSA = {"edwards25519": "Ed25519", "edwards448": "Ed448"}


def recognises(data: object) -> bool:
    """Tell whether this is a file of the format."""
    return isinstance(data, dict) and "testGroups" in data and "numberOfTests" in data


def convert(name: str, data: Test) -> Iterator[Converted | LeftOut | Fault]:
    """Yield the cases of one file; a test that cannot be read is a fault, and the others are run."""
    algorithm, groups = data.get("algorithm", ""), data["testGroups"]
    count: int | None = 0
    for index, group in enumerate(groups):
        try:
            kind, tests = group["type"], group["tests"]
            count = None if count is None else count + len(tests)
        except MALFORMED as error:
            count = None
            yield Fault(f"group {index}", error)
            continue
        converter = _CONVERTERS.get(kind)
        if converter is None:
            yield LeftOut(f"{kind} of {algorithm}", len(tests))
            continue
        for test in tests:
            disputed = DISPUTED.get((name, test.get("tcId", 0))) if isinstance(test, dict) else None
            if disputed:
                yield LeftOut(f"disputed: {disputed}")
            else:
                yield from _one(converter, algorithm, group, test)
    if count is not None and count != data["numberOfTests"]:
        yield Fault("the file", ValueError("it holds another number of tests than it says"))


def _one(convert: Convert, algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut | Fault]:
    where = f"test {test.get('tcId')}" if isinstance(test, dict) else "a test"
    try:
        items = list(convert(algorithm, group, test))
    except _ThreePrimes:
        yield LeftOut("RSA keys of more than two primes")
        return
    except MALFORMED as error:
        yield Fault(where, error)
        return
    for item in items:
        if isinstance(item, Converted):
            item.where = where
        yield item


def _case(test: Test, op: str, inputs: Test, out: Test | None = None, result: str | None = None) -> Test:
    result = result or test["result"]
    case = {"id": f"{test['tcId']} {op}", "op": op, "in": inputs, "result": result}
    case["note"] = f"{test.get('comment', '')} {' '.join(test.get('flags', []))}".strip()
    if out is not None and result != "invalid":  # some invalid tests say what a faulty reader would find
        case["out"] = out
    return case


def _both_ways(family: str, spec: str, test: Test, *ways: Test) -> Iterator[Converted]:
    """Yield the reading case, and of a valid test also the making one."""
    for case in ways if test["result"] == "valid" else ways[:1]:
        yield Converted(family, spec, case)


# --- symmetric ----------------------------------------------------------------------------------


def _aead(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    inputs = {"key_hex": test["key"], "aad_hex": test["aad"]}
    plain, secret = {"plaintext_hex": test["msg"]}, {"ciphertext_hex": test["ct"], "tag_hex": test["tag"]}
    if algorithm in _JWE_CONTENT:
        inputs.update(enc=algorithm, iv_hex=test["iv"])
        names, family, spec = ("open", "seal"), "JWE content", "RFC 7518 section 5.2"
    elif algorithm not in _AEAD:
        yield LeftOut(f"the algorithm {algorithm}")
        return
    elif group["tagSize"] != 128:  # RFC 7518 section 5.3 knows no other
        yield LeftOut("tags of other sizes than 128 bits")
        return
    else:
        family, nonce, spec = _AEAD[algorithm]
        names = ("decrypt", "encrypt")
        inputs[f"{nonce}_hex"] = test["iv"]
    reading = _case(test, names[0], {**inputs, **secret}, plain)
    yield from _both_ways(family, spec, test, reading, _case(test, names[1], {**inputs, **plain}, secret))


def _cbc(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    if algorithm != "AES-CBC-PKCS5":
        yield LeftOut(f"the algorithm {algorithm}")
        return
    inputs = {"key_hex": test["key"], "iv_hex": test["iv"]}
    reading = _case(test, "decrypt", {**inputs, "data_hex": test["ct"]}, {"plaintext_hex": test["msg"]})
    making = _case(test, "encrypt", {**inputs, "data_hex": test["msg"]}, {"ciphertext_hex": test["ct"]})
    yield from _both_ways("AES-CBC", "NIST SP 800-38A", test, reading, making)


def _key_wrap(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    if algorithm not in _KEY_WRAP:
        yield LeftOut(f"the algorithm {algorithm}")
        return
    family, spec = _KEY_WRAP[algorithm]
    inputs = {"key_hex": test["key"]}
    reading = _case(test, "unwrap", {**inputs, "data_hex": test["ct"]}, {"plaintext_hex": test["msg"]})
    making = _case(test, "wrap", {**inputs, "data_hex": test["msg"]}, {"wrapped_hex": test["ct"]})
    yield from _both_ways(family, spec, test, reading, making)


def _mac(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    bits = algorithm[7:] if algorithm.startswith("HMACSHA") else ""
    if f"SHA-{bits}" not in _HASHES:
        yield LeftOut(f"the algorithm {algorithm}")
        return
    inputs = {"key_hex": test["key"], "message_hex": test["msg"]}
    if group["tagSize"] == {"1": 160}.get(bits, int(bits)):
        case = _case(test, "verify", {**inputs, "tag_hex": test["tag"]})
    elif test["result"] == "valid":
        case = _case(test, "mac", {**inputs, "length": group["tagSize"] // 8}, {"tag_hex": test["tag"]})
    else:
        yield LeftOut("refusals of shortened MACs, which are all refused here")
        return
    yield Converted(f"HMAC-SHA-{bits}", "RFC 2104", case)


def _hkdf(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    name = algorithm.replace("HKDF-", "")
    if name not in _HASHES:
        yield LeftOut(f"the algorithm {algorithm}")
        return
    inputs = {f"{field}_hex": test[field] for field in ("ikm", "salt", "info")}
    inputs.update(hash=_HASHES[name], length=test["size"])
    yield Converted("HKDF", "RFC 5869", _case(test, "derive", inputs, {"okm_hex": test["okm"]}))


def _pbkdf(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    name = algorithm.replace("PBKDF2-HMACSHA", "SHA-")
    if name not in _HASHES:
        yield LeftOut(f"the algorithm {algorithm}")
        return
    inputs = {"hash": _HASHES[name], "password_hex": test["password"], "salt_hex": test["salt"]}
    inputs.update(iterations=test["iterationCount"], length=test["dkLen"])
    yield Converted("PBKDF2", "RFC 8018", _case(test, "derive", inputs, {"key_hex": test["dk"]}))


# --- curves -------------------------------------------------------------------------------------


def _ecdsa(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    key = group["publicKey"]
    curve, hash_name = _CURVES.get(key["curve"]), _HASHES.get(group["sha"])
    if curve is None or hash_name is None:
        yield LeftOut(f"ECDSA on {key['curve']} with {group['sha']}")
        return
    inputs = {"message_hex": test["msg"], "signature_hex": test["sig"], "hash": hash_name}
    inputs.update(x_hex=key["wx"], y_hex=key["wy"])
    form = "" if group["type"] == "EcdsaP1363Verify" else " DER"
    yield Converted(f"ECDSA {curve}{form}", "FIPS 186-5 section 6", _case(test, "verify", inputs))


def _eddsa(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    key = group["publicKey"]
    inputs = {"public_key_hex": key["pk"], "message_hex": test["msg"], "signature_hex": test["sig"]}
    yield Converted(_EDDSA[key["curve"]], "RFC 8032", _case(test, "verify", inputs))


def _ecdh_point(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    curve = _CURVES.get(group["curve"])
    if curve is None:
        yield LeftOut(f"ECDH on {group['curve']}")
        return
    # A private number is written as a signed integer, so a zero byte may stand before it.
    private = test["private"]
    inputs = {"private_hex": private, "point_hex": test["public"]}
    out = {"secret_hex": test["shared"]}
    yield Converted(f"ECDH {curve}", "SEC 1 section 3.3.1", _case(test, "exchange_with_point", inputs, out))


def _ecdh_file(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    curve = _CURVES.get(group["curve"])
    if curve is None:
        yield LeftOut(f"ECDH on {group['curve']}")
        return
    if group["type"] == "EcdhPemTest":
        inputs = {"private_utf8": test["private"], "public_utf8": test["public"]}
    else:
        inputs = {"private_hex": test["private"], "public_hex": test["public"]}
    case = _case(test, "exchange", {"curve": curve, **inputs}, {"secret_hex": test["shared"]})
    yield Converted("ECDH of key files", "SEC 1 section 3.3.1", case)


def _agree(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    """ECDH between JWKs, on the curves of either kind."""
    inputs: Test = {name: dict(test[name]) for name in ("private", "public")}
    for key in inputs.values():
        if key.get("crv") == "P-256K":  # the name before RFC 8812
            key["crv"] = "secp256k1"
    inputs["header"] = {}  # the bare secret, without the derivation of RFC 7518 section 4.6.2
    yield Converted("ECDH-ES", "RFC 7518", _case(test, "agree", inputs, {"secret_hex": test["shared"]}))


def _xdh(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    inputs = {"private_hex": test["private"], "public_hex": test["public"]}
    case = _case(test, "exchange", inputs, {"secret_hex": test["shared"]})
    yield Converted(_XDH[group["curve"]], "RFC 7748", case)


def _xdh_file(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    packing = "utf8" if group["type"] == "XdhPemComp" else "hex"
    inputs = {f"private_{packing}": test["private"], f"public_{packing}": test["public"]}
    inputs["curve"] = _XDH[group["curve"]]
    case = _case(test, "exchange", inputs, {"secret_hex": test["shared"]})
    yield Converted("ECDH of key files", "RFC 7748", case)


# --- RSA ----------------------------------------------------------------------------------------


class _ThreePrimes(Exception):
    """A key of more than two primes, which is not read here (RFC 7518 section 6.3.2.7)."""


_RSA_MEMBERS = {
    "n_hex": "modulus",
    "e_hex": "publicExponent",
    "d_hex": "privateExponent",
    "p_hex": "prime1",
    "q_hex": "prime2",
    "dp_hex": "exponent1",
    "dq_hex": "exponent2",
    "qi_hex": "coefficient",
}


def _rsa_key(key: Test) -> Test:
    if "otherPrimeInfos" in key:
        raise _ThreePrimes
    return {member: key[name] for member, name in _RSA_MEMBERS.items() if name in key}


def _rsa_signature(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    hash_name, mgf_hash = _HASHES.get(group["sha"]), group.get("mgfSha", group["sha"])
    if hash_name is None or mgf_hash != group["sha"]:  # RFC 7518 section 3.5: one hash for both
        yield LeftOut(f"RSA signatures with {group['sha']} and MGF1 with {mgf_hash}")
        return
    key = group["privateKey"] if group["type"] == "RsassaPkcs1Generate" else group["publicKey"]
    inputs = {**_rsa_key(key), "message_hex": test["msg"], "hash": hash_name}
    if group["type"] == "RsassaPkcs1Generate":
        case = _case(test, "sign", inputs, {"signature_hex": test["sig"]})
        yield Converted("RSA-PKCS1v15", "RFC 8017 section 8.2", case)
        return
    inputs["signature_hex"] = test["sig"]
    if algorithm == "RSASSA-PSS":
        inputs["salt_length"] = group["sLen"]  # also others than the length of the hash, which JWS asks for
        yield Converted("RSA-PSS", "RFC 8017 section 8.1", _case(test, "verify", inputs))
    else:
        yield Converted("RSA-PKCS1v15", "RFC 8017 section 8.2", _case(test, "verify", inputs))


def _rsa_decryption(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    inputs = {**_rsa_key(group["privateKey"]), "ciphertext_hex": test["ct"]}
    out = {"message_hex": test["msg"]}
    if group["type"] == "RsaesPkcs1Decrypt":
        case = _case(test, "decrypt", inputs, out)
        yield Converted("RSA-PKCS1v15 decryption", "RFC 8017 section 7.2", case)
        return
    hash_name, mgf_hash = _HASHES.get(group["sha"]), _HASHES.get(group["mgfSha"])
    if hash_name is None or mgf_hash is None:
        yield LeftOut(f"RSA-OAEP with {group['sha']} and MGF1 with {group['mgfSha']}")
        return
    inputs.update(hash=hash_name, mgf_hash=mgf_hash, label_hex=test["label"])
    yield Converted("RSA-OAEP", "RFC 8017 section 7.1", _case(test, "decrypt", inputs, out))


def _prime(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    if test["value"][:1] in "89abcdef":  # the numbers are in two's complement
        yield LeftOut("primality of negative numbers")
        return
    case = _case(test, "is_prime", {"candidate_hex": test["value"]})
    yield Converted("RSA-keygen", "FIPS 186-5 appendix B.3", case)


# --- the rest -----------------------------------------------------------------------------------


def _gmac(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    """GMAC is GCM over nothing but associated data (NIST SP 800-38D section 3)."""
    if algorithm != "AES-GMAC" or group["tagSize"] != 128:
        yield LeftOut("tags of other sizes than 128 bits")
        return
    inputs = {"key_hex": test["key"], "iv_hex": test["iv"], "aad_hex": test["msg"]}
    secret = {"ciphertext_hex": "", "tag_hex": test["tag"]}  # GMAC: nothing is encrypted
    reading = _case(test, "decrypt", {**inputs, **secret}, {"plaintext_hex": ""})
    making = _case(test, "encrypt", {**inputs, "plaintext_hex": ""}, secret)
    yield from _both_ways("AES-GCM", "NIST SP 800-38D", test, reading, making)


def _pbes2(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    """PBES2 with AES-CBC: "PbeWithHmacSha256AndAes_128"."""
    match = re.fullmatch(r"PbeWithHmacSha(\d+)AndAes_(\d+)", algorithm)
    if match is None or f"SHA-{match.group(1)}" not in _HASHES:
        yield LeftOut(f"the algorithm {algorithm}")
        return
    inputs = {f"{name}_hex": test[name] for name in ("password", "salt", "iv")}
    inputs.update(
        hash=f"sha{match.group(1)}", size=int(match.group(2)) // 8, iterations=test["iterationCount"]
    )
    reading = _case(test, "decrypt", {**inputs, "data_hex": test["ct"]}, {"plaintext_hex": test["msg"]})
    making = _case(test, "encrypt", {**inputs, "data_hex": test["msg"]}, {"ciphertext_hex": test["ct"]})
    yield from _both_ways("PBES2", "RFC 8018 section 6.2", test, reading, making)


def _bitcoin(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    key = group["publicKey"]
    inputs = {"message_hex": test["msg"], "signature_hex": test["sig"], "hash": _HASHES[group["sha"]]}
    inputs.update(x_hex=key["wx"], y_hex=key["wy"])
    yield Converted("ECDSA secp256k1 Bitcoin", "BIP 66, BIP 146", _case(test, "verify", inputs))


def _ml_dsa(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    if "msg" not in test:
        yield LeftOut("the internal interface, which takes mu")  # FIPS 204 section 6.2
        return
    inputs = {"message_hex": test["msg"], "context_hex": test.get("ctx") or ""}
    if group["type"] == "MlDsaVerify":
        inputs.update(public_hex=group["publicKey"], signature_hex=test["sig"])
        yield Converted(algorithm, "FIPS 204", _case(test, "verify", inputs))
    else:
        inputs.update(private_hex=group.get("privateSeed", group.get("privateKey")))
        inputs.update(rnd_hex=test.get("rnd") or "")
        out = {"signature_hex": test.get("sig")}
        yield Converted(algorithm, "FIPS 204", _case(test, "sign", inputs, out))


_CONVERTERS: dict[str, Convert] = {
    "AeadTest": _aead,
    "IndCpaTest": _cbc,
    "KeywrapTest": _key_wrap,
    "MacTest": _mac,
    "HkdfTest": _hkdf,
    "PbkdfTest": _pbkdf,
    "EcdsaVerify": _ecdsa,
    "EcdsaP1363Verify": _ecdsa,
    "EddsaVerify": _eddsa,
    "EcdhTest": _ecdh_file,
    "EcdhPemTest": _ecdh_file,
    "EcdhEcpointTest": _ecdh_point,
    "EcdhWebcryptoTest": _agree,
    "XdhComp": _xdh,
    "XdhAsnComp": _xdh_file,
    "XdhPemComp": _xdh_file,
    "XdhJwkComp": _agree,
    "RsassaPkcs1Verify": _rsa_signature,
    "RsassaPkcs1Generate": _rsa_signature,
    "RsassaPssVerify": _rsa_signature,
    "RsassaPssWithParametersVerify": _rsa_signature,
    "RsaesPkcs1Decrypt": _rsa_decryption,
    "RsaesOaepDecrypt": _rsa_decryption,
    "PrimalityTest": _prime,
    "MlDsaSign": _ml_dsa,
    "MlDsaVerify": _ml_dsa,
    "MacWithIvTest": _gmac,
    "PbeTest": _pbes2,
    "EcdsaBitcoinVerify": _bitcoin,
    **dict.fromkeys(("JsonWebSignature", "JsonWebEncryption", "JsonWebKey", "JsonWebCrypto"), token),
}

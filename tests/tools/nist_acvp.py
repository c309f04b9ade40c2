"""Reader of ACVP's files: internalProjection.json, or prompt.json with expectedResults.json beside it."""

from __future__ import annotations

import re
from typing import Any, Iterator, Optional

from .nist_common import (
    CURVES,
    HASHES,
    ML_DSA_KEYS,
    SIZES,
    Case,
    Converter,
    Item,
    LeftOut,
    blocks,
    case,
    drawn,
    number,
)

EDWARDS = {"ED-25519": "Ed25519", "ED-448": "Ed448"}


def vector_set(data: Any) -> Case:
    """Return the set itself; some files begin with the version of ACVP."""
    found = data[-1] if isinstance(data, list) and data else data
    if not isinstance(found, dict) or not isinstance(found.get("testGroups"), list):
        raise ValueError("not a vector set of ACVP")
    return found


def joined(prompt: Case, results: Case) -> Case:
    """Return the tests of a prompt with what is expected of them."""
    groups = {group["tgId"]: group for group in results["testGroups"]}
    tests = {test["tcId"]: test for group in results["testGroups"] for test in group["tests"]}
    found = []
    for group in prompt["testGroups"]:
        whole = [{**test, **tests.get(test["tcId"], {})} for test in group["tests"]]
        found.append({**group, **groups.get(group["tgId"], {}), "tests": whole})
    return {**prompt, "testGroups": found}


def acvp(data: Any) -> Iterator[Item]:
    """Yield the cases of a vector set, and what is left out of it."""
    vectors = vector_set(data)
    algorithm, mode = str(vectors.get("algorithm")), vectors.get("mode") or ""
    convert = _converter(algorithm, mode)
    for group in vectors["testGroups"]:
        kind = group.get("testType", "AFT")
        for test in group["tests"]:
            if convert is None:
                yield LeftOut(f"the algorithm {f'{algorithm} {mode}'.strip()}")
            elif kind in ("MCT", "LDT", "LargeDataTest"):
                yield LeftOut("Monte Carlo tests" if kind == "MCT" else "messages of gigabytes")
            else:
                name = f"{algorithm} {mode}".strip() + f" {test['tcId']}"
                try:
                    items = list(convert(name, algorithm, group, test))
                except KeyError as missing:  # a prompt without its results, tests of another make
                    items = [LeftOut(f"tests without {missing}")]
                yield from items


def _converter(algorithm: str, mode: str) -> Optional[Converter]:
    name = re.sub(r"^ACVP-|/1\.0$", "", algorithm)  # DetECDSA's mode is SigGen, all the others' sigGen
    for pattern, wanted, converter in CONVERTERS:
        if re.fullmatch(pattern, name) and (wanted is None or wanted.lower() == mode.lower()):
            return converter
    return None


def _bits(test: Case, *names: str) -> bool:
    """Tell whether one of the lengths, in bits, is not one of whole bytes."""
    return any(int(test.get(name, 0) or 0) % 8 for name in names)


NOT_BYTES = "messages, keys or outputs that are not whole bytes"

# --- hashes and derivations -----------------------------------------------------------------------


def _hash(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if _bits(test, "len"):
        yield LeftOut(NOT_BYTES)
        return
    given = {"message_hex": test["msg"][: int(test.get("len", 4 * len(test["msg"]))) // 4]}
    family = algorithm.replace("SHA2-", "SHA-").removesuffix("/1.0")
    yield family, case(case_id, "digest", given, out={"digest_hex": test["md"]})


def _shake(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if _bits(test, "len", "outLen"):
        yield LeftOut(NOT_BYTES)
        return
    given = {"message_hex": test["msg"][: int(test["len"]) // 4], "length": len(test["md"]) // 2}
    yield algorithm.replace("SHAKE-", "SHAKE"), case(case_id, "digest", given, out={"digest_hex": test["md"]})


def _hmac(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    given = {"key_hex": test["key"], "message_hex": test["msg"], "length": group["macLen"] // 8}
    if _bits(group, "macLen", "keyLen", "msgLen"):
        yield LeftOut(NOT_BYTES)
        return
    yield algorithm.replace("SHA2-", "SHA-"), case(case_id, "mac", given, out={"tag_hex": test["mac"]})


def _pbkdf(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    hash_name = HASHES.get(group["hmacAlg"])
    if hash_name is None or _bits(test, "keyLen"):
        yield LeftOut(NOT_BYTES if hash_name else f"the hash {group['hmacAlg']}")
        return
    given = {"hash": hash_name, "password_utf8": test["password"], "salt_hex": test["salt"]}
    given.update(iterations=test["iterationCount"], length=test["keyLen"] // 8)
    yield "PBKDF2", case(case_id, "derive", given, out={"key_hex": test["derivedKey"]})


# --- ciphers --------------------------------------------------------------------------------------


def _cipher(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    """AES in ECB, CBC or CTR, and Triple DES in ECB or CBC."""
    op, mode = group["direction"], algorithm.rpartition("-")[2].removesuffix("/1.0")
    if _bits(test, "payloadLen"):
        yield LeftOut(NOT_BYTES)
        return
    source, target = ("pt", "ct") if op == "encrypt" else ("ct", "pt")
    triple, size = "TDES" in algorithm, 8 if "TDES" in algorithm else 16
    if triple:  # encryption is not offered: both directions are decrypted
        op, source, target = "decrypt", "ct", "pt"
    key = {"key_hex": test.get("key") or "".join(test[f"key{n}"] for n in (1, 2, 3))}
    name = "ciphertext_hex" if target == "ct" else "plaintext_hex"
    if mode == "ECB":
        for at, (data, out) in enumerate(zip(blocks(test[source], size), blocks(test[target], size))):
            given = {**key, "data_hex": data, **({"iv_hex": "00" * 8} if triple else {})}
            made = case(f"{case_id}, block {at}", f"{op}_unpadded" if triple else op, given, out={name: out})
            yield "Triple DES" if triple else "AES", made
        return
    given = {**key, "iv_hex": test["iv"], "data_hex": test[source]}
    op = op if mode == "CTR" else f"{op}_unpadded"
    yield "Triple DES" if triple else f"AES-{mode}", case(case_id, op, given, out={name: test[target]})


def _gcm(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if group["tagLen"] != 128 or _bits(group, "payloadLen", "aadLen", "ivLen"):
        yield LeftOut("tags of other sizes than 128 bits" if group["tagLen"] != 128 else NOT_BYTES)
        return
    given = {"key_hex": test["key"], "iv_hex": test["iv"], "aad_hex": test.get("aad", "")}
    sealed = {"ciphertext_hex": test.get("ct", ""), "tag_hex": test["tag"]}  # GMAC has neither ct nor pt
    plain, good = {"plaintext_hex": test.get("pt", "")}, test.get("testPassed", True)
    if group["direction"] == "encrypt":
        yield "AES-GCM", case(case_id, "encrypt", {**given, **plain}, out=sealed)
    yield "AES-GCM", case(case_id, "decrypt", {**given, **sealed}, good, plain)


def _key_wrap(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if group.get("kwCipher", "cipher") != "cipher" or _bits(group, "payloadLen"):
        yield LeftOut("key wrap with the inverse cipher")
        return
    family = re.sub("^ACVP-", "", algorithm)
    good, key = test.get("testPassed", True), {"key_hex": test["key"]}
    if group["direction"] == "encrypt":
        given = {**key, "data_hex": test["pt"]}
        yield family, case(case_id, "wrap", given, out={"wrapped_hex": test["ct"]})
    given = {**key, "data_hex": test["ct"]}
    yield family, case(case_id, "unwrap", given, good, {"plaintext_hex": test.get("pt", "")})


# --- curves ---------------------------------------------------------------------------------------


def _named(group: Case, test: Case, *names: str) -> dict[str, str]:
    """Return members that stand in the test or, for all tests, in the group."""
    return {name: test.get(name, group.get(name, "")) for name in names}


def _other(group: Case, hashed: bool = True) -> str:
    if group["curve"] not in CURVES:
        return "other curves than P-256, P-384 and P-521"
    if hashed and group["hashAlg"] not in HASHES:
        return f"the hash {group['hashAlg']}"
    if group.get("conformance"):  # SP 800-106: what is signed is the message with a random value in it
        return f"messages changed by {group['conformance']}"
    return "messages that are hashed already" if group.get("componentTest") else ""


def _point(group: Case, test: Case, x: str = "qx", y: str = "qy") -> dict[str, str]:
    found = _named(group, test, x, y)
    size = SIZES[group["curve"]]
    return {"x_hex": number(found[x], size), "y_hex": number(found[y], size)}


def _ecdsa(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if _other(group):
        yield LeftOut(_other(group))
        return
    curve, size = group["curve"], SIZES[group["curve"]]
    message = {"message_hex": test["message"], "hash": HASHES[group["hashAlg"]]}
    signature = "".join(number(test[name], size) for name in "rs")
    given = {**_point(group, test), **message, "signature_hex": signature}
    yield f"ECDSA {curve}", case(case_id, "verify", given, test.get("testPassed", True))
    private = _named(group, test, "d")["d"]
    if "testPassed" not in test and private:
        given = {"private_hex": number(private, size), **message}
        if algorithm == "DetECDSA":
            yield f"ECDSA {curve}", case(case_id, "sign", given, out={"signature_hex": signature})
        else:
            yield f"ECDSA {curve}", drawn(case_id, "sign", given)


def _ecdsa_key(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if _other(group, hashed=False):
        yield LeftOut(_other(group, hashed=False))
        return
    curve, good = group["curve"], test.get("testPassed", True)
    point = _point(group, test)
    yield f"ECDSA {curve}", case(case_id, "validate_public", point, good)
    if "testPassed" not in test:
        given = {"private_hex": number(test["d"], SIZES[curve])}
        yield f"ECDSA {curve}", case(case_id, "public_key", given, out=point)


def _ecdh(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if _other(group, hashed=False):
        yield LeftOut(_other(group, hashed=False))
        return
    curve, size = group["curve"], SIZES[group["curve"]]
    given = {"private_hex": number(test["privateIut"], size)}
    given.update(_point(group, test, "publicServerX", "publicServerY"))
    yield f"ECDH {curve}", case(case_id, "exchange", given, out={"secret_hex": number(test["z"], size)})


def _eddsa(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    context = test.get("context") or ""
    if group.get("preHash") or group["curve"] not in EDWARDS or (group["curve"] == "ED-25519" and context):
        yield LeftOut("EdDSA with a hash before it, or Ed25519 with a context")
        return
    family, good = EDWARDS[group["curve"]], test.get("testPassed", True)
    given = {"message_hex": test["message"], **({"context_hex": context} if context else {})}
    known = _named(group, test, "q", "d")
    checked = {**given, "public_key_hex": known["q"], "signature_hex": test["signature"]}
    yield family, case(case_id, "verify", checked, good)
    if "testPassed" not in test and known["d"]:
        out = {"signature_hex": test["signature"]}
        yield family, case(case_id, "sign", {**given, "seed_hex": known["d"]}, out=out)


def _eddsa_key(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    family = EDWARDS.get(group["curve"])
    if family is None:
        yield LeftOut(f"the curve {group['curve']}")
    elif "testPassed" in test:
        given = {"public_key_hex": test["q"]}
        yield family, case(case_id, "prepare_public", given, test["testPassed"])
    else:
        out = {"public_key_hex": test["q"]}
        yield family, case(case_id, "public_key", {"seed_hex": test["d"]}, out=out)


# --- RSA, ML-DSA ----------------------------------------------------------------------------------


def _rsa(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    hash_name, pss = HASHES.get(group["hashAlg"]), group["sigType"] == "pss"
    if hash_name is None or group["sigType"] not in ("pkcs1v1.5", "pss"):
        yield LeftOut(f"RSA signatures of {group['sigType']} with {group['hashAlg']}")
        return
    if group.get("conformance"):
        yield LeftOut(f"messages changed by {group['conformance']}")
        return
    if pss and group.get("maskFunction", "mgf1") not in ("mgf1", "none"):
        yield LeftOut(f"PSS with {group['maskFunction']}")
        return
    known = _named(group, test, "n", "e", "d")
    given = {"n_hex": number(known["n"]), "e_hex": number(known["e"]), "message_hex": test["message"]}
    given["hash"] = hash_name
    salt = {"salt_length": group["saltLen"]} if pss else {}
    family = "RSA-PSS" if pss else "RSA-PKCS1v15"
    checked = {**given, "signature_hex": test["signature"], **salt}
    yield family, case(case_id, "verify", checked, test.get("testPassed", True))
    if "testPassed" not in test and known["d"] and not pss:
        given["d_hex"] = number(known["d"])
        yield family, case(case_id, "sign", given, out={"signature_hex": test["signature"]})


def _ml_dsa(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    if group.get("signatureInterface") == "internal" or group.get("preHash") == "preHash":
        yield LeftOut("ML-DSA's internal interface, or with a hash before it")
        return
    known = _named(group, test, "pk", "sk")
    given = {"message_hex": test["message"], "context_hex": test.get("context") or ""}
    checked = {**given, "public_hex": known["pk"], "signature_hex": test["signature"]}
    if known["pk"]:
        yield group["parameterSet"], case(case_id, "verify", checked, test.get("testPassed", True))
    if "testPassed" not in test and known["sk"]:
        given.update(private_hex=known["sk"], rnd_hex=test.get("rnd") or "")
        out = {"signature_hex": test["signature"], **({"public_hex": known["pk"]} if known["pk"] else {})}
        yield group["parameterSet"], case(case_id, "sign", given, out=out)


def _ml_dsa_key(case_id: str, algorithm: str, group: Case, test: Case) -> Iterator[Item]:
    """The key is that of the seed: what is signed with one form, the other says to be its own."""
    family = ML_DSA_KEYS[len(test["pk"]) // 2]
    yield (
        family,
        case(
            case_id,
            "key_pair",
            {"seed_hex": test["seed"]},
            out={"public_hex": test["pk"], "private_hex": test["sk"]},
        ),
    )


CONVERTERS: tuple[tuple[str, Optional[str], Converter], ...] = (
    (r"SHA-1|SHA2-(224|256|384|512)", None, _hash),
    (r"SHAKE-(128|256)", None, _shake),
    (r"HMAC-SHA-1|HMAC-SHA2-(224|256|384|512)", None, _hmac),
    ("PBKDF", None, _pbkdf),
    (r"AES-(ECB|CBC|CTR)|TDES-(ECB|CBC)", None, _cipher),
    ("AES-GCM|AES-GMAC", None, _gcm),
    ("AES-KWP?", None, _key_wrap),
    ("ECDSA|DetECDSA", "sigVer", _ecdsa),
    ("ECDSA|DetECDSA", "sigGen", _ecdsa),
    ("ECDSA", "keyVer", _ecdsa_key),
    ("ECDSA", "keyGen", _ecdsa_key),
    ("KAS-ECC", "CDH-Component", _ecdh),
    ("EDDSA", "sigVer", _eddsa),
    ("EDDSA", "sigGen", _eddsa),
    ("EDDSA", "keyVer", _eddsa_key),
    ("EDDSA", "keyGen", _eddsa_key),
    ("RSA", "sigVer", _rsa),
    ("RSA", "sigGen", _rsa),
    ("ML-DSA", "sigVer", _ml_dsa),
    ("ML-DSA", "sigGen", _ml_dsa),
    ("ML-DSA", "keyGen", _ml_dsa_key),
)

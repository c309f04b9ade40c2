"""RFC 8725 as cases for those who use a library: what an application must see refused; no argument.

Four files: JWT, JWS, JWE and JWK. Each id begins with the section of RFC 8725. A case is what an application
configures (key, algorithms, issuer, audience, typ) and a token that an attacker could send it. No case needs
a clock, and none an error code.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from jamlite.conformance.jwe_draws import FixedValues
from jamlite.crypto import ecdsa, ed25519, rsa_pkcs1v15, rsa_pss
from jamlite.jose import JWK, jwe
from jamlite.jose.key_like import as_key
from jamlite.keys.rsa import RSAKey

from . import own_jwe
from .common import write
from .jose_forge import OCT, OWN, SECRET, Case, Cases, b64u, mac, segment, token, unb64u
from .own_made import ec_key, oct_key, okp_key

FUTURE = 4_102_444_800
HS256 = {"alg": "HS256", "typ": "JWT"}
GOOD: Case = {"iss": "https://issuer.example", "sub": "alice", "aud": "api", "exp": FUTURE}
EC, ED, RSA = ec_key("P-256"), okp_key("Ed25519"), own_jwe.rsa_key()


def public(key: Case) -> Case:
    return JWK(key).public().to_dict()


def signed(claims: Any, key: Case, **header: Any) -> str:
    """Return a compact JWS that is the same each time: no chance in ES256, a salt of zeros in PS256."""
    signing_input = f"{segment(header)}.{segment(claims)}"
    data, alg = signing_input.encode(), header["alg"]
    if alg == "ES256":
        private = int.from_bytes(unb64u(key["d"]), "big")
        signature = ecdsa.sign("P-256", private, data, "sha256", extra_entropy=b"")
    elif alg == "EdDSA":
        signature = ed25519.sign(unb64u(key["d"]), data)
    elif alg == "PS256":
        signature = rsa_pss.sign(RSAKey.from_members(key).signer, data, "sha256", salt=bytes(32))
    else:
        signature = rsa_pkcs1v15.sign(RSAKey.from_members(key).signer, data, "sha256")
    return f"{signing_input}.{b64u(signature)}"


def unsigned(alg: str, claims: Any, signature: str = "") -> str:
    return f"{segment({'alg': alg, 'typ': 'JWT'})}.{segment(claims)}.{signature}"


def confused(key: Case, form: str, claims: Any) -> str:
    """Return a token whose HMAC is made with a public key as the secret, in one of its spellings."""
    jwk = JWK(key).public()
    secret = {
        "PEM": jwk.to_pem().encode(),
        "PEM without its last line break": jwk.to_pem().encode().rstrip(b"\n"),
        "DER": jwk.to_der(),
        "JWK": json.dumps(jwk.to_dict(), separators=(",", ":")).encode(),
    }[form]
    return token(HS256, claims, key=secret)


def sealed_for(key: Case, alg: str) -> str:
    """Return a JWE whose random values are known: the same bytes each time."""
    seed = bytes(20) if alg == "RSA-OAEP" else bytes(32)
    if alg == "RSA1_5":
        seed = b"\x01" * (256 - 3 - 32)
    drawn = {"cek": bytes(32), "iv": bytes(12)}
    if alg.startswith("RSA"):
        fixed = FixedValues(rsa_seed=seed, **drawn)
    else:
        fixed = FixedValues(iv=bytes(12), ephemeral=own_jwe.EPHEMERAL)
    return jwe.seal_compact(b"a plaintext", as_key(key), {"alg": alg, "enc": "A256GCM"}, fixed)


FORMS = ("PEM", "PEM without its last line break", "DER", "JWK")


def jwt_cases() -> Cases:
    cases = Cases("decode", key=OCT, audience="api")
    accept, refuse = cases.accept, cases.refuse
    claims = {"claims": GOOD}
    # 3.1 Perform Algorithm Verification
    accept("3.1 the algorithm of the list", token=token(HS256, GOOD), algorithms=["HS256"], out=claims)
    refuse("3.1 an algorithm that is not in the list", None, token=token(HS256, GOOD), algorithms=["HS512"])
    refuse(
        "3.1 an algorithm that the key is not for",
        None,
        token=token(HS256, GOOD),
        key={**OCT, "alg": "HS384"},
    )
    for kind, key in (("RSA", RSA), ("EC", EC), ("Ed25519", ED)):
        for form in FORMS:
            refuse(
                f"3.1 an HMAC made with the {kind} key as {form}",
                None,
                token=confused(key, form, GOOD),
                key=public(key),
            )
    genuine = signed(GOOD, EC, alg="ES256", typ="JWT")
    accept("3.1 ES256 with its own key", token=genuine, key=public(EC), out=claims)
    refuse("3.1 ES256 where RS256 is expected", None, token=genuine, key=public(EC), algorithms=["RS256"])
    for alg in ("hs256", "Hs256", "HS256 ", ""):
        refuse(f"3.1 alg {alg!r}", None, token=token({**HS256, "alg": alg}, GOOD))
    refuse("3.1 no alg", None, token=token({"typ": "JWT"}, GOOD))
    refuse("3.1 alg is a list", None, token=token({**HS256, "alg": ["HS256"]}, GOOD))
    # 3.2 Use Appropriate Algorithms
    for alg in ("none", "None", "NONE", "nOnE"):
        refuse(f"3.2 alg {alg}, no signature", None, token=unsigned(alg, GOOD))
        refuse(f"3.2 alg {alg}, a signature of zeros", None, token=unsigned(alg, GOOD, b64u(bytes(32))))
    refuse("3.2 HS256 without a signature", None, token=unsigned("HS256", GOOD))
    refuse("3.2 ES256 without a signature", None, token=unsigned("ES256", GOOD), key=public(EC))
    # 3.3 Validate All Cryptographic Operations: a nested token counts only if what is inside is verified
    refuse(
        "3.3 a nested token of alg none",
        None,
        token=token({**HS256, "cty": "JWT"}, unsigned("none", GOOD).encode()),
    )
    changed = signed({**GOOD, "sub": "bob"}, EC, alg="ES256", typ="JWT").split(".")
    swapped = ".".join([*genuine.split(".")[:1], changed[1], genuine.split(".")[2]])
    refuse("3.3 the claims of one token, the signature of another", None, token=swapped, key=public(EC))
    refuse(
        "3.3 signed by somebody else", None, token=token(HS256, GOOD, key=b"another key of thirty-two bytes!")
    )
    # 3.4 Validate Cryptographic Inputs
    head = genuine.rpartition(".")[0]
    for called, signature in (("r and s zero", bytes(64)), ("r and s the order", _order() * 2)):
        refuse(f"3.4 ES256, {called}", None, token=f"{head}.{b64u(signature)}", key=public(EC))
    # 3.5 Ensure Cryptographic Keys Have Sufficient Entropy
    refuse("3.5 an empty secret", None, token=token(HS256, GOOD, key=b""), key={"kty": "oct", "k": ""})
    # 3.7 Use UTF-8
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        refuse(f"3.7 claims in {encoding}", None, token=token(HS256, json.dumps(GOOD).encode(encoding)))
    refuse("3.7 claims in Latin-1", None, token=token(HS256, b'{"aud":"api","name":"\xe9"}'))
    accept(
        "3.7 claims in UTF-8",
        token=token(HS256, '{"aud":"api","n":"\u00e9"}'.encode()),
        out={"claims": {"aud": "api", "n": "\u00e9"}},
    )
    _expectations(cases)
    return cases


def _order() -> bytes:
    return bytes.fromhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")


def _expectations(cases: Cases) -> None:
    accept, refuse = cases.accept, cases.refuse
    claims = {"claims": GOOD}
    # 3.8 Validate Issuer and Subject
    issuer = GOOD["iss"]
    accept("3.8 the issuer", token=token(HS256, GOOD), issuer=issuer, out=claims)
    for called, value in (
        ("another", "https://attacker.example"),
        ("one that begins like it", f"{issuer}.attacker.example"),
        ("a part of it", issuer[:-1]),
        ("it in a list", [issuer]),
    ):
        refuse(f"3.8 the issuer is {called}", None, token=token(HS256, {**GOOD, "iss": value}), issuer=issuer)
    without = {name: value for name, value in GOOD.items() if name != "iss"}
    refuse("3.8 no issuer", None, token=token(HS256, without), issuer=issuer)
    accept("3.8 the subject", token=token(HS256, GOOD), subject="alice", out=claims)
    refuse("3.8 another subject", None, token=token(HS256, GOOD), subject="bob")
    # 3.9 Use and Validate Audience
    accept("3.9 the audience", token=token(HS256, GOOD), out=claims)
    several = {**GOOD, "aud": ["other", "api"]}
    accept("3.9 one of several audiences", token=token(HS256, several), out={"claims": several})
    for called, aud in (
        ("another", "other"),
        ("a list of others", ["a", "b"]),
        ("longer", "api2"),
        ("an empty list", []),
    ):
        refuse(f"3.9 the audience is {called}", None, token=token(HS256, {**GOOD, "aud": aud}))
    nobody = {name: value for name, value in GOOD.items() if name != "aud"}
    refuse("3.9 no audience", None, token=token(HS256, nobody))
    # 3.10 Do Not Trust Received Claims
    attacker = okp_key("Ed25519")
    embedded = signed(GOOD, attacker, alg="EdDSA", typ="JWT", jwk=public(attacker))
    refuse("3.10 signed with the key in its own header", None, token=embedded, key=public(EC))
    for name in ("jku", "x5u"):
        fetched = signed(GOOD, attacker, alg="EdDSA", typ="JWT", **{name: "https://attacker.example/keys"})
        refuse(f"3.10 signed with a key behind {name}", None, token=fetched, key=public(EC))
    for kid in ("../../../../dev/null", "/dev/null", "x' UNION SELECT 'secret", ""):
        made = token({**HS256, "kid": kid}, GOOD, key=b"")
        refuse(f"3.10 kid {kid!r}, signed with an empty secret", None, token=made)
    # 3.11 Use Explicit Typing
    typed = token({"alg": "HS256", "typ": "at+jwt"}, GOOD)
    accept("3.11 the type", token=typed, typ="at+jwt", out=claims)
    accept(
        "3.11 the type, written in full",
        token=token({"alg": "HS256", "typ": "application/at+jwt"}, GOOD),
        typ="at+jwt",
        out=claims,
    )
    refuse("3.11 another type", None, token=typed, typ="secevent+jwt")
    refuse("3.11 the general type", None, token=token(HS256, GOOD), typ="at+jwt")
    refuse("3.11 no type", None, token=token({"alg": "HS256"}, GOOD), typ="at+jwt")
    # 3.12 Use Mutually Exclusive Validation Rules for Different Kinds of JWTs
    id_token = {**GOOD, "aud": "client", "nonce": "n"}
    refuse("3.12 an ID token at the API", None, token=token(HS256, id_token))
    refuse(
        "3.12 an ID token without exp where it is required",
        None,
        token=token(HS256, {"aud": "api", "iss": issuer}),
        required=["exp"],
    )


def jws_cases() -> Cases:
    cases = Cases("verify", key=OCT)
    accept, refuse = cases.accept, cases.refuse
    out = {"payload_utf8": "payload"}
    accept("3.1 the algorithm of the list", token=token({"alg": "HS256"}), algorithms=["HS256"], out=out)
    refuse("3.1 not in the list", None, token=token({"alg": "HS256"}), algorithms=["HS512"])
    for kind, key in (("RSA", RSA), ("EC", EC), ("Ed25519", ED)):
        for form in FORMS:
            refuse(
                f"3.1 an HMAC made with the {kind} key as {form}",
                None,
                token=confused(key, form, b"payload"),
                key=public(key),
            )
    for alg in ("none", "NONE", "None"):
        refuse(f"3.2 alg {alg}, no signature", None, token=f"{segment({'alg': alg})}.{segment(b'payload')}.")
    keys = {"RS256": RSA, "PS256": RSA, "ES256": EC, "EdDSA": ED}
    genuine = {alg: signed(b"payload", key, alg=alg) for alg, key in keys.items()}
    for name, made in genuine.items():
        accept(f"3.2 {name}", token=made, key=public(keys[name]), out=out)
        head, _, signature = made.rpartition(".")
        refuse(f"3.3 {name}, no signature", None, token=f"{head}.", key=public(keys[name]))
        refuse(
            f"3.3 {name}, a signature cut short",
            None,
            token=f"{head}.{signature[:-4]}",
            key=public(keys[name]),
        )
        refuse(
            f"3.4 {name}, a signature of zeros",
            None,
            token=f"{head}.{b64u(bytes(len(signature) * 3 // 4))}",
            key=public(keys[name]),
        )
        other = f"{segment({'alg': name})}.{segment(b'PAYLOAD')}.{signature}"
        refuse(f"3.3 {name}, another payload", None, token=other, key=public(keys[name]))
    refuse("3.1 RS256 with the key of ES256", None, token=genuine["RS256"], key=public(EC))
    refuse(
        "3.1 RS256 where PS256 is expected",
        None,
        token=genuine["RS256"],
        key=public(RSA),
        algorithms=["PS256"],
    )
    secret = {"kty": "oct", "k": ""}
    refuse("3.5 an empty secret", None, token=token({"alg": "HS256"}, key=b""), key=secret)
    refuse("3.7 a header in UTF-16", None, token=_raw(json.dumps({"alg": "HS256"}).encode("utf-16")))
    refuse("3.7 a header with a byte that is not UTF-8", None, token=_raw(b'{"alg":"HS256","x":"\xff"}'))
    for name in ("jku", "x5u", "kid"):
        made = signed(b"payload", okp_key("Ed25519"), alg="EdDSA", **{name: "https://attacker.example/keys"})
        refuse(f"3.10 signed with a key behind {name}", None, token=made, key=public(EC))
    embedded = signed(b"payload", ED, alg="EdDSA", jwk=public(ED))
    refuse("3.10 signed with the key in its own header", None, token=embedded, key=public(EC))
    return cases


def _raw(header: bytes) -> str:
    signing_input = f"{b64u(header)}.{b64u(b'payload')}"
    return f"{signing_input}.{b64u(mac(signing_input, SECRET))}"


def jwe_cases() -> Cases:
    cases = Cases("decrypt")
    accept, refuse = cases.accept, cases.refuse
    key, out = oct_key(32), {"plaintext_utf8": "a plaintext"}
    sealed = own_jwe.compact({"alg": "dir", "enc": "A256GCM"}, own_jwe.SECRET)
    accept("3.1 dir and A256GCM", token=sealed, key=key, out=out)
    refuse("3.1 alg that is not in the list", None, token=sealed, key=key, algorithms=["A256KW"])
    refuse("3.1 enc that is not in the list", None, token=sealed, key=key, encryptions=["A128CBC-HS256"])
    for name in ("RSA-OAEP", "RSA-OAEP-256"):
        accept(
            f"3.2 {name}",
            token=sealed_for(public(RSA), name),
            key=RSA,
            out=out,
        )
    old = sealed_for(public(RSA), "RSA1_5")
    refuse("3.2 RSA1_5, which nobody asked for", None, token=old, key=RSA)
    parts = sealed.split(".")
    for index, called in ((2, "iv"), (3, "ciphertext"), (4, "tag")):
        changed = list(parts)
        changed[index] = ("B" if changed[index][0] == "A" else "A") + changed[index][1:]
        refuse(f"3.3 the {called} is changed", None, token=".".join(changed), key=key)
    refuse("3.3 no tag", None, token=".".join([*parts[:4], ""]), key=key)
    refuse("3.3 a tag cut short", None, token=".".join([*parts[:4], parts[4][:16]]), key=key)
    agreed = sealed_for(public(own_jwe.EC), "ECDH-ES")
    accept("3.4 ECDH-ES", token=agreed, key=own_jwe.EC, out=out)
    for called, changes in (
        ("off the curve", {"y": own_jwe.EPK["x"]}),
        ("at (0, 0)", {"x": b64u(bytes(32)), "y": b64u(bytes(32))}),
        ("on another curve", own_jwe.P384),
    ):
        header = {"alg": "ECDH-ES", "enc": "A256GCM", "epk": {**own_jwe.EPK, **changes}}
        refuse(
            f"3.4 ECDH-ES, the sender's point {called}",
            None,
            token=own_jwe.compact(header, own_jwe.SECRET),
            key=own_jwe.EC,
        )
    zero = {"kty": "OKP", "crv": "X25519", "x": b64u(bytes(32))}
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "epk": zero}
    refuse(
        "3.4 X25519, the sender's point zero",
        None,
        token=own_jwe.compact(header, own_jwe.SECRET),
        key=own_jwe.X25519,
    )
    packer = zlib.compressobj(wbits=-15)
    bomb = packer.compress(bytes(64 << 20)) + packer.flush()
    header = {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}
    refuse(
        "3.6 64 MiB of zeros, compressed",
        None,
        token=own_jwe.compact(header, own_jwe.SECRET, content=bomb),
        key=key,
    )
    other = {**EC, "use": "sig"}
    refuse("3.12 a key for signatures", None, token=agreed, key=other)
    for crit in (["x"], []):
        header = {"alg": "dir", "enc": "A256GCM", "crit": crit, "x": 1}
        refuse(f"3.3 crit {crit}", None, token=own_jwe.compact(header, own_jwe.SECRET), key=key)
    return cases


def jwk_cases() -> Cases:
    cases = Cases("read")
    for called, key in (("EC", EC), ("RSA", RSA), ("Ed25519", ED)):
        cases.accept(f"3.4 a public {called} key", jwk=public(key), out={"jwk": public(key)})
    point = public(EC)
    for called, jwk in (
        ("EC, off the curve", {**point, "y": point["x"]}),
        ("EC, (0, 0)", {**point, "x": b64u(bytes(32)), "y": b64u(bytes(32))}),
        ("EC, of another curve", {**point, "crv": "P-384"}),
        ("EC, a coordinate cut short", {**point, "x": point["x"][:-4]}),
        ("EC, a private part of another key", {**EC, "d": b64u(bytes(31) + b"\x07")}),
        ("RSA, e = 1", {**public(RSA), "e": "AQ"}),
        ("RSA, an even modulus", {**public(RSA), "n": public(RSA)["n"][:-2] + "AA"}),
        ("RSA of 512 bits", {"kty": "RSA", "e": "AQAB", "n": b64u(b"\xc1" + bytes(62) + b"\x01")}),
        ("Ed25519 of 31 bytes", {**public(ED), "x": b64u(bytes(range(31)))}),
        ("Ed25519, the neutral point", {**public(ED), "x": b64u(b"\x01" + bytes(31))}),
    ):
        cases.refuse(f"3.4 {called}", None, jwk=jwk)
    cases.refuse("3.5 an empty secret", None, jwk={"kty": "oct", "k": ""})
    return cases


def main() -> None:
    for name, cases in (
        ("JWT", jwt_cases()),
        ("JWS", jws_cases()),
        ("JWE", jwe_cases()),
        ("JWK", jwk_cases()),
    ):
        write(
            "jose",
            f"{name.lower()}_rfc8725.jamlite",
            title=f"RFC 8725 for those who use a library: {name}",
            family=name,
            spec="RFC 8725 section 3",
            source=OWN,
            cases=list(cases),
        )


if __name__ == "__main__":
    main()

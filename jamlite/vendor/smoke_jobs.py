"""One small job for each kind of feature. A copy gets those it needs, as source text, in its selftest.py.

Each job is given the name of a feature and whether the copy only verifies, imports what it uses by itself,
and raises if an answer is wrong. A copy that only verifies takes the job with `_only` behind its name, if
there is one. Nothing but these functions, and those of `smoke_keys` that they call, goes into a copy.
"""

from __future__ import annotations

from typing import Any

from .smoke_keys import ec_base, ec_key, okp_answer, okp_key, rsa_key, secret_key, sure


def imported(name: str, verify_only: bool) -> None:
    """No further job: that every file of the copy loads is proof enough."""


def signed(name: str, verify_only: bool, private: Any, public: Any) -> None:
    """Issue a token and verify it; refuse it once it has expired, and once it is changed."""
    from ..exceptions.jose import JamJWSVerificationError
    from ..exceptions.jwt import JamJWTExpired
    from ..jose import jwt

    sizes = {"RS": 256, "PS": 256, "HS": 32, "ES384": 96, "ES512": 132, "Ed448": 114, "ML-DSA-44": 2420}
    size = sizes.get(name, sizes.get(name[:2], 64))
    if verify_only:
        from ..encoding import base64url

        head = base64url.encode(b'{"alg":"%s"}' % name.encode())
        # Of the right length, so that the signature is computed and not refused by its size.
        token = f"{head}.{base64url.encode(b'{}')}.{base64url.encode(bytes(size - 1) + b'1')}"
    else:
        token = jwt.encode({"sub": "alice", "exp": 60}, private, alg=name)
        sure(jwt.decode(token, public, algorithms=[name], now=59)["sub"] == "alice")
        try:
            jwt.decode(token, public, algorithms=[name], now=60)
        except JamJWTExpired:
            pass
        else:
            raise AssertionError(f"an expired {name} token was accepted")
        # Not the last character: its low bits may mean nothing, and base64url refuses them as not canonical.
        token = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    try:
        jwt.decode(token, public, algorithms=[name])
    except JamJWSVerificationError:
        return
    raise AssertionError(f"a false {name} signature was accepted")


def signed_hmac(name: str, verify_only: bool) -> None:
    """HS256 and its like."""
    from hmac import digest

    from ..encoding import base64url
    from ..jose import jwt

    key = bytes(range(64))  # RFC 7518 section 3.2: as long as the longest hash
    message = ".".join(map(base64url.encode, (b'{"alg":"%s"}' % name.encode(), b'{"sub":"alice"}')))
    # By the standard library, not by ourselves.
    right = base64url.encode(digest(key, message.encode(), f"sha{name[2:]}"))
    sure(jwt.decode(f"{message}.{right}", key, algorithms=[name]) == {"sub": "alice"})
    signed(name, verify_only, key, key)


def signed_rsa(name: str, verify_only: bool) -> None:
    """RS256, PS256 and their like."""
    signed(name, verify_only, rsa_key(verify_only), rsa_key(True))


def verified_rs256(name: str, verify_only: bool) -> None:
    """Verify the token of RFC 7515 appendix A.2; then as `signed_rsa`."""
    from ..jose import jwt

    token = (
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
        "b290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O"
        "8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L0"
        "7Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6"
        "LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    )
    # The token's exp is 1300819380.
    sure(jwt.decode(token, rsa_key(True), algorithms=["RS256"], now=1300819379)["iss"] == "joe")
    signed_rsa(name, verify_only)


def signed_ec(name: str, verify_only: bool) -> None:
    """ES256 and its like."""
    key = ec_key(name)
    signed(name, verify_only, key, key.public())


def signed_ec_only(name: str, verify_only: bool) -> None:
    """Refuse a false signature; of ES256, verify the token of RFC 7515 appendix A.3 first."""
    from ..jose import jwt

    key = {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }
    token = (
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
        "b290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    )
    if name == "ES256":
        # One second before its exp.
        sure(jwt.decode(token, key, algorithms=["ES256"], now=1300819379)["iss"] == "joe")
    signed(name, verify_only, None, ec_base(name))


def signed_okp(name: str, verify_only: bool) -> None:
    """EdDSA by its three names."""
    key = okp_key(name)
    signed(name, verify_only, key, key.public())


def signed_okp_only(name: str, verify_only: bool) -> None:
    """Verify RFC 8032's signature of the empty message, refuse a false one."""
    from ..jose import JWK
    from ..keys.okp import OKPKey

    curve = "Ed25519" if name == "EdDSA" else name
    public, signature = okp_answer(curve)
    key = JWK.from_material(OKPKey(curve, bytes.fromhex(public)))
    sure(key.verifier(name)(b"", bytes.fromhex(signature)))
    signed(name, verify_only, None, key)


def encrypted(alg: str, enc: str, key: Any) -> None:
    """Encrypt and decrypt."""
    from ..jose import jwe

    # RFC 7518 section 4.8.1.2: the least.
    token = jwe.encrypt(b"secret", key, {"alg": alg, "enc": enc}, iterations=1000 if "PBES2" in alg else None)
    sure(jwe.decrypt(token, key, algorithms=[alg]).plaintext == b"secret")


def encrypted_dir(name: str, verify_only: bool) -> None:
    """The encryptions of content."""
    enc = "A256GCM" if name == "dir" else name
    # RFC 7518 section 5.2.2.1: two keys in one.
    encrypted("dir", enc, secret_key(int(enc[-3:] if "CBC" in enc else enc[1:4]) // 8))


def encrypted_kw(name: str, verify_only: bool) -> None:
    """A128KW and its like."""
    encrypted(name, "A256GCM", secret_key(int(name[1:4]) // 8))


def encrypted_rsa(name: str, verify_only: bool) -> None:
    """RSA-OAEP and RSA1_5; without the private half, what is for somebody else."""
    if not verify_only:
        encrypted(name, "A256GCM", rsa_key(False))
        return
    from ..jose import jwe

    parts = jwe.encrypt(b"secret", rsa_key(True), {"alg": name, "enc": "A256GCM"}).split(".")
    sure((len(parts), len(parts[1])) == (5, 342))  # an encrypted key of 256 bytes


def encrypted_ec(name: str, verify_only: bool) -> None:
    """ECDH-ES and its like."""
    encrypted(name, "A256GCM", ec_key(name))  # with verify-only, too: every message has a new key


def signed_akp(name: str, verify_only: bool) -> None:
    """ML-DSA."""
    from ..jose import JWK
    from ..keys.akp import AKPKey

    key = JWK.from_material(AKPKey.generate(name))
    signed(name, verify_only, key, key.public())


def encrypted_okp(name: str, verify_only: bool) -> None:
    """ECDH-ES with X25519 or X448."""
    encrypted("ECDH-ES", "A256GCM", okp_key(name))


def encrypted_password(name: str, verify_only: bool) -> None:
    """PBES2."""
    from ..jose import JWK

    encrypted(name, "A256GCM", JWK.from_password("correct horse"))


def paseto_local(name: str, verify_only: bool) -> None:
    """PASETO with a shared key."""
    from ..paseto import key

    made, v = key.generate(name[7:9], "local"), paseto_version(name)
    sure(v.decrypt(made, v.encrypt(made, b"secret"))[0] == b"secret")


def paseto_public(name: str, verify_only: bool) -> None:
    """PASETO with signatures."""
    from ..paseto import key

    if name[7:9] == "v1":  # making an RSA key takes seconds
        return
    made, v = key.generate(name[7:9], "public"), paseto_version(name)
    sure(v.verify(made.public(), v.sign(made, b"open"))[0] == b"open")  # type: ignore[union-attr]


def paseto_public_only(name: str, verify_only: bool) -> None:
    """Verify a token of the standard's own vectors."""
    if name[7:9] == "v1":  # its vectors need a PEM
        return
    public, token = paseto_answer(name[7:9])
    sure(paseto_version(name).verify(public, token)[0].startswith(b'{"data":"this is a signed message"'))


def paseto_answer(version: str) -> Any:
    """Return public key and token of the vectors 2-S-1, 3-S-1 or 4-S-1."""
    from ..paseto import key

    head = f"{version}.public.eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIiwiZXhwIjoi"
    if version == "v3":
        from ..keys.ec import ECKey

        octets = bytes.fromhex(
            "02fbcb7c69ee1c60579be7a334134878d9c5c5bf35d552dab63c0140397ed14cef637d7720925c44699ea30e72874c72fb"
        )
        token = (
            "MjAyMi0wMS0wMVQwMDowMDowMCswMDowMCJ9vrarT0tBPumLsUh5iJGDDH7sIkPk1fW8Ej6R2j-8jB7rkkCJyEKxcMNPJ5jL"
            "urPvZSzRdLb-Ia_Y2YXavY77xbLzJQJkA_zjJeYrd8mWQ24oOpkts1Css3Xa74cz_j3A"
        )
        return key.PublicKey(version, ECKey.from_octets("P-384", octets)), head + token
    from ..keys.okp import OKPKey

    octets = bytes.fromhex("1eb9dbbbbc047c03fd70604e0071f0987e16b28b757225c11f00415d0e20b1a2")
    token = {
        "v2": (
            "MjAxOS0wMS0wMVQwMDowMDowMCswMDowMCJ9HQr8URrGntTu7Dz9J2IF23d1M7-9lH9xiqdGyJNvzp4angPW5Esc7C5huy_M"
            "8I8_DjJK2ZXC2SUYuOFM-Q_5Cw"
        ),
        "v4": (
            "MjAyMi0wMS0wMVQwMDowMDowMCswMDowMCJ9bg_XBBzds8lTZShVlwwKSgeKpLT3yukTw6JUz3W4h_ExsQV-P0V54zemZDcA"
            "xFaSeef1QlXEFtkqxT1ciiQEDA"
        ),
    }[version]
    return key.PublicKey(version, OKPKey("Ed25519", octets)), head + token


def paseto_version(name: str) -> Any:
    """Return the module of a version."""
    from .. import paseto

    return getattr(paseto, name[7:9])


def totp(name: str, verify_only: bool) -> None:
    """RFC 6238 appendix B."""
    from ..otp import TOTP

    made = TOTP(b"12345678901234567890", digits=8)
    sure(made.at(59) == "94287082")
    sure(made.verify("94287082", 59) and not made.verify("94287083", 59))
    sure(made.provisioning_uri("a").startswith("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"))


def hotp(name: str, verify_only: bool) -> None:
    """RFC 4226 appendix D."""
    from ..otp import HOTP

    made = HOTP(b"12345678901234567890")
    sure(made.at(0) == "755224" and made.verify("755224", 0) and not made.verify("755225", 0))


def macaroon(name: str, verify_only: bool) -> None:
    """Make a macaroon with a caveat and verify it."""
    from ..macaroons import Macaroon, Verifier, create

    made = create("", bytes(range(32)), "id").add_first_party_caveat("a = 1")
    verifier = Verifier()
    verifier.satisfy_exact("a = 1")
    sure(verifier.verify(Macaroon.deserialize(made.serialize()), bytes(range(32))))


def password(name: str, verify_only: bool) -> None:
    """Hash a password and verify it, at the least cost."""
    from ..passwords import password_hash, password_verify

    scheme = name.partition("-")[2]
    stored = password_hash("correct horse", scheme=scheme, iterations=1000, ln=4, memory_kib=64, passes=1)
    sure(password_verify("correct horse", stored) and not password_verify("wrong", stored))


def fernet(name: str, verify_only: bool) -> None:
    """Seal and open."""
    from ..crypto import fernet

    key = fernet.generate_key()
    sure(fernet.decrypt(key, fernet.encrypt(key, b"secret", now=0)) == b"secret")


def sessions(name: str, verify_only: bool) -> None:
    """Begin a session and read it."""
    from ..sessions import create_instance

    store = create_instance("memory")
    sure(store.get(store.create("alice", {"n": 1})) == {"n": 1})


def passkey(name: str, verify_only: bool) -> None:
    """WebAuthn Level 3 section 16.2; refused for another challenge."""
    from ..encoding import base64url
    from ..exceptions.webauthn import JamWebAuthnChallengeError
    from ..webauthn import Credential, RelyingParty

    challenge = bytes.fromhex("39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408")
    key = (
        "a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820"
        "930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220"
    )
    client_data = (
        b'{"type":"webauthn.get","challenge":"%s","origin":"https://example.org","crossOrigin":false}'
        % base64url.encode_bytes(challenge)
    )
    authenticator_data = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000"
    signature = (
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b"
        "93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87"
    )
    response = {
        "clientDataJSON": base64url.encode(client_data),
        "authenticatorData": base64url.encode(bytes.fromhex(authenticator_data)),
        "signature": base64url.encode(bytes.fromhex(signature)),
    }
    answer = {"type": "public-key", "id": "aWQ", "rawId": "aWQ", "response": response}
    party = RelyingParty("example.org", user_verification="preferred")
    credential = Credential(b"id", bytes.fromhex(key), b"alice", backup_eligible=True)
    sure(party.authenticate(answer, challenge, credential, allow=[b"id"]).credential.backup_state)
    try:
        party.authenticate(answer, bytes(32), credential, allow=[b"id"])
    except JamWebAuthnChallengeError:
        return
    raise AssertionError("an answer to another challenge was accepted")


def facade(name: str, verify_only: bool) -> None:
    """A token by the facade."""
    from ..jam.facade import Jam

    jam = Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": "0123456789abcdef0123456789abcdef"}}})
    sure(jam.jwt_decode(jam.jwt_encode(sub="alice", exp=60), check_list=None)["sub"] == "alice")

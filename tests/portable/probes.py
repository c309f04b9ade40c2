"""Ten small programs, as users write them: `probes.py NAME` runs one, `probes.py` says their names.

They are frozen, zipped and carried to other machines. Each raises if an answer is wrong, and imports what it
needs by statements in its function, as freezers read them. Nothing here knows where it runs.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


def demand(holds: bool, what: str) -> None:
    """Raise if `holds` is false; an `assert` would say nothing under -O."""
    if not holds:
        raise SystemExit(f"wrong: {what}")


def jwt_hs() -> None:
    """RFC 7515 appendix A.1, and a token of our own."""
    from jamlite.jose import jwt

    secret = {
        "kty": "oct",
        "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    }
    token = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogI"
        "mh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    )
    demand(jwt.decode(token, secret, algorithms=["HS256"], now=1300819379)["iss"] == "joe", "RFC 7515 A.1")
    demand(jwt.decode(jwt.encode({"sub": "alice"}, secret), secret) == {"sub": "alice"}, "own HS256 token")


def jwt_rs() -> None:
    """RFC 7515 appendix A.2, and the same key as PEM."""
    from jamlite.jose import JWK, jwt

    key = JWK(
        {
            "kty": "RSA",
            "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0B"
            "m4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5"
            "z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7"
            "aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
            "e": "AQAB",
            "d": "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2N"
            "XOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M"
            "_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x"
            "_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
        }
    )
    token = (
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlL"
        "mNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
        "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWz"
        "O75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZES"
        "c6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlU"
        "PQGe77Rw"
    )
    pem = key.public().to_pem()
    demand(jwt.decode(token, pem, algorithms=["RS256"], now=1300819379)["iss"] == "joe", "RFC 7515 A.2")
    for alg in ("RS256", "PS256"):
        made = jwt.encode({"sub": "alice"}, key.to_pem(private=True), alg=alg)
        demand(jwt.decode(made, pem, algorithms=[alg]) == {"sub": "alice"}, alg)


def jwt_es() -> None:
    """RFC 7515 appendix A.3, and the curves of EdDSA."""
    from jamlite.jose import JWK, jwt

    key = {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }
    token = (
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlL"
        "mNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
        "pmWQxfKTUJqPP3-Kg6NU1Q"
    )
    demand(jwt.decode(token, key, algorithms=["ES256"], now=1300819379)["iss"] == "joe", "RFC 7515 A.3")
    for kty, crv in (("EC", "P-384"), ("OKP", "Ed25519"), ("OKP", "Ed448")):
        made = JWK.generate(kty, crv=crv)
        demand(jwt.decode(jwt.encode({"n": 1}, made), made.public()) == {"n": 1}, crv)


def jwe() -> None:
    """RFC 7516 appendix A.3, and three ways to agree on a key."""
    from jamlite.jose import JWK
    from jamlite.jose import jwe as tokens

    key = {"kty": "oct", "k": "GawgguFyGrWKav7AX4VKUg"}
    token = (
        "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9lociz"
        "kDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_Ym"
        "jN04DJvceFICbCVQ"
    )
    demand(tokens.decrypt(token, key).plaintext == b"Live long and prosper.", "RFC 7516 A.3")
    for alg, enc, made in (
        ("dir", "A256GCM", JWK.generate("oct", size=256)),
        ("ECDH-ES+A128KW", "A128GCM", JWK.generate("EC", crv="P-256")),
        ("ECDH-ES", "A256CBC-HS512", JWK.generate("OKP", crv="X25519")),
    ):
        sealed = tokens.encrypt(b"secret", made, {"alg": alg, "enc": enc})
        demand(tokens.decrypt(sealed, made).plaintext == b"secret", alg)


def paseto_v4() -> None:
    """The standard's vector 4-S-1, and both purposes."""
    from jamlite.paseto import key, paserk, v4

    public = paserk.to_key("k4.public.Hrnbu7wEfAP9cGBOAHHwmH4Wsot1ciXBHwBBXQ4gsaI")
    token = (
        "v4.public.eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIiwiZXhwIjoiMjAyMi0wMS0wMVQwMDowMDow"
        "MCswMDowMCJ9bg_XBBzds8lTZShVlwwKSgeKpLT3yukTw6JUz3W4h_ExsQV-P0V54zemZDcAxFaSeef1QlXEFtkqxT"
        "1ciiQEDA"
    )
    demand(v4.verify(public, token)[0].startswith(b'{"data":"this is a signed message"'), "4-S-1")
    signing, shared = key.generate("v4", "public"), key.generate("v4", "local")
    demand(v4.verify(signing.public(), v4.sign(signing, b"open"))[0] == b"open", "v4.public")
    demand(v4.decrypt(shared, v4.encrypt(shared, b"secret"))[0] == b"secret", "v4.local")


def totp() -> None:
    """RFC 6238 appendix B, and a URI with its QR code."""
    from jamlite.otp import TOTP
    from jamlite.otp.qr_drawing import qr

    made = TOTP(b"12345678901234567890", digits=8)
    demand(made.at(59) == "94287082" and made.verify("94287082", 59), "RFC 6238 appendix B")
    uri = made.provisioning_uri("alice", "Example")
    demand(uri.startswith("otpauth://totp/") and "<svg" in qr(uri, form="svg"), "otpauth URI as QR code")


def facade() -> None:
    """Jam, configured by a dict, whose sections name modules."""
    from jamlite import Jam

    jam = Jam(
        config={
            "jose": {
                "jwt": {
                    "alg": "HS256",
                    "secret_key": "0123456789abcdef0123456789abcdef",
                    "list": {"type": "black", "backend": "memory"},
                }
            },
            "session": {"sessions_type": "memory"},
            "otp": {"type": "totp", "digits": 6, "digest": "sha1", "interval": 30},
        }
    )
    token = jam.jwt_encode(sub="alice", exp=60)
    demand(jam.jwt_decode(token, check_list=True)["sub"] == "alice", "jwt_decode")
    session = jam.session_create("alice", {"n": 1})
    demand(jam.session_get(session) == {"n": 1}, "session_get")
    demand(
        jam.otp_verify_code(
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", jam.otp_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        ),
        "otp_verify_code",
    )


def sessions() -> None:
    """Sessions in memory and, where files can be written, in JSON lines and SQLite."""
    import os
    import tempfile

    from jamlite.sessions import create_instance

    with tempfile.TemporaryDirectory() as folder:
        for kind, place in (
            ("memory", {}),
            ("json", {"json_path": os.path.join(folder, "sessions.json")}),
            ("sqlite", {"path": os.path.join(folder, "sessions.sqlite")}),
        ):
            store = create_instance(kind, **place)
            session = store.create("alice", {"n": 1})
            store.update(session, {"m": 2})
            demand(store.get(session) == {"m": 2}, kind)
            store.delete(session)
            demand(store.get(session) is None, kind)
            if hasattr(store, "close"):
                store.close()


def oauth2_client() -> None:
    """A login with PKCE at a provider of three answers, which a thread gives on this machine."""
    import json
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from urllib.parse import parse_qs, urlsplit

    from jamlite.jose import JWK, jwt
    from jamlite.oauth2 import OAuth2Client

    key = JWK.generate("EC", crv="P-256")
    nonces: list[str] = []

    class Provider(BaseHTTPRequestHandler):
        def answer(self, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            if self.path == "/keys":
                return self.answer({"keys": [key.public().to_dict()]})
            return self.answer(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["ES256"],
                }
            )

        def do_POST(self) -> None:
            import time

            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            demand(asked["code"] == ["the-code"] and "code_verifier" in asked, "the token request")
            now = int(time.time())
            claims = {
                "iss": issuer,
                "aud": "me",
                "sub": "alice",
                "iat": now,
                "exp": now + 60,
                "nonce": nonces[0],
            }
            self.answer(
                {
                    "access_token": "a",
                    "token_type": "Bearer",
                    "id_token": jwt.encode(claims, key, alg="ES256"),
                }
            )

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Provider)
    issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        client = OAuth2Client(
            "me", "secret", issuer=issuer, redirect_url="http://127.0.0.1/back", http_loopback=True
        )
        url, saved = client.begin(["openid"])
        asked = parse_qs(urlsplit(url).query)
        nonces += asked["nonce"]
        back = f"http://127.0.0.1/back?code=the-code&state={asked['state'][0]}"
        tokens = client.finish(back, saved)
        demand(tokens.claims is not None and tokens.claims["sub"] == "alice", "the login")
    finally:
        server.shutdown()
        server.server_close()


def cli() -> None:
    """The command line: every group loads, all gates open, a key is made."""
    import contextlib
    import io

    from jamlite.cli import GROUPS, main

    def text(stream: io.TextIOWrapper) -> str:
        stream.seek(0)
        return stream.read()

    for arguments in ([], *([name] for name in GROUPS)):
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) as said:
            try:
                code = main([*arguments, "--help"])
            except SystemExit as end:
                code = end.code  # type: ignore[assignment]
        demand(not code and "usage" in text(said), f"help of {arguments}")
    for arguments, word in (
        (["selftest"], "0 shut"),
        (["version"], "jamlite"),
        (["jwk", "generate", "EC"], "P-256"),
    ):
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) as said:
            code = main(arguments)
        demand(not code and word in text(said), f"{arguments}: {text(said)[-300:]}")


PROBES: dict[str, Callable[[], None]] = {
    "jwt-hs": jwt_hs,
    "jwt-rs": jwt_rs,
    "jwt-es": jwt_es,
    "jwe": jwe,
    "paseto-v4": paseto_v4,
    "totp": totp,
    "jam": facade,
    "sessions": sessions,
    "oauth2-client": oauth2_client,
    "cli": cli,
}


def run(name: str) -> str:
    """Run one probe; return the word that says it got to its end."""
    PROBES[name]()
    import jamlite

    return f"{name} ok, from {jamlite.__file__}"


def main() -> int:
    """Run the probe named on the command line."""
    names = sys.argv[1:]
    if not names:
        print("\n".join(PROBES))
    for name in PROBES if names == ["all"] else names:
        print(run(name), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

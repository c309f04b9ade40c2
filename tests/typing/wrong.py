# ruff: noqa
"""An application with mistakes: every line marked `wrong` must be found, and no other."""

from __future__ import annotations

from jamlite import Jam, aio
from jamlite.jose import JWK, JWT, jws, jwt
from jamlite.jose import JWTs  # wrong
from jamlite.oauth2 import OAuth2Client
from jamlite.otp import TOTP, TOPT  # wrong
from jamlite.paseto import PASETOv4
from jamlite.utils import generate_otp_key, hash_password


def tokens(jam: Jam) -> None:
    number: int = jam.jwt_encode(sub="a")  # wrong
    jam.jwt_encode(sub=5)  # wrong
    jam.jwt_encode(subject="a")  # wrong
    jam.jwt_decode(b"token")  # wrong
    jam.jwt.encode(exp="60")  # wrong
    jam.jwt.no_such_method()  # wrong
    jam.session.create("user", "data")  # wrong
    jam.paseto.decode(5)  # wrong
    jam.otp.digits.append(6)  # wrong
    print(number)


def functions(key: JWK) -> None:
    jws.sign("text", key)  # wrong
    jwt.decode("token")  # wrong
    jwt.encode({"sub": "a"}, key, algorithm="HS256")  # wrong
    JWK.from_secret(5)  # wrong
    JWT("HS256", secret_kye="x")  # wrong
    text: str = jws.verify("token", key).payload  # wrong
    print(text)


def others(client: OAuth2Client) -> None:
    TOTP("secret", digits="6")  # wrong
    generate_otp_key("128")  # wrong
    salt, hashed, more = hash_password("x")  # wrong
    PASETOv4.key(purpose=5)  # wrong
    client.finish()  # wrong
    print(salt, hashed, more)


async def waiting(jam: aio.Jam) -> str:
    return jam.jwt_encode(sub="a")  # wrong

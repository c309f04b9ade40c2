"""`TestJam` and `TestAsyncJam`: the facades over fake modules, for the tests of applications.

The methods are those of the real facades, with their errors; what is fake is behind them. Tokens have a
shape but no protection, sessions live in memory, the one-time password is always 123456, every OAuth2
provider exists and grants everything.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from .. import clock
from ..aio.instance import Jam as AsyncJam
from ..aio.sessions import asynchronous
from ..clock import is_seconds
from ..crypto.randomness import random_uuid
from ..driver import coroutine
from ..encoding import base64url
from ..exceptions.base import JamTypeError
from ..jam.facade import Jam
from ..jam.oauth2_clients import BaseOAuth2Client
from ..oauth2.bearer import scope_text
from ..paseto.claims import footer_value
from ..sessions import StoreSessions
from ..stores.memory_store import MemoryStore
from . import fakers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..encoding.json_types import JsonObject, JsonValue
    from ..paseto.claims import Footer

OTP = "123456"  # as in Jam's double
OAUTH2_TOKENS = {
    "access_token": "fake-access-token",
    "access_expire": 3600,  # Jam's name; RFC 6749 section 5.1 has expires_in
    "refresh_token": "fake-refresh-token",
    "refresh_expire": 86400,
    "token_type": "Bearer",
}


class TestJam(Jam):
    """A `Jam` for tests. A configuration may be given, and is not read."""

    __test__ = False  # so that pytest does not take the class for a test

    def __init__(self, config: object = None, pointer: str = "jam") -> None:
        super().__init__({}, pointer)  # Jam reads the configuration; a double needs no file to be there
        self._modules.update(_fakes())


class TestAsyncJam(AsyncJam):
    """An `aio.Jam` for tests. A configuration may be given, and is not read."""

    __test__ = False

    def __init__(self, config: object = None, pointer: str = "jam") -> None:
        super().__init__({}, pointer)
        fakes = _fakes()
        fakes["session"] = asynchronous(fakes["session"])
        fakes["oauth2"] = _Providers(_AsyncOAuth2)
        self._modules.update(fakes)


class _Lists:
    """A list that refuses nothing."""

    __list_type__ = "black"

    def add(self, token: str) -> None:
        """Do nothing."""

    def check(self, token: str) -> bool:
        return False


class _JWT:
    list = _Lists()

    @property
    def jti(self) -> str:
        return random_uuid()

    def encode(self, exp: float | None = None, nbf: float | None = None, **arguments: JsonValue) -> str:
        for name, seconds in (("exp", exp), ("nbf", nbf)):
            if seconds is not None and not is_seconds(seconds):
                raise JamTypeError(f"{name} must be a number of seconds from now")
        # As with the real module, they are seconds from now, and negative ones past.
        now = int(clock.now())
        exp, nbf = (None if seconds is None else now + seconds for seconds in (exp, nbf))
        return fakers.fake_jwt_token_v2(exp=exp, nbf=nbf, **arguments)

    def decode(self, token: str) -> JsonObject:
        header, parts = fakers.read(token, fakers.JWT_HEADER, 3)
        if parts[2] != fakers.SIGNATURE:
            raise fakers.refusal()
        return {"header": header, "payload": fakers.read_json(parts[1])}


class _JWS:
    def sign(self, header: JsonObject | None, data: object) -> str:
        return fakers.fake_jws_token(data, header)

    def verify(self, token: str) -> JsonObject:
        header, parts = fakers.read(token, fakers.JWS_HEADER, 3)
        if parts[2] != fakers.SIGNATURE:
            raise fakers.refusal()
        # The shape of the facade's, not of Jam's double.
        return {"header": header, "payload": base64url.decode(parts[1]), "signature": parts[2].encode()}


class _JWE:
    def encrypt(self, data: object, header: JsonObject | None = None) -> str:
        return fakers.fake_jwe_token(data, header)

    def decrypt(self, token: str) -> bytes:
        # Five parts: RFC 7516 section 3.1.
        return base64url.decode(fakers.read(token, fakers.JWE_HEADER, 5)[1][3])


class _PASETO:
    list = None

    def encode(self, payload: JsonObject, footer: Footer = None) -> str:
        return fakers.fake_paseto_token(payload, footer)

    def decode(self, token: str) -> tuple[JsonObject, Footer]:
        parts = token.split(".") if isinstance(token, str) else []
        if len(parts) not in (3, 4) or parts[:2] != ["v_fake", "local"]:  # the footer is optional
            raise fakers.refusal()
        footer = base64url.decode(parts[3]) if len(parts) == 4 else b""
        return fakers.read_json(parts[2]), footer_value(footer)


class _OTP:
    def __init__(self, secret: str | bytes) -> None:
        if not isinstance(secret, (str, bytes)):
            raise JamTypeError(f"the secret of one-time codes is text or bytes, got {type(secret).__name__}")
        self._secret = secret if isinstance(secret, str) else secret.hex()

    def at(self, factor: float | None = None) -> str:
        return OTP

    def verify(self, code: str, factor: float | None = None, look_ahead: int = 1) -> bool:
        return code == OTP  # no comparison in constant time: there is no secret

    def provisioning_uri(self, name: str, issuer: str, *, counter: int | None = None) -> str:
        label = quote(f"{issuer}:{name}" if issuer else name)  # as the real one: issuer prefix and parameter
        return f"otpauth://totp/{label}?{urlencode({'secret': self._secret, 'issuer': issuer})}"


class _OTPConfig:
    build = _OTP


class _OAuth2(BaseOAuth2Client):
    def __init__(self, name: str) -> None:
        super().__init__("fake-client", None, f"https://{name}/auth", f"https://{name}/token", "")

    def get_authorization_url(self, scope: list[str], **extra: object) -> str:
        parameters = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": scope_text(scope),
            **extra,
        }
        return f"{self.auth_url}?{urlencode(parameters)}"

    def fetch_token(self, code: str, grant_type: str = "authorization_code", **extra: object) -> JsonObject:
        return {**OAUTH2_TOKENS}

    def refresh_token(
        self, refresh_token: str, grant_type: str = "refresh_token", **extra: object
    ) -> JsonObject:
        return {**OAUTH2_TOKENS}

    def client_credentials_flow(self, scope: list[str] | None = None, **extra: object) -> JsonObject:
        return {**OAUTH2_TOKENS}


class _AsyncOAuth2(_OAuth2):
    pass


for _name in ("get_authorization_url", "fetch_token", "refresh_token", "client_credentials_flow"):
    setattr(_AsyncOAuth2, _name, coroutine(getattr(_OAuth2, _name)))


class _Providers(dict):  # type: ignore[type-arg]
    """A client for every name."""

    def __init__(self, make: Callable[[str], object]) -> None:
        self._make = make

    # The facade asks before it takes a client; `__missing__` is not called for `in`.
    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __missing__(self, name: str) -> object:
        made = self[name] = self._make(name)
        return made


def _fakes() -> dict[str, Any]:
    """Return the modules of a double."""
    return {
        "jwt": _JWT(),
        "jws": _JWS(),
        "jwe": _JWE(),
        "session": StoreSessions(MemoryStore(), id_factory=fakers.generate_session_id),
        "otp": _OTPConfig(),
        "oauth2": _Providers(_OAuth2),
        "paseto": _PASETO(),
    }

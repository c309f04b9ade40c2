"""The deprecated class `JWT`: signs and verifies, and judges no claim."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError, JamError
from ..exceptions.jose import JamJWSInvalidFormatError
from ..exceptions.jwt import JamJWTEmptySecretKey, JamJWTValidationError
from ..jose import jwt
from .config_sections import made_list
from .dotted import resolve
from .jws_module import JWS
from .jwt_module import JWT as CurrentJWT
from .jwt_module import BaseJWT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..encoding.json_types import JsonObject, JsonValue, Logger, Serializer
    from ..jose.key_like import KeyLike
    from .section_types import ListLike


class JWT(BaseJWT):
    """A thin layer over `jose.JWT` with the methods of Jam's old class.

    Args:
        alg, secret, password, list, serializer, logger: as `alg`, `secret_key` and so on of `jose.JWT`.

    Raises:
        JamJWTEmptySecretKey: no secret.
        Others: as `jose.JWT`.
    """

    def __init__(
        self,
        alg: str,
        secret: KeyLike | None = None,
        password: str | bytes | None = None,
        list: ListLike = None,
        serializer: Serializer | None = None,
        logger: Logger | None = None,
    ) -> None:
        import warnings

        # Jam warns so, too.
        warnings.warn("jamlite.jwt is deprecated; use jamlite.jose", DeprecationWarning, stacklevel=2)
        if not secret:  # Jam has this class of error, and never raises it
            raise JamJWTEmptySecretKey()
        self._jwt = CurrentJWT(alg, None, secret, password, list, serializer, logger)
        self.alg = self._jwt.alg
        self.list = self._jwt.list

    def encode(self, payload: JsonObject | None = None, **claims: JsonValue) -> str:
        """Return a signed token of `payload` alone; `claims` as the facade's `jwt_encode` gives them."""
        if claims:
            # The facade names claims; Jam's old class knows a payload alone.
            return self._jwt.encode(payload=payload, **claims)
        return jwt.encode({} if payload is None else payload, self._jwt.jws.key, alg=self.alg)

    def decode(self, token: str, public_key: KeyLike | None = None) -> JsonObject:
        """Return the payload of a token whose signature is valid; exp and nbf are NOT looked at.

        Args:
            token: a compact JWS.
            public_key: verifies in the place of the instance's key.

        Raises:
            JamJWTValidationError: the token is refused, whatever the cause.
        """
        key = self._jwt.jws.key if public_key is None else JWS(self._jwt.jws.alg, public_key).key
        try:
            return jwt.decode_complete(token, key, algorithms=(self._jwt.jws.alg,))[1]
        except JamConfigurationError:  # the application's own trouble is no bad token
            raise
        except JamJWSInvalidFormatError as error:
            code = "jwt.validation.invalid_token_format"
            raise JamJWTValidationError(error.message, error_code=code) from error
        except JamError as error:
            code = "jwt.validation.decoding_failed"
            raise JamJWTValidationError(error.message, error_code=code) from error

    def __repr__(self) -> str:
        return f"<deprecated {self._jwt!r}>"


def create_instance(
    alg: str,
    secret: KeyLike | None = None,
    secret_key: KeyLike | None = None,
    password: str | bytes | None = None,
    list: ListLike = None,
    logger: Logger | None = None,
    serializer: Serializer | None = None,
    custom_module: str | Callable[..., Any] | None = None,
    **options: object,
) -> Any:
    """Make a `JWT` from the keys of a configuration section, or a `custom_module` (class or dotted path).

    Raises:
        JamConfigurationError: an option is unknown, or the custom module is not there.
    """
    secret = secret if secret_key is None else secret_key
    list = made_list(list)
    if custom_module is not None and not isinstance(custom_module, str) and not callable(custom_module):
        raise JamConfigurationError("custom_module is a class, or the dotted path of one")
    if custom_module is not None:
        return resolve(custom_module)(alg=alg, secret=secret, password=password, list=list, **options)
    if options:
        raise JamConfigurationError(f"an option is unknown here: {', '.join(sorted(options))}")
    return JWT(alg, secret, password, list, serializer, logger)

"""PyJWT's PyJWKClient: the keys of a JWKS URL, with its two caches.

It asks with urllib's opener, as programs that hand in headers and an SSL context expect; it follows no
redirect and reads a bounded answer. `jamlite.oauth2.RemoteJWKSet` is the stricter way.
"""

from __future__ import annotations

import math
import time
from functools import lru_cache

from ...encoding import strict_json
from ...exceptions.base import JamEncodingError
from .api_jwk import PyJWK, PyJWKSet
from .api_jwt import decode_complete as decode_token
from .exceptions import PyJWKClientConnectionError, PyJWKClientError
from .jwk_set_cache import JWKSetCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from typing import Any

    from ...encoding.json_types import JsonObject, JsonValue

MAX_BYTES = 1 << 20  # of an answer


class PyJWKClient:
    """Fetches the keys of one URL and finds the key of a token by its kid.

    Args:
        uri: where the JWK Set is, http or https.
        cache_keys: remember keys by kid, as long as the object lives.
        max_cached_keys: how many.
        cache_jwk_set: remember the set for `lifespan` seconds.
        headers: of the request.
        timeout: seconds.
        ssl_context: instead of the system's.
        cooldown_duration: least seconds between fetches that unknown key ids cause.

    Raises:
        PyJWKClientError: an argument is out of range.
    """

    def __init__(
        self,
        uri: str,
        cache_keys: bool = False,
        max_cached_keys: int = 16,
        cache_jwk_set: bool = True,
        lifespan: float = 300,
        headers: JsonObject | None = None,
        timeout: float = 30,
        ssl_context: ssl.SSLContext | None = None,
        cooldown_duration: float = 30,
    ) -> None:
        from threading import RLock

        # urllib's opener also reads file:, ftp: and data:. A URL may come from a token's jku.
        scheme = uri.partition(":")[0].lower()
        if scheme not in ("http", "https"):
            raise PyJWKClientError(
                f"Invalid JWKS URI scheme {scheme!r}: only 'http' and 'https' are supported."
            )
        if cooldown_duration < 0:
            raise PyJWKClientError(
                f'Cooldown duration must be greater than or equal to 0, the input is "{cooldown_duration}"'
            )
        if not math.isfinite(cooldown_duration):
            raise PyJWKClientError(f'Cooldown duration must be finite, the input is "{cooldown_duration}"')
        if cache_jwk_set and lifespan <= 0:
            raise PyJWKClientError(f'Lifespan must be greater than 0, the input is "{lifespan}"')
        self.uri = uri
        self.headers = headers or {}
        self.timeout = timeout
        self.ssl_context = ssl_context
        self.cooldown_duration = cooldown_duration
        self.jwk_set_cache = JWKSetCache(lifespan) if cache_jwk_set else None
        self._last_successful_fetch: float | None = None
        self._client_lock = RLock()  # RLock: an overridden method may come back here
        if cache_keys:
            # PyJWT's second cache, without a lifetime.
            cached = lru_cache(maxsize=max_cached_keys)(self.get_signing_key)
            self.get_signing_key = cached  # type: ignore[method-assign]

    def fetch_data(self) -> JsonObject:
        """Fetch the set now, keep it, and return it as a dict.

        Raises:
            PyJWKClientConnectionError: no answer, or one of another status than success.
            PyJWKClientError: the answer is not a JSON object.
        """
        import http.client
        import urllib.error
        import urllib.request

        from .answers import handlers

        request = urllib.request.Request(url=self.uri, headers=self.headers)
        opener = urllib.request.build_opener(*handlers(self.ssl_context))
        try:
            with opener.open(request, timeout=self.timeout) as response:
                body = response.read(MAX_BYTES + 1)  # one more than allowed, to notice that there is more
        except (OSError, ValueError, http.client.HTTPException) as error:  # URLError is an OSError
            if isinstance(error, urllib.error.HTTPError):
                error.close()  # an HTTPError holds the connection
            raise PyJWKClientConnectionError(f'Fail to fetch data from the url, err: "{error}"') from error
        if len(body) > MAX_BYTES:
            raise PyJWKClientError(f"The JWKS endpoint answered with more than {MAX_BYTES} bytes")
        found = self._as_jwk_set_payload(_parsed(body))
        if self.jwk_set_cache is not None:
            self.jwk_set_cache.put(found)
        # A failed fetch starts no cooldown, and leaves the old set.
        self._last_successful_fetch = time.monotonic()
        return found

    def get_jwk_set(self, refresh: bool = False) -> PyJWKSet:
        """Return the set at hand, or fetch it; `refresh` fetches it in any case."""
        held = None if self.jwk_set_cache is None or refresh else self.jwk_set_cache.get()
        if held is not None:
            return held
        data = self.fetch_data()
        found = data if isinstance(data, PyJWKSet) else PyJWKSet.from_dict(self._as_jwk_set_payload(data))
        if self.jwk_set_cache is not None:
            self.jwk_set_cache.put(found)  # a subclass may have changed what was fetched
        return found

    @staticmethod
    def _as_jwk_set_payload(data: object) -> JsonObject:
        if not isinstance(data, dict):
            raise PyJWKClientError("The JWKS endpoint did not return a JSON object")
        return data

    def get_signing_keys(self, refresh: bool = False) -> list[PyJWK]:
        """Return the public keys of the set that have a kid and may sign; PyJWKClientError if there is none.

        Whoever can read the URL knows the symmetric keys in it.
        """
        return self._get_signing_keys_from_jwk_set(self.get_jwk_set(refresh))

    @staticmethod
    def _get_signing_keys_from_jwk_set(jwk_set: PyJWKSet) -> list[PyJWK]:
        # RFC 7517 section 4.2; PyJWT finds keys by kid alone.
        keys = [
            key
            for key in jwk_set.keys
            if key.public_key_use in ("sig", None) and key.key_id and key.key_type != "oct"
        ]
        if not keys:
            raise PyJWKClientError("The JWKS endpoint did not contain any signing keys")
        return keys

    def get_signing_key(self, kid: str) -> PyJWK:
        """Return the key of this kid; if it is not at hand the set is fetched once more.

        Raises:
            PyJWKClientError: there is no such key.
        """
        with self._client_lock:
            found = self.match_kid(self.get_signing_keys(), kid)
            # A stranger's kid may cost one fetch per cooldown, not one per token.
            if found is None and not self._is_cooling_down():
                keys = self.get_signing_keys(refresh=True)
                self._last_successful_fetch = time.monotonic()
                found = self.match_kid(keys, kid)
            if found is None:
                raise PyJWKClientError(f'Unable to find a signing key that matches: "{kid}"')
            return found

    def _is_cooling_down(self) -> bool:
        last = self._last_successful_fetch
        return (
            self.jwk_set_cache is not None
            and last is not None
            and time.monotonic() - last < self.cooldown_duration
        )

    def get_signing_key_from_jwt(self, token: str | bytes) -> PyJWK:
        """Return the key that the header of a token names; the token is not verified by this."""
        # The kid is a hint; the signature is judged later, by the caller.
        unverified = decode_token(token, options={"verify_signature": False})
        kid: Any = unverified["header"].get("kid")
        return self.get_signing_key(kid)

    @staticmethod
    def match_kid(signing_keys: list[PyJWK], kid: str) -> PyJWK | None:
        """Return the first key of this kid, or None."""
        return next((key for key in signing_keys if key.key_id == kid), None)


def _parsed(body: bytes | str) -> JsonValue:
    try:
        return strict_json.loads(body, "the answer")
    except JamEncodingError as error:
        raise PyJWKClientError("The JWKS endpoint did not return a JSON object") from error


def __getattr__(name: str) -> Any:
    if name == "_NoRedirectHandler":
        from .answers import NoRedirectHandler

        return NoRedirectHandler
    raise AttributeError(name)

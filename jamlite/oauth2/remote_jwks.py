"""A key set by URL, to be given as `key` to `jwt.decode` and `jws.verify`.

keys = RemoteJWKSet("https://login.example/jwks")
claims = jwt.decode(token, keys, issuer="https://login.example", audience="my-api")
"""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds
from ..exceptions.base import JamConfigurationError, JamError
from ..exceptions.oauth2 import JamOAuth2TransportError
from ..optional import part
from . import urls
from .edge import Edge
from .jwks_client import COOLDOWN, LIFESPAN, JWKSClient, key_id
from .requests import MAX_BYTES, TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Mapping

    from ..jose import JWKSet
    from .issuers import Issuer
    from .steps import Send, Steps


class RemoteJWKSet(Edge):
    """The public keys of an issuer, fetched when they are needed and kept; may be shared by threads.

    They are fetched again when they are older than `lifespan`, and when a token names a key that is not
    among them, but at most once in `cooldown` seconds. While the issuer cannot be reached, the old keys stay.
    As a key it is called with the header of the token. Nothing in a token ever names the URL.

    Args:
        url: where the JWK Set is; or the issuer, whose metadata then say where.
        issuer: the same, if only an issuer is meant.
        lifespan: seconds until the set is fetched again.
        cooldown: least seconds between fetches that unknown key ids or failures cause.
        http_loopback, http_hosts, ca_file, timeout, max_bytes, transport: as `OAuth2Client`.
        now: the clock.

    Raises:
        JamConfigurationError: an argument is not usable.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        issuer: str | None = None,
        lifespan: float = LIFESPAN,
        cooldown: float = COOLDOWN,
        http_loopback: bool = False,
        http_hosts: str | Collection[str] = (),
        ca_file: str | None = None,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        transport: Send | None = None,
        now: Callable[[], float] = clock.now,
    ) -> None:
        super().__init__(
            timeout=timeout,
            max_bytes=max_bytes,
            leeway=0,
            http_loopback=http_loopback,
            http_hosts=http_hosts,
            ca_file=ca_file,
            transport=transport,
        )
        if (url is None) == (issuer is None):
            raise JamConfigurationError("RemoteJWKSet needs the URL of a JWK Set, or an issuer")
        self.url = urls.check(url, "the URL of the keys", self.http) if issuer is None else None
        self.issuer = None if issuer is None else self._issuer(issuer)
        self.jwks: JWKSClient | None = None
        check_seconds(lifespan, "lifespan")
        check_seconds(cooldown, "cooldown")
        self._cache = (lifespan, cooldown, now)

    def load(self, token: str | None = None) -> JWKSet:
        """Return the keys, fetched if that is needed; with the one that a token names, if the issuer has it.

        Raises:
            JamOAuth2Error: no keys were fetched so far, and the fetch failed.
        """
        return self._run(self.steps(None if token is None else key_id(token)))

    def __call__(self, header: Mapping[str, object]) -> JWKSet:
        """Return the keys for a token with this header."""
        kid = header.get("kid")
        return self._run(self.steps(kid if isinstance(kid, str) else None))

    def steps(self, kid: str | None) -> Steps[JWKSet]:
        """Conversation behind `load`, for a transport of any kind."""
        if self.jwks is None:
            found = yield from self._find()
            if self.jwks is None:  # no other thread was faster
                self.jwks = found
        return (yield from self.jwks.keys(kid))

    def _find(self) -> Steps[JWKSClient]:
        """Return what keeps the keys: of the URL, if a JWK Set is there, else of the issuer it names."""
        if self.issuer is not None:
            return (yield from self._discover(self.issuer))
        url = str(self.url)
        client = self._new_client(url)
        fault: JamError
        try:
            yield from client.keys()
            return client
        except JamOAuth2TransportError:  # the address may be right and the network down: nothing is concluded
            raise
        except JamError as error:
            fault = error
        try:
            return (yield from self._discover(self._issuer(url)))
        except JamError:
            pass
        raise fault  # of the first attempt: the address was meant for keys

    def _issuer(self, address: str) -> Issuer:
        with part("issuers"):
            from .issuers import Issuer
        return Issuer(address, None, self.http)

    def _discover(self, issuer: Issuer) -> Steps[JWKSClient]:
        with part("issuers"):
            from . import discovery
        metadata = yield from discovery.discover(issuer.address, self.http, issuer.publishes)
        return self._new_client(discovery.endpoint(metadata, "jwks_uri", self.http))

    def _new_client(self, url: str) -> JWKSClient:
        lifespan, cooldown, now = self._cache
        return JWKSClient(url, lifespan=lifespan, cooldown=cooldown, now=now)

    def __repr__(self) -> str:
        return f"<RemoteJWKSet {self.url or self.issuer!r}>"

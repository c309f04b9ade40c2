"""The public keys of an issuer: fetched, kept, and fetched again when a new one is needed.

- The set is kept for `lifespan` seconds.
- A key id that is not in the set fetches it again at once, so a rotation is seen by the first token
  that follows it (OpenID Connect Core section 10.1.1); but at most once in `cooldown` seconds, so
  invented key ids do not turn into requests.
- When fetching again fails, the old keys stay.
"""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds
from ..exceptions.base import JamError
from ..exceptions.jose import JamJWKValidationError
from ..exceptions.oauth2 import JamOAuth2Error, JamOAuth2ResponseError
from ..jose import JWKSet
from ..jose.jws_message import header_of
from . import requests
from .responses import parse_document
from .steps import Wait, ask, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, TypeVar

    from ..encoding.json_types import JsonObject
    from .steps import Send, Steps

    Result = TypeVar("Result")

LIFESPAN = 3600.0  # a key that was withdrawn is good for an hour at most
COOLDOWN = 30.0
_PATIENCE = 100  # times a conversation looks whether another one has brought the keys: 5 seconds
_PAUSE = 0.05


class JWKSClient:
    """Keeps the keys of one JWKS URL; may be shared by threads.

    Args:
        url: the jwks_uri.
        lifespan: seconds until the set is fetched again.
        cooldown: least seconds between fetches that unknown key ids or failures cause.
        now: the clock, in seconds.
    """

    __slots__ = ("_busy", "_fetched", "_forced", "_keys", "_now", "_tried", "cooldown", "lifespan", "url")

    def __init__(
        self,
        url: str,
        *,
        lifespan: float = LIFESPAN,
        cooldown: float = COOLDOWN,
        now: Callable[[], float] = clock.now,
    ) -> None:
        self.url = url
        check_seconds(lifespan, "lifespan")
        check_seconds(cooldown, "cooldown")
        self.lifespan = lifespan
        self.cooldown = cooldown
        self._now = now
        self._keys: JWKSet | None = None
        self._fetched = self._tried = self._forced = float("-inf")  # never
        self._busy = False

    @property
    def held(self) -> JWKSet | None:
        """The keys at hand, however old; None before the first fetch."""
        return self._keys

    def get(self, kid: str | None, send: Send, sleep: Callable[[float], object]) -> JWKSet:
        """Return the keys, with `kid` among them if the issuer has it; blocking."""
        return run(self.keys(kid), send, sleep)

    def keys(self, kid: str | None = None, again: bool = False) -> Steps[JWKSet]:
        """Conversation that returns the issuer's keys.

        Args:
            kid: the key id of the token at hand.
            again: the keys at hand did not verify a token without a key id.

        Raises:
            JamOAuth2Error: no keys were fetched so far, and the fetch failed.
        """
        if self._keys is None:
            yield from self._wait()
        if self._keys is None:
            return (yield from self._fetch())
        now = self._now()
        old = self._over(self._fetched, self.lifespan, now) and self._over(self._tried, self.cooldown, now)
        if old:  # by age, whatever kid the token has: a withdrawn key must go
            yield from self._renew()
        if not again and (kid is None or self._knows(kid)):
            return self._keys
        yield from self._wait()
        if old or (self._knows(kid) and not again):
            return self._keys
        if self._over(self._forced, self.cooldown, now):
            self._forced = now  # its own clock: forged key ids must not put off the fetch by age
            yield from self._renew()
        return self._keys

    def check(self, token: object, judge: Callable[[JWKSet], Result]) -> Steps[Result]:
        """Conversation that returns `judge(keys)`; keys are fetched anew if the token needs others.

        A token without a key id is judged a second time, with keys fetched anew, if its signature failed.
        """
        kid = key_id(token)
        keys = yield from self.keys(kid)
        try:
            return judge(keys)
        except JamOAuth2Error as error:
            # Other faults would stay the same.
            if kid is not None or error.details != {"reason": "signature"}:
                raise
            fresh = yield from self.keys(None, again=True)
            if fresh is keys:  # within the cooldown: nothing new to judge with
                raise
        return judge(fresh)

    def _fetch(self) -> Steps[JWKSet]:
        self._tried = now = self._now()
        self._busy = True
        try:
            # RFC 7517 section 8.5.1
            request = requests.get(self.url, accept="application/jwk-set+json, application/json")
            response = yield from ask(request)
            keys = parse_keys(parse_document(response, request))
            self._keys, self._fetched = keys, now
            return keys
        finally:
            self._busy = False

    def _renew(self) -> Steps[None]:
        try:
            yield from self._fetch()
        except JamError:
            return  # the old keys stay; the next try is a cooldown away

    def _wait(self) -> Steps[None]:
        """Let another thread's fetch end."""
        for _ in range(_PATIENCE):  # bounded: a conversation that nobody leads on leaves _busy set
            if not self._busy:
                return
            yield Wait(_PAUSE)

    def _knows(self, kid: str | None) -> bool:
        return any(key.kid == kid for key in self._keys or ())

    @staticmethod
    def _over(since: float, seconds: float, now: float) -> bool:
        return not 0 <= now - since < seconds  # a clock that was set back does not lengthen it

    def __repr__(self) -> str:
        return f"<JWKSClient {self.url} {'without keys' if self._keys is None else repr(self._keys)}>"


def key_id(token: object) -> str | None:
    """Return the kid a token names, None if it names none or is not a token; nothing is verified."""
    try:
        kid = header_of(token).get("kid")
    except JamError:
        return None
    return kid if isinstance(kid, str) else None


def parse_keys(members: JsonObject) -> JWKSet:
    """Return the usable public keys of a JWKS.

    Raises:
        JamOAuth2ResponseError: not a JWK Set, or it has no key that jamlite understands.
    """
    try:
        keys = JWKSet.from_dict(members).public()  # a private key in a published set is not used as one
    except JamJWKValidationError as error:
        raise JamOAuth2ResponseError("the keys of the OAuth2 provider are not a JWK Set") from error
    if not len(keys):
        reason = next(iter(keys.unusable.values()), "")
        why = f": {reason}" if reason else ""
        raise JamOAuth2ResponseError(f"the OAuth2 provider publishes no key that can be used{why}")
    return keys

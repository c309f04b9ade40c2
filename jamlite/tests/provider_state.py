"""What `FakeProvider` knows and remembers: its client, its user, its keys, what it has granted."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..jose.key_like import as_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Mapping

    from ..encoding.json_types import JsonObject, JsonValue
    from ..jose import JWK
    from ..jose.key_like import KeyLike


class Family:
    """All that descends from one login; it ends as a whole."""

    __slots__ = ("ended",)

    def __init__(self) -> None:
        self.ended = False


class Grant:
    """A code, device code or token, and what it is good for."""

    def __init__(self, kind: str, user: JsonObject, scope: str, expires: float, family: Family) -> None:
        self.kind = kind
        self.user = user
        self.scope = scope
        self.expires = expires
        self.family = family
        self.form: dict[str, str] = {}
        self.audience: str | list[str] = ""
        self.jkt = ""  # of the key it is bound to (RFC 9449)
        self.auth_time = 0
        self.used = False
        self.user_code = ""
        self.decided: bool | None = None
        self.asked = float("-inf")  # a device's last question


class ProviderState:
    """The records of a provider; arguments as in `FakeProvider`."""

    issuer: str

    def __init__(
        self,
        client_id: str,
        client_secret: str | None,
        client_key: KeyLike | None,
        dpop_nonce: str | None,
        user: Mapping[str, JsonValue] | None,
        lifetime: int,
        interval: int,
        now: Callable[[], float],
    ) -> None:
        if user is not None and (not hasattr(user, "keys") or "sub" not in user):
            raise JamConfigurationError("user is a dict of claims, sub among them")
        self.client_id = client_id
        self.client_secret = client_secret
        # A private half given by mistake is not kept.
        self.client_key = None if client_key is None else as_keys(client_key).public()
        self.dpop_nonce = dpop_nonce
        self.user = dict(user or {"sub": "alice", "name": "Alice", "email": "alice@example.com"})
        self.lifetime = lifetime
        self.interval = interval
        self.now = now
        self.keys: list[JWK] = []  # the first one signs
        self.codes: dict[str, Grant] = {}
        self.devices: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}  # access and refresh tokens
        self.seen: set[str] = set()  # jti of assertions and proofs

    @property
    def is_public(self) -> bool:
        """Whether the client has neither a secret nor a key."""
        return self.client_secret is None and self.client_key is None

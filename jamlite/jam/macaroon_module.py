"""The module of the section macaroon: macaroons that say what a JWT would, as Jam 4 makes them.

The identifier is JSON: {"version": 1, "kid": ..., "claims": {...}}. exp and nbf are structured caveats,
so that whoever holds the token can shorten its life.
"""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds
from ..encoding import strict_json
from ..encoding.user_objects import check_serializer
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamTypeError
from ..exceptions.macaroons import JamMacaroonFormatError, JamMacaroonVerificationError
from ..macaroons import bounds, hmac_chain
from ..macaroons.macaroon import Macaroon, create, secret
from ..macaroons.verifier import Verifier, bounded, genuine_predicates
from . import structured_caveats
from .config_sections import lifetime, made_list
from .structured_caveats import CaveatRegistry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Iterable

    from ..authz.permissions import Constraint
    from ..encoding.json_types import JsonObject, JsonValue, Logger, Serializer
    from ..macaroons.bounds import Limits
    from .section_types import ListLike, OwnKeychain

ALGORITHM = "MACAROON-HMAC-SHA256"  # what a keychain for macaroons is made for; Jam 4's word
_MEMBERS = {"version", "kid", "claims"}  # Jam 4's, exactly


class MacaroonModule:
    """Issues and reads macaroons; the facade's `issue(via="macaroon")` and `authenticate` use it.

    Args:
        secret_key: the root secret, 32 random bytes or more.
        keychain: instead of it, a keychain for MACAROON-HMAC-SHA256.
        location: where the macaroons are meant to be used; a hint.
        limits: `macaroons.Limits`, or the dict of its arguments.
        registry: what structured caveats of your own mean.
        issuer, audience: written into each macaroon, and expected in each.
        leeway: seconds of clock difference to allow.
        exp: seconds that a macaroon lives which is not told its lifetime; None for ever.
        list: an allow or deny list of `lists`, or the dict it is made of; the facade consults it.
        serializer, logger: kept for subclasses.

    Raises:
        JamConfigurationError: neither secret nor keychain, or a value that is not usable.
        JamInvalidKeyError: the secret is empty, or looks like something else.
    """

    def __init__(
        self,
        secret_key: bytes | str | None = None,
        *,
        keychain: OwnKeychain | None = None,
        location: str | None = None,
        limits: Limits | dict[str, int] | None = None,
        registry: CaveatRegistry | None = None,
        issuer: str | None = None,
        audience: str | Collection[str] | None = None,
        leeway: float = 0,
        exp: float | None = None,
        list: ListLike = None,
        serializer: Serializer | None = None,
        logger: Logger | None = None,
    ) -> None:
        if (secret_key is None) is (keychain is None):
            raise JamConfigurationError(
                "the section macaroon needs secret_key or keychain, and not both",
                error_code="configuration.macaroon.missing_keychain",
            )
        if keychain is not None and getattr(keychain, "algorithm", None) != ALGORITHM:
            raise JamConfigurationError(
                f"the keychain of macaroons is for {ALGORITHM}",
                error_code="configuration.macaroon.invalid_keychain",
            )
        self._secret = b"" if secret_key is None else secret(secret_key)
        self.keychain = keychain
        self.location = location
        self.limits = _limits(limits)
        self.registry = CaveatRegistry() if registry is None else registry
        self.issuer = issuer
        self.audience = audience
        check_seconds(leeway, "leeway")
        self.leeway = leeway
        self.exp = lifetime(exp)
        self.list = made_list(list)
        if self.list is not None and not hasattr(self.list, "refuses"):
            raise JamConfigurationError(
                "a list of macaroons is one of jamlite.lists, which knows a macaroon by its identifier:"
                " a holder can change its text"
            )
        check_serializer(serializer, "dumps", "loads")
        self.serializer = serializer
        self.logger = logger
        self._opaque = Verifier(limits=self.limits)

    def satisfy_exact(self, caveat: bytes | str) -> None:
        """Accept the unstructured caveat that is exactly this predicate."""
        self._opaque.satisfy_exact(caveat)

    def satisfy_general(self, satisfier: Callable[[bytes], object]) -> None:
        """Accept each unstructured caveat for which the function returns True."""
        self._opaque.satisfy_general(satisfier)

    def issue(
        self,
        claims: JsonObject,
        *,
        exp: float | None = None,
        iss: str | None = None,
        aud: str | Collection[str] | None = None,
        nbf: float | None = None,
        jti: str | None = None,
    ) -> str:
        """Return a macaroon of these claims.

        Args:
            claims: JSON, without exp and nbf.
            exp, nbf: seconds from now; they become caveats.
            iss, aud, jti: registered claims; iss and aud are the configured ones if they are None.

        Raises:
            JamTypeError, JamEncodingError: what is not JSON.
            JamMacaroonFormatError: exp or nbf in the claims, or over the limits.
        """
        if not isinstance(claims, dict):
            raise JamTypeError(f"the claims of a macaroon are a dict, got {type(claims).__name__}")
        if "exp" in claims or "nbf" in claims:
            raise JamMacaroonFormatError("exp and nbf of a macaroon are arguments, in seconds from now")
        aud = self._one_audience() if aud is None else aud
        named = {"iss": self.issuer if iss is None else iss, "aud": aud, "jti": jti}
        body = {**claims, **{name: value for name, value in named.items() if value is not None}}
        kid, key = self._key_to_make()
        identifier = structured_caveats.canonical({"version": 1, "kid": kid, "claims": body}, "the claims")
        made, now = create(self.location, key, identifier), clock.now()
        for name, seconds in (("expires_at", self.exp if exp is None else exp), ("not_before", nbf)):
            if seconds is not None:
                made = made.add_first_party_caveat(
                    structured_caveats.predicate(name, _moment(name, now, seconds))
                )
        return made.serialize(limits=self.limits)

    def add_caveat(self, token: bytes | str, name: str, value: object) -> str:
        """Return a macaroon under one more structured caveat; needs no key, and whoever holds it may.

        Args:
            token: a macaroon in any form.
            name: "permission", "condition", "expires_at", "not_before", or a registered name.
            value: a permission; a condition as in a policy; ISO 8601 with a time zone; JSON.
        """
        self.registry.compile(name, value)  # a caveat that nobody understands would make the token useless
        made = self.decode(token).add_first_party_caveat(structured_caveats.predicate(name, value))
        return made.serialize(limits=self.limits)

    def decode(self, token: bytes | str) -> Macaroon:
        """Return the macaroon in `token`, not verified: for adding caveats and asking for discharges."""
        return Macaroon.deserialize(token, limits=self.limits)

    def authenticate(
        self, token: bytes | str, discharges: Iterable[bytes | str | Macaroon] = ()
    ) -> tuple[JsonObject, tuple[Constraint, ...]]:
        """Verify a macaroon; return its claims, and the constraints that it is under.

        The earliest expires_at and the latest not_before stand in the claims as exp and nbf, not judged
        yet: the facade judges them with issuer, audience and the rest.

        Args:
            token: a macaroon in any form.
            discharges: the bound discharges of its third-party caveats.

        Raises:
            JamMacaroonFormatError: this is not a macaroon, or not one of `issue`.
            JamMacaroonVerificationError: not genuine, or a caveat is not met.
            JamMacaroonCaveatError: a structured caveat is not understood.
        """
        macaroon = self.decode(token)
        root = _root(macaroon.identifier)
        # As libmacaroons: the root key is derived before the chain begins.
        key = hmac_chain.derived(self._key_to_read(root["kid"]))
        # Bounded before the first is read.
        given = [self._discharge(each) for each in bounded(discharges, self.limits.discharge_count)]
        claims: JsonObject = dict(root["claims"])
        claims.pop("exp", None)  # only caveats say them
        claims.pop("nbf", None)
        constraints = []
        for octets in genuine_predicates(macaroon, key, given, self.limits):
            if not octets.startswith(structured_caveats.PREFIX):
                if not self._opaque.satisfies(octets):
                    raise JamMacaroonVerificationError("a caveat of the macaroon is not met")
                continue
            name, value = structured_caveats.read(octets)
            constraints.append(self.registry.compile(name, value))
            if name == "expires_at":
                # Caveats only narrow: the earliest counts.
                claims["exp"] = min(structured_caveats.seconds_of(value), claims.get("exp", float("inf")))
            elif name == "not_before":
                claims["nbf"] = max(structured_caveats.seconds_of(value), claims.get("nbf", float("-inf")))
        return claims, tuple(constraints)

    def _discharge(self, given: bytes | str | Macaroon) -> Macaroon:
        return given if isinstance(given, Macaroon) else self.decode(given)

    def _one_audience(self) -> str | None:
        # Of several that are accepted none is the one to write.
        return self.audience if isinstance(self.audience, str) else None

    def _key_to_make(self) -> tuple[str, bytes]:
        if self.keychain is None:
            return "", self._secret
        found = self.keychain.signing_key()
        return found.kid, found.material.k

    def _key_to_read(self, kid: str) -> bytes:
        if self.keychain is None:
            return self._secret
        found = self.keychain.verifying_key(kid)
        if found is None:
            raise JamMacaroonVerificationError("the keychain has no key of this kid")
        material: bytes = found.material.k
        return material


def create_instance(**options: JsonValue) -> MacaroonModule:
    """Return the module of a configuration's section."""
    return MacaroonModule(**options)


def _limits(limits: Limits | dict[str, int] | None) -> Limits:
    if limits is None:
        return bounds.DEFAULT
    if isinstance(limits, bounds.Limits):
        return limits
    known = bounds.Limits.__slots__
    if not isinstance(limits, dict) or not set(limits) <= set(known):
        raise JamConfigurationError(f"the limits of macaroons are some of {', '.join(known)}")
    return bounds.Limits(**limits)


def _moment(name: str, now: float, seconds: float) -> str:
    # 3000 years: NaN fails the comparison, too.
    if type(seconds) not in (int, float) or not -1e11 < seconds < 1e11:
        raise JamTypeError(f"{name}: exp and nbf are numbers of seconds from now")
    try:
        return structured_caveats.moment(now + seconds)
    except (OverflowError, ValueError, OSError) as error:  # OSError: no such date on this platform
        raise JamTypeError(f"{name} lies outside the years that a date can have") from error


def _root(identifier: bytes) -> JsonObject:
    """Return what `issue` wrote; the kid in it is not trusted before the signature is."""
    try:
        root = strict_json.loads(identifier, "the identifier")
    except JamEncodingError as error:
        raise JamMacaroonFormatError(
            "this macaroon is not one of issue: its identifier is not JSON"
        ) from error
    # A macaroon of somebody else's is not ours to read.
    if not isinstance(root, dict) or root.keys() != _MEMBERS or root["version"] != 1:
        raise JamMacaroonFormatError("this macaroon is not one of issue: other members in its identifier")
    if not isinstance(root["kid"], str) or not isinstance(root["claims"], dict):
        raise JamMacaroonFormatError("this macaroon is not one of issue: kid or claims are something else")
    return root

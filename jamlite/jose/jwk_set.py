"""JWK Set (RFC 7517 section 5): keys found by kid, use, key_ops and alg, and what it may cost to try them."""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamEncodingError, JamMissingPartError, JamValidationError
from ..exceptions.jose import JamJWKValidationError, JamJWSVerificationError
from . import limits
from .jwa import JWS_ALGORITHMS
from .jwk import JWK
from .jwk_members import checked_length
from .prepared import KeyOrSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable, Iterator, Sequence

    from ..encoding.json_types import Header, JsonObject
    from .jwa import Verifier
    from .prepared import Prepared
    from .token_key import TokenKey


class JWKSet(KeyOrSet):
    """An ordered set of keys.

    Args:
        keys: JWKs or JWK dicts. Here a dict that is not a valid JWK is an error; `from_dict`, made
            for sets that come from elsewhere, skips what it does not understand.
    """

    __slots__ = ("_by_kid", "_known", "_left_out", "_unusable", "is_symmetric", "keys")

    def __init__(self, keys: Iterable[JWK | JsonObject] | None = None) -> None:
        if keys is not None and (isinstance(keys, (str, bytes, dict)) or not hasattr(keys, "__iter__")):
            raise JamJWKValidationError(f"keys must be a list of JWKs, got {type(keys).__name__}")
        self.keys = tuple(key if isinstance(key, JWK) else JWK(key) for key in keys or ())
        if len(self.keys) > limits.MAX_KEYS:
            raise _too_many()
        self.is_symmetric = all(key.kty == "oct" for key in self.keys)
        self._known: dict[bytes, Prepared] = {}  # the only key for a header segment whose token was valid
        self._unusable: dict[str, str] = {}  # why, by the kid of the entry
        self._left_out: dict[object, str] = {}  # what this copy is without, by the kty of an entry
        self._by_kid: dict[str | None, list[JWK]] = {}
        for key in self.keys:
            self._by_kid.setdefault(key.kid, []).append(key)

    def named(self, kid: str | None) -> Sequence[JWK]:
        """Return the keys of this kid, all of them for None; the time does not depend on their number."""
        return self.keys if kid is None else self._by_kid.get(kid, ())

    def verifying(self, alg: str, kid: str | None, algorithms: Collection[str] | None) -> Sequence[JWK]:
        """Return the keys that may verify a signature of this header under the caller's list, perhaps none.

        An unknown kid means no key, not the first key; without a kid every key that may run the algorithm
        is tried, up to `limits.MAX_SIGNATURE_CHECKS`.

        Raises:
            JamJWSVerificationError: no key has this kid, or to try all that fit would cost too much.
        """
        named = self.named(kid)
        if not named:
            raise JamJWSVerificationError(self.why_absent(kid), details={"reason": "unknown_kid"})
        symmetric_too = algorithms is not None or self.is_symmetric
        fitting = [
            jwk
            for jwk in named
            if (symmetric_too or jwk.kty != "oct") and jwk.allows(alg, algorithms) and jwk.verifies
        ]
        if len(fitting) > 1:  # one is always within the limits
            check_work(len(fitting), work_of(fitting))
        return fitting

    def known_header(self, segment: bytes) -> tuple[dict[str, str], Verifier] | None:
        """Return what the only key for this header segment has prepared for it, None if there is none."""
        found = self._known.get(segment)
        return None if found is None else found.headers.get(segment)

    def keep_header(self, segment: bytes, header: Header, found: Prepared) -> None:
        """Keep the header, and its key if no other key of the set could verify such a token.

        A symmetric key among public ones is not kept: whether it may be used depends on the caller's list.
        """
        super().keep_header(segment, header, found)
        named = self.named(header.get("kid"))
        if (
            len(self._known) < max(limits.KEPT_HEADERS, len(self.keys))
            and segment in found.headers  # short, and nobody can change it
            and len(named) == 1
            and named[0].prepared is found  # not of a set that a thread had before this one was read
            and (self.is_symmetric or found.record.kty != "oct")
        ):
            self._known[segment] = found

    @classmethod
    def from_dict(cls, data: JsonObject) -> JWKSet:
        """Return the set in `data`, without the entries jamlite cannot use (section 5).

        A member that is null counts as absent. Why an entry cannot be used is remembered under its kid, for
        `why_absent`. Besides {"keys": [...]} the maps of kid and certificate are read that Google and
        Firebase publish.

        Of a set that came from elsewhere use the `public()` half: whoever can read it knows its
        symmetric keys.

        Raises:
            JamJWKValidationError: not an object with a list "keys", or too many keys.
        """
        if is_certificate_map(data):
            entries: list[tuple[object, object]] = list(data.items())
        elif isinstance(data, dict) and isinstance(data.get("keys"), list):
            entries = [
                (entry.get("kid") if isinstance(entry, dict) else None, entry) for entry in data["keys"]
            ]
        else:
            raise JamJWKValidationError('a JWK Set is an object with a list in "keys"')
        if len(entries) > limits.MAX_KEYS:
            raise _too_many()
        from .private_members import add_private_work  # here, as most programs read no set

        found, unusable, work = [], {}, 0.0
        left_out: dict[object, str] = {}
        for kid, entry in entries:
            try:
                work = add_private_work(work, entry)
                found.append(_read(kid, entry))
            except (JamValidationError, JamMissingPartError) as error:
                # RFC 7517 section 5: ignore what is not understood, or what this copy was made without.
                if isinstance(kid, str):
                    unusable[kid] = error.message
                if isinstance(error, JamMissingPartError):
                    left_out.setdefault(entry.get("kty") if isinstance(entry, dict) else None, error.message)
        made = cls(found)
        made._unusable, made._left_out = unusable, left_out
        made.is_symmetric = made.is_symmetric and left_out.keys() <= {"oct"}  # as with all parts
        return made

    @property
    def unusable(self) -> dict[str, str]:
        """Why entries of the set cannot be used, by their kid; those without a kid are not named."""
        return dict(self._unusable)

    def why_absent(self, kid: str | None) -> str:
        """Return the sentence that says why the set has no key of this kid, or none at all."""
        if isinstance(kid, str) and kid in self._unusable:
            return f"the key of the set with this kid cannot be used: {self._unusable[kid]}"
        if not self.keys:
            why = next((f": {reason}" for reason in self._left_out.values()), "")
            return f"the key set is empty, or has no key that can be used{why}"
        if all(key.kid is None for key in self.keys):
            return "no key of the set has this kid: its keys have no kid at all, and the token names one"
        return "no key of the set has this kid"

    def left_out(self, alg: str | None = None) -> str:
        """Return the end of a refusal: the key for `alg`, or any, that this copy cannot read; "" if none."""
        row = JWS_ALGORITHMS.get(alg or "")
        reasons = [why for kty, why in self._left_out.items() if alg is None or (row and row.kty == kty)]
        return f"; of the set, a key cannot be used: {reasons[0]}" if reasons else ""

    @classmethod
    def from_json(cls, text: str | bytes) -> JWKSet:
        """Return the set of a JSON text, read strictly."""
        try:
            return cls.from_dict(strict_json.loads(checked_length(text, "the JWK Set"), "the JWK Set"))
        except JamEncodingError as error:
            raise JamJWKValidationError(error.message) from error

    def find(
        self,
        *,
        kid: str | None = None,
        kty: str | None = None,
        use: str | None = None,
        key_ops: str | None = None,
        alg: str | None = None,
    ) -> list[JWK]:
        """Return the keys that match; a key that does not say its use, key_ops or alg matches any."""
        return [
            key
            for key in self.keys
            if kid in (None, key.kid)
            and kty in (None, key.kty)
            and (use is None or key.use in (None, use))
            and (key_ops is None or key.key_ops is None or key_ops in key.key_ops)
            and (alg is None or key.alg in (None, alg))
        ]

    def get_by_kid(self, kid: str) -> JsonObject | None:
        """Return the members of the first key with this kid, or None."""
        return next((key.to_dict() for key in self.keys if key.kid == kid), None)

    def get_by_kty(self, kty: str) -> list[JsonObject]:
        """Return the members of every key of this kty."""
        return [key.to_dict() for key in self.keys if key.kty == kty]

    def filter(self, **criteria: object) -> list[JsonObject]:
        """Return the members of every key whose members equal the criteria; None is ignored."""
        wanted = {name: value for name, value in criteria.items() if value is not None}
        dicts = (key.to_dict() for key in self.keys)
        return [data for data in dicts if all(data.get(name) == wanted[name] for name in wanted)]

    def public(self) -> JWKSet:
        """Return the set to publish: every public half, no symmetric key."""
        made = JWKSet(key.public() for key in self.keys if key.kty != "oct")
        secret = {key.kid: "it is symmetric" for key in self.keys if key.kty == "oct" and key.kid is not None}
        made._unusable, made._left_out = {**self._unusable, **secret}, self._left_out
        return made

    def to_dict(self, private: bool | None = None) -> JsonObject:
        """Return {"keys": [...]}; `private` as in `JWK.to_dict`, False drops symmetric keys."""
        source = self.public() if private is False else self
        return {"keys": [key.to_dict(private) for key in source.keys]}

    def __iter__(self) -> Iterator[JWK]:
        return iter(self.keys)

    def __len__(self) -> int:
        return len(self.keys)

    def __repr__(self) -> str:
        return f"<JWKSet of {len(self.keys)}>"


def is_certificate_map(data: object) -> bool:
    """Tell whether `data` maps key ids to certificates, as Google and Firebase publish them."""
    return (
        isinstance(data, dict)
        and bool(data)
        and all(
            isinstance(kid, str) and isinstance(pem, str) and pem.lstrip().startswith("-----BEGIN ")
            for kid, pem in data.items()
        )
    )


def _read(kid: object, entry: object) -> JWK:
    """Return the key of an entry of a set, or of a certificate of a map."""
    if isinstance(entry, str) and isinstance(kid, str):
        return JWK.from_pem(entry, kid=kid).public()
    if not isinstance(entry, dict):
        raise JamJWKValidationError("it is not an object")
    return JWK({name: value for name, value in entry.items() if value is not None})


def work_of(keys: Sequence[TokenKey]) -> float:
    """Return what a verification with each of these keys costs together, see `limits.MAX_SIGNATURE_WORK`."""
    return sum(_rsa_work(jwk) if jwk.kty == "RSA" else 1.0 for jwk in keys)


def _rsa_work(jwk: TokenKey) -> float:
    """Return the work of one RSA verification: for each bit of e a squaring modulo n."""
    public = jwk.prepared.record.verifier
    return max(1.0, float(public.e.bit_length() / 17 * (public.n.bit_length() / 2048) ** 2))


def check_work(checks: int, work: float) -> None:
    """Raise unless so many pairs of signature and key, and so much work, are within the limits."""
    if checks > limits.MAX_SIGNATURE_CHECKS or (checks > 1 and work > limits.MAX_SIGNATURE_WORK):
        raise too_many_checks()


def too_many_checks() -> JamJWSVerificationError:
    """Return the error of a token that would cost too many verifications."""
    return JamJWSVerificationError(
        f"more than {limits.MAX_SIGNATURE_CHECKS} pairs of signature and key, or too costly ones, "
        "would have to be tried; give fewer keys, or tokens that name their kid",
        details={"reason": "too_many_checks"},
    )


def _too_many() -> JamJWKValidationError:
    return JamJWKValidationError(f"a JWK Set has at most {limits.MAX_KEYS} keys")

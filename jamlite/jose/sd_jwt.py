"""SD-JWT: JSON Web Tokens whose holder chooses what to show (RFC 9901).

`issue` makes one with all disclosures, `present` keeps some of them and may prove who holds the token,
`verify` is the verifier's side.
"""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds
from ..crypto import hashes
from ..encoding import base64url, strict_json
from ..exceptions.base import JamTypeError
from ..exceptions.jose import (
    JamJWKValidationError,
    JamJWSValidationError,
    JamJWSVerificationError,
    JamSDJWTError,
)
from ..exceptions.jwt import JamJWTClaimError, JamJWTExpired, JamJWTNotYetValid
from . import jws, jwt_claims, limits, verified_claims
from .jwk import JWK
from .jwt_claims import ANY
from .jwt_signed import check_typ
from .key_like import as_key
from .private_members import is_private
from .sd_jwt_disclosures import (
    HASHES,
    MAX_DISCLOSURES,
    SD_ALG,
    Disclosure,
    hash_of,
    is_jwt,
    loaded,
    new_salt,
    packed,
    paths_of,
    payload_of,
    unpacked,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from ..encoding.json_types import Claims, Header, JsonObject, JsonValue
    from .jwt_claims import AnyAudience
    from .key_like import KeyLike
    from .sd_jwt_disclosures import Path, Salts, Step

_ALWAYS_VISIBLE = ("iss", "aud", "exp", "nbf", "cnf")  # section 9.7: a holder must not leave them out
KB_TYP = "kb+jwt"  # section 4.3
_DISCLOSURES, _KB_JWT = "disclosures", "kb_jwt"  # section 8.1: members of the unprotected header


class VerifiedSDJWT:
    """What a verified SD-JWT says.

    `claims` are those of the issuer that are shown, `header` is what the issuer signed of the header,
    `disclosed` the paths of what was chosen, `key_binding` the claims of the holder's proof, or None.
    """

    __slots__ = ("claims", "disclosed", "header", "key_binding")

    def __init__(
        self, claims: Claims, header: Header, disclosed: list[Path], key_binding: JsonObject | None
    ) -> None:
        self.claims = claims
        self.header = header
        self.disclosed = disclosed
        self.key_binding = key_binding

    def __repr__(self) -> str:
        return f"<VerifiedSDJWT with {len(self.disclosed)} disclosures>"


def issue(
    claims: Claims,
    key: KeyLike,
    *,
    disclose: Iterable[Step | Path] = (),
    holder: JWK | JsonObject | None = None,
    decoys: int = 0,
    alg: str | None = None,
    header: Header | None = None,
    hash_name: str = "sha-256",
    salts: Salts = new_salt,
) -> str:
    """Return an SD-JWT with all its disclosures: `<JWT>~<disclosure>~...~`.

    Args:
        claims: the claims. `iss`, `aud`, `exp`, `nbf` and `cnf` always stay visible (section 9.7); do not
            hide `status` either, or the holder can leave it out.
        key: the issuer's private key, of a public-key algorithm.
        disclose: paths of the values that the holder may show or not: "given_name", ("address",
            "region"), ("nationalities", 0). A value and what lies in it may both be named.
        holder: the holder's public key; it becomes `cnf`, and key binding is possible.
        decoys: digests of nothing beside the real ones of each object and list, which hide their number.
        alg, header: as in `jwt.encode`; put the "typ" of your credential there.
        hash_name: of the digests: "sha-256", "sha-384" or "sha-512".
        salts: a function that returns a fresh salt; another one is for test vectors.

    Raises:
        JamSDJWTError: a path leads nowhere or hides one of those five, or a name that SD-JWT uses itself is
            a claim.
        JamTypeError, JamEncodingError: the claims are not JSON.
    """
    if not isinstance(claims, dict):
        raise JamTypeError(f"the claims must be a dict, got {type(claims).__name__}")
    if not isinstance(hash_name, str) or hash_name not in HASHES:
        raise JamSDJWTError(f"the hash of the digests must be one of {', '.join(HASHES)}")
    if type(decoys) is not int or not 0 <= decoys <= 64:
        raise JamSDJWTError("decoys must be a number from 0 to 64")
    paths = paths_of(disclose)
    for name in _ALWAYS_VISIBLE:
        if (name,) in paths:
            raise JamSDJWTError(f"{name} decides whether the token is valid and cannot be hidden")
    if holder is not None:
        claims = {**claims, "cnf": {"jwk": _public_jwk(holder).to_dict()}}
    jwt_claims.check_types(claims)
    payload, disclosures = packed(claims, paths, decoys, hash_name, salts)
    if len(disclosures) > MAX_DISCLOSURES:
        raise JamSDJWTError(f"an SD-JWT has at most {MAX_DISCLOSURES} disclosures")
    if disclosures:
        payload[SD_ALG] = hash_name
    token = jws.sign(strict_json.dumps(payload, "the claims"), _key_pair(key), header, alg=alg)
    return _joined(token, [disclosure.text for disclosure in disclosures])


def present(
    token: str,
    show: Iterable[Step | Path] | None = None,
    *,
    key: KeyLike | None = None,
    audience: str | None = None,
    nonce: str | None = None,
    alg: str | None = None,
    now: float | None = None,
) -> str:
    """Return an SD-JWT with some of its disclosures, and with the holder's proof if there is a key.

    Args:
        token: what `issue` returned. The holder trusts it; the signature is not verified here.
        show: paths of what is shown, as the claims have them; None shows all.
        key: the holder's private key, whose public half is in `cnf`.
        audience, nonce: of the verifier; both are needed with a key (section 4.3).
        alg, now: of the proof; None means the key's own, and the clock.

    Raises:
        JamSDJWTError: malformed, a path that nothing is at, or a key without audience and nonce.
    """
    jwt, texts, _ = _split(token)
    disclosures = [Disclosure.read(text) for text in texts]
    found = unpacked(payload_of(jwt), disclosures)
    if show is not None:
        wanted: set[str] = set()
        for path in paths_of(show):
            chosen = found.paths.get(path)
            if chosen is None:
                raise JamSDJWTError("a path of what is shown leads to nothing that can be disclosed")
            wanted.update((chosen.text, *found.parents[chosen.text]))  # section 7.2: with what it stands in
        texts = [text for text in texts if text in wanted]
    presented = _joined(jwt, texts)
    if key is None:
        if audience is not None or nonce is not None:
            raise JamSDJWTError("audience and nonce belong to the holder's proof: give its key")
        return presented
    if not isinstance(audience, str) or not audience or not isinstance(nonce, str) or not nonce:
        raise JamSDJWTError("the holder's proof needs the audience and the nonce of the verifier")
    if now is not None:
        check_seconds(now, "now")
    claims = {
        "iat": int(clock.now() if now is None else now),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": _sd_hash(presented, hash_of(payload_of(jwt))),
    }
    return presented + jws.sign(strict_json.dumps(claims), _key_pair(key), {"typ": KB_TYP}, alg=alg)


def verify(
    token: str | JsonObject,
    key: KeyLike,
    *,
    algorithms: Collection[str] | None = None,
    issuer: str | Collection[str] | None = None,
    audience: str | Collection[str] | AnyAudience | None = ANY,
    subject: str | None = None,
    required: Iterable[str] = (),
    typ: str | None = None,
    holder_audience: str | None = None,
    nonce: str | None = None,
    max_age: float = 300,
    leeway: float = 0,
    now: float | None = None,
) -> VerifiedSDJWT:
    """Verify an SD-JWT and return what it shows (section 7.3).

    Args:
        token: compact text, or the JWS JSON serialization as a dict (section 8).
        key: of the issuer; see `jwt.decode`. The token never supplies it.
        algorithms, issuer, audience, subject, required, typ, leeway, now: as in `jwt.decode`, for the
            claims once they are unpacked; an aud is not looked at unless one is expected.
        holder_audience, nonce: what the holder's proof must be for. With them a proof is required;
            without them a token that has one is refused, because nothing would be proven.
        max_age: seconds that the proof may be old.

    Raises:
        JamSDJWTError: malformed, a digest twice, a disclosure that belongs nowhere, no proof or a
            wrong one.
        Others: as `jwt.decode`.
    """
    signed, texts, proof = _parts(token)
    verified = jws.verify(signed, key, algorithms=algorithms)
    if verified.key.kty == "oct":
        raise JamSDJWTError("an SD-JWT is signed by its issuer with a public-key algorithm")  # section 4
    if typ is not None:
        _check_typ(verified.protected, typ, "the SD-JWT")
    payload = loaded(verified.payload, "the payload")
    found = unpacked(payload, [Disclosure.read(text) for text in texts])
    verified_claims.check(
        found.claims,
        leeway=leeway,
        now=now,
        issuer=issuer,
        audience=audience,
        subject=subject,
        required=required,
    )
    binding = None
    if holder_audience is not None or nonce is not None:
        if not all(isinstance(text, str) and text for text in (holder_audience, nonce)):
            raise JamSDJWTError("holder_audience and nonce are expected together, both as text")
        if proof is None:
            raise JamSDJWTError("the holder's proof is missing")
        expected = (holder_audience or "", nonce or "", max_age, leeway or 0, now)
        binding = _bound(payload, proof, _bound_text(token, signed, texts), expected)
    elif proof is not None:
        raise JamSDJWTError("the token has a holder's proof: say which holder_audience and nonce it is for")
    return VerifiedSDJWT(found.claims, verified.protected, [*found.paths], binding)


# --- the JWS JSON serialization (section 8) ----------------------------------------------------------------


def to_json(token: str) -> JsonObject:
    """Return a compact SD-JWT as flattened JWS JSON; the disclosures stand in the unprotected header."""
    jwt, texts, proof = _split(token)
    protected, payload, signature = jwt.split(".")
    header: Header = {_DISCLOSURES: texts}
    if proof is not None:
        header[_KB_JWT] = proof
    return {"payload": payload, "protected": protected, "signature": signature, "header": header}


def from_json(data: JsonObject) -> str:
    """Return JWS JSON of one signature as compact SD-JWT."""
    if not isinstance(data, dict):
        raise JamSDJWTError(f"the JWS JSON is a dict, got {type(data).__name__}")
    signed, texts, proof = _parts(data)
    entry = data["signatures"][0] if "signatures" in data else data
    if len(data.get("signatures", "1")) != 1:
        raise JamSDJWTError("a JWS of several signatures has no compact form")
    parts = [entry.get("protected"), signed["payload"], entry.get("signature")]
    if not all(isinstance(part, str) for part in parts):
        raise JamSDJWTError("protected, payload and signature of the JSON are text")
    jwt = ".".join(parts)
    if not is_jwt(jwt):
        raise JamSDJWTError("protected, payload and signature of the JSON are base64url")
    return _joined(jwt, texts) + (proof or "")


# --- pieces ------------------------------------------------------------------------------------------------


def _joined(jwt: str, texts: list[str]) -> str:
    return "~".join([jwt, *texts, ""])


def _key_pair(key: KeyLike) -> JWK:
    jwk = as_key(key)
    if jwk.kty == "oct":  # section 4; the verifier would refuse it
        raise JamSDJWTError("an SD-JWT and its proof are signed with a public-key algorithm")
    return jwk


def _check_typ(protected: Header, typ: str, what: str) -> None:
    try:
        check_typ(protected, typ)
    except JamJWSValidationError as error:
        raise JamSDJWTError(f"the typ of {what} is another one") from error


def _split(token: object) -> tuple[str, list[str], str | None]:
    """Return the JWT, the disclosures and the holder's proof of a compact SD-JWT (section 4)."""
    if not isinstance(token, str):
        raise JamSDJWTError(f"an SD-JWT is text or a dict, got {type(token).__name__}")
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamSDJWTError(f"an SD-JWT has at most {limits.MAX_TOKEN_BYTES} characters")
    jwt, *texts = token.split("~")
    if not texts:
        raise JamSDJWTError("this is not an SD-JWT: it has no ~; jwt.decode reads a plain token")
    if len(texts) > MAX_DISCLOSURES + 1:
        raise JamSDJWTError(f"an SD-JWT has at most {MAX_DISCLOSURES} disclosures")
    if not is_jwt(jwt):
        raise JamSDJWTError("this is not an SD-JWT: a signed JWT does not stand before the first ~")
    if texts[-1] and not is_jwt(texts[-1]):
        raise JamSDJWTError("the holder's proof, after the last ~, is not a signed JWT")
    return jwt, texts[:-1], texts[-1] or None


def _parts(token: object) -> tuple[JsonValue, list[str], str | None]:
    """Return what `jws.verify` takes, the disclosures, and the proof, of either serialization."""
    if not isinstance(token, dict):
        return _split(token)
    first, *others = _unprotected(token)
    texts, proof = first.get(_DISCLOSURES, []), first.get(_KB_JWT)
    if (
        not isinstance(texts, list)
        or len(texts) > MAX_DISCLOSURES
        or not all(isinstance(text, str) and "~" not in text for text in texts)
        or not (proof is None or (isinstance(proof, str) and is_jwt(proof)))
    ):
        raise JamSDJWTError("disclosures is a list of text, and kb_jwt is a signed JWT")
    if sum(map(len, texts)) > limits.MAX_TOKEN_BYTES:
        raise JamSDJWTError(f"an SD-JWT has at most {limits.MAX_TOKEN_BYTES} characters")
    if any({_DISCLOSURES, _KB_JWT} & header.keys() for header in others):
        raise JamSDJWTError("disclosures stand in the header of the first signature alone")  # section 8.1
    payload = token.get("payload")
    if not isinstance(payload, str) or "{" in payload:  # RFC 7797 section 7: no JWT is unencoded
        raise JamSDJWTError("the payload of the JSON is base64url")
    return token, texts, proof


def _unprotected(token: JsonObject) -> list[JsonObject]:
    """Return the unprotected header of each signature."""
    entries = token.get("signatures", [token])
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise JamSDJWTError("signatures of the JSON is a list of objects")
    headers = [entry.get("header", {}) for entry in entries]
    if not all(isinstance(header, dict) for header in headers):
        raise JamSDJWTError("an unprotected header of the JSON is not an object")
    return headers


def _public_jwk(key: JWK | JsonObject) -> JWK:
    jwk = key if isinstance(key, JWK) else JWK(key)
    if jwk.kty == "oct":
        raise JamSDJWTError("the holder's key is the public key of a key pair")
    return jwk.public() if jwk.is_private else jwk


def _sd_hash(presented: str, hash_name: str) -> str:
    """Return the hash of the JWT and its disclosures, up to the last ~ (section 4.3.1)."""
    return base64url.encode(hashes.digest(hash_name, presented.encode("ascii", "replace")))


def _bound_text(token: object, signed: JsonValue, texts: list[str]) -> str:
    """Return what sd_hash is made over; for JSON that of its compact form (section 8.1)."""
    if isinstance(token, dict):
        return from_json(token).rpartition("~")[0] + "~"
    return _joined(signed, texts)


def _bound(
    payload: Claims, proof: str, presented: str, expected: tuple[str, str, float, float, float | None]
) -> JsonObject:
    """Verify the holder's proof (section 7.3 step 5) and return its claims."""
    audience, nonce, max_age, leeway, now = expected
    check_seconds(max_age, "max_age")
    cnf = payload.get("cnf")
    jwk = cnf.get("jwk") if isinstance(cnf, dict) else None
    if not isinstance(jwk, dict):
        raise JamSDJWTError("the issuer has named no key of the holder (cnf with jwk)")
    if is_private(jwk):
        raise JamSDJWTError("the holder's key in cnf is not a public key")
    try:
        verified = jws.verify(proof, JWK(jwk))
    except (JamJWSVerificationError, JamJWKValidationError) as error:
        raise JamSDJWTError("the holder's proof was not made with the key in cnf") from error
    _check_typ(verified.protected, KB_TYP, "the holder's proof")
    claims = loaded(verified.payload, "the holder's proof")
    for name, wanted in (("aud", audience), ("nonce", nonce)):
        if claims.get(name) != wanted:
            raise JamSDJWTError(f"the holder's proof is for another {name}")
    if claims.get("sd_hash") != _sd_hash(presented, hash_of(payload)):
        raise JamSDJWTError("the holder's proof is for other disclosures (sd_hash)")
    iat: JsonValue = claims.get("iat")
    time = clock.now() if now is None else now
    if type(iat) not in (int, float) or not time - max_age - leeway <= iat <= time + leeway + 60:
        raise JamSDJWTError("the holder's proof is too old, or made in the future")
    life = {name: claims[name] for name in ("exp", "nbf") if name in claims}
    try:  # section 7.3 step 5: in all other respects it is a valid JWT (RFC 7519 section 7.2)
        verified_claims.check(life, leeway=leeway, now=now)
    except (JamJWTClaimError, JamJWTExpired, JamJWTNotYetValid) as error:
        raise JamSDJWTError("exp or nbf of the holder's proof is past, to come, or no number") from error
    return claims

"""Disclosures of SD-JWT (RFC 9901 section 4.2): salted values, and the digests that stand for them.

A path names a value: ("address", "region") a member of a member, ("nationalities", 0) an element of a
list, and a plain text a member of the claims themselves.
"""

from __future__ import annotations

import json

from ..crypto import hashes, randomness
from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.jose import JamSDJWTError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, Union

    from ..encoding.json_types import Claims, JsonObject, JsonValue

    Step = Union[str, int]
    Path = tuple[Step, ...]
    Salts = Callable[[], str]
    Tree = Dict[object, Any]  # of steps: under each the tree below it, and under _HIDDEN that it is hidden

HASHES = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}  # section 4.1.1
SD, DOTS, SD_ALG = "_sd", "...", "_sd_alg"
MAX_DISCLOSURES = 1024  # of one SD-JWT: each costs a hash and a reading of JSON
MAX_DEPTH = 32  # levels of disclosures in disclosures
MAX_STEPS = strict_json.MAX_DEPTH  # levels of the claims, once all disclosures are in them


def new_salt() -> str:
    """Return 128 random bits in base64url (section 9.3)."""
    return base64url.encode(randomness.random_bytes(16))


def steps_of(path: object) -> Path:
    """Return the steps of a path.

    Raises:
        JamSDJWTError: it is not a path.
    """
    steps = (path,) if isinstance(path, (str, int)) else path
    if not isinstance(steps, tuple) or not steps or not all(isinstance(step, (str, int)) for step in steps):
        raise JamSDJWTError('a path is a name, or a tuple such as ("address", "region")')
    return steps


def paths_of(paths: Iterable[object]) -> list[Path]:
    """Return the paths in a list of them; a text alone would be a path for each of its letters.

    Raises:
        JamSDJWTError: not a list of paths.
    """
    if isinstance(paths, (str, bytes, bytearray, dict)) or not hasattr(paths, "__iter__"):
        raise JamSDJWTError('paths are a list, such as ["given_name", ("address", "region")]')
    return [steps_of(path) for path in paths]


class Disclosure:
    """One disclosure: its text, and what it holds. `name` is None for an element of a list."""

    __slots__ = ("name", "text", "value")

    def __init__(self, text: str, name: str | None, value: JsonValue) -> None:
        self.text = text
        self.name = name
        self.value = value

    @classmethod
    def make(cls, salt: str, name: str | None, value: JsonValue) -> Disclosure:
        """Return a new disclosure (sections 4.2.1 and 4.2.2), with blanks as in the RFC's examples."""
        content = [salt, value] if name is None else [salt, name, value]
        strict_json.dumps(content, "the disclosure")  # refuses what is not JSON, or over the limits
        data = json.dumps(content, ensure_ascii=False).encode("utf-8")
        return cls(base64url.encode(data), name, value)

    @classmethod
    def read(cls, text: object) -> Disclosure:
        """Return the disclosure in a text.

        Raises:
            JamSDJWTError: malformed, or with a name that no claim may have (section 7.1 step 3c).
        """
        if not isinstance(text, str):
            raise JamSDJWTError("a disclosure is text")
        try:
            content = strict_json.loads(base64url.decode(text, "a disclosure"), "a disclosure")
        except JamEncodingError as error:
            raise JamSDJWTError(f"a disclosure is malformed: {error}") from error
        if not isinstance(content, list) or len(content) not in (2, 3) or not isinstance(content[0], str):
            raise JamSDJWTError("a disclosure is a list of salt, name and value, or of salt and value")
        name = content[1] if len(content) == 3 else None
        if len(content) == 3 and (not isinstance(name, str) or name in (SD, DOTS)):
            raise JamSDJWTError("a disclosure has a name that no claim may have")
        return cls(text, name, content[-1])

    def digest(self, hash_name: str) -> str:
        """Return the digest of the text (section 4.2.3)."""
        return base64url.encode(hashes.digest(hash_name, self.text.encode("ascii")))

    def __repr__(self) -> str:
        return f"<Disclosure of {'an element' if self.name is None else 'a claim'}>"


def is_jwt(text: str) -> bool:
    """Tell whether a text can be a compact JWT: no JWS in JSON, none with an unencoded payload."""
    return text.count(".") == 2 and "{" not in text and "~" not in text


def payload_of(jwt: str) -> JsonObject:
    """Return the payload of a JWT whose signature is not looked at."""
    try:
        return loaded(base64url.decode(jwt.split(".")[1], "the payload"), "the payload")
    except JamEncodingError as error:
        raise JamSDJWTError(f"the SD-JWT is malformed: {error}") from error


def loaded(data: bytes, what: str) -> JsonObject:
    try:
        found = strict_json.loads(data, what)
    except JamEncodingError as error:
        raise JamSDJWTError(f"the SD-JWT is malformed: {error}") from error
    if not isinstance(found, dict):
        raise JamSDJWTError(f"{what} is not a JSON object")
    return found


# --- the issuer's side -----------------------------------------------------------------------------------


def packed(
    claims: Claims, paths: Iterable[Step | Path], decoys: int, alg: str, salts: Salts
) -> tuple[JsonObject, list[Disclosure]]:
    """Return the payload in which digests stand for the values at `paths`, and the disclosures.

    Raises:
        JamSDJWTError: a path leads nowhere, or a name that is used by SD-JWT itself.
        JamTypeError: `salts` is not a function that returns text.
    """

    def salt() -> str:
        found = salts() if callable(salts) else None
        if not isinstance(found, str):
            raise JamTypeError("salts is a function that returns a fresh salt, as text")
        return found

    _refuse_reserved(claims, 0)
    tree: Tree = {}
    for path in paths_of(paths):
        _plant(tree, claims, path)
    made: list[Disclosure] = []
    payload = _packed(claims, tree, decoys, HASHES[alg], salt, made)
    return payload, made


_HIDDEN = object()  # a key of the tree that no step can be


def _plant(tree: Tree, claims: JsonValue, path: Path) -> None:
    here = claims
    for step in path:
        if not _leads(here, step):
            raise JamSDJWTError("a path of what may be disclosed leads to nothing in the claims")
        here, tree = here[step], tree.setdefault(step, {})
    tree[_HIDDEN] = True


def _leads(here: object, step: object) -> bool:
    if isinstance(here, dict):
        return isinstance(step, str) and step in here
    return isinstance(here, list) and type(step) is int and 0 <= step < len(here)


def _packed(
    value: JsonValue, tree: Tree, decoys: int, hash_name: str, salts: Salts, made: list[Disclosure]
) -> JsonValue:
    """Return `value` with digests in it; what lies deeper is hidden first (section 4.2.6)."""

    def inner(step: Step, each: JsonValue) -> tuple[JsonValue, bool]:
        below = tree.get(step, {})
        return _packed(each, below, decoys, hash_name, salts, made), _HIDDEN in below

    if isinstance(value, list):
        found = []
        for index, each in enumerate(value):
            content, hidden = inner(index, each)
            if hidden:
                made.append(Disclosure.make(salts(), None, content))
                content = {DOTS: made[-1].digest(hash_name)}
            found.append(content)
        if any(type(step) is int for step in tree):
            found += [{DOTS: _decoy(hash_name, salts)} for _ in range(decoys)]
        return found
    if not isinstance(value, dict):
        return value
    digests, shown = [], {}
    for name, each in value.items():
        content, hidden = inner(name, each)
        if hidden:
            made.append(Disclosure.make(salts(), name, content))
            digests.append(made[-1].digest(hash_name))
        else:
            shown[name] = content
    if not digests:
        return shown
    digests += [_decoy(hash_name, salts) for _ in range(decoys)]
    return {SD: sorted(digests), **shown}  # section 4.2.4.1: sorted, so that their order tells nothing


def _decoy(hash_name: str, salts: Salts) -> str:
    """Return the digest of nothing that exists (section 4.2.5)."""
    return base64url.encode(hashes.digest(hash_name, salts().encode("utf-8", "surrogatepass")))


def _refuse_reserved(value: JsonValue, level: int) -> None:
    if level > 64:
        raise JamSDJWTError("the claims are nested too deeply")
    if isinstance(value, dict):
        for name in (SD, DOTS, SD_ALG):
            if name in value:
                raise JamSDJWTError(f"{name!r} is a name of SD-JWT itself and cannot be a claim")
    if isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            _refuse_reserved(each, level + 1)


# --- the side of holder and verifier -----------------------------------------------------------------------


class Unpacked:
    """What a payload says with its disclosures: the claims, and the path of each disclosure."""

    __slots__ = ("claims", "parents", "paths")

    def __init__(self) -> None:
        self.claims: Claims = {}
        self.paths: dict[Path, Disclosure] = {}
        self.parents: dict[str, list[str]] = {}  # text of a disclosure: those that it stands in


def hash_of(payload: Claims) -> str:
    """Return the hash that a payload's digests are made with; sha-256 if it names none (section 4.1.1)."""
    alg = payload.get(SD_ALG, "sha-256")
    if not isinstance(alg, str) or alg not in HASHES:
        raise JamSDJWTError(f"the hash of the digests must be one of {', '.join(HASHES)}")
    return HASHES[alg]


def unpacked(payload: Claims, disclosures: list[Disclosure]) -> Unpacked:
    """Put the disclosed values in the place of their digests (section 7.1 steps 3 to 5).

    Raises:
        JamSDJWTError: a digest stands twice, a disclosure belongs nowhere, a name is there already, or
            the structure is malformed.
    """
    hash_name = hash_of(payload)
    by_digest: dict[str, Disclosure] = {}
    for disclosure in disclosures:
        if by_digest.setdefault(disclosure.digest(hash_name), disclosure) is not disclosure:
            raise JamSDJWTError("a disclosure stands twice")
    walk = _Walk(by_digest)
    walk.result.claims = walk.value({k: v for k, v in payload.items() if k != SD_ALG}, (), ())
    if by_digest.keys() - walk.used:
        raise JamSDJWTError("a disclosure belongs to no digest of the token")  # section 7.1 step 5
    return walk.result


class _Walk:
    def __init__(self, by_digest: dict[str, Disclosure]) -> None:
        self.by_digest = by_digest
        self.result = Unpacked()
        self.seen: set[str] = set()
        self.used: set[str] = set()

    def value(self, value: JsonValue, path: Path, inside: tuple[str, ...]) -> JsonValue:
        if len(inside) > MAX_DEPTH or len(path) > MAX_STEPS:  # each disclosure may be as deep as JSON is
            raise JamSDJWTError("disclosures are nested too deeply")
        if isinstance(value, list):
            return self._list(value, path, inside)
        if isinstance(value, dict):
            return self._object(value, path, inside)
        return value

    def _object(self, value: JsonObject, path: Path, inside: tuple[str, ...]) -> JsonObject:
        if DOTS in value:
            raise JamSDJWTError('"..." stands where no element of a list is')
        found = {k: self.value(v, (*path, k), inside) for k, v in value.items() if k != SD}
        digests = value.get(SD, [])
        if not isinstance(digests, list):
            raise JamSDJWTError("_sd is not a list of digests")
        for digest in digests:
            disclosure = self._of(digest)
            if disclosure is None:
                continue  # a decoy, or not disclosed
            if disclosure.name is None:
                raise JamSDJWTError("an element of a list is disclosed where a claim belongs")
            if disclosure.name in found or disclosure.name in value:
                raise JamSDJWTError("a disclosed claim is there already")  # step 3c
            found[disclosure.name] = self._disclosed(disclosure, (*path, disclosure.name), inside)
        return found

    def _list(self, value: list[JsonValue], path: Path, inside: tuple[str, ...]) -> list[JsonValue]:
        found: list[JsonValue] = []
        for each in value:
            if not isinstance(each, dict) or DOTS not in each:
                found.append(self.value(each, (*path, len(found)), inside))
                continue
            if len(each) != 1:
                raise JamSDJWTError('"..." stands beside other members')
            disclosure = self._of(each[DOTS])
            if disclosure is None:
                continue  # step 3d: what is not disclosed goes
            if disclosure.name is not None:
                raise JamSDJWTError("a claim is disclosed where an element of a list belongs")
            found.append(self._disclosed(disclosure, (*path, len(found)), inside))
        return found

    def _disclosed(self, disclosure: Disclosure, path: Path, inside: tuple[str, ...]) -> JsonValue:
        self.result.paths[path] = disclosure
        self.result.parents[disclosure.text] = list(inside)
        return self.value(disclosure.value, path, (*inside, disclosure.text))

    def _of(self, digest: object) -> Disclosure | None:
        """Return the disclosure of a digest; each digest may stand once (step 4)."""
        if not isinstance(digest, str):
            raise JamSDJWTError("a digest is not text")
        if digest in self.seen:
            raise JamSDJWTError("a digest stands twice")
        self.seen.add(digest)
        found = self.by_digest.get(digest)
        if found is not None:
            self.used.add(digest)
        return found

"""What one key has ready: a function for each algorithm, headers of its tokens, signatures it has seen.

A JWK does not change, so what was worked out for it holds as long as it lives, and ends with it. Every
write happens in this file, and everything has a bound: the number of algorithms, or one of the limits.
"""

from __future__ import annotations

from ..crypto import hashes
from ..encoding import base64url
from ..exceptions.base import JamConfigurationError, JamEncodingError
from . import limits
from .jwa import names_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, TypeVar

    from ..encoding.json_types import Header
    from ..keys.record import KeyRecord
    from .jwa import JWSAlgorithm, Signer, Verifier

    _Made = TypeVar("_Made")


class Prepared:
    """The record of a key, and what was prepared with it.

    Args:
        record: the key material, one of the classes of `keys`.
        remember: how many valid signatures of a public-key algorithm to remember; 0 for none, None for
            `limits.REMEMBERED_SIGNATURES`.

    Raises:
        JamConfigurationError: remember is not an integer, 0 to 1048576.
    """

    __slots__ = (
        *("_misfits", "_seen", "_wrapping"),
        *("algorithms", "headers", "record", "remember", "signers", "starts", "texts", "verifiers"),
    )

    def __init__(self, record: KeyRecord, remember: int | None) -> None:
        if remember is None:
            remember = limits.REMEMBERED_SIGNATURES
        if type(remember) is not int or not 0 <= remember <= 1 << 20:
            raise JamConfigurationError("remember must be an integer, 0 to 1048576")
        self.remember = remember
        self.record: Any = record
        self.algorithms = () if record.is_password else names_for(record.kty, record.crv)
        if record.pss is not None:
            self.algorithms = record.pss.algorithms  # fewer
        self.signers: dict[str, Signer] = {}
        self.verifiers: dict[str, Verifier] = {}
        self.texts: dict[str, Verifier] = {}  # verifiers of signatures in base64url
        self.headers: dict[bytes, tuple[dict[str, str], Verifier]] = {}  # by header segment
        self.starts: dict[str | None, tuple[bytes, Signer]] = {}  # of tokens to sign, by the alg asked for
        self._misfits: dict[tuple[str, str, bool], str] = {}
        self._wrapping: dict[str, Any] = {}
        self._seen: Seen | None = None

    def signer(self, row: JWSAlgorithm) -> Signer:
        """Prepare the function that signs bytes; for `JWK.signer`, which has checked that it may."""
        made = self.signers[row.name] = row.signer(self.record, row.hash)
        return made

    def verifier(self, row: JWSAlgorithm) -> Verifier:
        """Prepare the function (message, signature) -> bool; for `JWK.verifier`."""
        made = self.verifiers[row.name] = row.verifier(self.record, row.hash)
        return made

    def text_verifier(self, row: JWSAlgorithm) -> Verifier:
        """Prepare the function (message, base64url signature) -> bool; for `JWK.text_verifier`.

        Text that is not base64url is not a valid signature either: it gives False.
        """
        if self.record.kty == "oct":
            # Not kept among the signers: whether the key may sign has not been asked.
            made = _mac_verifier(self.signers.get(row.name) or row.signer(self.record, row.hash))
        else:
            made = _plain_verifier(self.verifiers.get(row.name) or self.verifier(row))
            if self.remember:
                self._seen = self._seen or Seen(self.remember)
                made = _remembering_verifier(row.name, made, self._seen)
        self.texts[row.name] = made
        return made

    def keep_header(self, segment: bytes, header: Header) -> None:
        """Keep the header of a token that was valid, if there is space and nobody could change it."""
        if (
            len(segment) <= limits.KEPT_HEADER_BYTES
            and len(self.headers) < limits.KEPT_HEADERS
            and all(type(value) is str for value in header.values())
        ):
            self.headers[segment] = header, self.texts[header["alg"]]

    def keep_start(self, alg: str | None, start: bytes, signer: Signer) -> tuple[bytes, Signer]:
        """Keep the first segment, with its dot, of the tokens that this key signs with `alg`."""
        made = self.starts[alg] = start, signer
        return made

    def misfit(self, asked: tuple[str, str, bool], find: Callable[[], str]) -> str:
        """Return why the key cannot run JWE algorithms (alg, enc, whether to encrypt), or ""."""
        found = self._misfits.get(asked)
        if found is None:
            found = self._misfits[asked] = find()
        return found

    def wrapping_key(self, name: str, make: Callable[[bytes], _Made]) -> _Made:
        """Return the key that wraps others by the algorithm `name`, made of a symmetric key by `make`."""
        made: _Made | None = self._wrapping.get(name)
        if made is None:
            made = self._wrapping[name] = make(self.record.k)
        return made

    def __repr__(self) -> str:
        return f"<Prepared {self.record!r}>"


class KeyOrSet:
    """What a JWK and a JWKSet have in common: both find what is prepared for a header.

    Written here is how one key does it; a set and a finder ask the key that they mean.
    """

    __slots__ = ()

    prepared: Prepared

    def known_header(self, segment: bytes) -> tuple[dict[str, str], Verifier] | None:
        """Return a header that was valid before, and the verifier of its text signatures, or None."""
        return self.prepared.headers.get(segment)

    def keep_header(self, segment: bytes, header: Header, found: Prepared) -> None:
        """Keep the header of a token that the key `found` has verified, for the next one."""
        found.keep_header(segment, header)


class KeyFinder(KeyOrSet):
    """Something that finds the key, or the set of keys, for a header that is not verified yet."""

    __slots__ = ()

    def known_header(self, segment: bytes) -> tuple[dict[str, str], Verifier] | None:
        """Return None: which key it is may change from token to token."""
        return None

    def find(self, header: Header) -> Any:
        """Return the JWK or JWKSet to use.

        Raises:
            JamInvalidKeyTypeError: there is none.
        """
        raise NotImplementedError


class Seen:
    """Signatures that were found valid: the digests of the last `size`, each with all that was signed.

    Only a valid signature enters, so whoever has no key cannot put anything in or push anything out.
    Threads may add at once: at worst a digest is lost, and its signature is computed again.
    """

    __slots__ = ("_digests", "_index", "_ring", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._ring: list[bytes] = []
        self._index = 0
        self._digests: set[bytes] = set()

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._digests

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, digest: bytes) -> None:
        """Remember `digest` in the place of the oldest one."""
        ring, digests = self._ring, self._digests
        if len(ring) < self._size:
            ring.append(digest)
        else:
            index = self._index % self._size
            self._index = index + 1
            digests.discard(ring[index])
            ring[index] = digest
        digests.add(digest)
        # Threads that added at once may have left digests outside of the ring.
        if len(digests) > 2 * self._size:
            self._ring, self._digests = [], set()


def _mac_verifier(sign: Signer) -> Verifier:
    """Compare MACs as text: to encode the right one is quicker than to decode the given one."""
    from hmac import compare_digest  # here, as public-key algorithms do without

    encode_bytes = base64url.encode_bytes
    return lambda message, text: compare_digest(encode_bytes(sign(message)), text)


def _plain_verifier(verify: Verifier) -> Verifier:
    def verify_text(message: bytes, text: bytes) -> bool:
        try:
            signature = base64url.decode(text, "the signature")
        except JamEncodingError:
            return False
        return verify(message, signature)

    return verify_text


def _remembering_verifier(alg: str, verify_text: Verifier, seen: Seen) -> Verifier:
    name = alg.encode("ascii")
    sha256: Any = None  # hashlib's, from the second valid token on: a process takes 4 ms to load it

    def verify_once(message: bytes, text: bytes) -> bool:
        nonlocal sha256
        # The length tells where the message ends: no other message and signature give these bytes.
        told = b"%b %d %b%b" % (name, len(message), message, text)
        if sha256 is None and len(seen):
            sha256 = hashes.constructor("sha256")
        digest = hashes.digest("sha256", told) if sha256 is None else sha256(told).digest()
        if digest in seen:
            return True
        if not verify_text(message, text):
            return False
        seen.add(digest)
        return True

    return verify_once

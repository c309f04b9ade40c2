"""PASERK: PASETO keys as text, wrapped, sealed and identified (github.com/paseto-standard/paserk), k1 to k4.

A key goes in as PASERK text ("k4.local...."), as a PASETO key, or as the pair (type, key) that `decode`,
`unwrap`, `unwrap_with_password` and `unseal` return, so it is always bound to its version and kind: a k4 key
never serves k2, and a key that may only open is not taken to seal. The bytes of a key are those at the
head of paserk_keys.py.

Every failed unwrapping or unsealing is the one JamDecryptionError. `expect`, where it is offered, names
the type of key you want, such as "k4.local"; any other PASERK is refused before any work.
"""

from __future__ import annotations

from ..crypto.randomness import random_bytes
from ..encoding.checks import sized
from ..optional import part
from . import paserk_forms, paserk_keys
from .paserk_forms import IDS, SUITES, Form, build, parse_as
from .paserk_keys import bind, mismatch, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keys.record import KeyRecord
    from .paserk_keys import Key, Material, PASETOKey
    from .paserk_password import Cost, Password, Progress

__all__ = [
    "decode",
    "encode",
    "key_id",
    "password_cost",
    "seal",
    "to_key",
    "unseal",
    "unwrap",
    "unwrap_with_password",
    "wrap",
    "wrap_with_password",
]

TIME_LIMIT = 2.0  # seconds, estimated, that a password may take
MEMORY_LIMIT_KIB = 1 << 16  # 64 MiB
ITERATIONS = 100_000  # operations/PBKW.md
MEMORY_KIB, PASSES = 19456, 2  # the least that OWASP's password storage cheat sheet advises


def encode(type: str, key: Material) -> str:
    """Return a bare key as text. Whoever reads a "local" or "secret" PASERK has the key.

    Args:
        type: "k1" to "k4", a dot, and "local", "public" or "secret".
        key: bytes; of a public or secret key also PEM text (str) or a key record.

    Raises:
        JamPASETOInvalidTokenFormat: no such type of key.
        JamInvalidKeyError: the key is not one of this type.
    """
    bound = bind(type, key)
    return build(bound.type, bound.octets)


def decode(text: str, *, expect: str | None = None) -> tuple[str, bytes]:
    """Return type and bytes of the key in a bare PASERK.

    Raises:
        JamPASETOInvalidTokenFormat: malformed, or not a bare key.
        JamPASETOInvalidPurpose: not of the type expected.
        JamInvalidKeyError: the key in it is not acceptable.
    """
    form = _form(text, "plain", expect)
    return _checked(form, form.data)


def to_key(key: Key) -> PASETOKey:
    """Return the key that `paseto.v1` to `v4` and the classes take; from text or from a pair.

    Raises:
        JamPASETOInvalidTokenFormat, JamInvalidKeyError: as `decode`.
        JamPASETOInvalidED25519Key: the bytes of a public key are not a point of the curve.
    """
    return paserk_keys.to_paseto_key(resolve(key))


def key_id(key: Key) -> str:
    """Return the identifier (lid, pid or sid) of a bare key; it may be published (operations/ID.md).

    Raises:
        JamPASETOInvalidTokenFormat: malformed, or not a bare key; unwrap a wrapped one first.
        JamInvalidKeyError: the key is not acceptable.
    """
    bound = resolve(key)
    name = f"{bound.version}.{IDS[bound.kind]}"
    p = build(bound.type, bound.octets)  # built anew: the id depends on the key, not on how it was given
    # `d` = hash(h || p) has 33 bytes: 44 characters without a rest.
    return build(name, SUITES[bound.version].digest(f"{name}.{p}".encode("ascii"), paserk_forms.ID_SIZE))


def wrap(key: Key, wrapping_key: bytes | Key, *, nonce: bytes | None = None) -> str:
    """Encrypt a local or secret key under a symmetric key; give "k4.local-wrap.pie...." or secret-wrap.

    Args:
        key: what to wrap.
        wrapping_key: 32 bytes, or a local key of the same version.
        nonce: 32 bytes, for tests; fresh if None.

    Raises:
        JamPASETOInvalidPurpose: a public key, or a wrapping key of another version or kind.
        JamInvalidKeyError, JamPASETOInvalidTokenFormat: a key is not acceptable.
    """
    with part("paserk-wrap"):
        from . import paserk_pie

    bound = _wrappable(key)
    wk = paserk_keys.resolve_wrapping(wrapping_key, bound.version)
    name = f"{bound.type}-wrap.{paserk_forms.PREFIX}"
    n = _random(nonce, "nonce", paserk_pie.NONCE_SIZE)  # step 1
    return build(name, paserk_pie.wrap(bound.version, _header(name), wk, n, bound.octets))


def unwrap(text: str, wrapping_key: bytes | Key, *, expect: str | None = None) -> tuple[str, bytes]:
    """Return type and bytes of the key that `wrap` encrypted.

    Raises:
        JamPASETOInvalidTokenFormat: malformed, or not such a PASERK.
        JamPASETOInvalidPurpose: not of the type expected; a wrapping key of another version or kind.
        JamDecryptionError: another wrapping key, or the text was changed.
        JamInvalidKeyError: the wrapping key, or the key found inside, is not acceptable.
    """
    with part("paserk-wrap"):
        from . import paserk_pie

    form = _form(text, "pie", expect)
    wk = paserk_keys.resolve_wrapping(wrapping_key, form.version)
    return _checked(form, paserk_pie.unwrap(form.version, _header(form.name), wk, form.data))


def wrap_with_password(
    key: Key,
    password: Password,
    *,
    iterations: int = ITERATIONS,
    memory_kib: int = MEMORY_KIB,
    passes: int = PASSES,
    lanes: int = 1,
    time_limit: float = TIME_LIMIT,
    memory_limit_kib: int = MEMORY_LIMIT_KIB,
    progress: Progress = None,
    salt: bytes | None = None,
    nonce: bytes | None = None,
) -> str:
    """Encrypt a local or secret key under a password; give "k4.local-pw...." or secret-pw.

    k2 and k4 use Argon2id, which costs about 0.18 s per MiB and pass in plain Python: the default takes
    about 7 seconds and so wants a higher `time_limit`, here and in `unwrap_with_password`. That is the
    price of a password that is not easily guessed; with a random 32-byte key, `wrap` takes no time.

    Args:
        key: what to wrap.
        password: 1 to 65536 bytes; a str stands for its UTF-8, not normalised.
        iterations: of PBKDF2 in k1 and k3, at least 1000.
        memory_kib, passes, lanes: of Argon2id in k2 and k4.
        time_limit: seconds; what is estimated to take longer is refused before it starts.
        memory_limit_kib: the most memory Argon2id may ask for.
        progress: called as progress(done, total) by Argon2id; what it raises ends the work.
        salt, nonce: for tests; 32 and 16 bytes in k1 and k3, 16 and 24 in k2 and k4; fresh if None.

    Raises:
        JamPASERKCostError: above a limit; the message names estimate and limit.
        JamPASETOInvalidPurpose: a public key.
        JamInvalidKeyError, JamPASETOInvalidTokenFormat: the key is not acceptable.
        JamCryptoError: password or numbers out of range.
    """
    with part("paserk-pw"):
        from . import paserk_password

    bound = _wrappable(key)
    pw = paserk_password.encode_password(password)
    suite, name = SUITES[bound.version], f"{bound.type}-pw"
    s, n = _random(salt, "salt", suite.salt_size), _random(nonce, "nonce", suite.nonce_size)
    cost = paserk_password.choose_cost(bound.version, iterations, memory_kib, passes, lanes)
    cost.check(time_limit, memory_limit_kib)
    # types/secret-pw.md: PEM.
    ptk = paserk_keys.to_pem(bound.octets) if bound.type == "k1.secret" else bound.octets
    return build(name, paserk_password.wrap(bound.version, _header(name), pw, s, cost, n, ptk, progress))


def unwrap_with_password(
    text: str,
    password: Password,
    *,
    time_limit: float = TIME_LIMIT,
    memory_limit_kib: int = MEMORY_LIMIT_KIB,
    progress: Progress = None,
    expect: str | None = None,
) -> tuple[str, bytes]:
    """Return type and bytes of the key that `wrap_with_password` encrypted.

    The text states its cost, and whoever made it chose it; `password_cost` tells it beforehand.

    Args:
        text: the PASERK.
        password, time_limit, memory_limit_kib, progress: as in `wrap_with_password`.
        expect: the type of key that is wanted, such as "k4.local"; None takes any.

    Raises:
        JamPASERKCostError: above a limit; the message names estimate and limit.
        JamPASETOInvalidTokenFormat: malformed, or not such a PASERK.
        JamPASETOInvalidPurpose: not of the type expected.
        JamDecryptionError: another password, or the text was changed.
        JamInvalidKeyError: the key found inside is not acceptable.
        JamCryptoError: password or limits out of range.
    """
    with part("paserk-pw"):
        from . import paserk_password

    form = _form(text, "password", expect)
    pw = paserk_password.encode_password(password)
    cost = paserk_password.read_cost(form.version, form.data)
    cost.check(time_limit, memory_limit_kib)
    ptk = paserk_password.unwrap(form.version, _header(form.name), pw, form.data, cost, progress)
    return _checked(form, paserk_keys.from_pem(ptk) if form.name == "k1.secret-pw" else ptk)


def password_cost(text: str) -> Cost:
    """Return what opening a password-wrapped PASERK costs: `.seconds()`, `.memory_kib`, ...

    Raises:
        JamPASETOInvalidTokenFormat: malformed, or not such a PASERK.
    """
    with part("paserk-pw"):
        from . import paserk_password

    form = _form(text, "password", None)
    return paserk_password.read_cost(form.version, form.data)


def seal(key: Key, public_key: bytes | KeyRecord | Key, *, ephemeral: bytes | None = None) -> str:
    """Encrypt a local key so that only the holder of a secret key can read it; give "k4.seal....".

    Args:
        key: a local key.
        public_key: k1: RSA with 4096 bits, as PEM (str), DER or key record; a v1.public key is not
            taken. k2, k3, k4: a public key of the same version, or the same as bytes, PEM or record.
        ephemeral: for tests, the secret otherwise drawn: 512 bytes (k1), 32 (k2, k4), 48 (k3).

    Raises:
        JamPASETOInvalidPurpose: `key` is not local; `public_key` of another version or kind.
        JamInvalidKeyError, JamPASETOInvalidTokenFormat: a key is not acceptable.
    """
    with part("paserk-seal"):
        from . import paserk_seal

    bound = resolve(key)
    if bound.kind != "local":  # operations/PKE.md wraps symmetric keys only
        raise mismatch(bound.type, f"{bound.version}.local")
    record = paserk_seal.recipient(bound.version, public_key, False)
    return build(f"{bound.version}.seal", paserk_seal.seal(bound.version, record, bound.octets, ephemeral))


def unseal(text: str, secret_key: bytes | KeyRecord | Key, *, expect: str | None = None) -> tuple[str, bytes]:
    """Return type and bytes of the local key that `seal` encrypted.

    Args:
        text: the PASERK.
        secret_key: the secret counterpart of the public key, in the same forms.
        expect: as in `unwrap_with_password`.

    Raises:
        JamPASETOInvalidTokenFormat: malformed, or not sealed.
        JamPASETOInvalidPurpose: not of the type expected; `secret_key` of another version or kind.
        JamDecryptionError: sealed to another key, or the text was changed.
        JamInvalidKeyError: `secret_key` is not acceptable.
    """
    with part("paserk-seal"):
        from . import paserk_seal

    form = _form(text, "seal", expect)
    record = paserk_seal.recipient(form.version, secret_key, True)
    return _checked(form, paserk_seal.unseal(form.version, record, form.data))


def _form(text: str, holds: str, expect: str | None) -> Form:
    form = parse_as(text, holds)
    _check_expected(form, expect)
    return form


def _check_expected(form: Form, expect: str | None) -> None:
    if expect is not None and form.key_type != expect:
        paserk_forms.split_type(expect)  # a misspelt expectation is told apart from another key
        raise mismatch(form.key_type, expect)


def _wrappable(key: Key) -> paserk_keys.BoundKey:
    bound = resolve(key)
    if bound.kind == "public":
        raise mismatch(bound.type, f"{bound.version}.local or {bound.version}.secret")
    return bound


def _checked(form: Form, octets: bytes) -> tuple[str, bytes]:
    bound = bind(form.key_type, octets)  # whoever wrapped it may have wrapped anything
    return bound.type, bound.octets


def _header(name: str) -> bytes:
    return f"{name}.".encode("ascii")


def _random(given: bytes | None, what: str, size: int) -> bytes:
    return random_bytes(size) if given is None else sized(given, what, size)

"""What can be asked for: one row a feature, in the words people know."""

from __future__ import annotations

from ..exceptions.base import JamValidationError
from .closure import Graph, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable


class Feature:
    """One row: what it is, the modules its user imports, the optional words it needs, its smoke job."""

    __slots__ = ("job", "modules", "name", "what", "words")

    def __init__(self, name: str, what: str, modules: str, words: str = "", job: str = "imported") -> None:
        self.name = name
        self.what = what
        self.modules = tuple(modules.split())  # paths without .py; "jam/*" is a whole package
        self.words = tuple(words.split(", ")) if words else ()
        self.job = job  # a function of smoke_jobs.py; it is given the name of the feature


class Wanted:
    """The features that were asked for, sorted; with `verify_only` nothing signs, decrypts or makes keys."""

    __slots__ = ("features", "verify_only")

    def __init__(self, features: list[Feature], verify_only: bool) -> None:
        self.features = features
        self.verify_only = verify_only

    @property
    def names(self) -> list[str]:
        """The words that make the same copy again."""
        return [feature.name for feature in self.features] + ["verify-only"] * self.verify_only


_TOKEN = "jose/jwt jose/jwk"
_READ = "pem, der, private key files"
_PEM = f"{_READ}, writing keys"  # tokens need no key that is written
_RSA = f"RSA, RSA private keys, PKCS#1 keys, {_READ}"
_EC = f"EC, EC PRIVATE KEY files, {_READ}"
_CURVES = "ES384, ES512, ES256K"  # beside P-256, which comes with any of them
_OKP = f"OKP, {_READ}"
_CONTENT = "jose/jwe jose/jwt jose/jwk"
_JWE = "JWE, oct"
_SESSIONS = (
    "sessions/__init__ sessions/session_kinds sessions/second_factor sessions/attempts "
    "lists/__init__ stores/__init__"
)
_JAM = (  # with every import path that Jam has
    "jam/* instance logger encoders utils/* jwt/* plugins/* jose/lists/* jose/utils paseto/utils "
    "sessions/json sessions/redis oauth2/builtin/*"
)
# What `verify-only` leaves out.
NOT_FOR_VERIFYING = (
    *("signing", "private key files", "EC PRIVATE KEY files", "writing keys", "generate"),
    *("RSA private keys", "RSA key generation"),
)


def _rows() -> Iterable[Feature]:
    for bits in ("256", "384", "512"):
        yield Feature(
            f"HS{bits}", "JWT with HMAC; add jws for JWS, jwk for JWKs", "jose/jwt", "oct", "signed_hmac"
        )
    for kind, what in (("RS", "PKCS #1 v1.5"), ("PS", "PSS")):
        for bits in ("256", "384", "512"):
            job = "verified_rs256" if f"{kind}{bits}" == "RS256" else "signed_rsa"
            parts = _RSA if kind == "RS" else f"{_RSA}, RSA-PSS keys"
            yield Feature(f"{kind}{bits}", f"JWT with RSA {what}; add jws for JWS", _TOKEN, parts, job)
    for name in ("ES256", "ES384", "ES512", "ES256K"):
        yield Feature(name, "JWT with ECDSA; add jws for JWS", _TOKEN, _EC, "signed_ec")
    yield Feature("EdDSA", "JWT with Ed25519; add jws for JWS", _TOKEN, f"{_OKP}, Ed25519", "signed_okp")
    yield Feature("Ed25519", "the same by its other name", _TOKEN, _OKP, "signed_okp")  # RFC 9864
    yield Feature("Ed448", "JWT with Ed448; add jws for JWS", _TOKEN, _OKP, "signed_okp")
    for size in ("44", "65", "87"):
        yield Feature(
            f"ML-DSA-{size}", "JWT with ML-DSA; add jws for JWS", _TOKEN, "ML-DSA, pem, der", "signed_akp"
        )
    for size in ("128", "192", "256"):
        yield Feature(f"A{size}GCM", "JWE content", _CONTENT, f"{_JWE}, dir", "encrypted_dir")
    for name in ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"):
        yield Feature(name, "JWE content", _CONTENT, f"{_JWE}, dir", "encrypted_dir")
    # RFC 7518 section 4.5 names no enc.
    yield Feature("dir", "JWE with a shared key", _CONTENT, f"{_JWE}, A256GCM", "encrypted_dir")
    for size in ("128", "192", "256"):
        for kind in ("KW", "GCMKW"):
            yield Feature(
                f"A{size}{kind}", "JWE with a wrapping key", _CONTENT, f"{_JWE}, A256GCM", "encrypted_kw"
            )
    for name in ("RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", "RSA1_5"):
        yield Feature(name, "JWE with RSA", _CONTENT, f"{_RSA}, JWE, A256GCM", "encrypted_rsa")
    yield Feature(
        "ECDH-ES", "JWE with EC keys", _CONTENT, f"{_EC}, JWE, A256GCM, ECDH-ES with EC", "encrypted_ec"
    )
    for size in ("128", "192", "256"):
        words = f"{_EC}, JWE, A256GCM, ECDH-ES, ECDH-ES with EC, A{size}KW"
        yield Feature(f"ECDH-ES+A{size}KW", "JWE with EC keys", _CONTENT, words, "encrypted_ec")
    for name in ("X25519", "X448"):
        yield Feature(
            name, "ECDH-ES with such keys", _CONTENT, f"{_OKP}, JWE, A256GCM, ECDH-ES", "encrypted_okp"
        )
    for size, bits in (("128", "256"), ("192", "384"), ("256", "512")):
        words = f"{_JWE}, A256GCM, PBES2, A{size}KW"
        yield Feature(
            f"PBES2-HS{bits}+A{size}KW", "JWE with a password", _CONTENT, words, "encrypted_password"
        )
    yield from _formats()
    yield from _others()
    yield from _applications()


def _formats() -> Iterable[Feature]:
    yield Feature("jwt", "JSON Web Tokens, with the algorithms asked for", _TOKEN)
    yield Feature("jws", "signed content", "jose/jws jose/jwk")
    yield Feature("jws-json", "JWS in JSON", "jose/jws jose/jwk", "JWS in JSON")
    yield Feature("jwe", "encrypted content", _CONTENT, "JWE")
    yield Feature("jwe-json", "JWE in JSON", _CONTENT, "JWE, JWE in JSON")
    yield Feature("jwk", "keys, sets of keys, thumbprints", "jose/jwk jose/jwk_set", "JWK Sets, thumbprint")
    yield Feature("jwks", "sets of keys", "jose/jwk jose/jwk_set", "JWK Sets")
    yield Feature("ecdsa-der", "ECDSA signatures as DER", "jose/ecdsa_der", "DER signatures")
    yield Feature("sd-jwt", "selective disclosure", "jose/sd_jwt", "SD-JWT, signing")
    yield Feature("status-list", "status lists", "jose/status_list", "status lists, signing")
    yield Feature("jwks-url", "sets of keys by URL", f"oauth2/remote_jwks {_TOKEN} jose/jwk_set", "JWK Sets")
    yield Feature(
        "issuers", "sets of keys by the URL of an issuer", "oauth2/remote_jwks", "JWK Sets, issuers"
    )
    yield Feature("provider-errors", "what a provider says when it refuses", "oauth2/provider_errors")
    yield Feature("generate", "making keys", "jose/jwk", "generate, RSA key generation")
    yield Feature("advice", "longer sentences about what was refused, and why", "jose/jwk")
    yield Feature("pem", "PEM of the keys asked for", "jose/jwk keys/loading", _PEM)
    yield Feature("der", "DER of the keys asked for", "jose/jwk keys/loading encoding/der", _PEM)
    yield Feature("openssh", "OpenSSH keys", "jose/jwk keys/loading", f"{_PEM}, OpenSSH, OpenSSH keys")
    yield Feature(
        "pkcs8",
        "encrypted PKCS #8 keys",
        "jose/jwk keys/loading",
        f"{_PEM}, encrypted PKCS#8 keys, scrypt, PBKDF2",
    )
    yield Feature("x509", "keys of certificates", "jose/jwk keys/loading", f"{_PEM}, certificates")


def _others() -> Iterable[Feature]:
    public = {"1": f"{_RSA}, v1.public", "3": "EC, v3.public", "2": "OKP, Ed25519", "4": "OKP, Ed25519"}
    for version in "1234":
        modules = f"paseto/v{version} paseto/key"
        yield Feature(
            f"paseto-v{version}.local",
            "PASETO",
            modules,
            f"PASETO v{version}, v{version}.local",
            "paseto_local",
        )
        words = f"{public[version]}, PASETO v{version}, v2.public and v4.public, public PASETO"
        yield Feature(f"paseto-v{version}.public", "PASETO", modules, words, "paseto_public")
    yield Feature("paseto-claims", "times and names in PASETO payloads", "paseto/claims", "PASETO claims")
    paserk = "paseto/paserk paseto/key"
    yield Feature("paserk", "PASETO keys as text", paserk, "PASERK")
    for name in ("wrap", "pw", "seal"):
        yield Feature(f"paserk-{name}", "PASETO keys, wrapped", paserk, "Argon2, PBKDF2, X25519")
    yield Feature("totp", "codes by the time, and their URI for an app", "otp/totp", "otpauth", "totp")
    yield Feature("hotp", "codes by a counter, and their URI", "otp/hotp", "otpauth", "hotp")
    yield Feature("otpauth", "reading URIs of authenticator apps", "otp/otpauth_uri otp/key_uri", "otpauth")
    yield Feature("otpauth-migration", "exports of authenticator apps", "otp/migration")
    yield Feature("qr", "QR codes", "otp/qr_code otp/qr_drawing", "otpauth, QR codes")
    yield Feature("steam", "Steam Guard codes", "otp/steam", "Steam Guard")
    yield Feature("recovery", "recovery codes", "otp/recovery")
    yield Feature("macaroons", "macaroons", "macaroons/*", "", "macaroon")
    for name, word in (("pbkdf2", "PBKDF2"), ("scrypt", "scrypt"), ("argon2id", "Argon2")):
        yield Feature(f"password-{name}", "password hashes", "passwords/__init__", word, "password")
    words = "passwords of others, PBKDF2, scrypt, Argon2, SHA crypt, LDAP hashes"
    yield Feature("password-others", "hashes that other software stored", "passwords/__init__", words)
    yield Feature("cbor", "CBOR", "encoding/cbor")
    yield Feature("cose", "keys as COSE_Key, of the types asked for", "keys/cose")
    yield Feature("fernet", "Fernet tokens", "crypto/fernet", "", "fernet")


def _applications() -> Iterable[Feature]:
    for kind in ("memory", "json", "sqlite", "redis"):
        job = "sessions" if kind == "memory" else "imported"
        yield Feature(f"session-{kind}", "sessions and lists in such a store", _SESSIONS, "", job)
    words = f"{_EC}, {_OKP}, Ed25519, {_RSA}, RS256, PS256, {_CURVES}"
    yield Feature("webauthn", "passkeys", "webauthn/* stores/__init__", words, "passkey")
    yield Feature("lists", "allow and deny lists of tokens", "lists/__init__ stores/__init__")
    yield Feature("keychain", "keys that rotate", "keychain/*", f"{_RSA}, {_EC}, {_OKP}, oct, {_CURVES}")
    yield Feature("oauth2-client", "OAuth2 and OpenID Connect", "oauth2/*", "JWK Sets, issuers, oct")
    yield Feature(
        "resource-server", "an API that takes access tokens", "oauth2/resource_server", "JWK Sets, issuers"
    )
    for name in ("flask", "starlette", "fastapi", "litestar", "django", "drf"):
        yield Feature(
            name, "adapter of the framework; with all of Jam", f"ext/* aio/* {_JAM} {_SESSIONS}", "*"
        )
    yield Feature("jam", "the facade, with all that it can configure", _JAM, "*", "facade")
    yield Feature("aio", "the same with coroutines", f"aio/* {_JAM}", "*")
    yield Feature("apojwt", "ApoJWT's interface", "compat/apojwt compat/apojwt_templates", "*")
    yield Feature("compat-jwt", "PyJWT's interface", "compat/jwt/__init__ compat/jwt/types")
    yield Feature("PyJWKClient", "PyJWT's sets of keys by URL", "compat/jwt/jwks_client compat/jwt/types")
    modules = "cli/* __main__ jose/* paseto/* otp/* passwords/* crypto/* keys/* oauth2/* keychain/*"
    yield Feature("cli", "the command line", modules, "*")
    yield Feature("all", "everything", "*", "*")


# Features that mean one more when both are asked for.
_TOGETHER = ((("compat-jwt", "jwks-url"), "PyJWKClient"),)

FEATURES = {feature.name: feature for feature in _rows()}
_BY_FOLD = {fold(name): feature for name, feature in FEATURES.items()}


def find(names: Iterable[str], graph: Graph) -> Wanted:
    """Return the features that `names` name; a word or path that an error of a copy says is one, too.

    Raises:
        JamValidationError: there is no such feature; the message says the nearest.
    """
    found: dict[str, Feature] = {}
    verify_only = False
    for name in names:
        folded = fold(name)
        if folded == "verifyonly":
            verify_only = True
        elif folded in _BY_FOLD:
            found[_BY_FOLD[folded].name] = _BY_FOLD[folded]
        elif folded and _is_said(name, graph):
            found[name] = Feature(name, "", _offered(name, graph), name)
        elif f"{name}/__init__.py" in graph.sources or f"{name}.py" in graph.sources:
            found[name] = Feature(name, "", f"{name}/*" if f"{name}.py" not in graph.sources else name)
        else:
            raise JamValidationError(
                f"there is no feature {name[:64]!r}{_nearest(folded)}", error_code="vendor.feature"
            )
    if not found:
        what = "name a feature" + " beside verify-only" * verify_only
        raise JamValidationError(f"{what}: --for RS256; `jamlite vendor features` shows all")
    return Wanted([found[name] for name in sorted(found)], verify_only)


def files_of(wanted: Wanted, graph: Graph) -> list[str]:
    """Return the files of a copy, sorted."""
    words: set[str] = set()
    roots = ["__init__.py", "optional.py"]
    more = [FEATURES[name] for pair, name in _TOGETHER if set(pair) <= set(wanted.names)]
    for feature in (*wanted.features, *more):
        words.update(map(fold, (*feature.words, *feature.name.split(", "))))
        for module in feature.modules:
            if module.endswith("*"):
                roots += [path for path in graph.sources if path.startswith(module[:-1])]
            else:
                roots.append(f"{module}.py" if f"{module}.py" in graph.sources else f"{module}/__init__.py")
    if fold("*") in words or any("*" in feature.words for feature in wanted.features):
        words |= graph.words()  # frameworks and the facade configure any algorithm
    words.add("signing")  # taken away again for verify-only
    if {"generate", "pem"} <= words:  # a key that is made is stored; one that has no PEM needs no writer
        words.add(fold("writing keys"))
    if wanted.verify_only:
        asked = {fold(word) for feature in wanted.features for word in feature.name.split(", ")}
        # What was named beside verify-only stays: the caller knows that he needs it.
        words -= set(map(fold, NOT_FOR_VERIFYING)) - asked
    return graph.closure(roots, words)


def _is_said(name: str, graph: Graph) -> bool:
    """Tell whether an error of a copy may say these words; the whole package is read for it."""
    words = graph.words()
    return all(fold(word) in words or graph.offered(fold(word)) for word in name.split(", "))


def _offered(name: str, graph: Graph) -> str:
    """Return the modules that packages offer under the words of an error of a copy."""
    files = [file for word in name.split(", ") for file in graph.offered(fold(word))]
    return " ".join(file.removesuffix(".py").removesuffix("/__init__") for file in files)


def _nearest(folded: str) -> str:
    from difflib import get_close_matches

    # Its cost grows with the square of the length.
    known = {"verifyonly": "verify-only", **{word: feature.name for word, feature in _BY_FOLD.items()}}
    names = [known[near] for near in get_close_matches(folded[:64], known, 3, 0.5)]
    return f"; did you mean {' or '.join(names)}?" if names else "; `jamlite vendor features` shows all"

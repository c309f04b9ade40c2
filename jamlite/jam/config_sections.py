"""The sections of a configuration: one table of every key, and both spellings made one.

Jam 3 and Jam 4 name some things differently; inside there is one shape:

    logger, log_level, serializer
    jose = {jwt = {...}, jws = {...}, jwe = {...}}      Jam 2: jwt at the top
    session = {session_type = ...}                      also: sessions; type, sessions_type
    oauth2 = {providers = {NAME = {...}}}               Jam 4: oauth2.NAME
    paseto = {secret_key = ...}                         also: key
    macaroon = {secret_key = ...}                       also: secret, key
    otp = {type, digits, digest, interval}              also: algorithm
    authz = {policy = ...}                              Jam 4: authz.rules
    lists = {NAME = {...}}, keychains = {NAME = {...}}  Jam 4; jose.jwt.list may name one

It reads the environment for two keys that may stand there.
"""

from __future__ import annotations

import os

from ..clock import is_seconds
from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Iterable

    from ..encoding.json_types import JsonObject
    from .section_types import ListLike, OwnList

    LoadKey = Callable[[object], object]

TOP = "logger log_level serializer jose jwt session sessions oauth2 paseto macaroon otp authz lists keychains"
JOSE = "jwt jws jwe"

# The keys of each section. A section with `custom_module` is its module's business and left as it is.
KEYS = {
    "jose.jwt": "alg enc secret_key password list keychain issuer audience leeway typ exp strict remember"
    " serializer logger",
    "jose.jws": "alg key password strict remember serializer logger",
    "jose.jwe": "alg enc key password truncate_key serializer logger",
    "session": "session_type ttl sliding max_sessions id_factory is_session_crypt session_aes_secret"
    " redis_sessions_key serializer logger",
    "oauth2.providers": "provider tenant url realm domain server region pool version team_id"
    " key_id login client_id client_secret redirect_url auth_url token_url issuer metadata client_auth"
    " key auth_alg dpop par id_token_alg trusted_audiences tenants pkce nonce http_loopback http_hosts"
    " ca_file transport timeout max_bytes leeway serializer logger",
    "paseto": "version purpose secret_key public_key password list keychain issuer audience leeway exp"
    " serializer logger",
    "macaroon": "secret_key keychain location limits registry issuer audience leeway exp list"
    " serializer logger",
    "otp": "type digits digest interval",
    "authz": "policy",
    "lists": "backend type prefix ttl",
    "keychains": "type path algorithm purpose",
}

ON_STORES = ("session", "lists")  # these also have the keys of the kinds of stores

# Other names of the same keys: {section: {other name: name}}.
ALIASES = {
    "jose.jwt": {"secret": "secret_key", "key": "secret_key"},
    "jose.jws": {"secret": "key", "secret_key": "key"},
    "jose.jwe": {"secret": "key", "secret_key": "key"},
    "session": {
        "type": "session_type",
        "sessions_type": "session_type",
        "default_ttl": "ttl",
        "session_path": "redis_sessions_key",
        "url": "redis_uri",
    },
    "oauth2.providers": {"redirect_uri": "redirect_url"},
    "paseto": {"key": "secret_key"},
    "macaroon": {"key": "secret_key", "secret": "secret_key"},
    "otp": {"algorithm": "digest"},
    "authz": {"rules": "policy"},
    "lists": {"redis": "redis_uri", "url": "redis_uri", "in_list_life_time": "ttl"},
    "keychains": {},
}

# Keys whose text may be the path of a key file.
KEY_FILES = {
    "jose.jwt": "secret_key",
    "jose.jws": "key",
    "jose.jwe": "key",
    "session": "session_aes_secret",
    "paseto": "secret_key",
    "macaroon": "secret_key",
}


def normalise(
    config: JsonObject, load_key: LoadKey, sections: Iterable[str] = (), own: Collection[str] = ()
) -> JsonObject:
    """Bring a configuration into the inner shape; it is changed in place and returned.

    Args:
        config: tables and lists of its own, not the caller's.
        load_key: turns the path of a key file into the key.
        sections: names of further sections that are allowed.
        own: paths of sections that may have any keys, since a module of the user's own reads them.

    Raises:
        JamConfigurationError: an unknown key, two spellings at once, a section that is not a table,
            a list or keychain that is named but not there.
    """
    _refuse_unknown(config, [*TOP.split(), *sections], "")
    move_old_jwt(config)
    _rename(config, "sessions", "session", "")
    for name in ("jose", "session", "oauth2", "paseto", "macaroon", "otp", "authz", "lists", "keychains"):
        if name in config:
            config[name] = _table(config[name], name)
    _refuse_unknown(config.get("jose", {}), JOSE.split(), "jose")
    for name in config.get("jose", ()):
        _section(config["jose"], name, f"jose.{name}", own=own)
    for name in ("session", "paseto", "macaroon", "otp", "authz"):
        if name in config:
            _section(config, name, name, own=own)
    for group in ("lists", "keychains"):
        for name in config.get(group, ()):
            _section(config[group], name, group, f"{group}.{name}")
    if "oauth2" in config:
        config["oauth2"] = {"providers": _providers(config["oauth2"])}
    _fill_by_name(config)
    _fill_from_environment(config)
    for path, key in KEY_FILES.items():
        section = _own(config, path)
        if key in section:
            section[key] = load_key(section[key])  # the only place where a text may be a path
    for provider in config.get("oauth2", {}).get("providers", {}).values():
        if "key" in provider and not provider.get("custom_module"):
            provider["key"] = load_key(provider["key"])
    return config


def _section(
    parent: JsonObject, name: str, kind: str, shown: str | None = None, own: Collection[str] = ()
) -> None:
    """Bring one section into shape: `kind` is its row in the tables, `shown` its name in messages."""
    shown = shown or kind
    section = parent[name] = _table(parent[name], shown)
    if section.get("custom_module") or kind in own:
        return
    known = [*KEYS[kind].split(), "custom_module", *ALIASES[kind]]
    if kind in ON_STORES:
        from ..stores.kinds import ANY_PLACE, option_names

        known += [*option_names(), *ANY_PLACE]
    _refuse_unknown(section, known, shown)
    for alias, key in ALIASES[kind].items():
        _rename(section, alias, key, shown)


def _own(config: JsonObject, path: str) -> JsonObject:
    """Return the section at a dotted path; {} if it is absent or its custom module's business."""
    section: JsonObject = config
    for name in path.split("."):
        section = section.get(name, {})
    return {} if section.get("custom_module") else section


def _table(value: object, shown: str) -> JsonObject:
    if value is None:  # an empty section in YAML or JSON
        return {}
    if not isinstance(value, dict):
        raise JamConfigurationError(
            f"the section {shown} must be a table, got {type(value).__name__}",
            error_code="configuration.invalid_section",
        )
    return value


def _rename(section: JsonObject, alias: str, key: str, shown: str) -> None:
    if alias not in section:
        return
    if key in section:
        raise _double(alias, key, shown)  # which of the two counts would be a guess
    section[key] = section.pop(alias)


def _double(alias: str, key: str, shown: str) -> JamConfigurationError:
    where = f" of {shown}" if shown else ""
    return JamConfigurationError(
        f"{alias} and {key}{where} are the same key", error_code="configuration.double_key"
    )


def _refuse_unknown(section: JsonObject, known: Iterable[str], shown: str) -> None:
    for key in section:
        if key not in known:  # a misspelt `audience` would be a check that never runs
            _unknown(key, [*known], f" in {shown}" if shown else "", {"section": shown, "key": str(key)})


def _unknown(key: object, known: list[str], where: str, details: dict[str, str]) -> None:
    from difflib import get_close_matches

    near = get_close_matches(str(key), known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known)) or 'none'}"
    raise JamConfigurationError(
        f"unknown key {str(key)!r}{where}; {hint}", error_code="configuration.unknown_key", details=details
    )


def move_old_jwt(config: JsonObject) -> None:
    """Move a top-level `jwt` section of Jam 2 to `jose.jwt`, unless one is there."""
    if "jwt" not in config:
        return
    if "jose" not in config:
        import warnings

        warnings.warn(
            "the section jwt is now jose.jwt; support of the old place will end",
            DeprecationWarning,
            stacklevel=4,  # the line that made the facade
        )
    old = config.pop("jwt")
    config["jose"] = _table(config.get("jose"), "jose")
    config["jose"].setdefault("jwt", old)  # Jam: what stands at the new place counts


def _providers(section: JsonObject) -> JsonObject:
    """Return every OAuth2 provider, whether under `providers` or not."""
    providers = _table(section.pop("providers", None), "oauth2.providers")
    for name, provider in section.items():
        if name in providers:
            raise _double(name, f"providers.{name}", "oauth2")
        providers[name] = provider
    for name in providers:
        _section(providers, name, "oauth2.providers", f"oauth2.{name}")
    return providers


def _fill_by_name(config: JsonObject) -> None:
    """Replace the name of a list or keychain by the section of that name."""
    for path in ("jose.jwt", "paseto", "macaroon"):
        section = _own(config, path)
        for key, group in (("list", "lists"), ("keychain", "keychains")):
            name, named = section.get(key), config.get(group, {})
            if isinstance(name, str):
                if name not in named:
                    _unknown(name, [*named], f" in {group}", {"section": group, "key": name})
                section[key] = {**named[name]}  # a copy: two sections may name one list
            elif isinstance(name, dict):
                _section(section, key, group, f"{path}.{key}")


def _fill_from_environment(config: JsonObject) -> None:
    """Take the JWT secret and the session key from the environment where the file has none."""
    # Jam reads the first of these when it is imported. Here both are read when the facade is made.
    jwt, session = _own(config, "jose.jwt"), _own(config, "session")
    if jwt and not jwt.get("secret_key") and not jwt.get("keychain") and "JAM_JWT_SECRET_KEY" in os.environ:
        jwt["secret_key"] = os.environ["JAM_JWT_SECRET_KEY"]
    if session and not session.get("session_aes_secret") and "JAM_SESSION_AES_SECRET" in os.environ:
        session["session_aes_secret"] = os.environ["JAM_SESSION_AES_SECRET"]


def made_list(tokens: ListLike) -> OwnList | None:
    """Return a token list: made, if it is given as the dict of a configuration."""
    if not isinstance(tokens, dict):
        return tokens
    from ..lists.list_kinds import build_list

    return build_list(tokens)


def lifetime(exp: object) -> float | None:
    """Return the default lifetime of tokens in a section: a positive number of seconds, or None.

    Raises:
        JamConfigurationError: anything else.
    """
    if exp is not None and (not is_seconds(exp, 0, 1e12) or exp == 0):
        raise JamConfigurationError("exp must be a positive number of seconds")
    return exp

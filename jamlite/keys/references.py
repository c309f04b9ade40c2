"""Texts that only name where a key stands: the path of a key file, a variable nobody filled in, an address.

Judged by their words alone: nothing here touches the file system or the environment. Who takes such a text
for an HMAC secret accepts tokens of everybody who can guess a file name.
"""

from __future__ import annotations

import re

PATH, VARIABLE, ADDRESS = "path", "variable", "address"
MAX_TEXT = 4096  # bytes; no path is longer

# A whole text that is one of these. Behind a dollar and a brace any name counts, elsewhere one in upper case.
_UNFILLED = re.compile(
    "|".join(
        (
            r"\\?\${1,2}[A-Z_][A-Z0-9_]*\}?",  # $NAME, $$NAME
            r"\\?\${1,2}\\?\{\s?!?(?:[A-Za-z_][\w.:-]*\s?\}|[A-Z_][A-Z0-9_]*)",  # ${NAME}, ${app.name}
            r"\$\{[A-Z_][A-Z0-9_]*[^A-Za-z0-9_}][^}]*\}{0,2}",  # ${NAME:-default}
            r"(?:\$\{[A-Z_][A-Z0-9_]*\}[-._:/]?){2,8}",
            r"%[A-Z_][A-Z0-9_]+%|%[({][A-Za-z_]\w*[)}]s?|%env\([\w:]{1,100}\)%",
            r"\\?#\{[A-Z_][A-Z0-9_]*\}#?|@{1,2}[A-Z_][A-Z0-9_]{3,}@{1,2}|![A-Z_][A-Z0-9_]{3,}!|__[A-Z][A-Z0-9_]+__",
            r"[\[{][A-Z_][A-Z0-9_]{5,}[\]}]|<[A-Z][A-Z0-9_ -]{2,60}>",
            r"<(?:your|my|the|insert|change|put|secret|jwt)[ _-][A-Za-z0-9_ -]{1,60}>",
            r"\$\([A-Za-z_][\w./ -]{1,200}\)|`[a-z]+ [^`]{1,200}`|!(?:[Ee][Nn][Vv]|Ref|vault|Sub)\b.{0,200}",
            r"[$#]?(?:\{\{|<%=?|\{%)[ \w.$'\"|-]{1,200}(?:\}\}|%>|%\})",  # of template languages
            r"\$env:[A-Za-z_]\w*|process\.env\.\w+|import\.meta\.env\.\w+|(?:os\.environ|ENV)\[['\"]?\w+['\"]?\]",
            r"(?:(?:os|System)\.)?(?:getenv|environ\.get|env|config)\(['\"]?[\w.]+['\"]?\)",
        )
    )
)
_SCHEME = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://\S+|(?:file|env|vault|arn:aws|ssm|awsssm|classpath|resource):\S+", re.I
)
_PEM_LIKE = "pem|der|crt|cer|csr|p8|pk8|p12|pfx|p7b|jwk|jwks|ppk|jks|keystore"
_KEY_FILE = re.compile(
    r".*[\w})]\.(" + _PEM_LIKE + r"|key|pub|cert|json|asc|gpg|xml|priv|private|public)"
    r"(?:\.(?:bak|backup|old|orig|txt|enc|gpg|age|sops|new|tmp|example|sample|dist)|~)?",
    re.I,
)
_SSH_FILE = re.compile(
    r"(?:.*[/\\])?(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[._-]\w{1,40})?|authorized_keys2?|known_hosts"
    r"|ssh_host_\w{1,20}_key(?:\.pub)?)"
)
_DEVICE = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/(?:self|\d+)/\S+")
_WORD = re.compile(r"(?:[a-z]{2,}(?:[A-Z][a-z]+){0,3}|(?:[A-Z][a-z]+){1,3}|[A-Z]{2,}|v?\d{1,8})")
_PLACES = re.compile(
    "etc|run|var|proc|home|usr|opt|tmp|root|srv|mnt|app|ssl|tls|ssh|keys?|secrets?|certs?|pki|config|conf|jwt|jwks|auth"
    "|private|public|vault|credentials|users|data|workspace|resources|assets"
)
_STORES_OF_KEYS = re.compile("keys|secrets|certs|ssl|tls|pki|ssh|config")


def reference_in(data: bytes) -> str | None:
    """Return PATH, VARIABLE or ADDRESS, or None if the text is none of them."""
    data = data.strip(b" \t\r\n\v\f")
    if b"\n" in data or len(data) > MAX_TEXT:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if _UNFILLED.fullmatch(text):
        return VARIABLE
    if _SCHEME.fullmatch(text):
        return PATH if text[:5].lower() == "file:" else ADDRESS
    if " " in text:
        return PATH if _has_blanks(text) else None
    if _SSH_FILE.fullmatch(text) or _is_file_name(text) or _DEVICE.fullmatch(text) or _is_path(text):
        return PATH
    return None


def _has_blanks(text: str) -> bool:
    """Tell whether a text with blanks is the name of a key file: C:\\My Keys\\jwt.pem, my key.pem."""
    found = _KEY_FILE.fullmatch(text)
    if found is None:
        return False
    return _rooted(text) or (text.count(" ") < 4 and re.fullmatch(_PEM_LIKE, found[1]) is not None)


def _is_file_name(text: str) -> bool:
    """Tell whether the text ends like a key file: keys/private.pem, jwt.prod.key; not Dog.Horse.House.Key."""
    found = _KEY_FILE.fullmatch(text)
    if found is None:
        return False
    bare = not re.search(r"[/\\]", text)
    if bare and re.fullmatch(r"[\w.:~$%(){}@+,=-]+", text) is None:
        return False
    ending = found[1]
    parts = text[: found.end(1)].count(".")
    if bare and ending.lower() in ("private", "public", "priv", "xml") and parts > 1:
        return False
    return (ending in (ending.lower(), ending.upper()) or parts == 1) and not (bare and parts > 2)


def _rooted(text: str) -> bool:
    return text.startswith(("/", "./", "../", "~/", "\\\\", ".\\", "..\\", "$HOME/", "${")) or text[1:3] in (
        ":\\",
        ":/",
    )


def _is_path(text: str) -> bool:
    """Tell whether the text reads like a path without an ending: /run/secrets/jwt, ~/keys/signing."""
    if not ("/" in text or "\\" in text):
        return False
    parts = [part for part in re.split(r"[/\\]", text) if part not in ("", ".", "..", "~", "$HOME")]
    if parts and re.fullmatch(r"\$\{[A-Z_][A-Z0-9_]*\}", parts[0]):
        parts = parts[1:]
    if not parts or not all(_is_step(part, _rooted(text)) for part in parts):
        return False
    words = [word.lower() for part in parts for word in re.split(r"[-_. ]+", part)]
    if _rooted(text) and any(_PLACES.fullmatch(word) for word in words):
        return True
    first = parts[0].lower().lstrip(".")
    # keys/ ...; secret/data/... is where Vault keeps secrets, projects/NAME/secrets/... where Google does.
    return (
        _STORES_OF_KEYS.fullmatch(first) is not None
        or (first == "secret" and parts[1:2] == ["data"])
        or (first == "projects" and "secrets" in parts)
    )


def _is_step(part: str, rooted: bool) -> bool:
    """Tell whether a part of a path consists of words, as people name files."""
    words = re.split(r"[-_. ]+", part.lstrip(".").rstrip(":"))
    return all(_WORD.fullmatch(word) or (len(word) == 1 and rooted) for word in words if word)

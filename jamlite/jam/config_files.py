"""Configuration: a dict, or a file in TOML, JSON or YAML, with environment variables filled in.

In files, `$NAME` and `${NAME}` in a text stand for an environment variable, `${NAME:-default}` has a
default for a variable that is not set, `$$` is a dollar sign, and any other `$` is left alone. What a
variable or a default says is not read again. In a dict only a whole value `$NAME` or `${NAME}` in upper case
is a variable, so that a `$` inside a passphrase stays a character; the dict is copied.

The pointer is the dotted path of jamlite's section in a file. This is the only place where a text may
be the path of a key file (`load_key`).

It touches files and the environment.
"""

from __future__ import annotations

import os
import sys

from ..exceptions.base import JamConfigurationError
from .config_sections import normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Callable, Collection, Iterable

    from ..encoding.json_types import JsonObject, JsonValue

GENERIC_POINTER = "jam"
MAX_FILE = 1 << 20  # octets: what reads YAML and TOML takes seconds for more
MAX_VALUES = 100_000  # of a file; an alias of YAML counts as often as it is used
MAX_OPEN = 1000  # brackets in YAML: PyYAML takes a second for 60 000 before it gives up
_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_VARIABLE = rf"\$(?:(?P<dollar>\$)|\{{(?P<braced>{_NAME})(?::-(?P<default>[^}}]*))?\}}|(?P<bare>{_NAME}))"
# Behind the last closing brace. No pattern may look for what is not there: that takes quadratic time.
_BARE_VARIABLE = rf"\$(?:(?P<dollar>\$)|(?P<bare>{_NAME}))"
# In JSON a variable may also stand where a text would: outside of any quotes. Texts and variables that
# are never closed reach to the end, so that the search goes through a file once.
_JSON_TEXT_OR_VARIABLE = (
    r'(?s)"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
    rf"|(\$\{{{_NAME}(?::-[^}}]*)?\}}|\${_NAME})|\$\{{{_NAME}:-[^}}]*\Z"
)


def read_config(
    config: str | os.PathLike[str] | JsonObject = "pyproject.toml",
    pointer: str = GENERIC_POINTER,
    *,
    sections: Iterable[str] = (),
    own: Collection[str] = (),
) -> JsonObject:
    """Return a configuration in its one inner shape, whichever spelling it has (config_sections.py).

    Args:
        config: a dict, or the path of a .toml, .json, .yml or .yaml file.
        pointer: dotted path of the section in a file; "" for the whole file. A section that is not
            there: TOML gives an empty configuration, JSON and YAML the whole file.
        sections: names of further sections, for modules of your own.
        own: paths of known sections ("jose.jwt") that a module of your own reads: any key may stand there.

    Raises:
        JamConfigurationError: a file that cannot be read, a variable that is not set, an unknown key.
    """
    return normalise(load_config(config, pointer), load_key, sections, own)


def load_config(config: str | os.PathLike[str] | JsonObject, pointer: str = GENERIC_POINTER) -> JsonObject:
    """Return a configuration as it is written, as a copy of the caller's own; see `read_config`."""
    try:
        if isinstance(config, dict):
            copied: JsonObject = _copied(config)  # Jam changes the caller's nested dict
            return copied
        if not isinstance(pointer, str):
            raise JamConfigurationError("the pointer must be a dotted path", error_code=_CODE + "pointer")
        return _load_file(_path(config), pointer)
    except RecursionError:
        raise JamConfigurationError(
            "the configuration is nested too deeply", error_code=_CODE + "invalid_config_type"
        ) from None


def load_key(key: object) -> object:
    """Return a key: the content of the file if `key` is the path of one, else `key` itself.

    The content is stripped text, or bytes if it is not UTF-8 (DER). Only configuration may do this:
    everywhere else a text is a key and never a path.
    """
    # PATH_MAX of Linux; a PEM never comes so far as the disk.
    if not isinstance(key, str) or len(key) > 4096 or not os.path.isfile(key):
        return key
    data = _read(key)
    try:
        # Editors on Windows write a BOM; `echo secret > file` writes a line break.
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return data


# --- files ------------------------------------------------------------------------------------

_CODE = "configuration."


def _path(config: object) -> str:
    path = os.fspath(config) if isinstance(config, (str, os.PathLike)) else None
    if not isinstance(path, str) or not path:
        raise JamConfigurationError(
            f"a configuration is a dict or the path of a file, not {type(config).__name__}",
            error_code=_CODE + "invalid_config_type",
        )
    return path


def _load_file(path: str, pointer: str) -> JsonObject:
    _, dot, extension = path.lower().rpartition(".")
    if not dot or extension not in _PARSERS:
        raise JamConfigurationError(
            f"{shown(path)}: a configuration file ends in .toml, .json, .yml or .yaml",
            error_code=_CODE + "invalid_config_type",
        )
    parse, code, keys_too = _PARSERS[extension]

    def broken(reason: str) -> JamConfigurationError:
        return JamConfigurationError(f"{shown(path)}: {reason}", error_code=_CODE + code)

    data, reason = _parsed(parse, _read(path))
    if reason:
        raise broken(reason)
    if data is None:  # an empty YAML file
        return {}
    if not isinstance(data, dict):
        raise broken("it is not a table of sections")
    # Jam: pyproject.toml without the section is empty, other files are configurations as a whole.
    section = _pointed(data, pointer, {} if extension == "toml" else data)
    if section is None:  # an empty section
        return {}
    if not isinstance(section, dict):
        raise broken(f"{pointer} is not a table")
    expanded: JsonObject = _expanded(section, keys_too)
    return expanded


def _parsed(parse: Callable[[str], JsonValue], content: bytes) -> tuple[JsonValue, str]:
    """Return (data, "") or (None, what is wrong); a parser's error holds the file's text, secrets and all."""
    try:
        data = parse(content.decode("utf-8-sig"))
        return (data, "") if _is_small(data) else (None, f"it stands for more than {MAX_VALUES} values")
    except JamConfigurationError:
        raise
    except UnicodeDecodeError:
        return None, "it is not UTF-8"
    except RecursionError:
        return None, "it is nested too deeply"
    except ValueError as error:  # of whichever parser
        return None, str(error)  # json and tomllib tell the position, and no text of the file


def _is_small(data: object) -> bool:
    """Tell whether a file holds at most MAX_VALUES values: an alias of YAML stands for what it names."""
    left, count = [data], 0
    while left and count <= MAX_VALUES:
        value = left.pop()
        count += 1
        if isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
    return count <= MAX_VALUES


def shown(path: str) -> str:
    """Return a path for a message: characters that a terminal would obey are escaped."""
    return path if path.isprintable() else ascii(path)[1:-1]


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            # One more, to notice that there is more; /dev/zero ends here, too.
            data = stream.read(MAX_FILE + 1)
    except FileNotFoundError:
        extension = path.rpartition(".")[2].upper().replace("YML", "YAML")
        raise JamConfigurationError(
            f"{extension} config file not found at: {shown(path)}; config= takes a dict, too",
            error_code=_CODE + "file_not_found",
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        reason = getattr(error, "strerror", None) or "not a path"
        raise JamConfigurationError(f"{shown(path)}: {reason}", error_code=_CODE + "file_error") from error
    if len(data) > MAX_FILE:
        raise JamConfigurationError(
            f"{shown(path)}: more than {MAX_FILE} bytes", error_code=_CODE + "file_error"
        )
    return data


def _has_long_name(text: str) -> bool:
    """Tell whether a name in TOML has more than 64 parts: the parser's time grows with their square."""
    if text.count(".") < 64:  # most files end here, without a pattern
        return False
    import re

    # Dots in texts and comments are no parts of names.
    unquoted = re.sub(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*""", "q", text)
    return re.search(r"(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]+[ \t]*\.[ \t]*){64}", unquoted) is not None


def _parse_toml(text: str) -> JsonValue:
    if _has_long_name(text):
        raise ValueError("a name in it has more than 64 parts")
    try:
        if sys.version_info >= (3, 11):
            from tomllib import loads
        else:
            from tomli import loads  # the package that became tomllib (PEP 680)
    except ImportError as error:
        raise JamConfigurationError(
            "TOML needs Python 3.11 or the package tomli; a dict or a JSON file needs neither",
            error_code=_CODE + "toml_not_installed",
        ) from error
    return loads(text)


def _parse_yaml(text: str) -> JsonValue:
    try:
        import yaml
    except ImportError as error:
        raise JamConfigurationError(
            "YAML needs the package PyYAML; a dict, a JSON or a TOML file does not",
            error_code=_CODE + "import_error",
        ) from error
    if _most_open(text) > MAX_OPEN:
        raise RecursionError  # the same words as for a depth that a parser refuses
    try:
        return yaml.safe_load(text)  # safe: a tag of YAML makes no object
    except yaml.YAMLError as error:  # its own text quotes the file, secrets and all
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ValueError(f"it is not YAML{where}") from None


def _most_open(text: str) -> int:
    """Return how many brackets and braces are open at most, those in texts included."""
    import re

    now = most = 0
    for mark in re.findall(r"[\[\]{}]", text):
        now += 1 if mark in "[{" else -1
        most = max(most, now)
    return most


def _parse_json(text: str) -> JsonValue:
    import json
    import re

    def quoted(match: re.Match[str]) -> str:
        # Jam lets a bare $VAR stand for a text; a text that holds one is filled in later, like all others.
        return json.dumps(match.group(1)) if match.group(1) else match.group()

    return json.loads(re.sub(_JSON_TEXT_OR_VARIABLE, quoted, text), object_pairs_hook=_members)


def _members(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):  # RFC 8259 section 4: readers differ in which one they take
        raise ValueError("a key stands twice in one object")
    return members


# extension: (parser, error code of a file it cannot read, whether variables count in keys too)
_PARSERS: dict[str, tuple[Callable[[str], JsonValue], str, bool]] = {
    "toml": (_parse_toml, "toml_error", False),
    "json": (_parse_json, "json_parse_error", True),  # keys too, as in Jam; TOML's stay as they are
    "yml": (_parse_yaml, "yaml_error", True),
    "yaml": (_parse_yaml, "yaml_error", True),
}


# --- sections and values ----------------------------------------------------------------------


def _pointed(data: JsonObject, pointer: str, missing: JsonObject) -> JsonValue:
    """Return the section at the dotted path `pointer`, or `missing`."""
    section: JsonValue = data
    for name in pointer.split(".") if pointer else ():
        if not isinstance(section, dict) or name not in section:  # Jam: an absent section is no error here
            return missing
        section = section[name]
    return section


def _copied(value: JsonValue) -> JsonValue:
    """Copy tables and lists all the way down; what stands in them (keys, clients) stays the same."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, str) and _is_variable(value):
        return _expanded(value, False)
    return value


def _is_variable(text: str) -> bool:
    """Tell whether a text in a dict is nothing but a variable; a `$` inside a passphrase is a character."""
    if not text.startswith("$"):
        return False
    import re  # it takes 6 ms to load

    # Upper case alone: "$ecret" is a passphrase.
    return re.fullmatch(r"\$(?:[A-Z_][A-Z0-9_]*|\{[A-Z_][A-Z0-9_]*(?::-[^}]*)?\})", text) is not None


def _expanded(value: JsonValue, keys_too: bool) -> JsonValue:
    """Return `value` with the environment variables in its texts filled in."""
    if isinstance(value, str):
        import re  # only files need it

        closed = value.rfind("}") + 1
        # One pass: what a variable holds is not filled in again.
        return re.sub(_VARIABLE, _variable, value[:closed]) + re.sub(
            _BARE_VARIABLE, _variable, value[closed:]
        )
    if isinstance(value, list):
        return [_expanded(item, keys_too) for item in value]
    if isinstance(value, dict):
        return {
            _expanded(key, keys_too) if keys_too else key: _expanded(item, keys_too)
            for key, item in value.items()
        }
    return value


def _variable(match: re.Match[str]) -> str:
    found = match.groupdict()
    if found["dollar"]:
        return "$"
    name = found.get("braced") or found["bare"]
    # As in Jam an empty variable is set, unlike in a shell's :-.
    value = os.environ.get(name, found.get("default"))
    if value is None:
        raise JamConfigurationError(
            f"Environment variable {name!r} not set and no default provided",
            error_code=_CODE + "env_var_not_set",
            details={"variable": name},
        )
    return value

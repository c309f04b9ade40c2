"""Jam's names for `jamlite.config`. New code uses that module."""

from __future__ import annotations

from ..config import GENERIC_POINTER, load_config
from ..config import load_dotted as __module_loader__
from ..config import load_key as __key_loader__
from ..config_sections import move_old_jwt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "GENERIC_POINTER",
    "__config_maker__",
    "__json_config_parser",
    "__key_loader__",
    "__module_loader__",
    "__toml_config_parser",
    "__yaml_config_parser",
]


def __config_maker__(config: str | dict[str, Any], pointer: str = GENERIC_POINTER) -> dict[str, Any]:
    """Return a configuration as it is written, with an old `jwt` section moved to `jose.jwt`."""
    made = load_config(config, pointer)
    move_old_jwt(made)
    return made


def __yaml_config_parser(path: str, pointer: str = GENERIC_POINTER) -> dict[str, Any]:
    """Return a section of a YAML file."""
    return load_config(path, pointer)


def __toml_config_parser(path: str = "pyproject.toml", pointer: str = GENERIC_POINTER) -> dict[str, Any]:
    """Return a section of a TOML file."""
    return load_config(path, pointer)


def __json_config_parser(path: str, encoder: object = None) -> dict[str, Any]:
    """Return a whole JSON file; `encoder` has no effect."""
    return load_config(path, "")

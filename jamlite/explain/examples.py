"""The worked examples by name: `explain --example NAME` shows what the standard prints."""

from __future__ import annotations

from ..exceptions.base import JamValidationError
from . import examples_bound, examples_jose, examples_other
from .explaining import explain
from .explanation import Explanation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..encoding.json_types import JsonValue

EXAMPLES = {**examples_jose.EXAMPLES, **examples_bound.EXAMPLES, **examples_other.EXAMPLES}


def show(name: str, *, depth: str = "short", show_secrets: bool = True) -> Explanation:
    """Return the explanation of one example; its keys are published, so secrets are shown.

    Raises:
        JamValidationError: no example has this name.
    """
    example = EXAMPLES.get(name.lower())
    if example is None:
        asked = name.lower()
        near = (
            [known for known in EXAMPLES if known.startswith(asked[:8])]
            or [known for known, told in EXAMPLES.items() if asked in f"{known} {told['about']}".lower()]
            or EXAMPLES
        )
        raise JamValidationError(
            f"there is no example {name[:64]!r}; there are {', '.join(near)}", error_code="explain.example"
        )
    given = {_stem(key): _octets(key, value) for key, value in example.items()}
    about = given.pop("about")
    depth = "full" if given.pop("depth", depth) == "full" else depth
    primitive = given.pop("primitive", None)
    if primitive is None:
        given.setdefault("now", 0)  # the standards' tokens have expired; the same text comes out each day
        explanation = explain(given.pop("text"), depth=depth, show_secrets=show_secrets, **given)
    else:
        explanation = Explanation("", show_secrets, depth)
        _runner(primitive)(explanation, **given)
    explanation.kind = about  # the example's name in place of what was recognised
    return explanation


def _stem(name: str) -> str:
    return name[:-4] if name.endswith("_hex") else name


def _octets(name: str, value: JsonValue) -> Any:
    return bytes.fromhex(value) if name.endswith("_hex") else value


def _runner(primitive: str) -> Callable[..., None]:
    from . import primitive_steps

    table: dict[str, Callable[..., None]] = {
        "aes": primitive_steps.aes,
        "agree": primitive_steps.agree,
        "chacha20": primitive_steps.chacha20,
        "chacha20_poly1305": primitive_steps.chacha20_poly1305,
        "content": primitive_steps.content,
        "ecdsa": primitive_steps.ecdsa_sign,
        "eddsa": primitive_steps.eddsa_sign,
        "hkdf": primitive_steps.hkdf,
        "hotp": primitive_steps.hotp,
        "scrypt": primitive_steps.scrypt,
    }
    return table[primitive]

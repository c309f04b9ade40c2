"""Which public signatures have a bare `Any`, and why: there is no other, and `Any` stays rare.

A bare `Any` stands by itself, or beside `|`: `key: Any`, `-> Any | None`. What is a JSON value says
so by name (`encoding/json_types.py`), and what is taken and then judged is an `object`.
"""

from __future__ import annotations

import ast
import os
import unittest
from collections.abc import Iterator

from .import_graph import PACKAGE

MOST = 540  # mentions of Any in the whole package, without the imports

# Reason -> the files and what in them has a bare Any for it. A new line needs a reason users would accept.
MEANT: dict[str, tuple[str, ...]] = {
    "an object of a framework, or what its application answers with": (
        "ext/authenticator.py Authenticator.answer",
        "ext/configured.py foreign",
        "ext/django.py JamBackend.authenticate",
        "ext/django.py JamBackend.get_user",
        "ext/django.py JamMiddleware.__call__",
        "ext/django.py answer",
        "ext/fastapi.py JamAuth.__call__",
        "ext/flask/flask_auth.py set_headers",
        "ext/litestar/litestar_middleware.py BaseMiddleware.authenticate_request",
        "ext/posted_form.py read_shown",
        "ext/starlette/starlette_backends.py on_error",
    ),
    "the arguments are those of the base class, which names them": (
        "aio/sessions/__init__.py RedisSessions.__init__",
        "ext/starlette/starlette_backends.py SessionBackend.__init__",
        "sessions/session_kinds.py create_instance",
    ),
    "whatever a dotted path of the configuration, a table of names or a module of the user's own gives": (
        "aio/lists.py build_list",
        "aio/sessions/__init__.py asynchronous",
        "aio/sessions/__init__.py create_instance",
        "jam/aliases.py find",
        "jam/dotted.py load_dotted",
        "jam/dotted.py resolve",
        "jam/old_jwt.py create_instance",
        "optional.py of_jam",
        "stores/threaded.py twin",
    ),
    "subclasses and implementations say what they take and return": (
        "authz/permissions.py Constraint.check",
        "compat/jwt/algorithm.py Algorithm.check_key_length",
        "compat/jwt/algorithm.py Algorithm.from_jwk",
        "compat/jwt/algorithm.py Algorithm.prepare_key",
        "compat/jwt/algorithm.py Algorithm.sign",
        "compat/jwt/algorithm.py Algorithm.to_jwk",
        "compat/jwt/algorithm.py Algorithm.verify",
        "encoding/json_types.py Logger.debug",
        "encoding/json_types.py Serializer.loads",
        "jam/jwt_module.py BaseJWT.encode",
        "jam/section_types.py OwnKey.material",
        "jam/section_types.py OwnList.add",
        "jam/section_types.py OwnList.check",
        "jam/serializers.py BaseEncoder.dumps",
        "jose/prepared.py KeyFinder.find",
        "stores/redis_store.py Client.execute_command",
    ),
    "either facade: who writes the plugin knows which": (
        "jam/events.py BasePlugin.__init__",
        "jam/events.py attach",
    ),
    "text or a dict, as the argument as_dict says; as PyJWT has it": (
        "compat/jwt/algorithm.py written",
        "compat/jwt/algorithms.py HMACAlgorithm.to_jwk",
        "compat/jwt/public_key_algorithms.py ECAlgorithm.to_jwk",
        "compat/jwt/public_key_algorithms.py OKPAlgorithm.to_jwk",
        "compat/jwt/public_key_algorithms.py RSAAlgorithm.to_jwk",
    ),
    "overrides a method of the standard library that has it": (
        "cli/page_server.py PageServer.handle_error",
        "cli/page_server.py PageServer.process_request",
        "cli/page_server.py PageServer.process_request_thread",
        "cli/parsing.py Parser.__init__",
        "cli/parsing.py Parser.parse_known_args",
    ),
    "further parameters that are handed on": (
        "compat/pyotp.py HOTP.provisioning_uri",
        "compat/pyotp.py TOTP.provisioning_uri",
        "oauth2/client.py OAuth2Client.of",
    ),
    "a record of a key of several types, or a value of JSON": (
        "aio/oauth2/__init__.py RemoteJWKSet.__call__",
        "authz/principal.py Principal.id",
        "exceptions/base.py JamError.__init__",
        "exceptions/crypto.py JamSelfTestError.__init__",
        "jose/jwk_members.py check_certificate",
    ),
    "code that travels with a copy and asks whatever is in it": (
        "vendor/smoke_keys.py ec_base",
        "vendor/smoke_keys.py ec_key",
        "vendor/smoke_jobs.py encrypted",
        "vendor/smoke_keys.py okp_key",
        "vendor/smoke_jobs.py paseto_answer",
        "vendor/smoke_jobs.py paseto_version",
        "vendor/smoke_keys.py rsa_key",
        "vendor/smoke_keys.py secret_key",
        "vendor/smoke_jobs.py signed",
    ),
}


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Yield the path inside the package and the syntax tree of every file, stubs too."""
    for folder, _, names in os.walk(PACKAGE):
        for name in names:
            if name.endswith((".py", ".pyi")):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as stream:
                    yield os.path.relpath(path, PACKAGE).replace(os.sep, "/"), ast.parse(stream.read())


def is_bare(annotation: ast.expr | None) -> bool:
    """Tell whether an annotation is Any, or Any beside `|`."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.BinOp):
        return is_bare(annotation.left) or is_bare(annotation.right)
    return isinstance(annotation, ast.Name) and annotation.id == "Any"


def is_public(name: str) -> bool:
    return not name.startswith("_") or (name.endswith("__") and name != "__getattr__")


def bare(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """Yield the dotted names of the public callables of a body that have a bare Any."""
    for node in body:
        if isinstance(node, ast.ClassDef) and is_public(node.name):
            yield from bare(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.If):
            yield from bare([*node.body, *node.orelse], prefix)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and is_public(node.name):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            given += [one for one in (node.args.vararg, node.args.kwarg) if one is not None]
            if is_bare(node.returns) or any(is_bare(one.annotation) for one in given):
                yield prefix + node.name


class PublicTypes(unittest.TestCase):
    def test_no_public_signature_has_a_bare_any_without_a_reason(self) -> None:
        meant = [line for lines in MEANT.values() for line in lines]
        self.assertEqual(len(meant), len(set(meant)), "a line stands here twice")
        found = {
            f"{path} {name}"
            for path, tree in trees()
            if not os.path.basename(path).startswith("_") or path.endswith("__init__.py")
            for name in bare(tree.body)
        }
        self.assertGreater(len(found), 20, "nothing is read any more")
        self.assertEqual(sorted(found - set(meant)), [], "say what these take and return")

    def test_any_is_rare(self) -> None:
        count = sum(isinstance(n, ast.Name) and n.id == "Any" for _, tree in trees() for n in ast.walk(tree))
        self.assertLess(count, MOST)

    def test_a_bare_any_is_seen(self) -> None:
        text = (
            "def a(x: Any): pass\ndef b() -> 'Any | None': pass\ndef c(x: dict[str, Any]) -> object: pass\n"
            "class D:\n def e(self, *x: Any): pass\n def _f(self, x: Any): pass\n"
            "class _G:\n def h(x: Any): pass"
        )
        self.assertEqual(list(bare(ast.parse(text).body)), ["a", "b", "D.e"])


if __name__ == "__main__":
    unittest.main()

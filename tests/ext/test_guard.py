"""The guard: who gets through, what a handler is given, what never reaches verification."""

from __future__ import annotations

import asyncio
import inspect
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.authz import AuthorizationContext
from jamlite.exceptions import (
    JamConfigurationError,
    JamForbidden,
    JamJWTExpired,
    JamNoSubject,
    JamSelfTestError,
    JamStoreError,
    JamUnauthenticated,
)
from jamlite.ext.decorating import Declared
from jamlite.ext.guard import Guard

SECRET = "correct horse battery staple 1234567890"
POLICY: dict[str, Any] = {
    "orders:*": [],
    "notes:edit": [{"field": "subject.id", "value": "@context.resource.owner"}],
    "admin": [{"field": "subject.role", "value": "admin"}],
}


def facade() -> Jam:
    return Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}, "authz": {"policy": POLICY}})


def by_header(headers: dict[str, str]) -> str | None:
    return headers.get("token")


class BothKinds(unittest.TestCase):
    """Runs a handler as a synchronous and as an asynchronous one."""

    def setUp(self) -> None:
        self.jam = facade()

    def outcomes(self, guard: Guard, decorate: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Return what both kinds of handlers returned or raised."""

        def handler(headers: Any, principal: Any = None) -> Any:
            return principal.id

        async def handler_async(headers: Any, principal: Any = None) -> Any:
            return principal.id

        found: list[Any] = []
        for kind in (handler, handler_async):
            try:
                result = decorate(guard)(kind)(*args, **kwargs)
                found.append(asyncio.run(result) if inspect.iscoroutine(result) else result)
            except Exception as error:  # noqa: BLE001 - compared by the test
                found.append(error)
        return found

    def assert_all(self, found: list[Any], expected: Any) -> None:
        for one in found:
            if isinstance(expected, type):
                self.assertIsInstance(one, expected)
            else:
                self.assertEqual(one, expected)


class Tokens(BothKinds):
    def test_a_good_credential(self) -> None:
        headers = {"token": self.jam.issue("alice")}
        self.assert_all(
            self.outcomes(Guard(self.jam, by_header), lambda g: g.token_required, headers), "alice"
        )

    def test_a_missing_or_bad_credential(self) -> None:
        good = self.jam.issue("alice")
        for headers in (
            {}, {"token": ""}, {"token": None}, {"token": "x"}, {"token": good[:-1]}, {"token": "a.b.c"},
            {"token": 5}, {"token": b"x"}, {"token": self.jam.issue("alice", exp=0)},
        ):  # fmt: skip
            with self.subTest(headers=headers):
                found = self.outcomes(Guard(self.jam, by_header), lambda g: g.token_required, headers)
                self.assert_all(found, JamUnauthenticated)
                for error in found:
                    self.assertEqual(error.status, 401)
                    self.assertNotIn(good, str(error))

    def test_the_cause_is_chained_and_not_told(self) -> None:
        headers = {"token": self.jam.issue("alice", exp=0)}
        for error in self.outcomes(Guard(self.jam, by_header), lambda g: g.token_required, headers):
            self.assertIsInstance(error.__cause__, JamJWTExpired)
            self.assertNotIn("expired", str(error))

    def test_a_genuine_credential_of_nobody_is_no_login(self) -> None:
        headers = {"token": self.jam.jwt_encode(payload={"id": "alice", "permissions": ["*"], "scope": "x"})}
        for route in (
            lambda g: g.token_required,
            lambda g: g.permission_required("x"),
            lambda g: g.scope_required("x"),
        ):
            self.assert_all(self.outcomes(Guard(self.jam, by_header), route, headers), JamNoSubject)

    def test_a_finder_that_finds_no_key_is_a_missing_credential(self) -> None:
        guard = Guard(self.jam, lambda headers: headers["token"])
        self.assert_all(self.outcomes(guard, lambda g: g.token_required, {}), JamUnauthenticated)

    def test_a_fault_of_the_finder_is_not(self) -> None:
        def finder() -> str:
            raise RuntimeError("a fault")

        self.assert_all(self.outcomes(Guard(self.jam, finder), lambda g: g.token_required, {}), RuntimeError)

    def test_the_applications_own_trouble_goes_through(self) -> None:
        for trouble in (JamConfigurationError(), JamStoreError(), JamSelfTestError()):
            with mock.patch.object(self.jam, "authenticate", side_effect=trouble):
                found = self.outcomes(Guard(self.jam, by_header), lambda g: g.token_required, {"token": "x"})
                self.assert_all(found, type(trouble))

    def test_expectations(self) -> None:
        headers = {"token": self.jam.issue("alice", aud="here")}
        for audience, expected in (("here", "alice"), ("there", JamUnauthenticated)):
            guard = Guard(self.jam, by_header, via="jwt", audience=audience)
            self.assert_all(self.outcomes(guard, lambda g: g.token_required, headers), expected)

    def test_arguments_of_the_route_never_reach_verification(self) -> None:
        token = self.jam.issue("alice")
        seen = []

        def spy(*args: Any, **kwargs: Any) -> Any:
            seen.append((args, kwargs))
            return facade().authenticate(*args)

        names = ("secret", "token", "key", "via", "leeway", "issuer", "algorithms", "self", "args", "kwargs")
        with mock.patch.object(self.jam, "authenticate", spy):
            guard = Guard(self.jam, lambda: token)

            @guard.token_required
            def handler(*args: Any, **kwargs: Any) -> Any:
                return args, kwargs

            given = dict.fromkeys(names, "hostile")
            given.pop("self")
            self.assertEqual(handler("p1", "p2", **given), (("p1", "p2"), given))
        self.assertEqual(seen, [((token, None), {})])


class Given(BothKinds):
    def test_only_what_the_handler_declares(self) -> None:
        guard = Guard(self.jam, by_header)
        headers = {"token": self.jam.issue("alice", permissions=["a"])}

        @guard.token_required
        def nothing(headers: Any) -> str:
            return "nothing"

        @guard.token_required
        def anything(headers: Any, **more: Any) -> Any:
            return more

        @guard.token_required
        def everything(headers: Any, *, principal: Any, claims: Any, permissions: Any) -> Any:
            return principal.id, claims["sub"], permissions

        self.assertEqual(nothing(headers), "nothing")
        self.assertEqual(anything(headers, x=1), {"x": 1})
        self.assertEqual(everything(headers=headers), ("alice", "alice", ("a",)))

    def test_a_caller_cannot_supply_them(self) -> None:
        guard = Guard(self.jam, by_header)
        headers = {"token": self.jam.issue("alice")}

        @guard.token_required
        def some(headers: Any, principal: Any = None, **more: Any) -> Any:
            return principal.id, more

        self.assertEqual(some(headers, principal="root", claims={"sub": "root"}), ("alice", {}))

    def test_the_wrapper_is_the_handler_to_whoever_looks(self) -> None:
        guard = Guard(self.jam, by_header)

        def handler(headers: dict[str, str], principal: Any) -> None:
            """Says something."""

        async def later(headers: dict[str, str], principal: Any) -> None: ...

        wrapped = guard.token_required(handler)
        self.assertEqual((wrapped.__name__, wrapped.__doc__), ("handler", "Says something."))
        self.assertIs(wrapped.__wrapped__, handler)  # type: ignore[attr-defined]
        self.assertEqual(list(inspect.signature(wrapped).parameters), ["headers"])
        self.assertFalse(inspect.iscoroutinefunction(wrapped))
        self.assertTrue(inspect.iscoroutinefunction(guard.token_required(later)))

    def test_decorators_one_upon_another(self) -> None:
        guard = Guard(self.jam, by_header)
        headers = {"token": self.jam.issue("alice")}

        @guard.permission_required("orders:read")
        @guard.permission_required("orders:write")
        @guard.token_required
        def handler(headers: Any, principal: Any) -> Any:
            return principal.id

        self.assertEqual(handler(headers), "alice")
        self.assertEqual(list(inspect.signature(handler).parameters), ["headers"])

    def test_objects_that_are_called(self) -> None:
        class Handler:
            async def __call__(self, headers: Any, principal: Any) -> Any:
                return principal.id

        headers = {"token": self.jam.issue("alice")}
        instance = Handler()
        instance.__name__ = "x"  # type: ignore[attr-defined]
        self.assertEqual(asyncio.run(Guard(self.jam, by_header).token_required(instance)(headers)), "alice")


class Permissions(BothKinds):
    def check(self, decorate: Any, token: str, expected: Any, **options: Any) -> None:
        guard = Guard(self.jam, by_header, **options)
        self.assert_all(self.outcomes(guard, decorate, {"token": token}), expected)

    def test_all_or_any(self) -> None:
        token = self.jam.issue("alice", permissions=["orders:read", "orders:list"])
        for names, any_of, allowed in (
            (("orders:read",), False, True), (("orders:read", "orders:list"), False, True),
            (("orders:read", "orders:write"), False, False), (("orders:write",), False, False),
            (("orders:write", "orders:read"), True, True), (("orders:write", "x"), True, False),
            (("x",), False, False),
        ):  # fmt: skip
            with self.subTest(names=names, any_of=any_of):
                expected = "alice" if allowed else JamForbidden
                self.check(lambda g: g.permission_required(*names, any_of=any_of), token, expected)  # noqa: B023

    def test_all_unless_it_says_any(self) -> None:
        token = self.jam.issue("alice", permissions=["orders:read"], scope="a")
        self.check(lambda g: g.permission_required("orders:read", "orders:list"), token, JamForbidden)
        self.check(lambda g: g.permission_required("orders:read"), token, "alice")
        self.check(lambda g: g.scope_required("a", "b"), token, JamForbidden)
        self.check(lambda g: g.scope_required("a"), token, "alice")

    def test_the_admin_permission(self) -> None:
        for subject, permissions, allowed in (
            ({"id": "u", "role": "admin"}, None, True), ({"id": "u", "role": "user"}, None, False),
            ({"id": "u", "role": "admin"}, ["orders:read"], False),
            ({"id": "u", "role": "user"}, ["admin"], False),
        ):  # fmt: skip
            token = self.jam.issue(subject, permissions=permissions)
            with self.subTest(subject=subject, permissions=permissions):
                expected = "u" if allowed else JamForbidden
                self.check(lambda g: g.permission_required("x"), token, expected, admin_permission="admin")

    def test_without_a_credential_it_is_401_and_not_403(self) -> None:
        self.check(lambda g: g.permission_required("x"), "", JamUnauthenticated)
        self.check(lambda g: g.scope_required("x"), "a.b.c", JamUnauthenticated)

    def test_scopes(self) -> None:
        for scope, names, any_of, allowed in (
            ("a b", ("a",), False, True), ("a b", ("a", "b"), False, True), ("a b", ("a", "c"), False, False),
            ("a b", ("c", "b"), True, True), ("ab", ("a",), False, False), ("*", ("a",), False, False),
            (["a"], ("a",), False, False), (None, ("a",), True, False), ("", ("a",), True, False),
        ):  # fmt: skip
            with self.subTest(scope=scope, names=names):
                expected = "u" if allowed else JamForbidden
                token = self.jam.issue("u", scope=scope)
                self.check(lambda g: g.scope_required(*names, any_of=any_of), token, expected)  # noqa: B023

    def test_the_context(self) -> None:
        def context(owner: str) -> AuthorizationContext:
            return AuthorizationContext(resource={"owner": owner})

        guard = Guard(self.jam, by_header)

        @guard.permission_required("notes:edit", context=context)
        def edit(headers: Any, *, owner: str) -> str:
            return owner

        headers = {"token": self.jam.issue("alice")}
        self.assertEqual(edit(headers, owner="alice"), "alice")
        with self.assertRaises(JamForbidden):
            edit(headers, owner="bob")

    def test_a_decorator_that_names_nothing_is_refused(self) -> None:
        guard = Guard(self.jam, by_header)
        for names in ((), ("",), (None,), (lambda: None,), (["a"],)):
            for decorator in (guard.permission_required, guard.scope_required):
                with self.subTest(names=names), self.assertRaises(JamConfigurationError):
                    decorator(*names)  # type: ignore[arg-type]


class Handlers(BothKinds):
    def test_what_it_is_given_and_what_it_returns(self) -> None:
        def handler(error: Any, code: int, msg: str) -> Any:
            return type(error), code, msg

        guard = Guard(self.jam, by_header, exception_handler=handler)
        self.assert_all(
            self.outcomes(guard, lambda g: g.token_required, {}),
            (JamUnauthenticated, 401, "there is no credential"),
        )
        headers = {"token": self.jam.issue("alice")}
        self.assert_all(
            self.outcomes(guard, lambda g: g.permission_required("x"), headers),
            (JamForbidden, 403, "the permission is missing"),
        )

    def test_it_may_raise_and_may_return_nothing(self) -> None:
        def raises(code: int) -> None:
            raise KeyError(code)

        for handler, expected in ((raises, KeyError), (lambda: None, None)):
            guard = Guard(self.jam, by_header, exception_handler=handler)
            self.assert_all(self.outcomes(guard, lambda g: g.token_required, {}), expected)

    def test_it_sees_the_arguments_of_the_route_but_they_do_not_replace_its_own(self) -> None:
        guard = Guard(self.jam, lambda: None, exception_handler=lambda code, order, msg="": (code, order))

        @guard.token_required
        def route(order: int, code: str = "") -> None: ...

        self.assertEqual(route(order=5, code="hostile"), (401, 5))
        self.assertEqual(route(5), (401, 5))

    def test_asynchronous_functions_are_awaited(self) -> None:
        async def finder(headers: Any) -> Any:
            await asyncio.sleep(0)
            return headers.get("token")

        async def handler(code: int) -> int:
            await asyncio.sleep(0)
            return code

        guard = Guard(self.jam, finder, exception_handler=handler)

        @guard.token_required
        async def route(headers: Any, principal: Any) -> Any:
            return principal.id

        self.assertEqual(asyncio.run(route({"token": self.jam.issue("alice")})), "alice")
        self.assertEqual(asyncio.run(route({})), 401)

    def test_a_synchronous_handler_cannot_wait(self) -> None:
        async def finder() -> None: ...

        def route() -> None: ...

        with self.assertRaises(JamConfigurationError):
            Guard(self.jam, finder).token_required(route)()

    def test_an_asynchronous_facade(self) -> None:
        from jamlite import aio

        jam = aio.Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}})
        if not hasattr(jam, "issue"):
            self.skipTest("the asynchronous facade has no issue")
        guard = Guard(jam, by_header)

        async def run(permissions: list[str]) -> Any:
            @guard.permission_required("a")
            async def route(headers: Any, principal: Any) -> Any:
                return principal.id

            return await route({"token": await jam.issue("alice", permissions=permissions)})

        self.assertEqual(asyncio.run(run(["a"])), "alice")
        with self.assertRaises(JamForbidden):
            asyncio.run(run(["b"]))

    def test_what_is_no_function(self) -> None:
        for arguments in ({"token_finder": None}, {"token_finder": by_header, "exception_handler": 5},
                          {"token_finder": by_header, "refresh_finder": "x"}):  # fmt: skip
            with self.assertRaises(JamConfigurationError):
                Guard(self.jam, **arguments)  # type: ignore[arg-type]


class Refresh(BothKinds):
    def test_a_rotator(self) -> None:
        from jamlite.lists.refresh import RefreshRotator
        from jamlite.stores import MemoryStore

        rotator = RefreshRotator(MemoryStore())
        guard = Guard(self.jam, by_header, refresh_finder=lambda cookie: cookie, refresh=rotator.rotate)

        @guard.refresh
        def route(cookie: str, refreshed: Any) -> Any:
            return refreshed.subject, refreshed.token

        first = rotator.issue("alice")
        subject, second = route(first)
        self.assertEqual(subject, "alice")
        self.assertNotEqual(first, second)
        for wrong in (second[:-1], "x", ""):
            with self.assertRaises(JamUnauthenticated):
                route(wrong)

    def test_half_of_it_is_not_enough(self) -> None:
        for options in ({"refresh_finder": lambda cookie: cookie}, {"refresh": lambda token: token}, {}):
            with self.assertRaisesRegex(JamConfigurationError, "refresh_finder and refresh"):
                Guard(self.jam, by_header, **options).refresh(lambda refreshed: refreshed)

    def test_it_must_be_set_up(self) -> None:
        with self.assertRaises(JamConfigurationError):
            Guard(self.jam, by_header).refresh(lambda: None)


class Calls(unittest.TestCase):
    """`Declared`: a function gets what it declares, from wherever it comes."""

    def test_each_shape_of_function(self) -> None:
        def gather(*args: Any, **kwargs: Any) -> Any:
            return args, kwargs

        for function, args, kwargs, given, expected in (
            (lambda: "x", (1, 2), {"a": 1}, {"code": 1}, "x"),
            (lambda code, msg: (code, msg), (1, 2), {"a": 1}, {"code": 401, "msg": "m"}, (401, "m")),
            (lambda request, code: (request, code), ("r",), {}, {"code": 401}, ("r", 401)),
            (lambda code, request: (code, request), ("r",), {}, {"code": 401}, (401, "r")),
            (lambda code, *rest: (code, rest), (1, 2), {}, {"code": 401}, (401, (1, 2))),
            (gather, (1,), {"a": 2}, {"code": 3}, ((1,), {"a": 2, "code": 3})),
            (lambda a, b=5: (a, b), (), {"a": 1}, {}, (1, 5)),
            (lambda code: code, (), {"code": "hostile"}, {"code": 401}, 401),
            (lambda *, a: a, (7,), {"a": 1}, {}, 1),
            (lambda a, b, *rest: (a, b, rest), (2, 3), {"a": 1}, {}, (1, 2, (3,))),
            (lambda a, *rest, c: (a, rest, c), (2,), {"a": 1, "c": 3}, {}, (1, (2,), 3)),
            (lambda a, /, b: (a, b), (1,), {"a": 7, "b": 2}, {}, (1, 2)),
            (lambda a=0, b=0: (a, b), (), {"b": 1}, {}, (0, 1)),
            (lambda a=0, *rest, **more: (a, rest, more), (), {"b": 1}, {}, (0, (), {"b": 1})),
            (str.upper, ("x",), {}, {}, "X"),
        ):  # fmt: skip
            with self.subTest(args=args, kwargs=kwargs, given=given):
                self.assertEqual(Declared(function)(args, kwargs, given), expected)

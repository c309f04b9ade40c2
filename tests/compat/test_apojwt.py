"""ApoJWT: the failure matrix in 48 cases, the claims on the wire, and a test for each mended fault."""

from __future__ import annotations

import asyncio
import hmac
import inspect
import unittest
import warnings
from typing import Any
from unittest import mock

from jamlite import clock
from jamlite.compat.apojwt import ApoJWT
from jamlite.compat.jwt import exceptions
from jamlite.compat.jwt.exceptions import (
    ExpiredSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidSignatureError,
    InvalidTokenError,
)
from jamlite.encoding import base64url
from jamlite.exceptions import JamConfigurationError, JamError, JamSelfTestError
from jamlite.jose import JWK, jwt

SECRET = "correct horse battery staple 1234567890"
OTHER = "another secret of a good length 0123456789"
PERIOD = 60
NOW = 1_700_000_000


def apo(secret: Any = SECRET, **options: Any) -> ApoJWT:
    given: dict[str, Any] = {
        "exp_period": PERIOD, "iss": "here", "server_audience": ["us"], "token_finder": lambda token: token,
    }  # fmt: skip
    made = ApoJWT(secret, **{**given, **options})
    if options.get("algorithm", "HS256") == "HS256":
        made.config_refresh(OTHER, 2 * PERIOD, lambda token: token)
    return made


def tokens(secret: Any = SECRET, refresh_secret: Any = OTHER, **options: Any) -> tuple[str, str]:
    maker = apo(secret, **options)
    maker.config_refresh(refresh_secret, 2 * PERIOD)
    pair = maker.create_token("u1", ["read"], {"a": 1}, {"r": 2})
    assert isinstance(pair, tuple)
    return pair


def signed(claims: dict[str, Any], key: str = SECRET, **header: Any) -> str:
    return jwt.encode(claims, key, alg="HS256", header=header or None)


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good access token, changed; None leaves one out."""
    good = {
        "exp": NOW + 9, "iat": NOW, "nbf": NOW, "iss": "here", "aud": ["us"], "sub": "u1", "data": {},
        "perms": [],
    }  # fmt: skip
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def run(result: Any) -> Any:
    return asyncio.run(result) if inspect.iscoroutine(result) else result


class Denied(Exception):
    """What the exception handlers of these tests raise, as a framework's abort would."""


def abort(code: int, msg: str) -> None:
    raise Denied(code, msg)


# situation: (options, decorator, token, error without handler, its text, code and msg of the handler)
def matrix() -> dict[str, tuple[Any, ...]]:
    with mock.patch.object(clock, "now", lambda: NOW - PERIOD):
        expired = tokens()[0]
    forbidden = "JWT does not have permission for this action"
    prefixed = {
        "bad signature": (tokens(OTHER)[0], InvalidSignatureError, "JWT signature is invalid", ""),
        "expired": (expired, ExpiredSignatureError, "JWT signature has expired", ""),
        "issuer": (tokens(iss="there")[0], InvalidIssuerError, "JWT issuer is invalid", ""),
        "audience": (tokens(server_audience=["x"])[0], InvalidAudienceError, "JWT audience is invalid", ""),
        "undecodable": (
            "no token",
            InvalidTokenError,
            "Bad Format - JWT could not be decoded",
            "white space or a line break stands inside the token",
        ),
        "other invalid": (
            signed(claims(nbf=NOW + 5)),
            InvalidTokenError,
            "JWT is invalid",
            "the token is not",
        ),
    }
    rows: dict[str, tuple[Any, ...]] = {
        name: (
            {},
            "token_required",
            token,
            error,
            f"401: {text}",
            401,
            f"{text}: {detail}" if detail else text,
        )
        for name, (token, error, text, detail) in prefixed.items()
    }
    missing = "JWT is missing - Token Finder failed"
    rows["token missing"] = ({}, "token_required", None, InvalidTokenError, missing, 401, missing)
    refresh = "Refresh JWT is missing - Refresh Token Finder failed"
    rows["refresh missing"] = ({}, "refresh", "", InvalidTokenError, refresh, 401, refresh)
    for name, asynchronous in (("sync", False), ("async", True)):
        text = f"403: {forbidden}" if asynchronous else forbidden
        options = {"async_framework": asynchronous}
        rows[f"permission missing, {name}"] = (
            options, "permission_required", tokens()[0], InvalidTokenError, text, 403, forbidden,
        )  # fmt: skip
    return rows


class FailureMatrix(unittest.TestCase):
    """Twelve situations, with a synchronous and an asynchronous route, with and without handler."""

    def decorated(self, made: ApoJWT, decorator: str, asynchronous: bool) -> Any:
        def route(token: Any) -> None:
            self.fail("the route was reached")

        async def route_async(token: Any) -> None:
            self.fail("the route was reached")

        decorate: Any = getattr(made, decorator)
        if decorator == "permission_required":
            decorate = decorate("write")
        return decorate(route_async if asynchronous else route)

    def test_48_cases(self) -> None:
        cases = 0
        with mock.patch.object(clock, "now", lambda: NOW):
            rows = matrix()
            for asynchronous in (False, True):
                for situation, (options, decorator, token, error, text, code, msg) in rows.items():
                    options = {"async_framework": asynchronous, **options}
                    with self.subTest(situation=situation, asynchronous=asynchronous):
                        route = self.decorated(apo(**options), decorator, asynchronous)
                        with self.assertRaises(error) as caught:
                            run(route(token))
                        self.assertIs(type(caught.exception), error)
                        self.assertEqual(str(caught.exception), text)
                        route = self.decorated(
                            apo(exception_handler=abort, **options), decorator, asynchronous
                        )
                        with self.assertRaises(Denied) as denied:
                            run(route(token))
                        self.assertEqual(denied.exception.args[0], code)
                        self.assertEqual(denied.exception.args[1][: len(msg)], msg)
                        if ": " not in msg:
                            self.assertEqual(denied.exception.args[1], msg)
                        cases += 2
                cases += self.finder_not_set(asynchronous) + self.handler_returns(asynchronous)
        self.assertEqual((len(rows) + 2, cases), (12, 48))

    def finder_not_set(self, asynchronous: bool) -> int:
        kinds = {
            "token_required": ValueError,
            "permission_required": TypeError,
            "refresh": NotImplementedError,
        }
        for handler in (None, abort):
            for decorator, error in kinds.items():
                made = apo(token_finder=None, exception_handler=handler, async_framework=asynchronous)
                made.config_refresh(OTHER)
                with self.subTest(situation="finder not set", decorator=decorator), self.assertRaises(error):
                    run(self.decorated(made, decorator, asynchronous)(None))
            made = ApoJWT(SECRET, exception_handler=handler, async_framework=asynchronous)
            with self.assertRaises(NotImplementedError):
                run(self.decorated(made, "refresh", asynchronous)(None))
        return 2

    def handler_returns(self, asynchronous: bool) -> int:
        for decorator in ("token_required", "permission_required", "refresh"):
            made = apo(exception_handler=lambda code, msg: "go on", async_framework=asynchronous)
            with self.subTest(situation="handler returns", decorator=decorator):
                with self.assertRaises(NotImplementedError) as caught:
                    run(self.decorated(made, decorator, asynchronous)(None))
                self.assertEqual(str(caught.exception), "ApoJWT Exception Handler must not return control")
                with self.assertRaises(InvalidTokenError):  # no handler, nothing to return
                    run(self.decorated(apo(async_framework=asynchronous), decorator, asynchronous)(None))
        return 2

    def test_success(self) -> None:
        access, refresh = tokens()
        for asynchronous in (False, True):
            made = apo(async_framework=asynchronous, admin_permission="root")

            def everything(token: Any, token_data: Any, token_subject: Any, *, token_permissions: Any) -> Any:
                return token_data, token_subject, token_permissions

            async def everything_async(
                token: Any, token_data: Any, token_subject: Any, token_permissions: Any
            ) -> Any:
                return token_data, token_subject, token_permissions

            route: Any = everything_async if asynchronous else everything
            self.assertEqual(run(made.token_required(route)(access)), ({"a": 1}, "u1", ["read"]))
            self.assertEqual(run(made.permission_required("read")(route)(access)), ({"a": 1}, "u1", ["read"]))
            admin = apo().create_token("u1", ["root"])[0]
            self.assertEqual(run(made.permission_required("read")(route)(admin))[2], ["root"])
            self.assertEqual(run(made.refresh(lambda token, refresh_data: refresh_data)(refresh)), {"r": 2})


class OnTheWire(unittest.TestCase):
    def test_claims(self) -> None:
        with mock.patch.object(clock, "now", lambda: NOW + 0.7):
            access, refresh = tokens()
        shared = {"iat": NOW, "nbf": NOW, "iss": "here", "aud": ["us"]}
        with mock.patch.object(clock, "now", lambda: NOW + 1):
            self.assertEqual(
                jwt.decode(access, SECRET, audience="us"),
                {
                    **shared,
                    "exp": NOW + PERIOD,
                    "sub": "u1",
                    "data": {"a": 1},
                    "perms": ["read"],
                    "use": "access",
                },
            )
            self.assertEqual(
                jwt.decode(refresh, OTHER, audience="us"),
                {**shared, "exp": NOW + 2 * PERIOD, "data": {"r": 2}, "use": "refresh"},
            )

    def test_defaults(self) -> None:
        token = ApoJWT(SECRET).create_token()
        found = jwt.decode(token, SECRET)  # type: ignore[arg-type]
        self.assertEqual((found["sub"], found["perms"], found["data"], found["iss"]), ("", [], {}, ""))
        self.assertEqual(found["exp"] - found["iat"], 900)

    def test_arguments_by_position(self) -> None:
        def finder(token: str) -> str:
            return token

        made = ApoJWT(SECRET, 60, "i", ["a"], "HS512", "root", False, finder, abort)
        token = made.create_token("u", ["root"])
        self.assertEqual(made.permission_required("x")(lambda token: "in")(token), "in")
        with self.assertRaises(Denied):
            made.token_required(lambda token: None)("x")

    def test_what_cannot_be_set_up(self) -> None:
        for arguments in (
            {"secret": None}, {"secret": ""}, {"secret": SECRET, "algorithm": "none"},
            {"secret": SECRET, "algorithm": "RS256"}, {"secret": SECRET, "template": "django"},
            {"secret": SECRET, "leeway": -1}, {"secret": SECRET, "token_finder": 5},
            {"secret": SECRET, "algorithm": None},
        ):  # fmt: skip
            with self.subTest(arguments=arguments), self.assertRaises((JamConfigurationError, ValueError)):
                ApoJWT(**arguments)  # type: ignore[arg-type]
        for permissions in ("read", [1], None, 5):
            with self.subTest(permissions=permissions), self.assertRaises(JamConfigurationError):
                ApoJWT(SECRET).create_token("u", permissions)  # type: ignore[arg-type]
        for decorator in (lambda: None, None):
            with self.assertRaises(JamConfigurationError):
                ApoJWT(SECRET).permission_required(decorator)  # type: ignore[arg-type]

    def test_a_refresh_secret_that_is_none(self) -> None:
        made = ApoJWT(SECRET)
        made.config_refresh(None)
        with self.assertRaises(ValueError):
            made.create_token()

    def test_the_last_config_refresh_counts(self) -> None:
        made = apo()
        made.config_refresh(SECRET[::-1], 5, lambda: made.create_token("", refresh_data={"n": 1})[1])
        self.assertEqual(made.refresh(lambda refresh_data: refresh_data)(), {"n": 1})

    def test_hostile_tokens(self) -> None:
        made = apo(exception_handler=abort)
        route = made.token_required(lambda token: self.fail("the route was reached"))
        access = tokens()[0]
        for token in (
            5, b"", ["a"], {}, "a.b", "a.b.c", "\ud800", "." * 10000, access + ".", access[:-1], access + "A",
            "eyJhbGciOiJub25lIn0." + access.split(".")[1] + ".", signed(claims(), OTHER),
        ):  # fmt: skip
            with self.subTest(token=ascii(token)[:20]), self.assertRaises(Denied) as caught:
                route(token)
            self.assertEqual(caught.exception.args[0], 401)

    def test_another_alg_is_other_invalid(self) -> None:
        token = jwt.encode(claims(), SECRET * 2, alg="HS512")
        with self.assertRaises(InvalidTokenError) as caught:
            apo(SECRET * 2).token_required(lambda token: None)(token)
        self.assertEqual(str(caught.exception), "401: JWT is invalid")


class Mended(unittest.TestCase):
    """One test for each fault of ApoJWT 1.7 that its users need not live with, by its number."""

    def setUp(self) -> None:
        self.access, self.refresh = tokens()

    def test_01_arguments_of_a_route_never_reach_verification(self) -> None:
        made = apo(token_finder=lambda: self.access)
        made.config_refresh(OTHER, 60, lambda: self.refresh)
        names = ("secret", "token", "key", "algorithms", "audience", "issuer", "use", "leeway", "options")
        for decorate in (made.token_required, made.permission_required("read"), made.refresh):

            def route(*args: Any, **kwargs: Any) -> Any:
                return args, kwargs

            hostile = dict.fromkeys(names, OTHER)
            self.assertEqual(decorate(route)(OTHER, SECRET, **hostile), ((OTHER, SECRET), hostile))
        forged = tokens("the secret of an attacker 0123456789")[0]
        made = apo(token_finder=lambda secret: forged)
        with self.assertRaises(InvalidSignatureError):
            made.token_required(lambda secret: None)("the secret of an attacker 0123456789")
        with self.assertRaises(InvalidSignatureError):
            made.token_required(lambda secret: None)(secret="the secret of an attacker 0123456789")

    def test_02_an_empty_audience_means_none(self) -> None:
        for empty in ([], (), None, ""):
            made = apo(server_audience=empty)
            token = made.create_token()[0]
            self.assertNotIn("aud", jwt.decode(token, SECRET))
            self.assertEqual(made.token_required(lambda token: "in")(token), "in")
        made = apo(server_audience=[])
        with mock.patch.object(clock, "now", lambda: NOW):
            self.assertEqual(made.token_required(lambda token: "in")(signed(claims(aud=[]))), "in")  # of old
            for aud in ("x", ["x"]):
                with self.assertRaises(InvalidAudienceError):
                    made.token_required(lambda token: "in")(signed(claims(aud=aud)))

    def test_02_a_named_audience_must_be_met(self) -> None:
        made = apo(server_audience=["us", "them"])
        with mock.patch.object(clock, "now", lambda: NOW):
            for aud, allowed in (
                ("us", True),
                (["x", "them"], True),
                ("u", False),
                ([], False),
                (["x"], False),
            ):
                route, token = made.token_required(lambda token: "in"), signed(claims(aud=aud))
                with self.subTest(aud=aud):
                    if allowed:
                        self.assertEqual(route(token), "in")
                    else:
                        self.assertRaises(InvalidAudienceError, route, token)

    def test_03_a_route_may_have_an_argument_named_token(self) -> None:
        made = apo(token_finder=lambda: self.access)
        self.assertEqual(made.token_required(lambda token: token)(token=5), 5)

    def test_04_refresh_on_a_handler_with_a_positional_argument(self) -> None:
        made = apo()
        made.config_refresh(OTHER, 60, lambda: self.refresh)
        self.assertEqual(made.refresh(lambda number, refresh_data: (number, refresh_data))(7), (7, {"r": 2}))

    def test_05_a_handler_gets_only_what_it_declares(self) -> None:
        made = apo(token_finder=lambda: None, exception_handler=abort)
        for decorate in (made.token_required, made.permission_required("x")):
            with self.assertRaises(Denied) as caught:
                decorate(lambda number, name: None)(7, name="x")
            self.assertEqual(caught.exception.args[0], 401)

    def test_05_a_handler_may_declare_placeholders_and_arguments_of_the_route(self) -> None:
        seen: list[Any] = []

        def handler(code, msg, number, token_data, token_subject, token_permissions, access_token):  # type: ignore[no-untyped-def]
            seen.append((code, number, token_data, token_subject, token_permissions, access_token))
            raise Denied()

        def anything(*args: Any, **kwargs: Any) -> None:
            seen.append((args, kwargs))
            raise Denied()

        for each in (handler, anything):
            with self.assertRaises(Denied):
                apo(token_finder=lambda: None, exception_handler=each).token_required(lambda number: None)(
                    number=7
                )
        self.assertEqual(seen[0], (401, 7, {}, "", [], ""))
        msg = "JWT is missing - Token Finder failed"
        self.assertEqual(seen[1], ((), {"number": 7, "code": 401, "msg": msg}))

    def test_06_a_refusal_with_arguments_of_any_name(self) -> None:
        for asynchronous in (False, True):
            made = apo(
                token_finder=lambda: self.access, exception_handler=abort, async_framework=asynchronous
            )
            route = made.permission_required("write")(lambda *args, **kwargs: None)
            with self.assertRaises(Denied) as caught:
                run(route(1, 2, token_data="x", code="y", msg="z"))
            self.assertEqual(caught.exception.args, (403, "JWT does not have permission for this action"))

    def test_07_what_a_caller_supplies_is_removed(self) -> None:
        for asynchronous in (False, True):
            made = apo(token_finder=lambda: self.access, async_framework=asynchronous)
            made.config_refresh(OTHER, 60, lambda: self.refresh)
            with_data = made.refresh(lambda refresh_data: refresh_data)
            self.assertEqual(run(with_data(refresh_data="hostile")), {"r": 2})
            self.assertEqual(run(made.refresh(lambda **kwargs: kwargs)(refresh_data="hostile")), {})
            hostile = {"token_data": 1, "token_subject": "root", "token_permissions": ["root"]}
            self.assertEqual(run(made.token_required(lambda **kwargs: kwargs)(**hostile)), {})

    def test_08_a_missing_claim_is_a_refusal(self) -> None:
        made = apo(exception_handler=abort)
        with mock.patch.object(clock, "now", lambda: NOW):
            for name in ("data", "sub", "perms", "iss", "aud"):
                with self.subTest(name=name), self.assertRaises(Denied) as caught:
                    made.token_required(lambda token: None)(signed(claims(**{name: None})))
                self.assertEqual(caught.exception.args, (401, "JWT is invalid: missing claim"))
            refresh = signed(claims(data=None, sub=None, perms=None), OTHER)
            with self.assertRaises(Denied) as caught:
                made.refresh(lambda token: None)(refresh)
            self.assertEqual(caught.exception.args, (401, "JWT is invalid: missing claim"))

    def test_08_perms_that_are_no_list_grant_nothing(self) -> None:
        with mock.patch.object(clock, "now", lambda: NOW):
            for perms in ("write", {"write": 1}, 5, [5], [["write"]]):
                with self.subTest(perms=perms), self.assertRaises(InvalidTokenError) as caught:
                    apo().permission_required("write")(lambda token: None)(signed(claims(perms=perms)))
                self.assertEqual(str(caught.exception), "401: JWT is invalid")

    def test_09_a_token_without_exp_is_refused(self) -> None:
        with mock.patch.object(clock, "now", lambda: NOW):
            token = signed(claims(exp=None))
            with self.assertRaises(InvalidTokenError):
                apo().token_required(lambda token: None)(token)
            self.assertEqual(apo(require_exp=False).token_required(lambda token: "in")(token), "in")

    def test_10_one_kind_of_token_does_not_work_as_the_other(self) -> None:
        with self.assertWarns(UserWarning):
            made = apo()
            made.config_refresh(SECRET, 60, lambda token: token)
        access, refresh = made.create_token("u")
        with self.assertRaises(InvalidTokenError):
            made.refresh(lambda token: None)(access)
        with self.assertRaises(InvalidTokenError):
            made.token_required(lambda token: None)(refresh)
        with mock.patch.object(clock, "now", lambda: NOW):  # of old, without a mark
            self.assertEqual(made.refresh(lambda token: "in")(signed(claims())), "in")
            self.assertEqual(made.token_required(lambda token: "in")(signed(claims())), "in")
            for use in ("refresh", "other", 5, [], True):
                with self.subTest(use=use), self.assertRaises(InvalidTokenError):
                    made.token_required(lambda token: "in")(signed(claims(use=use)))

    def test_10_the_marks_may_be_left_out(self) -> None:
        made = apo(token_types=False)
        access, refresh = made.create_token("u")
        self.assertNotIn("use", jwt.decode(access, SECRET, audience="us"))
        self.assertNotIn("use", jwt.decode(refresh, OTHER, audience="us"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made.config_refresh(OTHER[::-1])

    def test_11_asymmetric_keys(self) -> None:
        key = JWK.generate("EC", crv="P-256")
        private, public = key.to_pem(private=True), key.public().to_pem()
        signer = apo(private, algorithm="ES256")
        verifier = apo(None, algorithm="ES256", public_key=public)
        both = apo(private, algorithm="ES256", public_key=public)
        signer.config_refresh(private)
        access, refresh = signer.create_token("u")
        for made in (signer, verifier, both):
            self.assertEqual(made.token_required(lambda token: "in")(access), "in")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made.config_refresh(None, 60, lambda token: token, public_key=public)
            self.assertEqual(made.refresh(lambda token: "in")(refresh), "in")
        with self.assertRaises(ValueError):
            verifier.create_token("u")
        head = base64url.encode(b'{"alg":"HS256"}') + "." + access.split(".")[1]
        mac = hmac.new(public.encode(), head.encode(), "sha256").digest()  # with the public key as secret
        confused = head + "." + base64url.encode(mac)
        with self.assertRaises(InvalidTokenError):
            verifier.token_required(lambda token: None)(confused)

    def test_12_nothing_is_shared_between_calls(self) -> None:
        made = apo()
        with mock.patch.object(clock, "now", lambda: NOW):
            first = jwt.decode(made.create_token()[0], SECRET, audience="us")
            first["data"]["x"] = first["perms"] = 1
            self.assertEqual(jwt.decode(made.create_token()[0], SECRET, audience="us")["data"], {})
        audience = ["us"]
        made = apo(server_audience=audience)
        audience.append("all")
        self.assertEqual(jwt.decode(made.create_token()[0], SECRET, audience="us")["aud"], ["us"])

    def test_13_the_cause_of_a_failing_finder_is_kept(self) -> None:
        for fault in (KeyError("Authorization"), RuntimeError("a fault"), TypeError()):
            made = apo(token_finder=mock.Mock(side_effect=fault))
            with self.assertRaises(InvalidTokenError) as caught:
                made.token_required(lambda: None)()
            self.assertIs(caught.exception.__cause__, fault)
        with self.assertRaises(JamSelfTestError):  # the machine is faulty; no finder is
            apo(token_finder=mock.Mock(side_effect=JamSelfTestError())).token_required(lambda: None)()
        for nothing in (None, "", "None"):
            with self.assertRaises(InvalidTokenError) as caught:
                apo().token_required(lambda token: None)(nothing)
            self.assertEqual(str(caught.exception), "JWT is missing - Token Finder failed")

    def test_15_asynchronous_finders_and_handlers_are_awaited(self) -> None:
        async def finder(token: Any) -> Any:
            await asyncio.sleep(0)
            return token

        async def handler(code: int, msg: str) -> None:
            await asyncio.sleep(0)
            raise Denied(code)

        made = apo(token_finder=finder, exception_handler=handler, async_framework=True)
        made.config_refresh(OTHER, 60, finder)
        self.assertEqual(
            run(made.token_required(lambda token, token_subject: token_subject)(self.access)), "u1"
        )
        self.assertEqual(run(made.refresh(lambda token, refresh_data: refresh_data)(self.refresh)), {"r": 2})
        for decorate in (made.token_required, made.permission_required("x"), made.refresh):
            with self.assertRaises(Denied):
                run(decorate(lambda token: None)("x"))

    def test_leeway(self) -> None:
        with mock.patch.object(clock, "now", lambda: NOW + 14):
            with self.assertRaises(ExpiredSignatureError):
                apo().token_required(lambda token: None)(signed(claims()))
            self.assertEqual(apo(leeway=10).token_required(lambda token: "in")(signed(claims())), "in")


class Exceptions(unittest.TestCase):
    def test_each_is_an_error_of_jamlite_too_and_says_just_its_message(self) -> None:
        classes = [value for value in vars(exceptions).values() if isinstance(value, type)]
        classes = [one for one in classes if one.__module__ == exceptions.__name__]
        self.assertEqual(len(classes), 19)
        for one in classes:
            self.assertTrue(issubclass(one, JamError) and issubclass(one, exceptions.PyJWTError))
            if one is not exceptions.MissingRequiredClaimError:
                self.assertEqual(str(one("text")), "text")
        missing = exceptions.MissingRequiredClaimError("exp")
        self.assertEqual((str(missing), missing.claim), ('Token is missing the "exp" claim', "exp"))

    def test_templates_import_no_framework_before_a_request(self) -> None:
        import subprocess
        import sys

        from ..support import ROOT

        script = (
            "import sys\nfrom jamlite.compat.apojwt import ApoJWT\n"
            "for name in ('flask', 'fastapi'):\n"
            "    a = ApoJWT('s' * 32, template=name)\n    a.config_refresh('t' * 32)\n"
            "    if name == 'flask':  # a route of FastAPI asks for its Request by signature\n"
            "        a.token_required(lambda: None)\n"
            "assert not {'flask', 'fastapi', 'starlette'} & set(sys.modules)\n"
        )
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)

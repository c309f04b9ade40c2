"""issue, authenticate, authorize: every kind of credential through one door."""

from __future__ import annotations

import unittest
from dataclasses import dataclass
from typing import Any
from unittest import mock

from jamlite import Jam, clock
from jamlite.authz import AuthorizationContext, BaseSubject, Policy, Principal
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWEDecryptionError,
    JamJWTClaimError,
    JamJWTExpired,
    JamJWTInBlackList,
    JamJWTNotYetValid,
    JamPASETOClaimError,
    JamPASETOExpired,
    JamPASETONotYetValid,
    JamSessionNotFound,
    JamTypeError,
    JamValidationError,
)
from jamlite.jose import JWK

SECRET = "correct horse battery staple 1234567890"
SECTIONS: dict[str, Any] = {
    "jwt": {"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}},
    "jwe": {"jose": {"jwe": {"alg": "A256KW", "enc": "A256GCM", "key": b"k" * 32}}},
    "paseto": {"paseto": {"version": "v4", "purpose": "local", "secret_key": b"p" * 32}},
    "session": {"session": {"session_type": "memory"}},
}
KINDS = tuple(SECTIONS)
EXPIRED = {"jwt": JamJWTExpired, "jwe": JamJWTExpired, "paseto": JamPASETOExpired, "session": JamJWTExpired}
EARLY = {"jwt": JamJWTNotYetValid, "jwe": JamJWTNotYetValid, "paseto": JamPASETONotYetValid,
         "session": JamJWTNotYetValid}  # fmt: skip
CLAIM = {"jwt": JamJWTClaimError, "jwe": JamJWTClaimError, "paseto": JamPASETOClaimError,
         "session": JamJWTClaimError}  # fmt: skip


def jam(*kinds: str, **sections: Any) -> Jam:
    config: dict[str, Any] = {"jose": {}, **sections}
    for kind in kinds or KINDS:
        for name, section in SECTIONS[kind].items():
            config[name] = {**config.get(name, {}), **section} if name == "jose" else section
    return Jam(config)


@dataclass
class User(BaseSubject):
    id: int
    role: str = "user"


class EveryKind(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = jam()

    def test_what_was_issued_is_accepted(self) -> None:
        for via in KINDS:
            with self.subTest(via=via):
                token = self.jam.issue(
                    User(7, "admin"),
                    via,
                    exp=60,
                    iss="here",
                    aud="there",
                    permissions=["a", "b", "a"],
                    team="x",
                )
                for named in (via, None):
                    principal = self.jam.authenticate(
                        token, named, issuer="here", audience="there", subject="7"
                    )
                    self.assertEqual(principal.token_type, via)
                    self.assertEqual((principal.id, principal.claims["sub"]), ("7", "7"))
                    self.assertEqual((principal.subject["role"], principal.claims["team"]), ("admin", "x"))
                    self.assertEqual(principal.permissions, ("a", "b"))
                    self.assertNotIn("id", principal.claims)

    def test_each_has_an_id_of_its_own_where_tokens_have_one(self) -> None:
        for via in ("jwt", "paseto"):
            found = [self.jam.authenticate(self.jam.issue("u", via)).jti for _ in range(2)]
            self.assertTrue(all(found))
            self.assertNotEqual(*found)
        for via in KINDS:
            self.assertEqual(self.jam.authenticate(self.jam.issue("u", via, jti="t1")).jti, "t1")

    def test_times_are_judged(self) -> None:
        now = clock.now()
        for via in KINDS:
            token, early = self.jam.issue("u", via, exp=60), self.jam.issue("u", via, nbf=60)
            with self.subTest(via=via):
                with self.assertRaises(EARLY[via]):
                    self.jam.authenticate(early)
                with mock.patch.object(clock, "now", lambda: now + 61):
                    self.assertEqual(self.jam.authenticate(early).id, "u")
                    with self.assertRaises(EXPIRED[via]):
                        self.jam.authenticate(token)
                    self.assertEqual(self.jam.authenticate(token, leeway=10).id, "u")

    def test_expectations_are_judged(self) -> None:
        for via in KINDS:
            token = self.jam.issue("u", via, iss="here", aud="there")
            for expected in (
                {"issuer": "elsewhere"}, {"audience": "elsewhere"}, {"subject": "v"}, {"required": ["team"]},
            ):  # fmt: skip
                with self.subTest(via=via, expected=expected), self.assertRaises(CLAIM[via]):
                    self.jam.authenticate(token, **expected)

    def test_extra_claims_and_fields_never_replace_registered_ones(self) -> None:
        fields = {
            "id": "u",
            "sub": "root",
            "iss": "x",
            "exp": 9e9,
            "nbf": 9e9,
            "jti": "x",
            "pit": "x",
            "aud": "x",
        }
        for via in KINDS:
            with self.subTest(via=via):
                claims = self.jam.authenticate(
                    self.jam.issue(fields, via, sub="root", iat=9e9, id="root")
                ).claims
                self.assertEqual(claims["sub"], "u")
                self.assertFalse({"iss", "exp", "nbf", "pit", "aud", "id"} & claims.keys())
                self.assertNotEqual(claims.get("jti"), "x")
                self.assertNotEqual(claims.get("iat"), 9e9)

    def test_a_lifetime_by_another_name_is_refused(self) -> None:
        for via in KINDS:
            for name in ("expires", "expiry", "ttl", "lifetime", "expires_in", "EXP", "valid_for", "max_age"):
                with self.subTest(via=via, name=name), self.assertRaises(JamConfigurationError) as caught:
                    self.jam.issue("u", via, **{name: 60})
                self.assertIn("exp is the lifetime", caught.exception.message)
                self.assertEqual(caught.exception.details, {"unknown": [name], "known": ["exp"]})

    def test_other_near_misses_of_arguments_are_refused(self) -> None:
        for name, known in (("issuer", "iss"), ("audience", "aud"), ("not_before", "nbf"), ("Aud", "aud")):
            with self.subTest(name), self.assertRaises(JamConfigurationError) as caught:
                self.jam.issue("u", **{name: "x"})
            self.assertEqual(caught.exception.message, f"issue has no argument {name}; it is called {known}")
        self.assertTrue(self.jam.issue("u", role="issuer", exported=True))

    def test_a_configuration_sets_the_lifetime(self) -> None:
        jose = {"jwt": {"alg": "HS256", "secret_key": SECRET, "exp": 60}}
        paseto = {"version": "v4", "purpose": "local", "secret_key": b"p" * 32, "exp": 60}
        facade = Jam({"jose": jose, "paseto": paseto})
        now = clock.now()
        for token in (
            facade.issue("u", "jwt"),
            facade.issue("u", "paseto"),
            facade.jwt_encode(sub="u"),
            facade.paseto_create({"sub": "u"}),
            facade.paseto_create(facade.paseto_make_payload(sub="u")),
        ):
            self.assertEqual(facade.authenticate(token).id, "u")
            with mock.patch.object(clock, "now", lambda: now + 62), self.assertRaises(JamError):
                facade.authenticate(token)
        forever = now + 10**9
        for token in (
            facade.issue("u", "jwt", exp=2 * 10**9),
            facade.jwt_encode(sub="u", payload={"exp": None}),
            facade.paseto_create({"sub": "u", "exp": None, "pit": "x"}),
        ):
            with mock.patch.object(clock, "now", lambda: forever):
                self.assertEqual(facade.authenticate(token).id, "u")
        for exp in (0, -1, "60", True, float("nan"), float("inf")):
            jwt = {**jose["jwt"], "exp": exp}
            for section in ({"jose": {"jwt": jwt}}, {"paseto": {**paseto, "exp": exp}}):
                with self.subTest(exp=exp), self.assertRaises(JamConfigurationError):
                    Jam(section)

    def test_claims_named_like_arguments_inside_stay_claims(self) -> None:
        for via in KINDS:
            claims = self.jam.authenticate(
                self.jam.issue("u", via, now=1, issued=False, payload={"x": 1})
            ).claims
            self.assertEqual((claims["now"], claims["issued"], claims["payload"]), (1, False, {"x": 1}))

    def test_no_permissions_is_not_the_same_as_none(self) -> None:
        for via in KINDS:
            self.assertIsNone(self.jam.authenticate(self.jam.issue("u", via)).permissions)
            self.assertEqual(self.jam.authenticate(self.jam.issue("u", via, permissions=())).permissions, ())

    def test_tampered_truncated_and_foreign_credentials(self) -> None:
        other = Jam(
            {
                "jose": {
                    "jwt": {"alg": "HS256", "secret_key": SECRET[::-1]},
                    "jwe": {"alg": "A256KW", "enc": "A256GCM", "key": b"x" * 32},
                },
                "paseto": {"version": "v4", "purpose": "local", "secret_key": b"x" * 32},
                "session": {"session_type": "memory"},
            }
        )
        for via in KINDS:
            token = self.jam.issue("u", via)
            middle = len(token) // 2
            flipped = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
            for wrong in (
                flipped,
                token[:-2],
                token + "AA",
                "",
                " ",
                "a.b.c",
                "\ud800",
                "x" * 10**5,
                other.issue("u", via),
            ):
                for named in (via, None):
                    with (
                        self.subTest(via=via, wrong=wrong[:20], named=named),
                        self.assertRaises(JamError) as caught,
                    ):
                        self.jam.authenticate(wrong, named)
                    self.assertNotIsInstance(caught.exception, JamConfigurationError)

    def test_one_kind_is_never_taken_for_another(self) -> None:
        for via in KINDS:
            token = self.jam.issue("u", via)
            for named in KINDS:
                if named != via:
                    with self.subTest(via=via, named=named), self.assertRaises(JamError):
                        self.jam.authenticate(token, named)

    def test_what_is_no_text(self) -> None:
        for token in (None, 5, b"a.b.c", ["a"], {}):
            with self.assertRaises(JamTypeError):
                self.jam.authenticate(token)  # type: ignore[arg-type]


class Refusals(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = jam()

    def code(self, *args: Any, **named: Any) -> str:
        with self.assertRaises(JamConfigurationError) as caught:
            self.jam.issue(*args, **named)
        return caught.exception.error_code

    def test_unknown_kinds(self) -> None:
        for via in ("saml", "", "JWT", None, 5, ["jwt"], "otp"):
            self.assertEqual(self.code("u", via), "configuration.issue_unknown_via")
        for via in ("saml", "", 5, ["jwt"]):
            with self.assertRaises(JamConfigurationError) as caught:
                self.jam.authenticate("x", via)
            self.assertEqual(caught.exception.error_code, "configuration.issue_unknown_via")

    def test_kinds_that_are_not_configured(self) -> None:
        for via in KINDS:
            others = jam(*(kind for kind in KINDS if kind != via))
            for call in (lambda: others.issue("u", via), lambda: others.authenticate("x", via)):  # noqa: B023
                with self.subTest(via=via), self.assertRaises(JamConfigurationError) as caught:
                    call()
                self.assertEqual(caught.exception.error_code, f"configuration.{via}.not_configured")
        with self.assertRaises(JamConfigurationError):
            Jam({}).authenticate("x")

    def test_permissions(self) -> None:
        for permissions in ("abc", "", 5, {"a": 1}, [""], [1], [None], [["a"]], b"a"):
            for via in KINDS:
                with self.subTest(permissions=permissions, via=via):
                    code = self.code("u", via, permissions=permissions)
                    self.assertEqual(code, "configuration.authz.invalid_permissions")
        self.assertEqual(self.code({"id": 1, "permissions": "a"}), "configuration.authz.invalid_permissions")

    def test_subjects(self) -> None:
        for subject in ({}, {"id": None}, {"id": ""}, {"id": True}, {"id": 1.5}, {"id": ["a"]}, "", True):
            with self.subTest(subject=subject):
                self.assertEqual(self.code(subject), "configuration.authz.invalid_subject")
        for subject in (None, [], 1.5, b"u", object()):
            with self.subTest(subject=subject), self.assertRaises(JamTypeError):
                self.jam.issue(subject)

    def test_times_that_are_none(self) -> None:
        for via in KINDS:
            for name in ("exp", "nbf"):
                for value in ("60", True, float("nan"), float("inf"), [60]):
                    with self.subTest(via=via, name=name, value=value), self.assertRaises(JamValidationError):
                        self.jam.issue("u", via, **{name: value})

    def test_a_shape_nobody_has(self) -> None:
        with self.assertRaises(JamValidationError) as caught:
            jam("jwt", "paseto").authenticate("opaque")
        self.assertEqual(caught.exception.error_code, "authz.unrecognised")


class Shapes(unittest.TestCase):
    def test_a_kind_that_stands_alone_takes_everything(self) -> None:
        for via in KINDS:
            alone = jam(via)
            self.assertEqual(alone.authenticate(alone.issue("u", via)).token_type, via)

    def test_shapes_by_two(self) -> None:
        for one in KINDS:
            for two in KINDS:
                if one != two:
                    pair = jam(one, two)
                    self.assertEqual(pair.authenticate(pair.issue("u", one)).token_type, one)


class Lists(unittest.TestCase):
    def test_a_revoked_token_is_refused_and_an_allowed_one_is_listed(self) -> None:
        for via, section in (("jwt", {"jose": {"jwt": {**SECTIONS["jwt"]["jose"]["jwt"]}}}),
                             ("paseto", {"paseto": {**SECTIONS["paseto"]["paseto"]}})):  # fmt: skip
            for type in ("black", "white"):
                config = {name: dict(value) for name, value in section.items()}
                inner = config["jose"]["jwt"] if via == "jwt" else config["paseto"]
                inner["list"] = {"backend": "memory", "type": type}
                facade = Jam(config)
                tokens = getattr(facade, via).list
                token = facade.issue("u", via, exp=60)
                self.assertEqual(facade.authenticate(token).id, "u")
                (tokens.add if type == "black" else tokens.delete)(token)
                with self.subTest(via=via, type=type), self.assertRaises(JamError) as caught:
                    facade.authenticate(token)
                if type == "black":
                    self.assertIsInstance(caught.exception, JamJWTInBlackList)

    def test_an_ended_session(self) -> None:
        facade = jam("session")
        token = facade.issue("u", "session")
        facade.session_delete(token)
        with self.assertRaises(JamSessionNotFound):
            facade.authenticate(token)
        token = facade.issue(5, "session")
        facade.session_clear("5")
        with self.assertRaises(JamSessionNotFound):
            facade.authenticate(token)

    def test_a_session_started_otherwise(self) -> None:
        facade = jam("session")
        self.assertEqual(facade.authenticate(facade.session_create("u", {"sub": "u", "x": 1})).id, "u")
        for data in (
            {},
            {"id": "u"},
            {"sub": ""},
            {"sub": None},
            {"sub": True},
            {"sub": ["u"]},
            {"cart": []},
        ):
            with self.subTest(data=data):
                nobody = facade.authenticate(facade.session_create("u", data))
                self.assertEqual((nobody.id, nobody.claims), (None, data))
                self.assertFalse(Jam({"authz": {"policy": {"a": []}}}).authorize(nobody, "a"))

    def test_a_pending_login_is_nobodys(self) -> None:
        facade = jam("session")
        for data in ({"pending_login": {"sub": "u", "until": 9e12}}, {"pending_login": None, "sub": "u"}):
            self.assertIsNone(facade.authenticate(facade.session_create("u", data)).id)

    def test_no_kind_of_token_without_a_subject_is_a_login(self) -> None:
        facade = jam(authz={"policy": {"a": []}})
        for token in (
            facade.jwt_encode(payload={"id": "u", "permissions": ["*"]}),
            facade.paseto_create({"id": "u", "permissions": ["*"]}),
            facade.jwe_encrypt({"id": "u", "permissions": ["*"]}),
        ):
            nobody = facade.authenticate(token)
            self.assertEqual((nobody.id, nobody.permissions), (None, ("*",)))
            self.assertFalse(facade.authorize(nobody, "a"))


class PublicEncryption(unittest.TestCase):
    """With a public key anybody can encrypt: what is inside must be signed (RFC 7519 section 11.2)."""

    def setUp(self) -> None:
        self.key = JWK.generate("EC", crv="P-256")
        self.jwe = {"alg": "ECDH-ES", "enc": "A128GCM", "key": self.key.to_dict(private=True)}

    def test_nested(self) -> None:
        facade = Jam({"jose": {"jwe": self.jwe, "jwt": {"alg": "HS256", "secret_key": SECRET}}})
        token = facade.issue("u", "jwe", exp=60, permissions=["a"])
        principal = facade.authenticate(token)
        self.assertEqual((principal.id, principal.token_type, principal.permissions), ("u", "jwe", ("a",)))

    def test_claims_that_nobody_signed_are_refused(self) -> None:
        facade = Jam({"jose": {"jwe": self.jwe, "jwt": {"alg": "HS256", "secret_key": SECRET}}})
        forged = facade.jwe_encrypt({"sub": "root", "permissions": ["*"]})
        for via in ("jwe", None):
            with self.assertRaises(JamError):
                facade.authenticate(forged, via)
        unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0."
        with self.assertRaises(JamError):
            facade.authenticate(facade.jwe_encrypt(unsigned))

    def test_without_a_key_to_sign_there_is_nothing_to_issue_or_accept(self) -> None:
        facade = Jam({"jose": {"jwe": self.jwe}})
        with self.assertRaises(JamConfigurationError):
            facade.issue("u", "jwe")
        with self.assertRaises(JamConfigurationError):
            facade.authenticate(facade.jwe_encrypt({"sub": "root"}))

    def test_content_that_is_no_claims(self) -> None:
        facade = jam("jwe")
        for content in (
            b"",
            b"\xff",
            b"[]",
            b"5",
            b'{"a":1,"a":2}',
            b'{"sub":5}',
            b'{"exp":"x"}',
            b"{",
            b"null",
        ):
            with self.subTest(content=content), self.assertRaises((JamJWEDecryptionError, JamJWTClaimError)):
                facade.authenticate(facade.jwe_encrypt(content))


RULES: dict[str, Any] = {"orders:read": [], "orders:write": [{"field": "subject.role", "value": "admin"}]}


class Authorize(unittest.TestCase):
    def test_by_policy_and_credential(self) -> None:
        for section in ({"policy": RULES}, {"rules": RULES}, {"policy": Policy(RULES)}):
            facade = jam(authz=section)
            self.assertIsInstance(facade.authz, Policy)
            for via in KINDS:
                for subject, permissions, asked, verdict in (
                    (User(1, "admin"), None, "orders:write", True), (User(1), None, "orders:write", False),
                    (User(1), None, "orders:read", True), (User(1), None, "orders:delete", False),
                    (User(1), ["orders:write"], "orders:write", False),
                    (User(1, "admin"), ["orders:read"], "orders:write", False),
                    (User(1, "admin"), ["orders:*"], "orders:write", True),
                    (User(1, "admin"), [], "orders:read", False),
                ):  # fmt: skip
                    with self.subTest(via=via, subject=subject, permissions=permissions, asked=asked):
                        principal = facade.authenticate(facade.issue(subject, via, permissions=permissions))
                        self.assertIs(facade.authorize(principal, asked), verdict)

    def test_without_a_policy_the_credential_decides(self) -> None:
        facade = jam("jwt")
        principal = facade.authenticate(facade.issue("u", permissions=["a:*"]))
        self.assertTrue(facade.authorize(principal, "a:b"))
        self.assertFalse(facade.authorize(principal, "b"))
        self.assertFalse(facade.authorize(User(1), "a"))
        with self.assertRaises(JamConfigurationError):
            _ = facade.authz

    def test_a_subject_alone(self) -> None:
        facade = Jam({"authz": {"policy": RULES}})
        self.assertTrue(facade.authorize(User(1, "admin"), "orders:write"))
        self.assertTrue(facade.authorize({"id": 1, "role": "admin"}, "orders:write"))
        self.assertFalse(facade.authorize({"id": 1}, "orders:write"))

    def test_the_context_reaches_the_policy(self) -> None:
        rule = {"field": "subject.id", "value": "@context.resource.owner"}
        facade = Jam({"authz": {"policy": {"notes:edit": [rule]}}})
        for owner, verdict in (("u", True), ("v", False), (None, False)):
            context = AuthorizationContext(resource={"owner": owner})
            self.assertIs(facade.authorize(Principal({"id": "u"}, {}, "jwt"), "notes:edit", context), verdict)

    def test_bad_sections(self) -> None:
        for section in (
            {"policy": "x"},
            {"policy": {"a": None}},
            {"polcy": {}},
            {"policy": {}, "rules": {}},
            [],
        ):
            with self.subTest(section=section), self.assertRaises(JamConfigurationError):
                Jam({"authz": section})
        self.assertFalse(Jam({"authz": {}}).authorize("u", "a"))

    def test_a_policy_of_ones_own(self) -> None:
        class Mine:
            def __init__(self, level: int) -> None:
                self.level = level

            def allows(self, permission: str, fields: Any) -> bool:
                return bool(fields["subject"]["level"] >= self.level)

        facade = Jam({"authz": {"custom_module": Mine, "level": 3}})
        self.assertTrue(facade.authorize({"id": 1, "level": 3}, "a"))
        self.assertFalse(facade.authorize({"id": 1, "level": 2}, "a"))

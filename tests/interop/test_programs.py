"""Other people's libraries run unchanged on the drop-ins, where neither PyJWT nor cryptography is installed.

JAMLITE_PROGRAMS names a Python of an environment made with `pip install --no-deps -r
tests/interop/programs/requirements.txt`. What the programs make is judged by the originals, and what they are
given was made by them.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
import unittest
from typing import Any, ClassVar

from ..support import ROOT, absent, needs

jwt: Any = needs("jwt")
needs("cryptography")
FOLDER = os.path.join("tests", "interop", "programs")
PYTHON = os.environ.get("JAMLITE_PROGRAMS", "")
SECRET = "a secret of sixty-four octets, as long as the digest of HS512 is"


def python(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the other environment's Python in the checkout."""
    return subprocess.run(
        [PYTHON, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": ROOT, "PYTHONWARNINGS": "ignore"},
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class Programs(unittest.TestCase):
    given: ClassVar[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        if not PYTHON or not os.path.exists(PYTHON):
            raise absent("an environment of the programs (JAMLITE_PROGRAMS)")
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(65537, 2048)
        plain = form.NoEncryption()
        private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.TraditionalOpenSSL, plain)
        public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
        jwk = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        now = int(time.time())
        claims = {
            "sub": "bob",
            "iat": now,
            "nbf": now,
            "exp": now + 600,
            "jti": "1",
            "aud": "shop",
            "iss": "joe",
        }
        claims.update(type="access", fresh=False, preferred_username="bob")
        of_flask = {**claims}
        del of_flask["aud"], of_flask["iss"]
        old = {**of_flask, "exp": now - 600}
        cls.given = {
            "secret": SECRET,
            "private": private.decode(),
            "public": public.decode(),
            "jwks": {"keys": [{**jwk, "kid": "1", "use": "sig", "alg": "RS256"}]},
            "later": now + 600,
            "hs256": jwt.encode(of_flask, SECRET, "HS256"),
            "expired": jwt.encode(old, SECRET, "HS256"),
            "rs256": jwt.encode(claims, private, "RS256"),
            "expired_rs256": jwt.encode({**claims, "exp": now - 600}, private, "RS256"),
            "id_token": jwt.encode({**claims, "iss": "https://joe.example/"}, private, "RS256"),
        }

    def run_program(self, name: str, drop_in: str = "jwt", **more: Any) -> Any:
        done = python(
            *("-m", "jamlite.compat.run", "--with", drop_in, os.path.join(FOLDER, f"{name}.py")),
            given=json.dumps({**self.given, **more}),
        )
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        return json.loads(done.stdout)

    def hs256(self, token: str, **options: Any) -> dict[str, Any]:
        return dict(jwt.decode(token, SECRET, ["HS256"], **options))

    def rs256(self, token: str, **options: Any) -> dict[str, Any]:
        return dict(jwt.decode(token, self.given["public"], ["RS256"], **options))

    def test_the_originals_are_absent(self) -> None:
        for name in ("jwt", "jose", "cryptography"):
            done = python("-c", f"import {name}")
            self.assertIn(f"ModuleNotFoundError: No module named '{name}'", done.stderr)

    def test_flask_jwt_extended(self) -> None:
        given = jwt.decode(self.given["rs256"], options={"verify_signature": False})
        for name in ("aud", "iss"):
            del given[name]
        seen = self.run_program(
            "flask_jwt_extended_app", rs256=jwt.encode(given, self.given["private"], "RS256")
        )
        for alg, verify in (("HS256", self.hs256), ("RS256", self.rs256)):
            access, refresh, second = (verify(token) for token in seen[alg]["made"])
            self.assertEqual((access["sub"], access["role"], access["fresh"]), ("alice", "admin", True))
            self.assertEqual((refresh["type"], second["type"], second["fresh"]), ("refresh", "access", False))
            answers = seen[alg]["answers"]
            self.assertEqual(answers[0], [200, {"name": "alice", "role": "admin"}])
            # No token; a refresh token; fresh, stale; a token of PyJWT; a changed signature.
            self.assertEqual(answers[1:7], [401, 422, 200, 401, 200, 422])
            expired = {"HS256": "Token has expired", "RS256": "The specified alg value is not allowed"}[alg]
            self.assertEqual(answers[7], {"msg": expired})
            self.assertEqual(answers[8:], [200, {"msg": "Token has been revoked"}])

    def test_simplejwt(self) -> None:
        seen = self.run_program("simplejwt_app")
        kinds = [self.hs256(token)["token_type"] for token in seen["made"]]
        self.assertEqual(kinds, ["access", "refresh", "access", "refresh", "access"])
        claims = self.rs256(seen["rs256"], audience="shop", issuer="joe")
        self.assertEqual((claims["sub"], claims["aud"]), ("alice", "shop"))
        answers = seen["answers"]
        self.assertEqual(answers[:2], [[200, {"name": "alice"}]] * 2)
        # A refresh token, a changed one; verify: ours, PyJWT's; a used refresh token; a wrong password.
        self.assertEqual(answers[2:8], [401, 401, 200, 200, 401, 401])
        self.assertEqual(answers[8:], ["bob", "TokenBackendExpiredToken", "TokenBackendError"])

    def test_pygithub(self) -> None:
        seen = self.run_program("pygithub_app")
        self.assertEqual(seen["answers"], ["Joe's app", "joe/shop"])
        for token in seen["made"]:
            self.assertEqual(self.rs256(token)["iss"], "12345")
        app, installation, repository = seen["seen"]
        self.assertEqual(
            app[:2] + installation[:2], ["GET", "/app", "POST", "/app/installations/99/access_tokens"]
        )
        for _, _, header in (app, installation):
            self.assertEqual(self.rs256(header.removeprefix("Bearer "))["iss"], "12345")
        self.assertEqual(repository, ["GET", "/repos/joe/shop", "token ghs_installation"])

    def test_fastapi_users(self) -> None:
        seen = self.run_program("fastapi_users_app")
        audiences = ["fastapi-users:auth", "fastapi-users:verify", "fastapi-users:reset"]
        subjects = {self.hs256(token, audience=aud)["sub"] for token, aud in zip(seen["made"], audiences)}
        subjects.add(self.rs256(seen["rs256"], audience="fastapi-users:auth")["sub"])
        self.assertEqual(len(subjects), 1)
        me = {"email": "alice@example.com"}
        looks = [status for status, _ in seen["looks"]]
        self.assertEqual((looks, seen["looks"][1][1], seen["looks"][3][1]), ([403, 200, 401, 200], me, me))
        codes = [201, 200, 202, 200, 400, 202, 200, 400, 200]
        self.assertEqual([status for _, status in seen["codes"]], codes)

    def test_msal(self) -> None:
        seen = self.run_program("msal_app")
        self.assertEqual(seen["answers"], "an access token")
        self.assertEqual(seen["type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        endpoint = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"
        claims = self.rs256(seen["assertion"], audience=endpoint)
        self.assertEqual((claims["iss"], claims["sub"]), ("client-id", "client-id"))
        thumbprint = base64.urlsafe_b64encode(bytes.fromhex("A1B2C3D4" * 5)).decode()
        self.assertEqual(jwt.get_unverified_header(seen["assertion"])["x5t"], thumbprint)

    def test_social_auth_core(self) -> None:
        seen = self.run_program("social_auth_app")
        self.assertEqual(seen["keycloak"]["username"], "bob")
        self.assertEqual(seen["auth0"]["user_id"], "bob")
        self.assertEqual(seen["refused"], ["response_expired", "invalid_signature", "response_expired"])

    def test_the_fastapi_tutorial(self) -> None:
        seen = self.run_program("fastapi_tutorial_app", "jose")
        self.assertEqual(self.hs256(seen["made"][0])["sub"], "alice")
        answers = seen["answers"]
        self.assertEqual(answers[:2], [[200, {"username": "alice"}], [200, {"username": "bob"}]])
        self.assertEqual([answer[0] for answer in answers[2:5]], [401, 401, 401])
        self.assertEqual((answers[3][1], answers[5]), ({"detail": "expired"}, 401))

    def test_twilio(self) -> None:
        seen = self.run_program("twilio_tokens")
        access, capability, worker = (self.hs256(token) for token in seen["made"])
        self.assertEqual((access["iss"], access["sub"]), ("SK123", "AC123"))
        self.assertEqual(jwt.get_unverified_header(seen["made"][0])["cty"], "twilio-fpa;v=1")
        self.assertIn("scope:client:incoming?clientName=alice", capability["scope"])
        self.assertEqual(worker["worker_sid"], "WK123")
        grants = {"identity": "alice", "video": {"room": "cellar"}, "chat": {"service_sid": "IS123"}}
        self.assertEqual(seen["answers"][:2], [grants, "bob"])
        self.assertEqual(seen["answers"][2:4], ["Signature verification failed", "Signature has expired"])
        self.assertEqual(seen["answers"][4], "Incorrect decoding algorithm RS256, expecting HS256.")

    def test_what_stops_the_others(self) -> None:
        # google-auth, and social-auth-core's OpenID Connect, import cryptography's primitives themselves.
        stops = {
            "import google.oauth2.service_account": "import cryptography.exceptions",
            "import social_core.backends.open_id_connect": "from cryptography.hazmat.backends import "
            "default_backend",
        }
        for statement, line in stops.items():
            setup = "from jamlite import compat; compat.install('jwt', 'jose', 'pyotp'); "
            done = python("-c", setup + statement)
            lines = [text.strip() for text in done.stderr.splitlines()]
            self.assertEqual(lines[-1], "ModuleNotFoundError: No module named 'cryptography'")
            self.assertIn(line, lines)


if __name__ == "__main__":
    unittest.main()

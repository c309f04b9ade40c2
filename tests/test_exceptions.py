"""The error tree: class, base, code, text, pickle (Jam 3.2's, with its codes, and what jamlite adds)."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import pkgutil
import unittest

import jamlite.exceptions
from jamlite import exceptions
from jamlite.exceptions.base import JamTypeError

# name: (submodule, base, default code), as in Jam 3.2; a base may be a subclass of Jam's, never less.
TABLE = """
JamError base Exception jam.error
JamValidationError base JamError jam.validation
JamConfigurationError base JamError jam.configuration
JamJWSVerificationError jose JamValidationError jws.verification_error
JamJWSValidationError jose JamValidationError jws.validation_error
JamJWSInvalidFormatError jose JamValidationError jws.invalid_format
JamJWSSigningError jose JamValidationError jws.signing_error
JamJWKValidationError jose JamValidationError jwk.validation_error
JamJWKInvalidKeyTypeError jose JamValidationError jwk.invalid_key_type
JamJWKMissingParameterError jose JamValidationError jwk.missing_parameter
JamJWEEncryptionError jose JamValidationError jwe.encryption_error
JamJWEDecryptionError jose JamValidationError jwe.decryption_error
JamJWEInvalidFormatError jose JamValidationError jwe.invalid_format
JamInvalidKeyTypeError jose JamConfigurationError jose.invalid_key_type
JamAlgorithmError jose JamConfigurationError jose.algorithm_error
JamInvalidPaddingError jose JamValidationError jose.invalid_padding
JamRedisListConfigurationError jose JamConfigurationError jose.redis_list_configuration_error
JamJWTExpired jwt JamError jwt.token_expired
JamJWTNotYetValid jwt JamError jwt.token_not_yet_valid
JamJWTInBlackList jwt JamError jwt.blacklist
JamJWTNotInWhiteList jwt JamError jwt.whitelist
JamJWTEmptySecretKey jwt JamConfigurationError jwt.config.empty_secret_key
JamJWTEmptyPrivateKey jwt JamConfigurationError jwt.config.empty_private_key
JamJWTUnsupportedAlgorithm jwt JamConfigurationError jwt.config.unsupported_algorithm
JamJWTValidationError jwt JamValidationError jwt.validation.token_validation_error
JamOAuth2Error oauth2 JamError oauth2.runtime_error
JamOAuth2EmptyRaw oauth2 JamError oauth2.empty_response
JamOAuth2ProviderNotConfigured oauth2 JamConfigurationError oauth2.configuration.provider_not_configured
JamPASETOInvalidSymmetricKey paseto JamConfigurationError paseto.configuration.invalid_symmetric_key
JamPASETOInvalidRSAKey paseto JamConfigurationError paseto.configuration.invalid_rsa_key
JamPASETOInvalidED25519Key paseto JamConfigurationError paseto.configuration.invalid_ed25519_key
JamPASETOInvalidSecp384r1Key paseto JamConfigurationError paseto.configuration.invalid_secp384r1_key
JamPASETOInvalidPurpose paseto JamValidationError paseto.configuration.invalid_purpose
JamPASETOInvalidTokenFormat paseto JamValidationError paseto.validation.invalid_token_format
JamPASTOKeyVerificationError paseto JamError paseto.key_verification_failed
JamFlaskPluginConfigError plugins JamConfigurationError jam.configuration.plugin.flask
JamFlaskPluginError plugins JamError jam.plugin.flask
JamStarlettePluginConfigError plugins JamConfigurationError jam.configuration.plugin.starlette
JamStarlettePluginError plugins JamError jam.plugin.starlette
JamLitestarPluginConfigError plugins JamConfigurationError jam.configuration.plugin.litestar
JamLitestarPluginError plugins JamError jam.plugin.litestar
JamSessionNotFound sessions JamError sessions.not_found
JamSessionEmptyAESKey sessions JamConfigurationError sessions.empty_aes_key
"""
ROWS = [line.split() for line in TABLE.split("\n") if line]
ALIASES = {
    "JamPASETOKeyVerificationError": "JamPASTOKeyVerificationError",
    "JamTokenInDenyList": "JamJWTInBlackList",
    "JamTokenNotInAllowList": "JamJWTNotInWhiteList",
}


def every_class() -> list[type[exceptions.JamError]]:
    found = []
    for info in pkgutil.iter_modules(jamlite.exceptions.__path__):
        module = importlib.import_module(f"jamlite.exceptions.{info.name}")
        found += [
            value
            for value in vars(module).values()
            if inspect.isclass(value)
            and issubclass(value, exceptions.JamError)
            and value.__module__ == module.__name__
        ]
    return sorted(set(found), key=lambda kind: kind.__name__)


class JamsTable(unittest.TestCase):
    def test_class_base_and_code(self) -> None:
        self.assertEqual(len(ROWS), 43)
        for name, module, base, code in ROWS:
            with self.subTest(name=name):
                kind = getattr(exceptions, name)
                self.assertEqual(kind.__module__, f"jamlite.exceptions.{module}")
                self.assertTrue(issubclass(kind, getattr(exceptions, base, Exception)))
                self.assertEqual(kind.default_code, code)
                self.assertEqual(kind().error_code, code)

    def test_aliases(self) -> None:
        for alias, name in ALIASES.items():
            self.assertIs(getattr(exceptions, alias), getattr(exceptions, name))

    def test_what_users_were_told_to_catch_as_value_error(self) -> None:
        """jam-api section 2: validation and configuration errors are ValueErrors as well."""
        for kind in every_class():
            bases = (exceptions.JamValidationError, exceptions.JamConfigurationError)
            self.assertEqual(issubclass(kind, ValueError), issubclass(kind, bases), kind)
        self.assertTrue(issubclass(JamTypeError, TypeError))

    def test_a_failed_self_test_is_no_refusal(self) -> None:
        """`except JamError` means "refused"; a faulty primitive must pass it by."""
        error = exceptions.JamSelfTestError("AES is shut", details={"gate": "AES"})
        self.assertIsInstance(error, RuntimeError)
        for kind in (exceptions.JamError, ValueError, TypeError):
            self.assertNotIsInstance(error, kind)
        self.assertEqual(str(error), "[crypto.self_test] AES is shut | details={'gate': 'AES'}")
        self.assertEqual(exceptions.JamSelfTestError().message, "a primitive failed its self-test")


class EveryClass(unittest.TestCase):
    def test_the_package_offers_each_name_of_its_files(self) -> None:
        found = {}
        for info in pkgutil.iter_modules(jamlite.exceptions.__path__):
            module = importlib.import_module(f"jamlite.exceptions.{info.name}")
            for name, value in vars(module).items():
                if inspect.isclass(value) and value.__module__ == module.__name__ and name[0] != "_":
                    found[name] = value
        self.assertEqual(exceptions.__all__, sorted(found))
        for name, value in found.items():
            self.assertIs(getattr(exceptions, name), value)
        with self.assertRaises(AttributeError):
            exceptions.JamNoSuchError  # noqa: B018 - the error is the point

    def test_codes_are_unique_and_messages_are_there(self) -> None:
        kinds = every_class()
        self.assertGreater(len(kinds), len(ROWS))
        codes: dict[str, str] = {}
        for kind in kinds:
            with self.subTest(kind=kind.__name__):
                self.assertTrue(kind.__doc__)
                self.assertIn("default_message", vars(kind), "a class says what went wrong in its own words")
                self.assertIn("default_code", vars(kind))
                self.assertRegex(kind.default_code, r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
                self.assertNotIn(kind.default_code, codes)
                self.assertIs(getattr(exceptions, kind.__name__), kind)
                codes[kind.default_code] = kind.__name__

    def test_text(self) -> None:
        for kind in every_class():
            plain = kind()
            self.assertEqual(str(plain), f"[{kind.default_code}] {kind.default_message}")
            self.assertEqual(plain.args, (kind.default_message,))
            self.assertEqual((plain.message, plain.details), (kind.default_message, None))
            full = kind("what", error_code="a.b", details={"x": 1})
            self.assertEqual(str(full), "[a.b] what | details={'x': 1}")
            self.assertEqual(
                repr(full), f"{kind.__name__}(message='what', error_code='a.b', details={{'x': 1}})"
            )
            self.assertEqual(str(kind("", details=0)), f"[{kind.default_code}]  | details=0")

    def test_pickle_and_copy(self) -> None:
        for kind in every_class():
            made = kind("what", error_code="a.b", details={"x": [1]})
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                again = pickle.loads(pickle.dumps(made, protocol))
                self.assertIs(type(again), kind)
                self.assertEqual(
                    (again.message, again.error_code, again.details), ("what", "a.b", {"x": [1]})
                )
                self.assertEqual(str(again), str(made))
            self.assertEqual(repr(copy.deepcopy(made)), repr(made))
            self.assertEqual(repr(pickle.loads(pickle.dumps(kind()))), repr(kind()))

    def test_only_the_message_is_positional(self) -> None:
        with self.assertRaises(TypeError):
            exceptions.JamError("what", "code")  # type: ignore[misc]


if __name__ == "__main__":
    unittest.main()

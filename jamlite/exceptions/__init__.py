"""The error tree and its stable codes, one file for each package that raises them.

May import: nothing of jamlite. Touches: nothing. A file is loaded when one of its names is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .authz import *
    from .base import *
    from .crypto import *
    from .encoding import *
    from .jose import *
    from .jwt import *
    from .keychain import *
    from .macaroons import *
    from .oauth2 import *
    from .otp import *
    from .paseto import *
    from .plugins import *
    from .sessions import *

_NAMES = {
    "authz": "JamUnauthenticated JamNoSubject JamForbidden",
    "base": "JamError JamValidationError JamConfigurationError JamTypeError JamMissingPartError",
    "crypto": """JamCryptoError JamInvalidKeyError JamDecryptionError JamSelfTestError JamWeakKeyWarning""",
    "encoding": "JamEncodingError",
    "jose": """JamJWSVerificationError JamJWSValidationError JamJWSInvalidFormatError
        JamJWSSigningError JamJWKValidationError JamJWKInvalidKeyTypeError
        JamJWKMissingParameterError JamJWEEncryptionError JamJWEDecryptionError
        JamJWEInvalidFormatError JamInvalidKeyTypeError JamAlgorithmError
        JamInvalidPaddingError JamRedisListConfigurationError""",
    "jwt": """JamJWTExpired JamJWTNotYetValid JamJWTClaimError JamJWTInBlackList JamJWTNotInWhiteList
        JamJWTEmptySecretKey JamJWTEmptyPrivateKey JamJWTUnsupportedAlgorithm
        JamJWTValidationError JamTokenInDenyList JamTokenNotInAllowList""",
    "keychain": """JamKeychainError JamKeychainKeyError JamKeychainStorageError
        JamKeychainConfigurationError JamKeyChainError""",
    "macaroons": """JamMacaroonError JamMacaroonFormatError JamMacaroonVerificationError
        JamMacaroonCaveatError""",
    "oauth2": """JamOAuth2Error JamOAuth2EmptyRaw JamOAuth2TransportError JamOAuth2ResponseError
        JamOAuth2CallbackError JamOAuth2IDTokenError JamOAuth2AccessTokenError
        JamOAuth2UseNonce JamOAuth2InsufficientScope
        JamOAuth2ProviderNotConfigured JamOAuth2Warning""",
    "otp": "JamOTPError",
    "paseto": """JamPASETOInvalidSymmetricKey JamPASETOInvalidRSAKey JamPASETOInvalidED25519Key
        JamPASETOInvalidSecp384r1Key JamPASETOInvalidPurpose JamPASETOInvalidTokenFormat
        JamPASTOKeyVerificationError JamPASETOExpired JamPASETONotYetValid
        JamPASETOClaimError JamPASERKCostError JamPASETOKeyVerificationError""",
    "plugins": """JamFlaskPluginConfigError JamFlaskPluginError JamStarlettePluginConfigError
        JamStarlettePluginError JamLitestarPluginConfigError JamLitestarPluginError
        JamCredentialError JamCrossSiteError""",
    "sessions": """JamSessionNotFound JamSessionEmptyAESKey JamSessionDataError JamTooManyAttempts
        JamStoreError
        JamStoreWarning JamRefreshTokenInvalid JamRefreshTokenReused""",
}
_FILES = {name: file for file, names in _NAMES.items() for name in names.split()}
__all__ = sorted(_FILES)


def __getattr__(name: str) -> object:
    file = _FILES.get(name)
    if file is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(_load(file), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_FILES})


def _load(file: str) -> object:
    if file == "authz":
        from . import authz

        return authz
    if file == "base":
        from . import base

        return base
    if file == "crypto":
        from . import crypto

        return crypto
    if file == "encoding":
        from . import encoding

        return encoding
    if file == "jose":
        from . import jose

        return jose
    if file == "jwt":
        from . import jwt

        return jwt
    if file == "keychain":
        from . import keychain

        return keychain
    if file == "macaroons":
        from . import macaroons

        return macaroons
    if file == "oauth2":
        from . import oauth2

        return oauth2
    if file == "otp":
        from . import otp

        return otp
    if file == "paseto":
        from . import paseto

        return paseto
    if file == "plugins":
        from . import plugins

        return plugins
    if file == "sessions":
        from . import sessions

        return sessions
    raise AssertionError(file)

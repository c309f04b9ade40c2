"""The error tree and its stable codes, one file for each package that raises them.

May import: nothing of jamlite. Touches: nothing. A file is loaded when one of its names is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .authz import *
    from .base import *
    from .crypto import *
    from .jose import *
    from .jwt import *
    from .keychain import *
    from .macaroons import *
    from .oauth2 import *
    from .paseto import *
    from .plugins import *
    from .sessions import *
    from .webauthn import *

_NAMES = {
    "authz": "JamUnauthenticated JamNoSubject JamForbidden",
    "base": """JamError JamValidationError JamConfigurationError JamTypeError JamMissingPartError
        JamEncodingError JamOTPError""",
    "crypto": """JamCryptoError JamInvalidKeyError JamDecryptionError JamSelfTestError JamWeakKeyWarning""",
    "jose": """JamJWSVerificationError JamJWSValidationError JamJWSInvalidFormatError
        JamJWSSigningError JamJWKValidationError JamJWKInvalidKeyTypeError
        JamJWKMissingParameterError JamJWEEncryptionError JamJWEDecryptionError
        JamJWEInvalidFormatError JamInvalidKeyTypeError JamAlgorithmError
        JamInvalidPaddingError JamRedisListConfigurationError JamSDJWTError JamStatusListError""",
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
    "webauthn": """JamWebAuthnError JamWebAuthnFormatError JamWebAuthnChallengeError
        JamWebAuthnOriginError JamWebAuthnUserVerificationError JamWebAuthnAlgorithmError
        JamWebAuthnAttestationError JamWebAuthnSignatureError JamWebAuthnCredentialError
        JamWebAuthnCounterError""",
}
_FILES = {name: file for file, names in _NAMES.items() for name in names.split()}
__all__ = sorted(_FILES)


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        file = _FILES.get(name)
        if file is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(_load(file), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_FILES})


def _load(file: str) -> Any:
    found: Any
    if file == "authz":
        from . import authz as found
    elif file == "base":
        from . import base as found
    elif file == "crypto":
        from . import crypto as found
    elif file == "jose":
        from . import jose as found
    elif file == "jwt":
        from . import jwt as found
    elif file == "keychain":
        from . import keychain as found
    elif file == "macaroons":
        from . import macaroons as found
    elif file == "oauth2":
        from . import oauth2 as found
    elif file == "paseto":
        from . import paseto as found
    elif file == "plugins":
        from . import plugins as found
    elif file == "sessions":
        from . import sessions as found
    elif file == "webauthn":
        from . import webauthn as found
    return found

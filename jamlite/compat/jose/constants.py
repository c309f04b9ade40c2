"""python-jose's names of algorithms and its sets of them."""

from __future__ import annotations

import hashlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Algorithms:
    """The names, and which of them belong together."""

    NONE = "none"
    HS256, HS384, HS512 = "HS256", "HS384", "HS512"
    RS256, RS384, RS512 = "RS256", "RS384", "RS512"
    ES256, ES384, ES512 = "ES256", "ES384", "ES512"
    A128CBC_HS256, A192CBC_HS384, A256CBC_HS512 = "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"
    A128GCM, A192GCM, A256GCM = "A128GCM", "A192GCM", "A256GCM"
    A128CBC, A192CBC, A256CBC = "A128CBC", "A192CBC", "A256CBC"
    DIR = "dir"
    RSA1_5, RSA_OAEP, RSA_OAEP_256 = "RSA1_5", "RSA-OAEP", "RSA-OAEP-256"
    A128KW, A192KW, A256KW = "A128KW", "A192KW", "A256KW"
    ECDH_ES = "ECDH-ES"
    ECDH_ES_A128KW, ECDH_ES_A192KW, ECDH_ES_A256KW = (f"ECDH-ES+A{bits}KW" for bits in (128, 192, 256))
    A128GCMKW, A192GCMKW, A256GCMKW = "A128GCMKW", "A192GCMKW", "A256GCMKW"
    PBES2_HS256_A128KW = "PBES2-HS256+A128KW"
    PBES2_HS384_A192KW = "PBES2-HS384+A192KW"
    PBES2_HS512_A256KW = "PBES2-HS512+A256KW"
    DEF = "DEF"

    def __init__(self) -> None:
        self.HMAC = {self.HS256, self.HS384, self.HS512}
        self.RSA_DS = {self.RS256, self.RS384, self.RS512}
        self.RSA_KW = {self.RSA1_5, self.RSA_OAEP, self.RSA_OAEP_256}
        self.RSA = self.RSA_DS | self.RSA_KW
        self.EC_DS = {self.ES256, self.ES384, self.ES512}
        self.EC_KW = {self.ECDH_ES, self.ECDH_ES_A128KW, self.ECDH_ES_A192KW, self.ECDH_ES_A256KW}
        self.EC = self.EC_DS | self.EC_KW
        self.GCM = {self.A128GCM, self.A192GCM, self.A256GCM}
        self.HMAC_AUTH_TAG = {self.A128CBC_HS256, self.A192CBC_HS384, self.A256CBC_HS512}
        # python-jose's word for names that no JWE registers: a content encryption without its MAC.
        self.AES_PSEUDO = {self.A128CBC, self.A192CBC, self.A256CBC} | self.GCM
        self.AES_JWE_ENC = self.HMAC_AUTH_TAG | self.GCM
        self.AES_ENC = self.AES_JWE_ENC | self.AES_PSEUDO
        self.AES_KW = {self.A128KW, self.A192KW, self.A256KW}
        self.AEC_GCM_KW = {self.A128GCMKW, self.A192GCMKW, self.A256GCMKW}
        self.AES = self.AES_ENC | self.AES_KW
        self.PBES2_KW = {self.PBES2_HS256_A128KW, self.PBES2_HS384_A192KW, self.PBES2_HS512_A256KW}
        self.SUPPORTED = (
            self.HMAC | self.RSA_DS | self.EC_DS | {self.DIR} | self.AES_JWE_ENC | self.RSA_KW | self.AES_KW
        )
        # Known by name, but as in python-jose `sign` and `encrypt` refuse them.
        self.ALL = self.SUPPORTED | {self.NONE} | self.AEC_GCM_KW | self.EC_KW | self.PBES2_KW
        signing = self.HMAC | self.RSA_DS | self.EC_DS
        self.HASHES: dict[str, Any] = {name: getattr(hashlib, f"sha{name[2:]}") for name in signing}
        self.KEYS: dict[str, Any] = {}  # filled by `jwk.register_key`


ALGORITHMS = Algorithms()


class Zips:
    """The names of compressions."""

    DEF = "DEF"
    NONE = None
    SUPPORTED = frozenset((DEF, NONE))


ZIPS = Zips()
JWE_SIZE_LIMIT = 250 * 1024  # bytes of a token, and of what it holds

"""What subjects make with the primitives, verified or opened with the keys of the case.

The private key of an encryption is not told to the subject: it stands in the `judge` of the case.
"""

from __future__ import annotations

from ..crypto import (
    ecdsa,
    ed448,
    ed25519,
    fernet,
    ml_dsa,
    rsa,
    rsa_oaep,
    rsa_pkcs1v15,
    rsa_pkcs1v15_encryption,
    rsa_pss,
)
from ..encoding import base64url
from .made_words import differs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from .made_words import Inputs, Open, Openers

_MINIMUM_BITS = 1024  # as in the runner: the standard's own examples are older than the limit
_MEMBERS = ("n", "e", "d", "p", "q", "dp", "dq", "qi")
_NO = "the signature does not verify"


def _ecdsa(curve: str) -> Open:
    def judge(inputs: Inputs, out: Inputs) -> str:
        # Our own: a signature under a key that the subject names would hold.
        public = ecdsa.public_key(curve, int.from_bytes(inputs["private"], "big"))
        good = ecdsa.verify(curve, public, inputs["message"], out["signature"], inputs["hash"])
        return "" if good else _NO

    return judge


def _rsa_public(inputs: Inputs) -> rsa.PublicKey:
    n, e = (int.from_bytes(inputs[name], "big") for name in ("n", "e"))
    return rsa.public_key(n, e, minimum_bits=_MINIMUM_BITS)


def _rsa_private(inputs: Inputs) -> rsa.PrivateKey:
    members = {name: int.from_bytes(inputs[name], "big") for name in _MEMBERS if name in inputs}
    return rsa.private_key(**members, minimum_bits=_MINIMUM_BITS)


def _rsa_v15(inputs: Inputs, out: Inputs) -> str:
    good = rsa_pkcs1v15.verify(_rsa_public(inputs), inputs["message"], out["signature"], inputs["hash"])
    return "" if good else _NO


def _rsa_pss(inputs: Inputs, out: Inputs) -> str:
    size = len(inputs["salt"])  # another salt, of the size that was asked for
    key = _rsa_public(inputs)
    good = rsa_pss.verify(key, inputs["message"], out["signature"], inputs["hash"], salt_length=size)
    return "" if good else _NO


def _rsa_v15_encryption(inputs: Inputs, out: Inputs) -> str:
    key = _rsa_private(inputs)  # a wrong padding gives a message that is made up, and so another one
    return differs(rsa_pkcs1v15_encryption.decrypt(key, out["ciphertext"]), inputs["message"])


def _rsa_oaep(inputs: Inputs, out: Inputs) -> str:
    options = {name: inputs[name] for name in ("label", "mgf_hash") if name in inputs}
    key, hash_name = _rsa_private(inputs), inputs.get("hash", "sha1")  # RFC 8017 appendix A.2.1: the default
    return differs(rsa_oaep.decrypt(key, out["ciphertext"], hash_name, **options), inputs["message"])


def _edwards(module: ModuleType) -> Open:
    def judge(inputs: Inputs, out: Inputs) -> str:
        public = module.public_key(inputs["seed"])
        more = [inputs["context"]] if "context" in inputs else []  # Ed25519 here has none
        return "" if module.verify(public, inputs["message"], out["signature"], *more) else _NO

    return judge


def _ml_dsa(name: str) -> Open:
    def judge(inputs: Inputs, out: Inputs) -> str:
        more = {"context": inputs["context"]} if "context" in inputs else {}
        public = ml_dsa.prepare_private(name, inputs["private"]).public
        if out.get("public", public) != public:
            return "the public key is another one"
        return "" if ml_dsa.verify(name, public, inputs["message"], out["signature"], **more) else _NO

    return judge


def _fernet(inputs: Inputs, out: Inputs) -> str:
    token = out["token"]
    wrong = differs(fernet.decrypt(inputs["key"], token), inputs["data"])
    text = token if isinstance(token, str) else token.decode("ascii")  # "token_utf8" is unpacked to bytes
    # Fernet: version 1 byte, time 8 bytes.
    made = int.from_bytes(base64url.decode(text.rstrip("="))[1:9], "big")
    return wrong or ("" if made == inputs["now"] else "the time of the token is not the time given")


OPENERS: Openers = {
    "Fernet": {"encrypt": _fernet},
    "RSA-OAEP": {"encrypt": _rsa_oaep},
    "RSA-PKCS1v15": {"sign": _rsa_v15, "encrypt": _rsa_v15_encryption},
    "RSA-PSS": {"sign": _rsa_pss},
    "Ed25519": {"sign": _edwards(ed25519)},
    "Ed448": {"sign": _edwards(ed448)},
}
for _name in ("P-256", "P-384", "P-521", "secp256k1"):
    OPENERS[f"ECDSA {_name}"] = {"sign": _ecdsa(_name)}
for _name in ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87"):
    OPENERS[_name] = {"sign": _ml_dsa(_name)}

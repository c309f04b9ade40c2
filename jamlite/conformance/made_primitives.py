"""What subjects make with the primitives, verified with the keys of the case."""

from __future__ import annotations

from ..crypto import ecdsa, ed448, ed25519, fernet, ml_dsa, rsa, rsa_pkcs1v15, rsa_pss
from .made_words import differs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .made_words import Inputs, Open, Openers


def _ecdsa(curve: str) -> Open:
    def judge(inputs: Inputs, out: Inputs) -> str:
        public = ecdsa.public_key(curve, int.from_bytes(inputs["private"], "big"))
        good = ecdsa.verify(curve, public, inputs["message"], out["signature"], inputs["hash"])
        return "" if good else "the signature does not verify"

    return judge


def _rsa(verify: Any) -> Open:
    def judge(inputs: Inputs, out: Inputs) -> str:
        key = rsa.public_key(*(int.from_bytes(inputs[name], "big") for name in ("n", "e")))
        good = verify(key, inputs["message"], out["signature"], inputs["hash"])
        return "" if good else "the signature does not verify"

    return judge


def _edwards(module: Any) -> Open:
    def judge(inputs: Inputs, out: Inputs) -> str:
        public = module.public_key(inputs["seed"])
        more = [inputs["context"]] if "context" in inputs else []
        good = module.verify(public, inputs["message"], out["signature"], *more)
        return "" if good else "the signature does not verify"

    return judge


def _ml_dsa(name: str) -> Open:
    def judge(inputs: Inputs, out: Inputs) -> str:
        more = {"context": inputs["context"]} if "context" in inputs else {}
        good = ml_dsa.verify(name, out["public"], inputs["message"], out["signature"], **more)
        return "" if good else "the signature does not verify"

    return judge


def _fernet(inputs: Inputs, out: Inputs) -> str:
    return differs(fernet.decrypt(inputs["key"], out["token"]), inputs["data"])


OPENERS: Openers = {
    "Fernet": {"encrypt": _fernet},
    "RSA-PKCS1v15": {"sign": _rsa(rsa_pkcs1v15.verify)},
    "RSA-PSS": {"sign": _rsa(rsa_pss.verify)},
    "Ed25519": {"sign": _edwards(ed25519)},
    "Ed448": {"sign": _edwards(ed448)},
}
for _name in ("P-256", "P-384", "P-521", "secp256k1"):
    OPENERS[f"ECDSA {_name}"] = {"sign": _ecdsa(_name)}
for _name in ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87"):
    OPENERS[_name] = {"sign": _ml_dsa(_name)}

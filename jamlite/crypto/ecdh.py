"""Elliptic curve Diffie-Hellman (SP 800-56A revision 3 section 5.7.1.2; RFC 5903 section 7).

plain/plain_weierstrass.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..exceptions.crypto import JamInvalidKeyError
from ._curves import named, private_key
from ._scalars import odd_multiples
from ._weierstrass import for_each_curve
from .gate import known_answer, require
from .sec1 import point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Affine, Answer, Curve, Jacobian
    from .sec1 import Public

WINDOW = 5


def exchange(curve: str, private: int, public: Public) -> bytes:
    """Return the shared secret: the x of private * public, padded on the left to the field's length.

    Args:
        curve: "P-256", "P-384", "P-521" or "secp256k1".
        private: our private key, 1 to n-1.
        public: the other side's key, (x, y) or SEC 1 octets; it is validated.

    Raises:
        JamInvalidKeyError: a key is out of range or not on the curve.
        JamCryptoError: unknown curve, or a wrong type.
    """
    require(f"ECDH {named(curve).name}")
    return _exchange(named(curve), private_key(curve, private), point(curve, public))


def _exchange(curve: Curve, d: int, point: Affine) -> bytes:
    product = _multiply(curve, d, point)
    if not product[2]:  # SP 800-56A section 5.7.1.2, step 2; a validated point never comes here
        raise JamInvalidKeyError("the shared secret is the point at infinity")
    return curve.affine(product)[0].to_bytes(curve.size, "big")


def _multiply(curve: Curve, k: int, point: Affine) -> Jacobian:
    """Return k * point for a secret k in [1, n-1], by one fixed sequence of point operations.

    An odd k is a sum of odd digits, one for each window of 5 bits and none of them zero: with the bits
    of e = (k + 2^D - 1) / 2 each bit i stands for +2^i or -2^i, so that a window v stands for 2v - 31.
    """
    [row] = odd_multiples(curve, [(*point, 1)], 1 << (WINDOW - 1))
    k, negated = curve.odd_scalar(k)
    windows = -(-curve.bits // WINDOW)
    e = (k + (1 << (WINDOW * windows)) - 1) >> 1
    half, mask = 1 << (WINDOW - 1), (1 << WINDOW) - 1
    product = curve.start(row[(e >> (WINDOW * (windows - 1))) - half])
    for window in range(windows - 2, -1, -1):
        addend = row[((e >> (WINDOW * window)) & mask) - half]
        product = curve.add(curve.double(product, WINDOW), addend)
    return curve.signed(product, negated)


# By curve: the source, our private key, the other side's x and y, the shared secret.
_ANSWERS = {
    "P-256": (
        "RFC 5903 section 8.1",
        "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
        "d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63",
        "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab",
        "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de",
    ),
    "P-384": (
        "RFC 5903 section 8.2",
        "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194",
        "e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571",
        "dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c",
        "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746",
    ),
    "P-521": (
        "RFC 5903 section 8.3",
        (
            "0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa85a30fe1c2952c6771d9"
            "37ba9777f5957b2639bab072462f68c27a57382d4a52"
        ),
        (
            "00d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b97c356436adc6e95bb0352"
            "f6be64a6c2912d4ef2d0433ced2b6171640012d9460f"
        ),
        (
            "015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852077b87220b6536c5c408a1d2aebb8e"
            "86d678ae49cb57091f4732296579ab44fcd17f0fc56a"
        ),
        (
            "01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1427e73ca4baa240a347868"
            "59810c06b3c715a3a8cc3151f2bee417996d19f3ddea"
        ),
    ),
    "secp256k1": (
        "RFC 6979 on secp256k1, key pair of 'Alan Turing', times the base point",
        "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
        "92df7b245b81aa637ab4e867c8d511008f79161a97d64f2ac709600352f7acbc",
    ),
}


def _register(curve: Curve, _known: Answer) -> None:
    source, private, x, y, secret = _ANSWERS[curve.name]

    @known_answer(f"ECDH {curve.name}", source)
    def check() -> list[tuple[object, object]]:
        return [(_exchange(curve, int(private, 16), (int(x, 16), int(y, 16))).hex(), secret)]


for_each_curve(_register)

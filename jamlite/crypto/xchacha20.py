"""XChaCha20: ChaCha20 with a 24-byte nonce (draft-irtf-cfrg-xchacha section 2.3).

plain/plain_chacha20.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets, sized
from . import _chacha20
from .gate import known_answer, require


def xor(key: bytes, nonce: bytes, data: bytes, counter: int = 0) -> bytes:
    """Encrypt or decrypt `data`. Not authenticated.

    Args:
        key: 32 bytes.
        nonce: 24 bytes; long enough to be drawn at random.
        data: any length.
        counter: number of the first block, 0 to 2^32-1.

    Raises:
        JamCryptoError: wrong type or size, or the 32-bit counter would overflow.
    """
    require("XChaCha20")
    require("ChaCha20")
    require("HChaCha20")
    key, nonce, data = sized(key, "key", 32), sized(nonce, "nonce", 24), octets(data, "data")
    _chacha20.check_counter(counter, len(data))
    return _chacha20.xor(*_chacha20.subkey(key, nonce), data, counter)


@known_answer("XChaCha20", "draft-irtf-cfrg-xchacha appendix A.3.2.1")
def _answer() -> list[tuple[object, object]]:
    text = b'The dhole (pronounced "dole") is also known as the Asiatic wild dog, red dog, and whistling dog.'
    expected = (
        "4559abba4e48c16102e8bb2c05e6947f50a786de162f9b0b7e592a9b53d0d4e9"
        "8d8d6410d540a1a6375b26d80dace4fab52384c731acbf16a5923c0c48d3575d"
        "4d0d2c673b666faa731061277701093a6bf7a158a8864292a41c48e3a9b4c0da"
    )
    key, nonce = _chacha20.subkey(bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x57)) + b"\x58")
    return [(_chacha20.xor(key, nonce, text[:96], 0).hex(), expected)]

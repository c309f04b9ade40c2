"""PBMAC1, the MAC of newer PKCS#12 files: PBKDF2, then HMAC (RFC 8018 section 7.1, RFC 9879). Read only.

HMAC with SHA-1 is read as well. RFC 9879 section 7 tells writers to leave it out, so that there are fewer
algorithms, not because a MAC with it could be forged.
"""

from __future__ import annotations

from ..crypto import hmac
from ..exceptions.crypto import JamInvalidKeyError
from . import pbes2

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ..encoding import der_reading as der

    MAC = Callable[[bytes, bytes], bytes]


def read(parameters: der.Reader, work: pbes2.Work) -> MAC:
    """Read PBMAC1-params (RFC 8018 appendix A.5); return the function (password, message) -> MAC.

    Args:
        parameters: the reader of them.
        work: what the file may still cost; the iterations are spent here.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: another derivation than PBKDF2, another MAC than HMAC with SHA-1 or SHA-2, a key
            length that is absent, below 20 bytes or absurd, or too much work.
    """
    derivation = parameters.enter()
    if derivation.object_identifier() != pbes2.PBKDF2:  # RFC 9879 section 5
        raise JamInvalidKeyError(
            f"the MAC of the PKCS#12 file has another key derivation than PBKDF2; {work.convert}"
        )
    derive = pbes2.read_pbkdf2(derivation.enter(), None, work)
    derivation.finish()
    hash_name = pbes2.read_hmac(parameters.enter(), work)
    parameters.finish()
    return lambda password, message: hmac.digest(hash_name, derive(password), message)

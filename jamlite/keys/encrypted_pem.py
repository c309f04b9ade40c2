"""PEM blocks that are encrypted in the traditional way: header lines Proc-Type and DEK-Info (RFC 1421)."""

from __future__ import annotations

from ..encoding.pem import Block
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamDecryptionError
from . import der_forms, old_files, pbes2


def opened(block: Block, password: str | bytes | None) -> Block:
    """Return a block decrypted, without its header lines.

    Raises:
        JamInvalidKeyError: no password, or a cipher that is not supported.
        JamDecryptionError: the password is wrong or the key is damaged.
    """
    try:
        data = old_files.open_pem(block.headers, block.data, pbes2.octets_of(password))
        if der_forms.find(data) is not None:
            return Block(block.label, (), data)
    except (JamDecryptionError, JamEncodingError):
        pass
    raise JamDecryptionError(pbes2.WRONG)

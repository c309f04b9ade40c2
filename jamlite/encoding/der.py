"""DER, the distinguished encoding of ASN.1 (ITU-T X.690 section 10), read and written, under one name.

The files stand apart because most of what reads keys writes none; inside the package each is named itself.
"""

from __future__ import annotations

from .der_reading import (
    BIT_STRING,
    INTEGER,
    MAX_DEPTH,
    MAX_OID,
    MAX_SIZE,
    NULL_TAG,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    SET,
    Reader,
    context,
    open_sequence,
)
from .der_writing import NULL, bit_string, encode, integer, object_identifier, octet_string, sequence
from .ecdsa_signatures import from_der as signature_from_der
from .ecdsa_signatures import to_der as signature_to_der

__all__ = [
    "BIT_STRING",
    "INTEGER",
    "MAX_DEPTH",
    "MAX_OID",
    "MAX_SIZE",
    "NULL",
    "NULL_TAG",
    "OBJECT_IDENTIFIER",
    "OCTET_STRING",
    "SEQUENCE",
    "SET",
    "Reader",
    "bit_string",
    "context",
    "encode",
    "integer",
    "object_identifier",
    "octet_string",
    "open_sequence",
    "sequence",
    "signature_from_der",
    "signature_to_der",
]

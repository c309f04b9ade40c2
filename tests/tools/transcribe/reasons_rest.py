"""The sheets of `reasons` for keys, one-time passwords, PASETO and PASERK."""

from __future__ import annotations

_HONEST = "nothing; whoever refuses it locks honest users out"
_TWO = "one value that two readers understand differently"
_FORGED = "a token that the key's owner never made"

DER = [
    (
        "Length",
        "(empty|one byte|short|too many|line break|twice|length|two bytes|after)",
        "must X.690 section 10",
        "not DER: cut, followed by something, or with a length in another form",
        _TWO,
    ),
    (
        "Structure",
        "(SET|tag|identifier|bit string|octet string|NULL|version|wrapped|algorithm)",
        "must RFC 5280 section 4.1.2.7",
        "not the structure of a key",
        _TWO,
    ),
    (
        "NotAKey",
        ".",
        "must RFC 8410 section 3, RFC 5915 section 3",
        "numbers that are no key, or not those of one key",
        "the private key, through computations with a bad one",
    ),
]
KEY_MEMBERS = [
    (
        "Member",
        "(missing|null|number|list|empty|padding|white|line|base64|kty|lower case)",
        "must RFC 7517 section 4",
        "a member that is missing, of another type, or not base64url",
        _TWO,
    ),
    (
        "NotAKey",
        ".",
        "must RFC 7518 section 6, RFC 8037 section 2",
        "numbers that are no key, or not those of one key",
        "the private key, or signatures that everybody can make",
    ),
]
RECOGNISE = [
    (
        "AcceptedAnswer",
        ".",
        "policy: a text that may be a key is never taken for a secret (RFC 8725 section 2.1)",
        "whether a text is a trace of an asymmetric key",
        "tokens signed with a public key as the secret",
    ),
]
OTP = [
    ("CodeShape", "", "must RFC 4226 section 5.3", "", "a code that was never shown"),
    ("Range", "", "must RFC 4226 section 5.1", "", "codes that count twice"),
    ("WeakSecret", "", "must RFC 4226 section 4", "", "every code"),
    (
        "Generous",
        "",
        "policy: spellings that people type and paste are read where nothing is left open",
        "",
        _HONEST,
    ),
    ("Replay", "", "must RFC 6238 section 5.2", "", "the use of a code that somebody saw"),
    ("Window", "", "must RFC 6238 section 5.2", "", "the use of an old code"),
    ("NotAKeyURI", "", "policy: the Key URI format is no standard; what is no such URI is refused", "", _TWO),
    ("Parameter", "", "policy: the Key URI format is no standard; what it leaves open is refused", "", _TWO),
    (
        "Label",
        "",
        "policy: the Key URI format is no standard; issuer and account are kept apart",
        "",
        "a name that looks like another account's",
    ),
    ("Encoding", "", "must RFC 3986 section 2.5", "", _TWO),
]
PASETO = [
    ("Tampered", "", "must PASETO specification, Decrypt and Verify", "", _FORGED),
    ("Footer", "", "must PASETO specification, Decrypt and Verify", "", "a footer that anybody can change"),
    (
        "Assertion",
        "",
        "must PASETO specification, implicit assertions",
        "",
        "a token used in another context",
    ),
    (
        "Header",
        "",
        "must PASETO specification, algorithm lucidity",
        "",
        "a token of one kind used as one of another",
    ),
    ("Shape", "", "must PASETO specification, message format", "", _TWO),
    (
        "Truncated",
        "",
        "must PASETO specification, message format",
        "",
        "a crash, or bytes of somebody else's memory",
    ),
    ("WrongKey", "", "must PASETO specification, Decrypt and Verify", "", _FORGED),
    ("Payload", "", "must PASETO specification, payload processing", "", _TWO),
    (
        "KeyType",
        "",
        "must PASETO specification, algorithm lucidity",
        "",
        "a public key that serves as a secret",
    ),
    ("Expired", "", "must PASETO specification, registered claims", "", "the use of a token that is over"),
    (
        "ClaimType",
        "",
        "must PASETO specification, registered claims",
        "",
        "a check that a claim of an odd type slips past",
    ),
    ("DateTime", "", "must RFC 3339 section 5.6", "", "a time that two readers understand differently"),
]
PASERK = [
    ("Spelling", "", "must PASERK specification, types", "", _TWO),
    ("Length", "", "must PASERK specification, types", "", "a crash, or a weak key"),
    (
        "NotAKey",
        "",
        "must PASERK specification, types",
        "",
        "the private key, through computations with a bad one",
    ),
    ("WrongKey", "", "must PASERK specification, operations", "", "a key of one kind used as one of another"),
    ("Changed", "", "must PASERK specification, operations", "", "a key of the attacker's choice"),
    ("Cost", "", "policy: what one derivation costs is bounded", "", "computing time and memory without end"),
    ("SmallOrder", "", "must PASERK specification, operations/PKE", "", "a secret that everybody knows"),
]
COSE = [
    (
        "Structure",
        "(^(not a map|a number|empty|cut short|bytes behind|kty twice)|no list)",
        "must RFC 9052 section 7",
        "not one COSE_Key in CBOR",
        _TWO,
    ),
    (
        "Member",
        "(kty|as text|true|no (curve|x|y)|key_ops|curve|alg|with (ES|Ed))",
        "must RFC 9053 section 7",
        "a parameter that is missing, of another type, or of another kind of key",
        _TWO,
    ),
    (
        "NotAKey",
        ".",
        "must RFC 9053 section 7, RFC 8230 section 4",
        "numbers that are no key, or not those of one key",
        "a login with a key that everybody can compute",
    ),
]
REST = {
    "cose": COSE,
    "der": DER,
    "recognise": RECOGNISE,
    "hotp totp otpauth_uri": OTP,
    "paseto paseto_claims": PASETO,
    "paserk": PASERK,
}

# Files of a standard in which the refusals are its examples with one change: those cases are ours.
VARIED = {
    "ceremonies.webauthn": (
        "Changed",
        ".",
        "must WebAuthn Level 3 sections 7.1 and 7.2",
        "a published ceremony with one change",
        "a login as somebody else",
    ),
    "callback.rfc9207": (
        "Changed",
        ".",
        "must RFC 9207 section 2.4, RFC 6749 section 10.12",
        "the published callback with one change",
        "a code or an account of the attacker's choice (mix-up, forged callback)",
    ),
    "dpop.rfc9449": (
        "Changed",
        ".",
        "must RFC 9449 section 4.3",
        "the published proof with one change",
        "the use of a stolen access token",
    ),
}

"""What the access tokens of known providers look like, one row each.

RFC 9068 says what a JWT access token is; most providers are older than it. A row says which header type and
claims their access tokens have, where the scopes and the client stand, and what marks the same provider's
ID token, which must never pass for an access token.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Mapping

    Marks = Callable[[Mapping[str, object]], bool]

RFC_9068 = ("iss", "exp", "aud", "sub", "client_id", "iat", "jti")  # RFC 9068 section 2.2
_USUAL = ("iss", "exp", "iat", "sub")
# What only an answer to a login carries (OpenID Connect Core sections 2 and 3.3.2.11).
_OF_A_LOGIN = ("nonce", "at_hash", "c_hash", "s_hash")


class Profile:
    """One kind of access token.

    Attributes:
        types: header types that are accepted, in lower case; "" for none at all, None for any.
        required: claims that must be there.
        scope: the claim that holds the scopes, as words between blanks or as a list.
        clients: the claim that names the client, by whichever name comes first.
        is_access_token: tells from the claims whether this is an access token and no ID token.
    """

    __slots__ = ("clients", "is_access_token", "required", "scope", "types")

    def __init__(
        self,
        types: tuple[str, ...] | None,
        required: tuple[str, ...],
        scope: str = "scope",
        clients: tuple[str, ...] = ("client_id", "azp"),
        is_access_token: Marks = lambda claims: True,
    ) -> None:
        self.types = types
        self.required = required
        self.scope = scope
        self.clients = clients
        self.is_access_token = is_access_token


def _no_login(*clients: str) -> Marks:
    """Return the test for providers whose ID tokens name the client in their audience alone."""

    def test(claims: Mapping[str, object]) -> bool:
        # Both: an access token names its client, and an answer to a login has one of the others.
        return any(name in claims for name in clients) and not any(name in claims for name in _OF_A_LOGIN)

    return test


# RFC 9068; at_hash and c_hash are of ID tokens, should the caller accept another type.
USUAL = Profile(
    ("at+jwt",), RFC_9068, is_access_token=lambda claims: "at_hash" not in claims and "c_hash" not in claims
)
PROFILES: dict[str, Profile] = {
    # Keycloak says in the payload what a token is: Bearer, DPoP, ID, Refresh, Logout, ...
    "keycloak": Profile(
        ("jwt", "at+jwt"),
        (*_USUAL, "typ"),
        clients=("azp", "client_id"),
        is_access_token=lambda claims: claims.get("typ") in ("Bearer", "DPoP"),
    ),
    # Auth0: the audience is the API's identifier, in ID tokens the client id, without azp.
    "auth0": Profile(
        ("jwt", "at+jwt"),
        (*_USUAL, "aud"),
        clients=("azp", "client_id"),
        is_access_token=_no_login("azp", "client_id"),
    ),
    # Entra: azp in tokens of version 2.0, appid in those of 1.0; ID tokens have neither.
    "entra": Profile(
        ("jwt",), (*_USUAL, "aud", "tid"), "scp", ("azp", "appid"), is_access_token=_no_login("azp", "appid")
    ),
    # Okta's custom authorization servers: cid is the client; no type in the header.
    "okta": Profile(
        ("", "jwt", "okta-internal-at+jwt"),
        (*_USUAL, "aud", "cid"),
        "scp",
        ("cid",),
        is_access_token=_no_login("cid"),
    ),
    # Cognito: no audience; token_use is "access" or "id".
    "cognito": Profile(
        ("", "jwt"),
        (*_USUAL, "client_id", "token_use"),
        clients=("client_id",),
        is_access_token=lambda claims: claims.get("token_use") == "access",
    ),
    # Google: its access tokens are opaque. What can be validated is an ID token, sent to the API as one.
    "google": Profile(("jwt", ""), (*_USUAL, "aud"), clients=("azp",)),
    # The jobs of GitHub Actions and GitLab. Anybody's job gets a token, so sub or repository must be given.
    "ci": Profile(("jwt", ""), (*_USUAL, "aud", "jti")),
}

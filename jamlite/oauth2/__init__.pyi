# The names of this package for type checkers. Those of Jam are served by jam/aliases.py at run time.

from ..jam.oauth2_clients import (
    BUILTIN_PROVIDERS,
    BaseOAuth2Client,
    GitHubOAuth2Client,
    GitLabOAuth2Client,
    GoogleOAuth2Client,
    YandexOAuth2Client,
    build_clients,
    create_instance,
)
from .bearer import (
    bearer_token,
    challenge,
)
from .callback import (
    Saved,
)
from .client import (
    OAuth2Client,
)
from .device import (
    Device,
)
from .dpop import (
    DPoP,
)
from .jwks_client import (
    JWKSClient,
)
from .remote_jwks import (
    RemoteJWKSet,
)
from .requests import (
    Request,
)
from .resource_server import (
    ResourceServer,
)
from .responses import (
    Response,
)
from .token_answers import (
    Tokens,
)
from .transport import (
    Transport,
)

__all__ = [
    "BUILTIN_PROVIDERS",
    "BaseOAuth2Client",
    "DPoP",
    "Device",
    "GitHubOAuth2Client",
    "GitLabOAuth2Client",
    "GoogleOAuth2Client",
    "JWKSClient",
    "OAuth2Client",
    "RemoteJWKSet",
    "Request",
    "ResourceServer",
    "Response",
    "Saved",
    "Tokens",
    "Transport",
    "YandexOAuth2Client",
    "bearer_token",
    "build_clients",
    "challenge",
    "create_instance",
]

"""Twilio's helper library: access tokens with grants, capability tokens, and reading them again."""

from __future__ import annotations

import json
import sys

from twilio.jwt import JwtDecodeError
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import ChatGrant, VideoGrant
from twilio.jwt.client import ClientCapabilityToken
from twilio.jwt.taskrouter.capabilities import WorkerCapabilityToken

given = json.load(sys.stdin)
access = AccessToken("AC123", "SK123", given["secret"], identity="alice", ttl=600)
access.add_grant(VideoGrant(room="cellar"))
access.add_grant(ChatGrant(service_sid="IS123"))
capability = ClientCapabilityToken("AC123", given["secret"])
capability.allow_client_incoming("alice")
worker = WorkerCapabilityToken("AC123", given["secret"], "WS123", "WK123")
worker.allow_update_activities()
made = [access.to_jwt(), capability.to_jwt(), worker.to_jwt()]


def refused(token, key):
    try:
        return AccessToken.from_jwt(token, key).payload
    except JwtDecodeError as error:
        return str(error)


json.dump(
    {
        "made": made,
        "answers": [
            AccessToken.from_jwt(made[0], given["secret"]).payload["grants"],
            AccessToken.from_jwt(given["hs256"], given["secret"]).payload["sub"],
            refused(made[0], "x" * 64),
            refused(given["expired"], given["secret"]),
            refused(given["rs256"], given["secret"]),
        ],
    },
    sys.stdout,
)

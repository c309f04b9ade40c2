"""fastapi-users: register, verify the address, log in, forgotten password; HS256 and RS256."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from types import SimpleNamespace

import httpx
from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin, schemas
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, JWTStrategy
from fastapi_users.db import BaseUserDatabase

given = json.load(sys.stdin)
users = {}
mailed = {}


class Database(BaseUserDatabase):
    async def get(self, id):
        return users.get(id)

    async def get_by_email(self, email):
        return next((user for user in users.values() if user.email == email), None)

    async def create(self, create_dict):
        user = SimpleNamespace(
            **{
                "id": uuid.uuid4(),
                "is_active": True,
                "is_superuser": False,
                "is_verified": False,
                **create_dict,
            }
        )
        users[user.id] = user
        return user

    async def update(self, user, update_dict):
        vars(user).update(update_dict)
        return user


class Manager(UUIDIDMixin, BaseUserManager):
    reset_password_token_secret = given["secret"]
    verification_token_secret = given["secret"]

    async def on_after_request_verify(self, user, token, request=None):
        mailed["verify"] = token

    async def on_after_forgot_password(self, user, token, request=None):
        mailed["reset"] = token


async def manager():
    yield Manager(Database())


def strategy():
    return JWTStrategy(secret=given["secret"], lifetime_seconds=3600)


def signed():
    return JWTStrategy(given["private"], 3600, algorithm="RS256", public_key=given["public"])


transport = BearerTransport(tokenUrl="login")
backend = AuthenticationBackend(name="jwt", transport=transport, get_strategy=strategy)
other = AuthenticationBackend(name="signed", transport=transport, get_strategy=signed)
kit = FastAPIUsers(manager, [backend, other])
app = FastAPI()
app.include_router(kit.get_auth_router(backend))
app.include_router(kit.get_auth_router(other), prefix="/signed")
app.include_router(kit.get_register_router(schemas.BaseUser[uuid.UUID], schemas.BaseUserCreate))
app.include_router(kit.get_verify_router(schemas.BaseUser[uuid.UUID]))
app.include_router(kit.get_reset_password_router())


@app.get("/me")
async def me(user=Depends(kit.current_user(active=True, verified=True))):  # noqa: B008
    return {"email": user.email}


async def visit():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        login = {"username": "alice@example.com", "password": "correct horse"}
        codes = []

        async def post(path, **content):
            answer = await client.post(path, **content)
            codes.append((path, answer.status_code))
            return answer

        async def look(token):
            answer = await client.get("/me", headers={"Authorization": f"Bearer {token}"})
            return answer.status_code, answer.json()

        await post("/register", json={"email": login["username"], "password": login["password"]})
        token = (await post("/login", data=login)).json()["access_token"]
        looks = [await look(token)]
        await post("/request-verify-token", json={"email": login["username"]})
        await post("/verify", json={"token": mailed["verify"]})
        await post("/verify", json={"token": token})
        looks += [await look(token), await look(token[:-6] + "AAAAAA")]
        await post("/forgot-password", json={"email": login["username"]})
        await post("/reset-password", json={"token": mailed["reset"], "password": "a new password"})
        await post("/login", data=login)
        login["password"] = "a new password"
        second = (await post("/signed/login", data=login)).json()["access_token"]
        looks.append(await look(second))
        return {
            "made": [token, mailed["verify"], mailed["reset"]],
            "rs256": second,
            "looks": looks,
            "codes": codes,
        }


json.dump(asyncio.run(visit()), sys.stdout)

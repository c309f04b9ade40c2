"""FastAPI's tutorial on OAuth2 with password and bearer tokens, as it was written for python-jose."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, timedelta, timezone
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from jose import ExpiredSignatureError, JWTError, jwt

given = json.load(sys.stdin)
SECRET_KEY = given["secret"]
ALGORITHM = "HS256"
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
app = FastAPI()


def create_access_token(data: dict, expires_delta: timedelta | None = None):
    to_encode = data.copy()
    to_encode.update({"exp": datetime.now(timezone.utc) + (expires_delta or timedelta(minutes=15))})
    return jwt.encode(to_encode, SECRET_KEY, algorithm=ALGORITHM)


async def get_current_user(token: Annotated[str, Depends(oauth2_scheme)]):
    refusal = HTTPException(401, "Could not validate credentials", {"WWW-Authenticate": "Bearer"})
    try:
        payload = jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])
        username = payload.get("sub")
        if username is None:
            raise refusal
    except ExpiredSignatureError:
        raise HTTPException(401, "expired") from None
    except JWTError:
        raise refusal from None
    return username


@app.post("/token")
async def login(form_data: Annotated[OAuth2PasswordRequestForm, Depends()]):
    return {"access_token": create_access_token({"sub": form_data.username}), "token_type": "bearer"}


@app.get("/users/me")
async def read_users_me(user: Annotated[str, Depends(get_current_user)]):
    return {"username": user}


async def visit():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:

        async def look(token):
            answer = await client.get("/users/me", headers={"Authorization": f"Bearer {token}"})
            return answer.status_code, answer.json()

        token = (await client.post("/token", data={"username": "alice", "password": "x"})).json()[
            "access_token"
        ]
        return {
            "made": [token],
            "answers": [
                await look(token),
                await look(given["hs256"]),
                await look(token[:-6] + "AAAAAA"),
                await look(create_access_token({"sub": "alice"}, timedelta(seconds=-5))),
                await look(create_access_token({})),
                (await client.get("/users/me")).status_code,
            ],
        }


json.dump(asyncio.run(visit()), sys.stdout)

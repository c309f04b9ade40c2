"""Flask-JWT-Extended: log in, refresh, a route that needs a fresh token, log out; HS256 and RS256."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from flask import Flask, jsonify
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    get_jwt,
    get_jwt_identity,
    jwt_required,
)

given = json.load(sys.stdin)


def build(**settings):
    app = Flask("shop")
    app.config.update(JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=15), **settings)
    manager = JWTManager(app)
    revoked = set()

    @manager.token_in_blocklist_loader
    def is_revoked(header, claims):
        return claims["jti"] in revoked

    @app.post("/login")
    def login():
        return jsonify(
            access=create_access_token("alice", fresh=True, additional_claims={"role": "admin"}),
            refresh=create_refresh_token("alice"),
        )

    @app.post("/refresh")
    @jwt_required(refresh=True)
    def refresh():
        return jsonify(access=create_access_token(get_jwt_identity(), fresh=False))

    @app.get("/me")
    @jwt_required()
    def me():
        return jsonify(name=get_jwt_identity(), role=get_jwt().get("role"))

    @app.get("/fresh")
    @jwt_required(fresh=True)
    def fresh():
        return jsonify(ok=True)

    @app.post("/logout")
    @jwt_required()
    def logout():
        revoked.add(get_jwt()["jti"])
        return jsonify(ok=True)

    return app.test_client()


def visit(client, foreign):
    def ask(method, path, token):
        answer = getattr(client, method)(path, headers={"Authorization": f"Bearer {token}"} if token else {})
        return answer.status_code, answer.get_json()

    tokens = ask("post", "/login", None)[1]
    second = ask("post", "/refresh", tokens["refresh"])[1]["access"]
    return {
        "made": [tokens["access"], tokens["refresh"], second],
        "answers": [
            ask("get", "/me", tokens["access"]),
            ask("get", "/me", None)[0],
            ask("get", "/me", tokens["refresh"])[0],
            ask("get", "/fresh", tokens["access"])[0],
            ask("get", "/fresh", second)[0],
            ask("get", "/me", foreign)[0],
            ask("get", "/me", tokens["access"][:-6] + "AAAAAA")[0],
            ask("get", "/me", given["expired"])[1],
            ask("post", "/logout", tokens["access"])[0],
            ask("get", "/me", tokens["access"])[1],
        ],
    }


json.dump(
    {
        "HS256": visit(build(JWT_SECRET_KEY=given["secret"]), given["hs256"]),
        "RS256": visit(
            build(JWT_ALGORITHM="RS256", JWT_PRIVATE_KEY=given["private"], JWT_PUBLIC_KEY=given["public"]),
            given["rs256"],
        ),
    },
    sys.stdout,
)

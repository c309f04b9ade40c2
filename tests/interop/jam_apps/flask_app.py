"""A Jam 3.2 application on Flask: JWTs in a header, sessions in a cookie."""

import flask
from jam.exceptions import JamSessionNotFound
from jam.ext.flask import JWTExtension, SessionExtension

config = {
    "jose": {"jwt": {"alg": "HS256", "secret_key": "0123456789abcdef0123456789ABCDEF"}},
}

api = flask.Flask("api")
jwt = JWTExtension(config=config, header_name="Authorization", bearer=True)
jwt.init_app(api)


@api.post("/login")
def login():
    token = flask.g.jwt.encode(sub="alice", exp=600, payload={"role": "admin"})
    return {"token": token}


@api.get("/me")
def me():
    if flask.g.payload is None:
        return {"error": "log in"}, 401
    return {"sub": flask.g.payload["sub"], "role": flask.g.payload["role"]}


pages = flask.Flask("pages")
SessionExtension(pages, cookie_name="sid", session_type="json", json_path="SESSIONS", is_session_crypt=False)


@pages.post("/login")
def page_login():
    session_id = flask.g.sessions.create("alice", {"name": "Alice"})
    response = flask.make_response({"ok": True})
    response.set_cookie("sid", session_id)
    return response


@pages.get("/me")
def page_me():
    return flask.g.payload or ({"error": "log in"}, 401)


@pages.post("/rename")
def rename():
    try:
        flask.g.sessions.update(flask.request.cookies["sid"], {"name": "Alicia"})
    except JamSessionNotFound:
        return {"error": "log in"}, 401
    return {"ok": True}


@pages.post("/logout")
def logout():
    flask.g.sessions.delete(flask.request.cookies["sid"])
    return {"ok": True}

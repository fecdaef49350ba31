"""A login service of the tests' own: OpenID Connect over HTTP on this machine, with signed tokens."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlparse

from joserfc import jwt
from joserfc.jwk import RSAKey


class LoginService:
    """It lets in whoever `email` names, without asking."""

    def __init__(self) -> None:
        self.email = ""
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self.nonces: dict[str, str] = {}
        self.address = ""

    def answer(self, path: str, asked: dict[str, list[str]], client: str) -> tuple[int, dict]:
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return 200, {"issuer": self.address} | {key: f"{self.address}/{place}" for key, place in places.items()}
        if path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if path == "/authorize":
            code = f"code-{len(self.nonces)}"
            self.nonces[code] = asked.get("nonce", [""])[0]
            back = urlencode({"code": code, "state": asked["state"][0]})
            return 302, {"location": f"{asked['redirect_uri'][0]}?{back}"}
        claims = {"iss": self.address, "aud": client, "sub": self.email, "email": self.email, "email_verified": True}
        claims |= {"name": self.email.split("@")[0], "nonce": self.nonces[asked["code"][0]]}
        claims |= {"iat": int(time.time()), "exp": int(time.time()) + 600}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": token}


@contextmanager
def running_login_service() -> Iterator[LoginService]:
    service = LoginService()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlparse(self.path)
            self._reply(*service.answer(url.path, parse_qs(url.query), ""))

        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            given = self.headers.get("Authorization", "").removeprefix("Basic ")
            client = b64decode(given).decode().split(":")[0] if given else asked["client_id"][0]
            self._reply(*service.answer(urlparse(self.path).path, asked, client))

        def _reply(self, status: int, body: dict) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body["location"])
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()

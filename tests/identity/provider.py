"""The provider's process: `python -m tests.identity.provider PORT`.

It lets everybody in at once, as the person that the visit names: `as=7:Ana`,
`as=7:Ana:blocked`, `as=7` (a hidden user). `do=expired` and the like make it
misbehave in that one sign-in.
"""

import base64
import secrets
import sys
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from starlette.applications import Starlette
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.identity.tokens import KEY, id_token

CLIENT_ID = "passalong-test"
CLIENT_SECRET = "only the tests know this"
WIKI = "/w/rest.php/oauth2"


@dataclass
class Visit:
    """One person's yes, waiting to be traded for a token."""

    asked: QueryParams
    person: dict[str, Any]
    behaviour: str


UNUSABLE = {
    "endless": JSONResponse({"padding": "x" * 1_000_000}),
    "not_json": Response("<html>not a token", media_type="text/html"),
    "down": Response("maintenance", 503),
}

visits: dict[str, Visit] = {}
tokens: dict[str, Visit] = {}


def authorize(request: Request) -> Response:
    asked = request.query_params
    code = secrets.token_urlsafe(16)
    visits[code] = Visit(asked, _person(asked.get("as", "1:Ana")), asked.get("do", ""))
    answer = {"code": code, "state": asked.get("state", "")}
    if asked.get("do") == "answer_of_another_issuer":
        answer["iss"] = "https://elsewhere.example"
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)


async def token(request: Request) -> Response:
    form = await request.form()
    visit = visits.pop(str(form.get("code")), None)
    if visit is None or not _is_client(request, form) or not _fits(form, visit):
        return JSONResponse({"error": "invalid_grant"}, 400)
    if visit.behaviour == "redirect":
        # Whoever follows gets a good answer, and has shown our secret to the target.
        visits[str(form["code"])] = Visit(visit.asked, visit.person, "")
        return RedirectResponse(str(request.url), 307)
    if visit.behaviour in UNUSABLE:
        return UNUSABLE[visit.behaviour]
    access_token = secrets.token_urlsafe(16)
    tokens[access_token] = visit
    answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": 60}
    if "openid" in visit.asked.get("scope", "") and visit.behaviour != "no_id_token":
        answer["id_token"] = id_token(_claims(request, visit), visit.behaviour)
    return JSONResponse(answer)


def profile(request: Request) -> Response:
    held = request.headers.get("authorization", "").removeprefix("Bearer ")
    visit = tokens.get(held)
    if visit is None:
        return JSONResponse({"error": "invalid_token"}, 401)
    return JSONResponse(visit.person)


def discovery(request: Request) -> Response:
    issuer = str(request.base_url).rstrip("/")
    return JSONResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


def misleading_discovery(request: Request) -> Response:
    """Answer as an issuer whose token endpoint is on another host."""
    issuer = str(request.base_url) + "misleading"
    return JSONResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": "http://127.0.0.2:9/token",
            "jwks_uri": "http://127.0.0.2:9/keys",
        }
    )


def keys(_request: Request) -> Response:
    return JSONResponse({"keys": [KEY.as_dict(private=False)]})


def _person(words: str) -> dict[str, Any]:
    number, *rest = words.split(":")
    person: dict[str, Any] = {"sub": int(number), "blocked": "blocked" in rest[1:]}
    return {**person, "username": rest[0]} if rest else person


def _claims(request: Request, visit: Visit) -> dict[str, Any]:
    now = int(time.time())
    person = {**visit.person, "sub": str(visit.person["sub"])}
    if "username" in person:
        person["preferred_username"] = person.pop("username")
    return {
        **person,
        "iss": str(request.base_url).rstrip("/"),
        "aud": CLIENT_ID,
        "iat": now,
        "exp": now + 100,
        "nonce": visit.asked.get("nonce"),
    }


def _is_client(request: Request, form: FormData) -> bool:
    basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    if request.headers.get("authorization") == f"Basic {basic}":
        return True
    return (form.get("client_id"), form.get("client_secret")) == (
        CLIENT_ID,
        CLIENT_SECRET,
    )


def _fits(form: FormData, visit: Visit) -> bool:
    """Tell whether address and verifier fit; a verifier never announced does not."""
    verifier = form.get("code_verifier")
    challenge = visit.asked.get("code_challenge")
    is_s256 = visit.asked.get("code_challenge_method") == "S256"
    if not isinstance(verifier, str) or not challenge or not is_s256:
        return False
    same_address = form.get("redirect_uri") == visit.asked["redirect_uri"]
    return same_address and create_s256_code_challenge(verifier) == challenge


app = Starlette(
    routes=[
        Route("/.well-known/openid-configuration", discovery),
        Route("/misleading/.well-known/openid-configuration", misleading_discovery),
        Route("/authorize", authorize),
        Route("/token", token, methods=["POST"]),
        Route("/keys", keys),
        Route(f"{WIKI}/authorize", authorize),
        Route(f"{WIKI}/access_token", token, methods=["POST"]),
        Route(f"{WIKI}/resource/profile", profile),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")

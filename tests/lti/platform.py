"""A learning system's process: `python -m tests.lti.platform PORT`.

It lets everybody in at once. What is launched, for whom and how wrongly stands in the
message hint, as JSON; `/control` sets what the tests want of it, and tells what it got.
"""

import json
import secrets
import sys
import time
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from tests.lti.tokens import AGS, CLAIM, DEEP, NRPS, ROLE, id_token, new_key, packed

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SCORE, LINE_ITEM = f"{AGS}scope/score", f"{AGS}scope/lineitem"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
LET_IN = "a registration that was asked for"
SLOW_SECONDS = 30


@dataclass
class Course:
    """What this learning system knows: tools, grades, links that were chosen."""

    keys: list[Any] = field(default_factory=lambda: [new_key("one")])
    clients: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    proofs: set[str] = field(default_factory=set)
    scores: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    chosen: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    # How this or that address misbehaves: "keys": "down".
    moods: dict[str, str] = field(default_factory=dict)


course = Course()
PEOPLE = [
    {"user_id": "ana", "name": "Ana <b>Silva</b>", "roles": [f"{ROLE}Learner"]},
    {"user_id": "musa", "given_name": "Musa", "roles": [f"{ROLE}Learner"]},
    {"user_id": "left", "name": "Left", "status": "Inactive", "roles": []},
    {"user_id": "teacher", "name": "Teacher", "roles": [f"{ROLE}Instructor"]},
]


def issuer(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def services(request: Request) -> str:
    """Return where servers reach us: they look up no name that only browsers know."""
    return f"http://127.0.0.1:{request.url.port}"


def configuration(request: Request) -> Response:
    own = issuer(request)
    named = "https://elsewhere.example" if course.moods.get("issuer") else own
    return JSONResponse(
        {
            "issuer": named,
            "authorization_endpoint": f"{own}/auth",
            "token_endpoint": f"{own}/token",
            "jwks_uri": f"{own}/keys",
            "registration_endpoint": f"{own}/register",
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                "product_family_code": "test"
            },
        }
    )


async def register(request: Request) -> Response:
    if request.headers.get("authorization") != f"Bearer {LET_IN}":
        return JSONResponse({"error": "invalid_token"}, 401)
    asked = await request.json()
    needed = {"initiate_login_uri", "redirect_uris", "jwks_uri", TOOL}
    is_whole = needed <= asked.keys() and asked["application_type"] == "web"
    if not is_whole or asked["token_endpoint_auth_method"] != "private_key_jwt":
        return JSONResponse({"error": "invalid_client_metadata"}, 400)
    client_id = f"client-{len(course.clients) + 1}"
    course.clients[client_id] = asked
    tool = {**asked[TOOL], "deployment_id": "deployment-1"}
    return JSONResponse({**asked, "client_id": client_id, TOOL: tool})


def keys(_request: Request) -> Response:
    mood = course.moods.get("keys", "")
    if mood == "slow":
        _wait_until_it_is_over()
    public = [key.as_dict(private=False) for key in course.keys]
    symmetric = packed(course.keys[0].as_pem(private=False))
    unusable: dict[str, Response] = {
        "down": Response("maintenance", 503),
        "endless": JSONResponse({"keys": public, "padding": "x" * 1_000_000}),
        "not JSON": HTMLResponse("<p>Please sign in"),
        "a list": JSONResponse(public),
        "nested": Response("[" * 100_000, media_type="application/json"),
        "no keys": JSONResponse({"keys": []}),
        "symmetric": JSONResponse(
            {"keys": [{"kty": "oct", "k": symmetric, "kid": "one"}]}
        ),
        "elsewhere": RedirectResponse("http://169.254.169.254/keys"),
        "broken keys": JSONResponse({"keys": [{"kty": "RSA", "kid": "one"}, 7]}),
    }
    return unusable.get(mood) or JSONResponse({"keys": public})


def _wait_until_it_is_over() -> None:
    # No longer than the test lasts: a server that ends waits for its answers.
    until = time.monotonic() + SLOW_SECONDS
    while course.moods.get("keys") == "slow" and time.monotonic() < until:
        time.sleep(0.1)


def authorize(request: Request) -> Response:
    """Send somebody on to the tool with a form, as a browser would without script."""
    asked = request.query_params
    client = course.clients.get(asked.get("client_id", ""))
    is_known = client and asked["redirect_uri"] in client["redirect_uris"]
    if not is_known or asked.get("response_mode") != "form_post":
        return Response("not a launch", 400)
    hint = json.loads(asked.get("lti_message_hint") or "{}")
    sent = {
        "state": asked["state"],
        "id_token": id_token(
            _claims(request, hint), course.keys[-1], hint.get("wrong", "")
        ),
    }
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(text)}">'
        for name, text in sent.items()
    )
    return HTMLResponse(
        f'<form method="post" action="{escape(asked["redirect_uri"])}">{fields}</form>'
        "<script>document.forms[0].submit()</script>"
    )


def _claims(request: Request, hint: dict[str, Any]) -> dict[str, Any]:
    asked, own, now = request.query_params, issuer(request), int(time.time())
    kind = hint.get("kind", "LtiResourceLinkRequest")
    link = hint.get("link", "link-1")
    claims: dict[str, Any] = {
        "iss": own,
        "aud": asked["client_id"],
        "sub": asked["login_hint"],
        "iat": now,
        "exp": now + 300,
        "nonce": asked["nonce"],
        "name": "A name that nobody asked for",
        f"{CLAIM}message_type": kind,
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": hint.get("deployment", "deployment-1"),
        f"{CLAIM}roles": [f"{ROLE}{hint.get('role', 'Learner')}"],
        f"{CLAIM}target_link_uri": hint.get("target", asked["redirect_uri"]),
        f"{CLAIM}context": {"id": "course-1", "title": "A course"},
        f"{CLAIM}launch_presentation": {"locale": hint.get("locale", "en")},
    }
    if kind == "LtiDeepLinkingRequest":
        claims[f"{DEEP}deep_linking_settings"] = {
            "deep_link_return_url": hint.get("return", f"{own}/chosen"),
            "accept_types": hint.get("accept", ["link", "ltiResourceLink"]),
            "accept_presentation_document_targets": ["iframe", "window"],
            "data": "csrf-of-the-course",
        }
        return claims
    if hint.get("nobody"):
        del claims["sub"]
    return claims | {
        f"{CLAIM}resource_link": {"id": link, "title": "A link"},
        f"{CLAIM}custom": hint.get("custom", {}),
        f"{AGS}claim/endpoint": _grading(request, hint, link),
        f"{NRPS}claim/namesroleservice": {
            "context_memberships_url": f"{services(request)}/members",
            "service_versions": ["2.0"],
        },
    }


def _grading(request: Request, hint: dict[str, Any], link: str) -> dict[str, Any]:
    """Offer a column, or only a place to make one."""
    own = services(request)
    if hint.get("makes_columns"):
        return {"scope": [SCORE, LINE_ITEM], "lineitems": f"{own}/columns"}
    return {
        "scope": [SCORE],
        "lineitem": hint.get("column", f"{own}/grades/{link}?type=5"),
    }


async def columns(request: Request) -> Response:
    """Give the columns of the course, or make one for a link."""
    if course.moods.get("columns") == "down":
        return Response("maintenance", 503)
    if not _holds(request, LINE_ITEM):
        return JSONResponse({"error": "forbidden"}, 401)
    if request.method == "GET":
        # As platforms do that know no filters.
        return JSONResponse(course.columns)
    made = await request.json()
    link = made["resourceLinkId"]
    made["id"] = f"{services(request)}/grades/{link}?type=5"
    course.columns.append(made)
    return JSONResponse(made, 201)


async def token(request: Request) -> Response:
    """Give a token to a tool that proves itself by its own keys, read from it."""
    form = await request.form()
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    if form.get("client_assertion_type") != kind:
        return JSONResponse({"error": "invalid_request"}, 400)
    try:
        proof = await _proven(str(form["client_assertion"]))
    except (ValueError, KeyError, StopIteration) as error:
        return JSONResponse({"error": "invalid_client", "why": str(error)}, 401)
    is_fresh = proof["jti"] not in course.proofs and proof["exp"] > time.time()
    is_ours = proof["aud"] == f"{issuer(request)}/token"
    if not (is_fresh and is_ours and proof["iss"] == proof["sub"]):
        return JSONResponse({"error": "invalid_client"}, 401)
    course.proofs.add(proof["jti"])
    given = secrets.token_urlsafe(16)
    course.tokens[given] = str(form["scope"])
    return JSONResponse(
        {"access_token": given, "token_type": "Bearer", "expires_in": 3600}
    )


async def _proven(text: str) -> dict[str, Any]:
    claims = json.loads(_unpacked(text.split(".")[1]))
    client = course.clients[claims["iss"]]
    async with httpx.AsyncClient(trust_env=False) as browser:
        found = (await browser.get(client["jwks_uri"])).json()
    return jwt.decode(text, KeySet.import_key_set(found), algorithms=["RS256"]).claims


def _unpacked(text: str) -> bytes:
    import base64  # noqa: PLC0415 - only here

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _holds(request: Request, scope: str) -> bool:
    held = request.headers.get("authorization", "").removeprefix("Bearer ")
    return course.tokens.get(held) == scope


async def score(request: Request) -> Response:
    """Take a grade unless a newer one is known, as AGS 2.0 has it."""
    mood = course.moods.get("scores", "")
    if mood == "down":
        return Response("maintenance", 503)
    if not _holds(request, SCORE) or request.query_params.get("type") != "5":
        return JSONResponse({"error": "forbidden"}, 401)
    wanted = "application/vnd.ims.lis.v1.score+json"
    if request.headers.get("content-type") != wanted:
        return Response("unsupported", 415)
    given = await request.json()
    kept = course.scores.setdefault(request.path_params["link"], [])
    mine = [one for one in kept if one["userId"] == given["userId"]]
    if mine and given["timestamp"] < mine[-1]["timestamp"]:
        return JSONResponse({"error": "newer known"}, 409)
    kept.append(given)
    return JSONResponse({}, 200)


def members(request: Request) -> Response:
    """Give the people of the course, one a page."""
    if not _holds(request, MEMBERS):
        return JSONResponse({"error": "forbidden"}, 401)
    place = int(request.query_params.get("page", "0"))
    page = {"id": "course-1", "members": PEOPLE[place : place + 1]}
    headers = {}
    if place + 1 < len(PEOPLE):
        url = f"{issuer(request)}/members?page={place + 1}"
        headers["Link"] = f'<{url}>; rel="next"'
    return JSONResponse(page, headers=headers)


async def take_choice(request: Request) -> Response:
    """Put what was chosen into the course, when the tool has signed it."""
    form = await request.form()
    claims = await _proven(str(form["JWT"]))
    if claims["aud"] != issuer(request):
        return Response("not for us", 400)
    course.chosen.append(claims)
    return HTMLResponse("<h1>In the course</h1>")


def page(request: Request) -> Response:
    """Show a course with a link opened in a frame; `store` keeps data for tools."""
    asked = request.query_params
    sent = {
        "iss": issuer(request),
        "login_hint": asked["user"],
        "target_link_uri": asked["target"],
        "lti_message_hint": asked["hint"],
        "client_id": asked["client"],
    }
    if "store" in asked:
        sent["lti_storage_target"] = "_parent"
    address = f"{asked['login']}?{urlencode(sent)}"
    return HTMLResponse(
        "<!doctype html><html lang=en><title>Course</title><h1>Course</h1>"
        f'<iframe src="{escape(address)}" title="Pack" width="700" height="600" '
        'allow="fullscreen"></iframe>'
        f"<script>{STORE if 'store' in asked else ''}"
        f"{RESIZE if 'resize' in asked else ''}</script>"
    )


# A system that gives frames their height, and says so when asked.
RESIZE = """
window.heights = [];
addEventListener("message", ({ data, source }) => {
  const shown = document.querySelector("iframe");
  if (source !== shown.contentWindow) return;
  if (data.subject === "lti.capabilities") source.postMessage({
    subject: "lti.capabilities.response", message_id: data.message_id,
    supported_messages: [{ subject: "lti.frameResize" }],
  }, "*");
  if (data.subject !== "lti.frameResize") return;
  heights.push(data.height);
  shown.height = data.height;
});
"""
STORE = """
const kept = new Map(), frame = document.querySelector("iframe");
addEventListener("message", ({ data, origin, source }) => {
  if (source !== frame.contentWindow || !data.subject) return;
  const answer = { ...data, subject: data.subject + ".response" };
  if (data.subject === "lti.put_data") kept.set(origin + data.key, data.value);
  if (data.subject === "lti.get_data") answer.value = kept.get(origin + data.key);
  source.postMessage(answer, origin);
});
"""


async def control(request: Request) -> Response:
    """Set what is sent, and tell everything."""
    if request.method == "POST":
        asked = await request.json()
        course.moods = asked.get("moods", course.moods)
        course.clients |= asked.get("clients", {})
        if "rotate" in asked:
            course.keys = [new_key(asked["rotate"])]
        if asked.get("forget_tokens"):
            course.tokens.clear()
    known = {"scores": course.scores, "chosen": course.chosen}
    known |= {"columns": course.columns}
    return JSONResponse({**known, "clients": course.clients})


app = Starlette(
    routes=[
        Route("/.well-known/openid-configuration", configuration),
        Route("/register", register, methods=["POST"]),
        Route("/keys", keys),
        Route("/auth", authorize),
        Route("/token", token, methods=["POST"]),
        Route("/grades/{link}/scores", score, methods=["POST"]),
        Route("/columns", columns, methods=["GET", "POST"]),
        Route("/members", members),
        Route("/chosen", take_choice, methods=["POST"]),
        Route("/course", page),
        Route("/control", control, methods=["GET", "POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")

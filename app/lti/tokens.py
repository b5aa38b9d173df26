"""Proving an id_token: who signed it, for whom, when, and for which launch.

The rules are those of the IMS Security Framework 1.0, section 5.1.3.
"""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact
from pydantic import ValidationError

from app.lti.claims import CHOOSE, RESOURCE, VERSION, Launch
from app.lti.refusals import not_proven
from app.platform import clock

# Never "none", and never HMAC: with those, whoever knows public data can sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
MAX_TOKEN_CHARACTERS = 100_000
# Clocks of two servers are rarely the same.
SKEW_SECONDS = 60
MAX_AGE_SECONDS = 3_600
_Claims = Mapping[str, Any]


def key_id(token: str) -> str:
    """Return which key a token says it is signed with; raise LaunchRefused."""
    if not token or len(token) > MAX_TOKEN_CHARACTERS or not token.isascii():
        raise not_proven("id_token")
    try:
        header = extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise not_proven("id_token") from error
    kid, algorithm = header.get("kid"), header.get("alg")
    if algorithm not in ALGORITHMS:
        raise not_proven("alg")
    if not isinstance(kid, str) or not kid:
        raise not_proven("kid")
    return kid


def proven(token: str, key_set: KeySet) -> dict[str, Any]:
    """Return the claims of a token signed by one of these keys; raise LaunchRefused."""
    try:
        found = jwt.decode(token, key_set, algorithms=list(ALGORITHMS))
        # What PostgreSQL cannot keep is nobody's name.
        if "\\u0000" in json.dumps(found.claims):
            raise not_proven("claims")
    # joserfc says most faults with its own errors, and malformed ones with these.
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise not_proven("signature") from error
    return found.claims


def check_registered(claims: _Claims, *, issuer: str, client_id: str) -> None:
    """Raise LaunchRefused unless a token is of this issuer, for us, and of now."""
    if claims.get("iss") != issuer:
        raise not_proven("iss")
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if client_id not in several:
        raise not_proven("aud")
    party = claims.get("azp")
    if (len(several) > 1 or party is not None) and party != client_id:
        raise not_proven("azp")
    now = clock.now().timestamp()
    expires, issued = _number(claims, "exp"), _number(claims, "iat")
    begins = _number(claims, "nbf") if "nbf" in claims else issued
    if expires <= now - SKEW_SECONDS:
        raise not_proven("exp")
    if max(issued, begins) > now + SKEW_SECONDS:
        raise not_proven("nbf" if begins > issued else "iat")
    if issued < now - MAX_AGE_SECONDS:
        raise not_proven("iat")


def _number(claims: _Claims, name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise not_proven(name)
    return float(value)


def check_nonce(claims: _Claims, nonce: str) -> None:
    """Raise LaunchRefused unless a token answers the launch that is under way."""
    if claims.get("nonce") != nonce:
        raise not_proven("nonce")


def read_launch(claims: _Claims) -> Launch:
    """Return what a proven token says; raise LaunchRefused."""
    try:
        launch = Launch.model_validate(dict(claims))
    except ValidationError as error:
        place = error.errors(include_url=False, include_input=False)[0]["loc"]
        name = str(place[0]).rpartition("/")[2] if place else "claims"
        raise not_proven(name) from error
    if launch.version != VERSION:
        raise not_proven("version")
    if launch.message_type not in {RESOURCE, CHOOSE}:
        raise not_proven("message_type")
    wanted = {
        "resource_link": launch.link or launch.message_type == CHOOSE,
        "target_link_uri": launch.target or launch.message_type == CHOOSE,
        "deep_linking_settings": launch.deep_linking or launch.message_type == RESOURCE,
    }
    if missing := next((name for name, there in wanted.items() if not there), None):
        raise not_proven(missing)
    return launch

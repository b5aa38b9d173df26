"""Trying a platform out: whether its keys can be read and it gives us a token."""

from sqlmodel import Session

from app.lti.models import Platform
from app.lti.outgoing import AskFailed
from app.lti.platform_keys import read_keys
from app.lti.returning import service_of
from app.lti.services import SCORE, ask_token
from app.platform import clock
from app.platform.db import Database
from app.platform.public_web import PublicWeb


def try_out(
    database: Database, platform: Platform, web: PublicWeb, keys: list[str]
) -> None:
    """Ask a platform, and keep what did not work, in one word each."""
    keys_problem = token_problem = ""
    try:
        read_keys(web, platform.jwks_url)
    except AskFailed as error:
        keys_problem = _word(error)
    try:
        ask_token(service_of(database, platform, web, keys), SCORE)
    except AskFailed as error:
        token_problem = _word(error)
    with database.transaction() as session:
        _keep(session, platform, keys_problem, token_problem)


def _keep(
    session: Session, platform: Platform, keys_problem: str, token_problem: str
) -> None:
    kept = session.get(Platform, platform.number)
    if kept is not None:
        kept.tested_at = clock.now()
        kept.keys_problem = keys_problem
        kept.token_problem = token_problem


def _word(error: AskFailed) -> str:
    return f"{error.reason} {error.status or ''}".strip()

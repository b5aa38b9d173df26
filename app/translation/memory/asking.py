"""Asking for the memory to be brought up to date."""

from sqlmodel import Session

from app.platform.jobs import request_job

CATCH_UP = "translation.remember"


def request_catching_up(session: Session) -> None:
    """Ask for everything that is not remembered yet to be."""
    request_job(session, CATCH_UP, {}, key=CATCH_UP)

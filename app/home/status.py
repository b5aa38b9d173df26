"""How this installation is doing, in words: what waits, what failed."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.accounts.access import Public
from app.packs.queries import count_packs
from app.platform.jobs import Job, JobState
from app.platform.outbox import OutboxEvent
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.templates import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True)
class StatusPage:
    """Counts that tell whether the background work keeps up."""

    packs: int
    events: int
    dead_events: int
    jobs: int
    failed_jobs: int

    @property
    def is_calm(self) -> bool:
        """Whether nothing waits and nothing failed."""
        return not (self.events or self.jobs or self.failed_jobs or self.dead_events)


@router.get("/status", name="home.short_status")
def short_status(_reader: Public) -> Response:
    """Send to the page in the default language."""
    return RedirectResponse("/en/status", 302)


@router.get("/{lang}/status", name="home.status")
def status(
    _reader: Public, _page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what waits and what failed."""
    return render(request, "site/status.html", {"counted": _count(session)})


def _count(session: Session) -> StatusPage:
    waiting = col(OutboxEvent.due_at).is_not(None)
    is_open = col(Job.state).in_((JobState.QUEUED, JobState.RUNNING))
    events = select(func.count()).select_from(OutboxEvent)
    jobs = select(func.count()).select_from(Job)
    return StatusPage(
        packs=count_packs(session),
        events=session.scalar(events.where(waiting)) or 0,
        dead_events=session.scalar(events.where(~waiting)) or 0,
        jobs=session.scalar(jobs.where(is_open)) or 0,
        failed_jobs=session.scalar(jobs.where(col(Job.state) == JobState.FAILED)) or 0,
    )

"""How this installation is doing, in words: what waits, what failed."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from msgspec import Struct
from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from app.accounts.access import Public
from app.packs.queries import count_packs
from app.platform import clock
from app.platform.i18n import gettext, ngettext
from app.platform.jobs import Job, JobState
from app.platform.outbox import OutboxEvent
from app.translation.lag import lag_seconds
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.templates import render

SECONDS_PER_MINUTE = 60
# Work for another day is not something that waits.
SOON = timedelta(hours=1)

router = page_router()


class StatusPage(Struct, frozen=True):
    """Counts that tell whether the background work keeps up."""

    packs: int
    events: int
    dead_events: int
    jobs: int
    failed_jobs: int
    search_lag: int
    translation_lag: int
    refused: int

    @property
    def is_calm(self) -> bool:
        """Whether nothing waits and nothing failed."""
        waiting = self.events or self.jobs or self.search_lag or self.translation_lag
        return not (waiting or self.has_failed)

    @property
    def has_failed(self) -> bool:
        """Whether an operator has to do something."""
        return bool(self.failed_jobs or self.dead_events or self.refused)

    @property
    def refused_words(self) -> str:
        """How much the search server would not take, as a sentence; empty for none."""
        if not self.refused:
            return ""
        return ngettext(
            "The search server did not take %(num)s piece of text: it can be read, "
            "but not found.",
            "The search server did not take %(num)s pieces of text: they can be read, "
            "but not found.",
            self.refused,
        )

    @property
    def search_words(self) -> str:
        """How far search is behind, as a sentence."""
        if not self.search_lag:
            return gettext("Search finds every change that was published.")
        if self.search_lag < SECONDS_PER_MINUTE:
            return ngettext(
                "Search does not find yet what changed in the last %(num)s second.",
                "Search does not find yet what changed in the last %(num)s seconds.",
                self.search_lag,
            )
        return ngettext(
            "Search does not find yet what changed in the last %(num)s minute.",
            "Search does not find yet what changed in the last %(num)s minutes.",
            -(-self.search_lag // SECONDS_PER_MINUTE),
        )

    @property
    def translation_words(self) -> str:
        """How far what is counted of translations is behind, as a sentence."""
        if not self.translation_lag:
            return gettext("Translations are shown as soon as they are saved.")
        if self.translation_lag < SECONDS_PER_MINUTE:
            return ngettext(
                "Translations are shown as soon as they are saved; those of the last "
                "%(num)s second are not counted yet.",
                "Translations are shown as soon as they are saved; those of the last "
                "%(num)s seconds are not counted yet.",
                self.translation_lag,
            )
        return ngettext(
            "Translations are shown as soon as they are saved; those of the last "
            "%(num)s minute are not counted yet.",
            "Translations are shown as soon as they are saved; those of the last "
            "%(num)s minutes are not counted yet.",
            -(-self.translation_lag // SECONDS_PER_MINUTE),
        )


@router.get("/status", name="home.short_status")
def short_status(_reader: Public) -> Response:
    """Send to the page in the default language."""
    return RedirectResponse("/en/status", 302)


@router.get("/{lang}/status", name="home.status")
def status(
    _reader: Public, _page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what waits and what failed."""
    return render(request, "site/status.html", {"counted": _count(session, request)})


def _count(session: Session, request: Request) -> StatusPage:
    waiting = col(OutboxEvent.due_at).is_not(None)
    is_next = and_(
        col(Job.state) == JobState.QUEUED, col(Job.run_at) < clock.now() + SOON
    )
    # Nobody waits for what goes on by itself for days.
    is_awaited = col(Job.kind).not_in(request.app.state.unawaited_jobs)
    is_open = and_(is_awaited, or_(is_next, col(Job.state) == JobState.RUNNING))
    events = select(func.count()).select_from(OutboxEvent)
    jobs = select(func.count()).select_from(Job)
    return StatusPage(
        packs=count_packs(session),
        events=session.scalar(events.where(waiting)) or 0,
        dead_events=session.scalar(events.where(~waiting)) or 0,
        jobs=session.scalar(jobs.where(is_open)) or 0,
        failed_jobs=session.scalar(jobs.where(col(Job.state) == JobState.FAILED)) or 0,
        search_lag=request.app.state.search_lag(session),
        translation_lag=lag_seconds(session),
        refused=request.app.state.search_refused(session),
    )

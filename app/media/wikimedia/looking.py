"""The job that looks whether files of Commons are still there as they were.

What was changed there is copied anew, as a new version that packs may take; what was
deleted, or has another licence, is told to who brought it. Readers keep what they have.
"""

from datetime import timedelta

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.media.job_names import LOOK
from app.media.kinds import Refused
from app.media.models import CommonsFile, CommonsState, MediaItem
from app.media.wikimedia.answers import MISSING, Original
from app.media.wikimedia.asking import Commons, Later, agent_of
from app.media.wikimedia.bringing import copy_anew
from app.media.wikimedia.remembering import LOOK_AGAIN, PAUSE
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.platform import clock
from app.platform.i18n import gettext
from app.platform.jobs import RunningJob, request_job

AT_ONCE = 100
APART_SECONDS = 1.0
TOLD = frozenset({CommonsState.CHANGED, CommonsState.GONE, CommonsState.UNFIT})


class Looking:
    """Does the job, at the API at an address and for a site."""

    def __init__(self, api: str, site: str, apart: float = APART_SECONDS) -> None:
        self.commons = Commons(api, agent_of(site))
        self.apart = apart

    def run(self, job: RunningJob) -> None:
        """Look at what is due, one after the other; ask to be run again."""
        with job.database.open_session() as session:
            due = list(session.execute(_due()))
        delay = PAUSE
        for done, (item_id, name) in enumerate(due):
            job.report(100 * done // len(due))
            try:
                seen = self._seen(name)
            except Later as later:
                delay = timedelta(seconds=later.seconds) if later.seconds else PAUSE
                break
            with job.database.transaction() as session:
                judge(session, item_id, seen)
            job.stopping.wait(self.apart)
        with job.database.transaction() as session:
            if session.scalar(select(col(CommonsFile.item_id)).limit(1)):
                request_job(session, LOOK, {}, key=LOOK, delay=delay)

    def _seen(self, name: str) -> Original | Refused:
        try:
            return self.commons.find(name)
        except Refused as refusal:
            return refusal


def judge(session: Session, item_id: int, seen: Original | Refused) -> None:
    """Record how a file is on Commons now, and do what follows from it."""
    row = session.get(CommonsFile, item_id, with_for_update=True)
    item = session.get(MediaItem, item_id)
    if row is None or item is None:
        return
    before = row.state
    row.looked_at = clock.now()
    row.next_at = row.looked_at + LOOK_AGAIN
    row.reason, row.params = "", {}
    if isinstance(seen, Refused):
        is_gone = seen.message == MISSING
        row.state = CommonsState.GONE if is_gone else CommonsState.UNFIT
        row.reason, row.params = seen.message, seen.params
    elif _is_as_it_was(row, item, seen):
        row.state, row.descriptions = CommonsState.CURRENT, dict(seen.descriptions)
    else:
        row.state = CommonsState.CHANGED
        copy_anew(session, item, seen.name)
    if row.state is not before and row.state in TOLD:
        said = gettext(row.reason, **row.params) if row.reason else ""
        news = News(NoticeKind.FILE, item.title, f"files/{item.token}", said)
        tell(session, news, to=[item.uploader_id], by=None)


def _is_as_it_was(row: CommonsFile, item: MediaItem, seen: Original) -> bool:
    credit = (seen.author, seen.licence, seen.page)
    return row.sha1 == seen.sha1 and credit == (item.author, item.licence, item.source)


def _due() -> Select[int, str]:
    return (
        select(col(CommonsFile.item_id), col(CommonsFile.name))
        .join(MediaItem, col(MediaItem.id) == col(CommonsFile.item_id))
        .where(
            col(CommonsFile.next_at) <= clock.now(), col(MediaItem.deleted_at).is_(None)
        )
        .order_by(col(CommonsFile.next_at))
        .limit(AT_ONCE)
    )

"""Opening a thread, answering in it, settling it."""

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.talking.mentions import mentioned
from app.authoring.talking.models import Remark, Thread, ThreadKind
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.platform import clock
from app.platform.errors import Conflict, Forbidden, NotFound
from app.platform.i18n import N_
from app.texts.anchors import Anchor

MAX_REMARKS = 500


class Saying(Struct, frozen=True):
    """What somebody says; `by` is None for who is not signed in.

    `about` is what notices call the thing.
    """

    text: str
    by: int | None
    about: str


def open_comment(
    session: Session, document_id: int, anchor: Anchor, saying: Saying
) -> Thread:
    """Begin a thread about some words of a draft."""
    thread = Thread(
        kind=ThreadKind.COMMENT,
        document_id=document_id,
        quote=anchor.quote,
        before=anchor.before,
        after=anchor.after,
        opened_by=saying.by,
    )
    return _open(session, thread, saying)


def report_problem(
    session: Session, path: str, document_id: int | None, saying: Saying
) -> Thread:
    """Begin a thread about a page that something is wrong with."""
    thread = Thread(
        kind=ThreadKind.PROBLEM,
        document_id=document_id,
        path=path,
        opened_by=saying.by,
    )
    return _open(session, thread, saying)


def say(session: Session, thread: Thread, saying: Saying) -> Remark:
    """Add a remark and tell who takes part, and who is mentioned."""
    known = list(
        session.scalars(
            select(col(Remark.author_id)).where(col(Remark.thread_id) == thread.id)
        )
    )
    if len(known) >= MAX_REMARKS:
        raise Conflict(N_("This discussion is full. Please begin a new one."))
    remark = Remark(thread_id=thread.number, text=saying.text, author_id=saying.by)
    session.add(remark)
    session.flush()  # The page that is shown next names it.
    path = f"talk/{thread.number}"
    tell_about(session, saying, path, to={*known, thread.opened_by})
    return remark


def tell_about(
    session: Session, saying: Saying, path: str, *, to: set[int | None]
) -> None:
    """Tell who is mentioned, and the others who take part, once each."""
    names = mentioned(session, saying.text)
    mention = News(NoticeKind.MENTION, saying.about, path, saying.text)
    tell(session, mention, to=names, by=saying.by)
    reply = News(NoticeKind.REPLY, saying.about, path, saying.text)
    tell(session, reply, to=to - names, by=saying.by)


def resolve(session: Session, thread: Thread, *, by: int, about: str) -> None:
    """Settle a matter; who reported a problem is told."""
    if thread.is_resolved:
        return
    thread.resolved_at, thread.resolved_by = clock.now(), by
    thread.claimed_by = None
    if thread.kind is ThreadKind.PROBLEM:
        news = News(NoticeKind.PROBLEM, about, f"talk/{thread.number}")
        tell(session, news, to=[thread.opened_by], by=by)


def reopen(thread: Thread) -> None:
    """Take a settled matter up again."""
    thread.resolved_at = thread.resolved_by = None


def delete_remark(
    session: Session, thread: Thread, remark_id: int, *, by: int, may_all: bool
) -> None:
    """Take the words of a remark away; raise Forbidden for another's."""
    remark = session.get(Remark, remark_id)
    if remark is None or remark.thread_id != thread.id:
        raise NotFound(N_("There is no such remark."))
    if remark.author_id != by and not may_all:
        raise Forbidden(N_("Only who wrote this, or a moderator, can delete it."))
    remark.text, remark.deleted_at = "", clock.now()


def _open(session: Session, thread: Thread, saying: Saying) -> Thread:
    session.add(thread)
    session.flush()  # Its first remark needs its id.
    say(session, thread, saying)
    return thread

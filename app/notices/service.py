"""Telling people, marking notices as read, and choosing what to be told."""

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.accounts.models import User
from app.notices.models import Notice, NoticeKind, NoticeOutcome, UnwantedNotice
from app.notices.queries import who_wants
from app.platform import clock

MAX_TEXT = 300
KEPT = 500


class News(Struct, frozen=True):
    """What is told: its kind, the title of the thing, where it is, what was said.

    `outcome` is what was decided, None where nothing was.
    """

    kind: NoticeKind
    about: str
    path: str
    text: str = ""
    outcome: NoticeOutcome | None = None


def tell(
    session: Session, news: News, *, to: Collection[int | None], by: int | None
) -> None:
    """Tell people, but who did it themselves and who does not want this kind.

    Of somebody's notices the newest 500 are kept.
    """
    others = {person for person in to if person is not None and person != by}
    if not others:
        return
    for user_id in sorted(who_wants(session, others, news.kind)):
        session.add(
            Notice(
                user_id=user_id,
                kind=news.kind,
                outcome=news.outcome,
                actor_id=by,
                about=_beginning(news.about),
                text=_beginning(news.text),
                path=news.path,
            )
        )
        session.flush()  # It is counted with the others.
        _drop_oldest(session, user_id)
        _count(session, user_id)


def _beginning(text: str) -> str:
    """Return what fits of a text, cut between words where there are any, and marked."""
    if len(text) <= MAX_TEXT:
        return text
    cut = text.rfind(" ", MAX_TEXT - 40, MAX_TEXT)
    return f"{text[: cut if cut > 0 else MAX_TEXT - 1]}…"


def mark_read(session: Session, user_id: int, notice_id: int | None = None) -> None:
    """Mark one notice of somebody's own as read, or all; another's stays as it is."""
    unread = (col(Notice.user_id) == user_id) & col(Notice.read_at).is_(None)
    if notice_id is not None:
        unread &= col(Notice.id) == notice_id
    marked = update(Notice).where(unread).values(read_at=clock.now())
    session.execute(marked.execution_options(synchronize_session=False))
    _count(session, user_id)


def mark_read_at(session: Session, user_id: int, path: str) -> None:
    """Mark as read what somebody was told about one page: they have opened it."""
    unread = (col(Notice.user_id) == user_id) & col(Notice.read_at).is_(None)
    marked = update(Notice).where(unread, col(Notice.path) == path)
    session.execute(
        marked.values(read_at=clock.now()).execution_options(synchronize_session=False)
    )
    _count(session, user_id)


def choose_kinds(
    session: Session, user_id: int, wanted: Collection[NoticeKind]
) -> None:
    """Keep which kinds somebody wants to be told."""
    session.execute(
        delete(UnwantedNotice).where(col(UnwantedNotice.user_id) == user_id)
    )
    for kind in NoticeKind:
        if kind not in wanted:
            session.add(UnwantedNotice(user_id=user_id, kind=kind))


def forget_notices(session: Session, fact: AccountVanished) -> None:
    """Delete what somebody was told who has left."""
    for table in (Notice, UnwantedNotice):
        mine = col(table.user_id) == fact.user_id
        session.connection().execute(delete(table).where(mine))
    _count(session, fact.user_id)


def _count(session: Session, user_id: int) -> None:
    unread = (
        select(func.count())
        .where(col(Notice.user_id) == user_id, col(Notice.read_at).is_(None))
        .scalar_subquery()
    )
    counted = update(User).where(col(User.id) == user_id)
    session.execute(
        counted.values(unread_notices=unread).execution_options(
            synchronize_session=False
        )
    )


def _drop_oldest(session: Session, user_id: int) -> None:
    newest = (
        select(col(Notice.id))
        .where(col(Notice.user_id) == user_id)
        .order_by(col(Notice.id).desc())
        .limit(1)
        .offset(KEPT)
        .scalar_subquery()
    )
    old = (col(Notice.user_id) == user_id) & (col(Notice.id) <= newest)
    session.execute(
        delete(Notice).where(old).execution_options(synchronize_session=False)
    )

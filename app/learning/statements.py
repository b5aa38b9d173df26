"""Statements of completion: made by the learner, public, withdrawn by the learner."""

from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, false, select, update
from sqlmodel import Session, col

from app.learning.learner import Learner
from app.learning.models import Statement
from app.learning.pack_facts import ModuleFacts, PackFacts, live_modules
from app.learning.queries import finished_dates
from app.learning.service import pack_progress
from app.platform import clock
from app.platform.errors import Forbidden, Gone, NotFound
from app.platform.i18n import N_
from app.platform.ids import secret_token
from app.texts.queries import published_at

MAX_HOLDER_CHARACTERS = 80
MAX_LISTED = 200


# Built once: building one would take longer than running it.
_LISTED = (
    select(Statement)
    .where(col(Statement.revoked_at).is_(None))
    .order_by(col(Statement.created_at).desc())
    .limit(MAX_LISTED)
)
_OF_USER = _LISTED.where(col(Statement.user_id) == bindparam("user_id"))
_OF_DEVICE = _LISTED.where(col(Statement.device_hash) == bindparam("device_hash"))


class NotAllDone(Forbidden):
    """A statement was asked for before every module is done."""

    def __init__(self) -> None:
        super().__init__(
            N_("Some modules are still open, so there is no statement yet.")
        )


class NoStatement(NotFound):
    """No statement has this address, or it is not this learner's."""

    def __init__(self) -> None:
        super().__init__(N_("There is no statement at this address. Check it again."))


class StatementWithdrawn(Gone):
    """The one who made the statement has withdrawn it."""

    def __init__(self) -> None:
        super().__init__(N_("Whoever made this statement has withdrawn it."))


class Wish(Struct, frozen=True):
    """What a learner wants a statement to say."""

    pack: PackFacts
    holder: str


def make_statement(session: Session, learner: Learner, wish: Wish) -> Statement:
    """Make a statement for somebody who has done the whole pack; or NotAllDone."""
    modules = live_modules(session, [wish.pack.id])[wish.pack.id]
    progress = pack_progress(session, learner, wish.pack.key)
    if not progress.is_finished([module.key for module in modules]):
        raise NotAllDone
    parts: list[PackFacts | ModuleFacts] = [wish.pack, *modules]
    changed_at = published_at(session, [part.document_id for part in parts])
    statement = Statement(
        token=secret_token(),
        user_id=learner.user_id,
        device_hash=None if learner.user_id else learner.device_hash,
        holder=wish.holder,
        pack_key=wish.pack.key,
        pack_title=wish.pack.title,
        pack_version=".".join(str(part.revision_number) for part in parts),
        version_on=changed_at.date(),
        # The one the pack was read in: an address alone translates nothing.
        language=wish.pack.language,
        completed_on=_completed_on(session, learner, wish.pack.key),
    )
    session.add(statement)
    return statement


def get_statement(session: Session, token: str) -> Statement:
    """Return a statement; raise NoStatement or StatementWithdrawn."""
    statement = session.get(Statement, token)
    if statement is None:
        raise NoStatement
    if statement.revoked_at is not None:
        raise StatementWithdrawn
    return statement


def is_made_by(statement: Statement, learner: Learner) -> bool:
    """Tell whether this learner made the statement."""
    if learner.user_id is not None:
        return statement.user_id == learner.user_id
    known = learner.device_hash
    return known is not None and statement.device_hash == known


def statements_of(session: Session, learner: Learner) -> list[Statement]:
    """Return the statements a learner made and has not withdrawn, newest first."""
    if learner.user_id is not None:
        return list(session.scalars(_OF_USER, {"user_id": learner.user_id}))
    known = learner.device_hash
    if known is None:
        return []
    return list(session.scalars(_OF_DEVICE, {"device_hash": known}))


def withdraw_statement(session: Session, learner: Learner, token: str) -> None:
    """Take a statement back and forget the name; raise NoStatement for others."""
    statement = get_statement(session, token)
    if not is_made_by(statement, learner):
        raise NoStatement
    _withdraw(session, col(Statement.token) == token)


def withdraw_all(session: Session, learner: Learner) -> None:
    """Take back every statement a learner made."""
    _withdraw(session, _made_by(learner))


def _withdraw(session: Session, which: ColumnElement[bool]) -> None:
    session.connection().execute(
        update(Statement)
        .where(which, col(Statement.revoked_at).is_(None))
        .values(holder="", revoked_at=clock.now())
    )


def _made_by(learner: Learner) -> ColumnElement[bool]:
    if learner.user_id is not None:
        return col(Statement.user_id) == learner.user_id
    known = learner.device_hash
    return col(Statement.device_hash) == known if known else false()


def _completed_on(session: Session, learner: Learner, pack_key: str) -> date:
    today = clock.now().date()
    if learner.user_id is None:
        return today
    finished = finished_dates(session, learner.user_id).get(pack_key)
    return finished.date() if finished else today

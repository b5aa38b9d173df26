"""What is known about a learner: counted for the page, whole for the export."""

from typing import Any

from msgspec import Struct
from sqlalchemy import func, inspect, select
from sqlmodel import Session, col

from app.learning.learner import Learner
from app.learning.models import Answer, Completion, PackVisit, Statement, Tick
from app.learning.statements import statements_of

Row = PackVisit | Completion | Answer | Tick


class Kept(Struct, frozen=True):
    """How much is kept about somebody's learning."""

    packs: int
    modules: int
    answers: int
    ticks: int
    statements: int

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to take along or delete."""
        return not (self.packs or self.statements)


def kept_about(session: Session, learner: Learner) -> Kept:
    """Count what is kept, in the account or in the cookie."""
    statements = len(statements_of(session, learner))
    if learner.user_id is None:
        packs, details = learner.device.packs, learner.device.details.values()
        return Kept(
            packs=len(packs),
            modules=sum(len(pack.done) for pack in packs.values()),
            answers=sum(len(one.answers) for one in details),
            ticks=sum(len(one.ticks) for one in details),
            statements=statements,
        )

    def count(table: type[Row]) -> int:
        own = col(table.user_id) == learner.user_id
        return session.scalar(select(func.count()).where(own)) or 0

    return Kept(
        packs=count(PackVisit),
        modules=count(Completion),
        answers=count(Answer),
        ticks=count(Tick),
        statements=statements,
    )


def export_learning(session: Session, learner: Learner) -> dict[str, Any]:
    """Return everything this room knows about somebody, as JSON can hold it."""
    own = {"statements": [_statement(one) for one in statements_of(session, learner)]}
    if learner.user_id is None:
        return {**_device(learner), **own}
    return {**_account(session, learner.user_id), **own}


def _device(learner: Learner) -> dict[str, Any]:
    device = learner.device
    return {
        "packs": [
            {
                "pack": key,
                "last_module": progress.last_module,
                "language": progress.last_language,
                "modules_done": sorted(progress.done),
            }
            for key in device.packs
            if (progress := device.progress(key))
        ],
        # The cookie holds short marks of questions and lines, not their ids.
        "answers": [
            {
                "pack": pack,
                "module": f"m{number}",
                "question": f"{quiz:04x}",
                "chosen": [f"{mark:04x}" for mark in answer.chosen],
                "typed": answer.text,
                "is_right": answer.is_right,
                "tries": answer.tries,
            }
            for (pack, number), details in device.details.items()
            for quiz, answer in details.answers.items()
        ],
        "ticks": [
            {"pack": pack, "module": f"m{number}", "line": f"{mark:04x}"}
            for (pack, number), details in device.details.items()
            for mark in sorted(details.ticks)
        ],
    }


def _account(session: Session, user_id: int) -> dict[str, Any]:
    def rows(table: type[Row]) -> list[Any]:
        found = select(table).where(col(table.user_id) == user_id)
        found = found.order_by(*inspect(table).primary_key)
        return [
            row.model_dump(mode="json", exclude={"user_id", "event_key"})
            for row in session.scalars(found)
        ]

    return {
        "packs": rows(PackVisit),
        "modules_done": rows(Completion),
        "answers": rows(Answer),
        "ticks": rows(Tick),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return statement.model_dump(
        mode="json", exclude={"user_id", "device_hash", "revoked_at"}
    )

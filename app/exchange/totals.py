"""What is offered and asked, by skill. Only what everybody may see is counted."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.exchange.models import Need, Offer, Peer
from app.exchange.needs import is_open_need
from app.exchange.people import is_listed_peer
from app.packs.queries import skill_totals
from app.packs.skills import SKILLS, Skill

SORTS = ("lacking", "skill", "asked", "offered", "packs")


class SkillLine(Struct, frozen=True):
    """A skill: how many people offer it, how many ask for it, and packs that teach it.

    `name` is in the language of the interface.
    """

    skill: Skill
    name: str
    offered: int
    asked: int
    packs: int

    @property
    def is_lacking(self) -> bool:
        """Whether it is asked for and nobody offers it."""
        return self.asked > 0 and not self.offered


def skill_lines(session: Session, names: dict[str, str]) -> list[SkillLine]:
    """Return every skill, by three statements; `names` are those of a language."""
    offered, asked = offered_by_skill(session), asked_by_skill(session)
    packs = skill_totals(session, "")
    return [
        SkillLine(
            skill=skill,
            name=names[slug],
            offered=offered.get(slug, 0),
            asked=asked.get(slug, 0),
            packs=packs.get(slug, (0, 0))[0],
        )
        for slug, skill in SKILLS.items()
    ]


def offered_by_skill(session: Session) -> dict[str, int]:
    """Return how many peers offer each skill."""
    rows = session.execute(
        select(col(Offer.skill), func.count())
        .join(Peer, col(Peer.user_id) == col(Offer.user_id))
        .where(is_listed_peer())
        .group_by(col(Offer.skill))
    )
    return dict(rows.all())


def asked_by_skill(session: Session) -> dict[str, int]:
    """Return how many open requests there are for each skill."""
    rows = session.execute(
        select(col(Need.skill), func.count())
        .where(is_open_need())
        .group_by(col(Need.skill))
    )
    return dict(rows.all())


def in_order(lines: Sequence[SkillLine], sort: str) -> list[SkillLine]:
    """Return the lines in an order; unless another is asked for, what is lacking first.

    Equals are in the order of their names.
    """
    return sorted(lines, key=lambda line: (*_rank(line, sort), line.name))


def _rank(line: SkillLine, sort: str) -> tuple[int, ...]:
    if sort == "skill":
        return ()
    if sort in {"asked", "offered", "packs"}:
        return (-int(getattr(line, sort)),)
    return (0 if line.is_lacking else 1, -line.asked, -line.offered)

"""The unit somebody works on, with all that helps: changes, checks, words, notes."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform.languages import Language, get_language
from app.texts.differences import Span, is_changed, word_diff
from app.texts.models import Revision, RevisionUnit, UnitVersion
from app.texts.variables import Masked, VariableKind, mask
from app.translation.checks import Problem
from app.translation.desk.address import Address
from app.translation.desk.beside import Note, notes_beside
from app.translation.desk.clips import Heard, too_fast
from app.translation.desk.kinds import kind_label
from app.translation.desk.marks import Mark, Place
from app.translation.desk.offers import Offer, offers
from app.translation.desk.passages import passage
from app.translation.desk.places import Wording
from app.translation.desk.problems import problems_of, terms_of
from app.translation.desk.subjects import Part
from app.translation.glossary.matching import Hit
from app.translation.models import (
    LanguagePolicy,
    Translation,
    TranslationHead,
    TranslationState,
)
from app.translation.policy import policy_of
from app.translation.wordings import SHOWN_STATES

MAX_OTHERS = 3
# What stands in an open place is shown by this sign in the middle of a variable's text.
CURSOR = "…"


class Button(Struct, frozen=True):
    """A variable that can be put in: `put` has the cursor's sign where words go."""

    token: str
    put: str
    meaning: str


class Other(Struct, frozen=True):
    """The unit in another language."""

    language: Language
    text: str


class Change(Struct, frozen=True):
    """When the original got its wording, and who wrote it, empty where nobody did."""

    at: datetime
    author: str


class Opened(Struct, frozen=True):
    """The open unit. `text` stands in the form, `base` and `shown` go with it.

    `is_settled` says that it is approved, and that whoever looks may not approve.
    """

    place: Place
    number: str
    source: str
    text: str
    base: int
    shown: int
    kind: str
    seen_at: str
    around: tuple[str, str]
    writer: str
    changes: Sequence[Span]
    changed: Change | None
    variables: Sequence[Button]
    problems: Sequence[Problem]
    offers: Sequence[Offer]
    terms: Sequence[Hit]
    others: Sequence[Other]
    notes: Sequence[Note]
    policy: LanguagePolicy
    is_settled: bool = False
    is_typed: bool = False
    heard: Heard | None = None

    @property
    def unit_id(self) -> str:
        return self.place.unit_id

    @property
    def is_judged(self) -> bool:
        """Whether there is anything in force to approve or to send back."""
        return self.place.mark in {Mark.TRANSLATED, Mark.REVIEWED, Mark.NEEDS_WORK}


class Case(Struct, frozen=True):
    """What is known of a unit before it is opened; `beside` are its neighbours.

    `typed` is what somebody has typed, None to begin with what is in force.
    """

    address: Address
    part: Part
    place: Place
    number: str
    wording: Wording
    beside: tuple[str, str]
    is_settled: bool = False
    typed: str | None = None
    heard: Heard | None = None


def open_unit(session: Session, case: Case) -> Opened:
    """Return a unit with everything that helps to translate it."""
    place, wording = case.place, case.wording
    target = case.address.target
    source = mask(wording.source)
    text = wording.text if case.typed is None else case.typed
    terms = terms_of(session, wording, target)
    row = _in_force(session, place)
    changes = _changes(session, place, row, wording)
    return Opened(
        place=place,
        number=case.number,
        source=source.text,
        text=text,
        base=place.row_version,
        shown=wording.version_id,
        kind=kind_label(wording.kind),
        seen_at=f"/{target}/{case.part.path}{passage(_seen(place, wording))}",
        around=case.beside,
        writer=_name(session, row.author_id) if row else "",
        changes=changes,
        changed=_change(session, place.version_id) if changes else None,
        variables=_buttons(source),
        problems=_problems(case, text, terms),
        heard=case.heard,
        offers=[
            one for one in offers(session, place, wording, target) if one.text != text
        ],
        terms=terms,
        others=_others(session, case),
        notes=notes_beside(session, place.unit_id, target),
        policy=policy_of(session, target),
        is_settled=case.is_settled,
        is_typed=case.typed is not None,
    )


def _seen(place: Place, wording: Wording) -> str:
    """Return the words that stand on the page for a unit, as far as can be told."""
    is_shown = place.mark in {Mark.TRANSLATED, Mark.REVIEWED, Mark.OUTDATED}
    return wording.text if is_shown else wording.source


def _problems(case: Case, text: str, terms: Sequence[Hit]) -> list[Problem]:
    if not text:
        return []
    found = problems_of(case.wording, text, case.address.target, terms)
    return [*found, *too_fast(text, case.heard)]


def _in_force(session: Session, place: Place) -> Translation | None:
    if place.in_force_id is None:
        return None
    return session.get_one(Translation, place.in_force_id)


def _name(session: Session, user_id: int | None) -> str:
    found = select(col(User.name)).where(col(User.id) == user_id)
    return session.scalar(found) or ""


def _changes(
    session: Session, place: Place, row: Translation | None, now: Wording
) -> Sequence[Span]:
    """Return how the original differs from what was translated, if outdated."""
    if place.mark != Mark.OUTDATED or row is None:
        return ()
    if now.version_id != place.version_id:
        # Between two translations nobody can tell what changed in the original.
        return ()
    old = session.get_one(UnitVersion, row.unit_version_id)
    spans = word_diff(mask(old.text).text, mask(now.source).text)
    # Variables may be all that changed: then what they stand for is shown.
    return spans if is_changed(spans) else word_diff(old.text, now.source)


def _change(session: Session, version_id: int) -> Change | None:
    """Return when a wording first stood in a revision, and by whom."""
    found = session.execute(
        select(col(Revision.created_at), col(User.name))
        .join(RevisionUnit, col(RevisionUnit.revision_id) == col(Revision.id))
        .outerjoin(User, col(User.id) == col(Revision.author_id))
        .where(col(RevisionUnit.unit_version_id) == version_id)
        .order_by(col(Revision.created_at), col(Revision.id))
        .limit(1)
    ).first()
    return Change(found.created_at, found.name or "") if found else None


def _buttons(source: Masked) -> list[Button]:
    found = []
    for variable in source.variables:
        token = f"{{{variable.number}}}"
        put = {
            VariableKind.LINK: f"[{CURSOR}]({token})",
            VariableKind.IMAGE: f"![{CURSOR}]({token})",
            VariableKind.REFERENCE: f"[{CURSOR}][{token}]",
        }.get(variable.kind, token)
        found.append(Button(token, put, variable.value))
    return found


def _others(session: Session, case: Case) -> list[Other]:
    """Return the unit in the languages that help most, those shown to readers only."""
    mine = {case.address.source, case.address.target}
    rows = session.execute(
        select(col(TranslationHead.language), col(Translation.text))
        .join(Translation, col(Translation.id) == col(TranslationHead.translation_id))
        .where(
            col(TranslationHead.unit_id) == case.place.unit_id,
            col(TranslationHead.language).not_in(mine),
            col(Translation.state).in_(SHOWN_STATES),
        )
        .order_by(
            (col(Translation.state) != TranslationState.APPROVED),
            col(TranslationHead.language),
        )
        .limit(MAX_OTHERS)
    )
    return [Other(get_language(code), text) for code, text in rows]

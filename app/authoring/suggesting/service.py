"""Suggesting other words, and deciding: take them, change them, decline them."""

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.authoring.drafts import Clash, Edit, Seen, save
from app.authoring.models import DraftSave
from app.authoring.suggesting.models import Suggestion, SuggestionState
from app.notices.models import NoticeKind, NoticeOutcome
from app.notices.service import News, tell
from app.platform import clock
from app.platform.errors import Conflict, Forbidden, Invalid, NotFound
from app.platform.i18n import N_
from app.texts.history import get_version
from app.texts.merging import merge
from app.texts.models import Document
from app.texts.passages import (
    Passage,
    head_passage,
    passages_of,
    with_head,
    with_passage,
)

NO_HEAD = N_(
    "Keep the title on the first line, after # and a space, and a lead below it."
)
_OUTCOMES = {
    SuggestionState.ACCEPTED: NoticeOutcome.TAKEN,
    SuggestionState.AMENDED: NoticeOutcome.AMENDED,
    SuggestionState.DECLINED: NoticeOutcome.DECLINED,
}
MAX_OPEN = 30
MAX_OPEN_HERE = 200


class Proposal(Struct, frozen=True):
    """Other words for a passage of a version, why, and whose they are."""

    base_number: int
    passage: int
    after: str
    reason: str = ""
    author_id: int | None = None


class Decision(Struct, frozen=True):
    """What somebody decides: `text` is a reason. `title` is what notices call it."""

    by: int
    title: str
    text: str = ""


def find_passage(
    session: Session, document: Document, version: int, number: int
) -> Passage:
    """Return a passage of a published version; raise NotFound."""
    text = get_version(session, document.number, version).text
    if number == 0:
        return head_passage(text)
    found = next((p for p in passages_of(text) if p.number == number), None)
    if found is None:
        raise NotFound(N_("There is no such passage in this version."))
    return found


def suggest(session: Session, document: Document, new: Proposal) -> Suggestion:
    """Keep a suggestion; the same one is not kept twice.

    Raise Invalid when nothing would change, Conflict when too many wait already.
    """
    passage = find_passage(session, document, new.base_number, new.passage)
    before, after = passage.text, new.after.strip("\n").rstrip()
    _with_words(
        get_version(session, document.number, new.base_number).text, passage, after
    )
    if after == before:
        raise Invalid(N_("Nothing is different yet. Change the words first."))
    same = select(Suggestion).where(
        col(Suggestion.document_id) == document.id,
        col(Suggestion.before) == before,
        col(Suggestion.after) == after,
        col(Suggestion.state) == SuggestionState.OPEN,
    )
    if (known := session.scalar(same.limit(1))) is not None:
        return known
    _refuse_too_many(session, document, new.author_id)
    suggestion = Suggestion(
        document_id=document.number,
        base_number=new.base_number,
        passage=new.passage,
        before=before,
        after=after,
        reason=new.reason,
        author_id=new.author_id,
    )
    session.add(suggestion)
    session.flush()  # The page that is shown next names it.
    return suggestion


def accept(
    session: Session, document: Document, suggestion: Suggestion, by: Decision
) -> Clash | None:
    """Bring the words into the draft, with their author; or return where they clash."""
    _must_be_open(suggestion)
    kept = _put_in(session, document, suggestion)
    if isinstance(kept, Clash):
        return kept
    _decide(session, suggestion, SuggestionState.ACCEPTED, by, kept)
    return None


def amend(
    session: Session,
    document: Document,
    suggestion: Suggestion,
    by: Decision,
    words: str,
) -> Clash | None:
    """Bring the words into the draft, and over them those of who decides."""
    _must_be_open(suggestion)
    kept = _put_in(session, document, suggestion)
    if isinstance(kept, Clash):
        return kept
    first = _changed(session, document, suggestion, suggestion.after)
    second = _changed(session, document, suggestion, words)
    text = merge(first, second, kept.text).mine_first
    seen = Seen(kept.number, document.published_number)
    saved = save(session, document, Edit(text, seen, by.by))
    if isinstance(saved, Clash):
        return saved
    _decide(session, suggestion, SuggestionState.AMENDED, by, saved.save)
    return None


def took_by_hand(session: Session, suggestion: Suggestion, by: Decision) -> None:
    """Note that somebody wrote the words into the draft where they clashed."""
    _must_be_open(suggestion)
    _decide(session, suggestion, SuggestionState.AMENDED, by, None)


def decline(session: Session, suggestion: Suggestion, by: Decision) -> None:
    """Decline with a reason; nothing changes but the suggestion."""
    _must_be_open(suggestion)
    _decide(session, suggestion, SuggestionState.DECLINED, by, None)


def withdraw(suggestion: Suggestion, user_id: int) -> None:
    """Take one's own suggestion back; raise Forbidden for another's."""
    if suggestion.author_id != user_id:
        raise Forbidden(N_("Only who suggested this can take it back."))
    _must_be_open(suggestion)
    suggestion.state, suggestion.decided_at = SuggestionState.WITHDRAWN, clock.now()


def _put_in(
    session: Session, document: Document, suggestion: Suggestion
) -> DraftSave | Clash:
    text = _changed(session, document, suggestion, suggestion.after)
    seen = Seen(0, suggestion.base_number)
    edit = Edit(text, seen, suggestion.author_id, suggestion.reason)
    saved = save(session, document, edit)
    return saved if isinstance(saved, Clash) else saved.save


def _changed(
    session: Session, document: Document, suggestion: Suggestion, words: str
) -> str:
    """Return the version a suggestion was made for, with words for its passage."""
    base = suggestion.base_number
    passage = find_passage(session, document, base, suggestion.passage)
    text = get_version(session, document.number, base).text
    return _with_words(text, passage, words)


def _with_words(text: str, passage: Passage, words: str) -> str:
    if passage.number:
        return with_passage(text, passage, words)
    try:
        return with_head(text, words)
    except ValueError as error:
        raise Invalid(NO_HEAD) from error


def _decide(
    session: Session,
    suggestion: Suggestion,
    state: SuggestionState,
    by: Decision,
    kept: DraftSave | None,
) -> None:
    suggestion.state, suggestion.decided_at = state, clock.now()
    suggestion.decided_by, suggestion.decision = by.by, by.text
    suggestion.save_id = kept.id if kept else None
    path = f"suggestions/{suggestion.number}"
    news = News(NoticeKind.SUGGESTION, by.title, path, by.text, _OUTCOMES[state])
    tell(session, news, to=[suggestion.author_id], by=by.by)


def _must_be_open(suggestion: Suggestion) -> None:
    if not suggestion.is_open:
        raise Conflict(N_("This suggestion was decided already."))


def _refuse_too_many(
    session: Session, document: Document, author_id: int | None
) -> None:
    waiting = select(func.count()).where(
        col(Suggestion.state) == SuggestionState.OPEN,
    )
    mine = waiting.where(col(Suggestion.author_id) == author_id)
    here = waiting.where(col(Suggestion.document_id) == document.id)
    is_full = (session.scalar(here) or 0) >= MAX_OPEN_HERE
    if author_id is not None:
        is_full = is_full or (session.scalar(mine) or 0) >= MAX_OPEN
    if is_full:
        raise Conflict(
            N_("Many suggestions wait already. Please come back when some are decided.")
        )

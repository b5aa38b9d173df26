"""Who may approve in a language: a second person, or authors after some days."""

from datetime import timedelta

from sqlmodel import Session

from app.platform import clock
from app.translation.models import LanguagePolicy, Translation


def policy_of(session: Session, language: str) -> LanguagePolicy:
    """Return the policy of a language: a second person unless somebody changed it."""
    found = session.get(LanguagePolicy, language)
    return found or LanguagePolicy(language=language)


def set_policy(
    session: Session,
    language: str,
    *,
    needs_second_person: bool,
    alone_after_days: int | None = None,
    by: int | None,
) -> LanguagePolicy:
    """Change the policy of a language and note who did."""
    policy = policy_of(session, language)
    policy.needs_second_person = needs_second_person
    policy.alone_after_days = alone_after_days
    policy.changed_by_id, policy.changed_at = by, clock.now()
    session.add(policy)
    return policy


def may_approve(session: Session, row: Translation, by: int | None) -> bool:
    """Tell whether somebody may approve a text: not their own, as a rule.

    Whether they may approve at all is the caller's question.
    """
    policy = policy_of(session, row.language)
    if by is None or row.author_id != by or not policy.needs_second_person:
        return True
    if policy.alone_after_days is None:
        return False
    return clock.now() - row.created_at >= timedelta(days=policy.alone_after_days)

"""How much one account may write down in a while: people never come near it.

Counted in the transaction that writes: what is rolled back has added nothing, and a
save needs no second transaction.
"""

from datetime import timedelta

from sqlmodel import Session

from app.accounts.rate_limits import Limit, count_try, limit_key
from app.platform.settings import Settings

# One unit a second, for as long as somebody can.
SAVING = Limit("translating-account", 300, timedelta(minutes=5))
NOTING = Limit("translators-notes-account", 60, timedelta(hours=1))


def count_writing(
    session: Session, settings: Settings, limit: Limit, user_id: int
) -> None:
    """Count something an account writes; raise TooManyTries when it is too much."""
    count_try(session, limit, limit_key(limit, str(user_id), settings))

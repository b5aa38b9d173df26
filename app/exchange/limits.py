"""How much one account may ask and write in a day: enough for people, not floods."""

from datetime import timedelta

from sqlmodel import Session

from app.accounts.rate_limits import Limit, count_try, limit_key
from app.platform.settings import Settings

DAY = timedelta(days=1)
ASKING = Limit("exchange-requests", 10, DAY)
BEGINNING = Limit("exchange-first-messages", 20, DAY)
WRITING = Limit("exchange-messages", 200, DAY)
REPORTING = Limit("exchange-reports", 30, DAY)


def count(session: Session, settings: Settings, limit: Limit, user_id: int) -> None:
    """Count something an account does; raise TooManyTries.

    In the transaction of what is done: what is refused for another reason, and is not
    kept, does not count.
    """
    count_try(session, limit, limit_key(limit, str(user_id), settings))

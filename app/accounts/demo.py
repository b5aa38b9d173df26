"""Accounts for trying things out, with passphrases that everybody may know.

Only demonstrations call this: production refuses the setting that leads here.
"""

from sqlmodel import Session

from app.accounts.passphrases import hash_passphrase
from app.accounts.queries import find_user_by_name
from app.accounts.rights import COMMAND_LINE, grant_role
from app.accounts.roles import Grant, Role
from app.accounts.service import register
from app.platform.db import Database

_EDITOR = Grant(Role.EDITOR)
# Passphrases are printed on purpose, so they are no secrets.
DEMO_ACCOUNTS: tuple[tuple[str, str, tuple[Grant, ...]], ...] = (
    ("DemoLearner", "seven lanterns by the market", ()),
    ("DemoAuthor", "a canoe full of notebooks", (_EDITOR,)),
    (
        "DemoTranslator",
        "bridges made of paper and ink",
        (
            _EDITOR,
            *(Grant(Role.COORDINATOR, language=code) for code in ("ar", "fr", "sw")),
        ),
    ),
    ("DemoReviewer", "the kettle sings at half past", (Grant(Role.REVIEWER),)),
)


def demo_sign_in(database: Database) -> str:
    """Create the demo accounts that are missing; return how to sign in."""
    with database.transaction() as session:
        _ensure_accounts(session)
    lines = [f"  {name}: {passphrase}" for name, passphrase, _ in DEMO_ACCOUNTS]
    first = "Sign in as one of these (they exist on demonstrations only):"
    return "\n".join([first, *lines])


def _ensure_accounts(session: Session) -> None:
    for name, passphrase, grants in DEMO_ACCOUNTS:
        if find_user_by_name(session, name) is None:
            user = register(session, name, hash_passphrase(passphrase))
            for grant in grants:
                grant_role(session, user, grant, by=COMMAND_LINE)

"""Accounts for trying things out, with passphrases that everybody may know.

Only demonstrations call this: production refuses the setting that leads here.
"""

from sqlmodel import Session

from app.accounts.passphrases import hash_passphrase
from app.accounts.queries import find_user_by_name
from app.accounts.rights import COMMAND_LINE, grant_role
from app.accounts.roles import Grant, Role
from app.accounts.service import register

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


def ensure_demo_accounts(session: Session) -> list[tuple[str, str]]:
    """Create the demo accounts that are missing; return names and passphrases."""
    for name, passphrase, grants in DEMO_ACCOUNTS:
        if find_user_by_name(session, name) is None:
            user = register(session, name, hash_passphrase(passphrase))
            for grant in grants:
                grant_role(session, user, grant, by=COMMAND_LINE)
    return [(name, passphrase) for name, passphrase, _grants in DEMO_ACCOUNTS]

"""What is wrong with a name and a passphrase, as sentences beside their fields."""

from app.accounts.forms import RegisterForm
from app.accounts.names import NameRefused, clean_name
from app.accounts.passphrases import PassphraseRefused, check_passphrase
from app.accounts.queries import is_name_taken
from app.accounts.service import NameTaken
from app.platform.db import Database
from app.platform.errors import AppError
from app.platform.i18n import gettext


def problems(database: Database, form: RegisterForm) -> dict[str, str]:
    """Return a sentence for each field that cannot be used, in the reader's language.

    That a name is taken may be said: names are public.
    """
    found = {}
    try:
        _check_name(database, form.name)
    except (NameRefused, NameTaken) as error:
        found["name"] = sentence(error)
    problem = passphrase_problem(form.passphrase, name=form.name)
    if problem:
        found["passphrase"] = problem
    return found


def passphrase_problem(passphrase: str, *, name: str) -> str | None:
    """Return why this cannot be a passphrase, or None."""
    try:
        check_passphrase(passphrase, name=name)
    except PassphraseRefused as error:
        return sentence(error)
    return None


def sentence(error: AppError) -> str:
    """Return what an error says, in the reader's language."""
    return gettext(error.message, **error.params)


def _check_name(database: Database, name: str) -> None:
    clean = clean_name(name)
    with database.open_session() as session:
        if is_name_taken(session, clean, by_other_than=None):
            raise NameTaken

"""What people send about their own account."""

from typing import Annotated

from pydantic import Field

from app.accounts.passphrases import MAX_PASSPHRASE_CHARACTERS
from app.web.forms import Form

# The service says what is wrong with a name or a passphrase; here is only the size
# beyond which nothing is looked at.
MAX_TYPED_CHARACTERS = 4 * MAX_PASSPHRASE_CHARACTERS

Name = Annotated[str, Field(max_length=200)]
Passphrase = Annotated[str, Field(max_length=MAX_TYPED_CHARACTERS, repr=False)]


class NextForm(Form):
    """Where to go afterwards."""

    next: str = ""


class SignInForm(Form):
    """A name with its passphrase."""

    name: Name
    passphrase: Passphrase


class RegisterForm(Form):
    """A new name with its passphrase; typed once, it can be shown."""

    name: Name
    passphrase: Passphrase


class PassphraseForm(Form):
    """A new passphrase in place of the current one."""

    current: Passphrase
    passphrase: Passphrase


class VanishForm(Form):
    """The wish to leave: said twice, and with the passphrase where there is one."""

    confirm: str
    vanish_passphrase: Passphrase = ""


class SettingsForm(Form):
    """How pages look; an empty choice is the usual one."""

    locale: str = ""
    data_saver: bool = False
    theme: str = "auto"
    text_size: str = "standard"
    shortcuts: bool = False


class LanguageForm(Form):
    """A change to the languages somebody knows: a new one, or a button of the list."""

    language: Annotated[str, Field(max_length=100)] = ""
    change: str = Field("", pattern=r"^((up|down|drop|add):[a-z0-9-]{1,64})?$")

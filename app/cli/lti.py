"""`passalong lti`: the keys by which learning systems know what we send."""

import typer

from app.lti.own_keys import replace_keys
from app.platform.db import Database
from app.platform.settings import get_settings

lti_app = typer.Typer(no_args_is_help=True)


# With one command only, Typer would leave its name out.
@lti_app.callback()
def lti() -> None:
    """Look after the keys towards learning systems."""


@lti_app.command("replace-keys")
def replace() -> None:
    """Make a new key and forget all others, as after a theft.

    A learning system that keeps our keys for a while refuses grades until it looks
    again; they are sent again by themselves.
    """
    settings = get_settings()
    with Database(settings.database_url) as database, database.transaction() as session:
        replace_keys(session, settings.signing_keys)
    print("Learning systems find the new key at /lti/keys.")

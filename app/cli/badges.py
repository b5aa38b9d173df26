"""`passalong badges`: the keys that sign them, and one that cannot be trusted."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from app.platform.db import Database
from app.platform.errors import AppError
from app.platform.i18n import gettext
from app.platform.settings import get_settings
from app.recognition.distrusting import Leak, distrust, keys_in_use
from app.recognition.keys import newest_key
from app.recognition.service import Issuer

badges_app = typer.Typer(no_args_is_help=True)

Day = Annotated[
    datetime,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
        help="Since when somebody else may have had it (UTC).",
    ),
]
Why = Annotated[
    str, typer.Option(help="What the pages of revoked badges say, to everybody.")
]


@badges_app.command()
def keys() -> None:
    """List the keys that have signed badges, and how many badges each has."""
    with (
        Database(get_settings().database_url) as database,
        database.open_session() as session,
    ):
        for key in keys_in_use(session):
            since = f"{key.first_used_at:%Y-%m-%d}"
            print(f"{key.name}  since {since}  badges {key.badges}")


@badges_app.command("distrust")
def distrust_key(
    name: Annotated[str, typer.Argument(help="The name of the key.")],
    since: Day,
    reason: Why = "The key that signed it was known to somebody else.",
) -> None:
    """Have a key refused: revoke what it signed since a day, sign the rest anew."""
    settings = get_settings()
    secrets = settings.signing_keys
    issuer = Issuer(settings.public_url, newest_key(secrets))
    leak = Leak(name, since.replace(tzinfo=UTC), reason)
    try:
        with Database(settings.database_url) as database:
            done = distrust(database, issuer, secrets, leak)
    except AppError as error:
        print(gettext(error.message, **error.params), file=sys.stderr)
        raise typer.Exit(1) from error
    print(f"revoked {done.revoked}, signed anew {done.signed_anew}")

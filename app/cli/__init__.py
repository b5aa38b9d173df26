"""The `passalong` command: serve, look after content, people and the database."""

import sys

import typer

from app.cli.badges import badges_app
from app.cli.content import content_app
from app.cli.database import database_app
from app.cli.doctor import doctor
from app.cli.importing import import_packs
from app.cli.interface import interface
from app.cli.lti import lti_app
from app.cli.media import media_app
from app.cli.memory import remember
from app.cli.search import search_app
from app.cli.server import prepare, worker
from app.cli.sharing import give, take
from app.cli.syncing import sync
from app.cli.translations import translations_app
from app.cli.units import units_app
from app.cli.users import users_app
from app.platform.settings import SettingsError
from app.server import run, serve

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Learning packs made from finished projects.",
)
app.command()(run)
app.command()(serve)
app.command()(prepare)
app.command()(worker)
app.command()(doctor)
content_app.command("import")(import_packs)
translations_app.command()(remember)
translations_app.command()(sync)
translations_app.command()(interface)
translations_app.command()(give)
translations_app.command()(take)
app.add_typer(badges_app, name="badges", help="The keys that sign badges.")
app.add_typer(database_app, name="db", help="The database and its migrations.")
app.add_typer(content_app, name="content", help="Packs, courses and records.")
app.add_typer(lti_app, name="lti", help="The keys towards learning systems.")
app.add_typer(media_app, name="media", help="Where files are kept.")
app.add_typer(search_app, name="search", help="The search index and its keys.")
app.add_typer(units_app, name="units", help="What translations belong to.")
app.add_typer(
    translations_app,
    name="translations",
    help="Interface languages, and catalogs of packs.",
)
app.add_typer(users_app, name="users", help="Accounts and roles.")


def main() -> None:
    """Run the command; a wrong setting ends it with the key, never the value."""
    try:
        app(prog_name="passalong")
    except SettingsError as error:
        print("These settings need another look:", error, sep="\n", file=sys.stderr)
        sys.exit(2)

"""`passalong users`: accounts, their roles, and who is shut out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlmodel import Session

from app.accounts.models import User
from app.accounts.passphrases import check_passphrase, hash_passphrase
from app.accounts.queries import all_users, get_user_by_name, grants_of, rights_log
from app.accounts.rights import (
    COMMAND_LINE,
    block,
    grant_role,
    revoke_role,
    unblock,
)
from app.accounts.roles import Grant, Role
from app.accounts.service import register, vanish
from app.accounts.sessions import end_all_sessions
from app.platform.db import Database
from app.platform.errors import AppError
from app.platform.i18n import gettext
from app.platform.settings import get_settings

users_app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name of the account.")]
Skill = Annotated[str | None, typer.Option(help="Only for this skill.")]
Language = Annotated[str | None, typer.Option(help="Only for this language.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept in the log of rights.")]


@contextmanager
def _transaction() -> Iterator[Session]:
    database = Database(get_settings().database_url)
    try:
        with database.transaction() as session:
            yield session
    except AppError as error:
        print(gettext(error.message, **error.params), file=sys.stderr)
        raise typer.Exit(1) from error
    finally:
        database.close()


@users_app.command()
def add(name: Name) -> None:
    """Create an account; the passphrase is asked for, or read from a pipe."""
    passphrase = _read_passphrase()
    with _transaction() as session:
        check_passphrase(passphrase, name=name)
        user = register(session, name, hash_passphrase(passphrase))
    print(f"{user.name} can sign in now.")


@users_app.command("list")
def list_users() -> None:
    """List the accounts with their roles."""
    with _transaction() as session:
        for user in all_users(session):
            grants = sorted(map(_words, grants_of(session, user)))
            state = "vanished" if user.vanished_at else ""
            state = "blocked" if user.is_blocked else state
            print("\t".join([user.name, ", ".join(grants) or "reader", state]).rstrip())


@users_app.command("log")
def show_log(name: Name) -> None:
    """Show what was done to somebody's rights, by whom and why, the newest first."""
    with _transaction() as session:
        target = get_user_by_name(session, name)
        for entry in rights_log(session, target=target):
            actor = session.get_one(User, entry.actor_id) if entry.actor_id else None
            known = [f"{key}={value}" for key, value in entry.details.items() if value]
            who = actor.name if actor else "command line"
            when = entry.created_at.strftime("%Y-%m-%d %H:%M")
            print("\t".join([when, entry.action, who, ", ".join(known)]).rstrip())


@users_app.command()
def grant(
    name: Name, role: Role, skill: Skill = None, language: Language = None
) -> None:
    """Give somebody a role, for everything or for one skill or language."""
    wanted = Grant(role, skill, language)
    with _transaction() as session:
        user = get_user_by_name(session, name)
        is_new = grant_role(session, user, wanted, by=COMMAND_LINE)
    print(f"{user.name} {'is now' if is_new else 'was already'} {_words(wanted)}.")


@users_app.command()
def revoke(
    name: Name, role: Role, skill: Skill = None, language: Language = None
) -> None:
    """Take a role from somebody, named as it was given."""
    wanted = Grant(role, skill, language)
    with _transaction() as session:
        user = get_user_by_name(session, name)
        was_held = revoke_role(session, user, wanted, by=COMMAND_LINE)
    print(f"{user.name} {'is no longer' if was_held else 'was not'} {_words(wanted)}.")
    raise typer.Exit(0 if was_held else 1)


@users_app.command("block")
def block_user(name: Name, reason: Reason) -> None:
    """Shut an account out; its browsers are signed out at once."""
    with _transaction() as session:
        user = get_user_by_name(session, name)
        block(session, user, reason=reason, by=COMMAND_LINE)
    print(f"{user.name} is blocked and signed out everywhere.")


@users_app.command("unblock")
def unblock_user(name: Name, reason: Reason) -> None:
    """Let an account sign in again."""
    with _transaction() as session:
        user = get_user_by_name(session, name)
        unblock(session, user, reason=reason, by=COMMAND_LINE)
    print(f"{user.name} may sign in again.")


@users_app.command("sign-out")
def sign_out(name: Name) -> None:
    """Sign every browser of an account out."""
    with _transaction() as session:
        user = get_user_by_name(session, name)
        end_all_sessions(session, user)
    print(f"{user.name} is signed out everywhere.")


@users_app.command("vanish")
def vanish_user(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Forget who somebody was: their work stays under a made-up name."""
    if not yes:
        typer.confirm(f"Make {name} vanish? This cannot be undone.", abort=True)
    with _transaction() as session:
        user = get_user_by_name(session, name)
        vanish(session, user)
    print(f"The account is called {user.name} now.")


def _read_passphrase() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    asked: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    return asked


def _words(grant: Grant) -> str:
    scope = [part for part in (grant.skill, grant.language) if part]
    return f"{grant.role.value} ({', '.join(scope)})" if scope else grant.role.value

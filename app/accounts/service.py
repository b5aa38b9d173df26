"""What people do with their own account: come, sign in, change, take along, leave."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts import names
from app.accounts.events import AccountVanished, SignedIn
from app.accounts.identity import Identity, SignInRefused
from app.accounts.models import (
    LogAction,
    LoginSession,
    RightsLogEntry,
    RoleGrant,
    User,
)
from app.accounts.queries import (
    find_central_user,
    grants_of,
    is_name_taken,
    rights_log,
)
from app.accounts.sessions import end_all_sessions, open_login_session
from app.platform import clock
from app.platform.errors import Conflict
from app.platform.i18n import N_
from app.platform.ids import short_id
from app.platform.outbox import announce

VANISHED_ID_CHARACTERS = 10
SUFFIX_CHARACTERS = 4


class NameTaken(Conflict):
    """Another account has this name, or one that looks just like it."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            N_("This name is taken, or looks like one that is. Choose another one.")
        )


class BlockedHere(SignInRefused):
    """A moderator blocked this account."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This account is blocked here, so it cannot sign in. You can still "
                "read everything. The code of conduct says whom to write to."
            )
        )


def sign_in(session: Session, user: User) -> str:
    """Open a session for a browser and return its token; raise BlockedHere."""
    if user.is_blocked or user.vanished_at is not None:
        raise BlockedHere
    token = open_login_session(session, user)
    announce(session, SignedIn(user.number))
    return token


def register(session: Session, name: str, passphrase_hash: str) -> User:
    """Create an account with a passphrase; raise NameTaken or NameRefused."""
    clean = names.clean_name(name)
    if is_name_taken(session, clean, by_other_than=None):
        raise NameTaken
    return _add_user(session, clean, passphrase_hash=passphrase_hash)


def user_of_identity(session: Session, identity: Identity) -> User:
    """Return the account of somebody who signed in elsewhere, new or renamed."""
    user = find_central_user(session, identity.central_id)
    if user is None:
        name = _free_name(session, identity.username, user=None)
        return _add_user(session, name, central_id=identity.central_id)
    if _shown_name(identity.username) != _without_suffix(user.name):
        _set_name(user, _free_name(session, identity.username, user=user))
        session.flush()
    return user


def change_passphrase(session: Session, user: User, passphrase_hash: str) -> str:
    """Keep a new passphrase, sign every browser out, and return a new token."""
    user.passphrase_hash = passphrase_hash
    session.add(user)
    end_all_sessions(session, user)
    return open_login_session(session, user)


def keep_preferences(session: Session, user: User, values: dict[str, str]) -> None:
    """Replace somebody's settings."""
    user.preferences = dict(values)
    session.add(user)


def export_account(session: Session, user: User) -> dict[str, Any]:
    """Return everything this room knows about somebody, as JSON can hold it."""
    sessions = session.scalars(
        select(LoginSession)
        .where(col(LoginSession.user_id) == user.id)
        .order_by(col(LoginSession.created_at))
    )
    return {
        "name": user.name,
        "central_id": user.central_id,
        "has_passphrase": user.passphrase_hash is not None,
        "created_at": user.created_at.isoformat(),
        "blocked_at": _iso(user.blocked_at),
        "preferences": dict(user.preferences),
        "roles": [
            {"role": grant.role, "skill": grant.skill, "language": grant.language}
            for grant in sorted(grants_of(session, user), key=repr)
        ],
        "signed_in_browsers": [
            {
                "since": item.created_at.isoformat(),
                "last_used_on": item.last_seen_at.date().isoformat(),
            }
            for item in sessions
        ],
        "rights_log": [
            {
                "action": entry.action,
                "details": entry.details,
                "at": entry.created_at.isoformat(),
            }
            for entry in rights_log(session, target=user)
        ],
    }


def vanish(session: Session, user: User) -> None:
    """Forget who somebody was; credit stays with an opaque name."""
    end_all_sessions(session, user)
    session.execute(delete(RoleGrant).where(col(RoleGrant.user_id) == user.id))
    _forget_reasons(session, user)
    _set_name(user, names.VANISHED_PREFIX + short_id(VANISHED_ID_CHARACTERS))
    user.central_id = None
    user.passphrase_hash = None
    user.preferences = {}
    user.vanished_at = clock.now()
    session.add(user)
    session.add(RightsLogEntry(target_id=user.number, action=LogAction.VANISHED))
    announce(session, AccountVanished(user.number))


def _forget_reasons(session: Session, user: User) -> None:
    # Reasons are free text, and may name the person.
    about = col(RightsLogEntry.target_id) == user.id
    for entry in session.scalars(select(RightsLogEntry).where(about)):
        kept = {key: value for key, value in entry.details.items() if key != "reason"}
        session.execute(
            update(RightsLogEntry)
            .where(col(RightsLogEntry.id) == entry.id)
            .values(details=kept)
        )


def _add_user(
    session: Session,
    name: str,
    *,
    central_id: str | None = None,
    passphrase_hash: str | None = None,
) -> User:
    user = User(
        name=name,
        name_skeleton=names.skeleton(name),
        name_shape=names.shape(name),
        central_id=central_id,
        passphrase_hash=passphrase_hash,
    )
    session.add(user)
    try:
        # The id is needed now, and a name taken this very moment shows here.
        session.flush()
    except IntegrityError as error:
        raise NameTaken from error
    return user


def _set_name(user: User, name: str) -> None:
    user.name = name
    user.name_skeleton = names.skeleton(name)
    user.name_shape = names.shape(name)


def _shown_name(username: str) -> str:
    return names.displayable(username) or names.VANISHED_PREFIX


def _without_suffix(name: str) -> str:
    base, separator, suffix = name.rpartition(" (")
    is_ours = separator and len(suffix) == SUFFIX_CHARACTERS + 1
    return base if is_ours and suffix.endswith(")") else name


def _free_name(session: Session, username: str, *, user: User | None) -> str:
    name = _shown_name(username)
    candidate = name
    while names.is_reserved(candidate) or is_name_taken(
        session, candidate, by_other_than=user
    ):
        candidate = f"{name} ({short_id(SUFFIX_CHARACTERS)})"
        if not is_name_taken(session, candidate, by_other_than=user):
            break
    return candidate


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

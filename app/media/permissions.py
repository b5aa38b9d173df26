"""Who may see a file that was uploaded, and who may change it."""

from sqlmodel import Session

from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.media.models import MediaItem
from app.media.queries import files_of, owners_showing, placed_of
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_


def check_may_see(session: Session, item: MediaItem, reader: CurrentUser) -> None:
    """Raise NotFound unless it is theirs, they moderate, or a pack has it.

    Drafts of packs are open to everybody who edits, and so are their files.
    """
    if may_change(item, reader) or may_help(session, item):
        return
    if owners_showing(session, files_of(session, item)):
        return
    raise NotFound(N_("There is no such file here, or it is not yours."))


def may_help(session: Session, item: MediaItem) -> bool:
    """Tell whether everybody who edits may work on it: when it is in a pack."""
    return bool(item.placed_from or placed_of(session, item))


def may_change(item: MediaItem, reader: CurrentUser) -> bool:
    """Tell whether somebody may change a file: who brought it, and moderators."""
    return item.uploader_id == reader.user_id or reader.has(Role.MODERATOR)


def check_may_help(session: Session, item: MediaItem, reader: CurrentUser) -> None:
    """Raise NotFound unless somebody may write for a file, Conflict when it is gone."""
    if may_help(session, item) and not item.deleted_at:
        return
    check_may_change(item, reader)


def check_may_change(item: MediaItem, reader: CurrentUser) -> None:
    """Raise NotFound unless somebody may change a file, Conflict when it is gone."""
    if not may_change(item, reader):
        raise NotFound(N_("There is no such file here, or it is not yours."))
    if item.deleted_at:
        raise Conflict(N_("This file was deleted meanwhile."))

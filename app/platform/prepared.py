"""Whether anything has changed since an installation was prepared.

Bytes are compared, not times: a checkout or a copy changes those.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.platform import states
from app.platform.db import Database

ROOT = Path(__file__).parents[2]
# What decides how content is read and what the database looks like.
PROGRAM = ("app", "migrations", "requirements", "translations")
SHELVES = ("courses", "learning_packs", "organisations", "projects")
_PREPARED = "prepared"
_SCHEMA = text("SELECT version_num FROM alembic_version")


def fingerprint(content_folder: Path) -> str:
    """Return a hash of all a preparation looks at: program, catalogs, content."""
    digest = hashlib.sha256()
    for root, names in ((ROOT, PROGRAM), (content_folder, SHELVES)):
        for path in sorted(_files(root, names)):
            for part in (str(path.relative_to(root)).encode(), _bytes(path)):
                digest.update(b"%d:%b" % (len(part), part))
    return digest.hexdigest()


def _files(root: Path, names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        for path in (root / name).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # Whoever reads the content says what is wrong with it.


def is_prepared(database: Database, found: str) -> bool:
    """Tell whether the database was prepared from what has this fingerprint."""
    try:
        with database.open_session() as session:
            return states.remembers(session, _PREPARED, _mark(session, found))
    except SQLAlchemyError:
        return False  # There is no schema yet.


def note_prepared(database: Database, found: str) -> None:
    """Remember that everything was prepared, and nothing was wrong with it."""
    with database.transaction() as session:
        states.remember(session, _PREPARED, _mark(session, found))


def forget_prepared(session: Session) -> None:
    """Content is about to be changed: the next preparation looks at everything."""
    states.forget(session, _PREPARED)


def _mark(session: Session, found: str) -> str:
    # Somebody may have taken the schema back since.
    return f"{found} {session.connection().scalar(_SCHEMA)}"

"""What people do with files: send one, look at what it would do, have it taken in."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct, field
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, find_language
from app.translation.catalogs import DOCUMENT, SEEN, SITE, CatalogError, UnitCatalog
from app.translation.exchange.archive import NOTHING_IN_IT, ZIP, catalogs_in
from app.translation.exchange.deciding import Basis, Outcome
from app.translation.exchange.formats import FORMATS, format_of
from app.translation.exchange.models import CatalogFile
from app.translation.exchange.remarks import new_remarks
from app.translation.exchange.subjects import (
    Subject,
    find_subject,
    published_subjects,
)
from app.translation.exchange.taking_in import (
    Plan,
    announce_taken,
    carry_out,
    plan,
)
from app.translation.notes import Remark, add_note

# The subject of a zip, which is of everything.
EVERYTHING = "everything"
WAITING = timedelta(days=7)
MAX_NAME = 120
MAX_LISTED = 10
# What a number in a header may be, so that no database refuses it.
MAX_ID = 2**31 - 1

OTHER_SUBJECT = N_("this catalog is of another text: %(name)s")
OTHER_LANGUAGE = N_("this catalog is of another language: %(code)s")
UNKNOWN_SUBJECT = N_("there is no text here that this catalog is of")


class Sent(Struct, frozen=True):
    """A file as it arrived: for which text, by id, and for which language."""

    subject: str
    language: str
    name: str
    data: bytes
    author_id: int


class Sender(Struct, frozen=True):
    """Who has a file taken in, where, and what they may do in its language."""

    site: str
    author_id: int
    may_translate: bool
    may_approve: bool

    def basis(self, catalog: UnitCatalog) -> Basis:
        """Return on what basis this person's catalog is taken in."""
        return Basis(
            author_id=self.author_id,
            seen_id=_seen(catalog, self.site),
            may_translate=self.may_translate,
            may_approve=self.may_approve,
        )


class Part(Struct, frozen=True):
    """One catalog of a file: `error` says why it is not read at all.

    `remarks` are the notes in it that are not here yet.
    """

    name: str
    subject: Subject | None = None
    plan: Plan | None = None
    remarks: Sequence[Remark] = ()
    error: CatalogError | None = None


class Review(Struct, frozen=True):
    """What taking a file in would do; `earlier` is the same file, taken in before."""

    file: CatalogFile
    parts: Sequence[Part]
    earlier: CatalogFile | None = None
    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def changes(self) -> int:
        """How many translations and suggestions would be added."""
        return sum(part.plan.changes for part in self.parts if part.plan)

    @property
    def notes(self) -> int:
        """How many notes would be added."""
        return sum(len(part.remarks) for part in self.parts)


def check_sent(sent: Sent) -> None:
    """Raise CatalogError or ArchiveError for a file that nobody can read.

    Whoever sends one is told at once, and nothing of it is kept.
    """
    if sent.subject != EVERYTHING:
        _check(format_of(sent.data).read(sent.data), sent.subject, sent.language)
    elif not any(True for _ in catalogs_in(sent.data)):
        raise CatalogError(NOTHING_IN_IT, 0)


def receive(session: Session, sent: Sent) -> CatalogFile:
    """Keep a file that was checked, for its sender to look at what it would do.

    Files that were not taken in for a week are forgotten on the way.
    """
    forgotten = update(CatalogFile).where(
        col(CatalogFile.taken_at).is_(None),
        col(CatalogFile.created_at) < clock.now() - WAITING,
    )
    session.execute(forgotten.values(data=None))
    kind = ZIP if sent.subject == EVERYTHING else format_of(sent.data).name
    file = CatalogFile(
        subject=sent.subject,
        language=sent.language,
        name="".join(filter(str.isprintable, sent.name))[-MAX_NAME:],
        format=kind,
        digest=hashlib.sha256(sent.data).hexdigest(),
        data=zlib.compress(sent.data),
        author_id=sent.author_id,
    )
    session.add(file)
    session.flush()  # Its page is at its id.
    return file


def get_file(session: Session, file_id: int, author_id: int) -> CatalogFile:
    """Return a file of this person; raise NotFound for anybody else's."""
    file = session.get(CatalogFile, file_id)
    if file is None or file.author_id != author_id:
        raise NotFound(N_("There is no such file of yours."))
    return file


def review(session: Session, file: CatalogFile, sender: Sender) -> Review:
    """Return what taking a file in would do now; nothing is changed."""
    if file.data is None:
        return Review(file, (), counts=Counter(_outcomes(file.counts)))
    parts = list(_parts(session, file, sender))
    counts: Counter[Outcome] = Counter()
    for part in parts:
        counts += part.plan.counts if part.plan else Counter()
    return Review(file, parts, _taken_before(session, file), counts)


def take(session: Session, file: CatalogFile, sender: Sender) -> Review:
    """Take a file in: all of what its review shows, or nothing if anything fails."""
    if file.data is None:
        raise Conflict(N_("This file was dealt with already."))
    reviewed = review(session, file, sender)
    for part in reviewed.parts:
        if part.plan and part.subject and part.plan.changes:
            carry_out(session, part.plan)
            announce_taken(session, part.subject, part.plan.language)
        for remark in part.remarks:
            add_note(session, remark, by=sender.author_id)
    file.counts = {outcome.value: n for outcome, n in reviewed.counts.items()}
    file.taken_at, file.data = clock.now(), None
    return reviewed


def discard(file: CatalogFile) -> None:
    """Forget what is in a file that was not taken in."""
    if file.taken_at is None:
        file.data = None


def recent_files(session: Session, subject: str, language: str) -> list[CatalogFile]:
    """Return the files that were taken in last for a text and language."""
    found = select(CatalogFile).where(
        col(CatalogFile.subject) == subject,
        col(CatalogFile.language) == language,
        col(CatalogFile.taken_at).is_not(None),
    )
    newest = found.order_by(col(CatalogFile.id).desc()).limit(MAX_LISTED)
    return list(session.scalars(newest))


def _parts(session: Session, file: CatalogFile, sender: Sender) -> Iterator[Part]:
    assert file.data is not None  # noqa: S101 (asked before)
    data = zlib.decompress(file.data)
    if file.format != ZIP:
        kind = next(one for one in FORMATS if one.name == file.format)
        subject = find_subject(session, file.subject)
        yield _part(session, file, sender, (file.name, kind.read(data), subject))
        return
    subjects = {one.name: one for one in published_subjects(session)}
    for name, found in catalogs_in(data):
        if isinstance(found, CatalogError):
            yield Part(name, error=found)
        else:
            subject = subjects.get(found.headers.get(DOCUMENT, ""))
            yield _part(session, file, sender, (name, found, subject))


def _part(
    session: Session,
    file: CatalogFile,
    sender: Sender,
    found: tuple[str, UnitCatalog, Subject | None],
) -> Part:
    name, catalog, subject = found
    if subject is None:
        return Part(name, error=CatalogError(UNKNOWN_SUBJECT))
    try:
        catalog = _check(catalog, subject.id, file.language, name=subject.name)
    except CatalogError as error:
        return Part(name, subject, error=error)
    planned = plan(session, subject.every_document, catalog, sender.basis(catalog))
    remarks = new_remarks(
        session, planned.known.units, planned.language, catalog.entries
    )
    return Part(name, subject, planned, remarks)


def _check(
    catalog: UnitCatalog, subject: str, language: str, *, name: str = ""
) -> UnitCatalog:
    """Return the catalog in the language that is meant; raise CatalogError."""
    said = catalog.headers.get(DOCUMENT, "")
    kind, _, key = subject.partition(":")
    wanted = name or f"{kind.removesuffix('s')} {key}"
    if said and said != wanted:
        raise CatalogError(OTHER_SUBJECT, name=said[:MAX_NAME])
    found = find_language(catalog.language)
    if catalog.language and not _is_meant(found, language):
        raise CatalogError(OTHER_LANGUAGE, code=catalog.language[:MAX_NAME])
    return UnitCatalog(language, catalog.headers, catalog.entries, catalog.obsolete)


def _is_meant(found: Language | None, code: str) -> bool:
    return found is not None and found.code == code


def _seen(catalog: UnitCatalog, site: str) -> int | None:
    """Return the newest translation a file knew, if it was written here."""
    said = catalog.headers.get(SEEN, "")
    is_ours = catalog.headers.get(SITE) == site
    is_number = said.isascii() and said.isdigit() and len(said) < len(str(MAX_ID))
    return int(said) if is_ours and is_number else None


def _taken_before(session: Session, file: CatalogFile) -> CatalogFile | None:
    same = select(CatalogFile).where(
        col(CatalogFile.digest) == file.digest,
        col(CatalogFile.subject) == file.subject,
        col(CatalogFile.language) == file.language,
        col(CatalogFile.taken_at).is_not(None),
    )
    return session.scalars(same.order_by(col(CatalogFile.id).desc())).first()


def _outcomes(counts: Mapping[str, int]) -> dict[Outcome, int]:
    return {Outcome(name): number for name, number in counts.items()}

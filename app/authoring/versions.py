"""What people do with published versions: thank, undo, see who wrote what."""

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.drafts import Clash, Edit, Saved, Seen, save, settled_text
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.platform.errors import Conflict, Forbidden, NotFound
from app.platform.i18n import N_
from app.platform.rows import insert_once
from app.platform.states import CONTENT, bump
from app.texts.blame import Blamed, blame
from app.texts.history import Version, get_version, makers_of, versions_of
from app.texts.merging import merge
from app.texts.models import Document, Revision, RevisionThanks
from app.texts.passages import head_passage
from app.texts.segments import FENCE

# Older versions count as one: comparing each costs time.
MOST_VERSIONS = 100


class BlamedBlock(Struct, frozen=True):
    """A block with the version that last changed it."""

    block: Blamed
    version: Version

    @property
    def words(self) -> str:
        """The block as somebody reads it: a file's head is its title and its lead."""
        text = self.block.text
        return head_passage(f"{text}\n").text if text.startswith(FENCE) else text


def get_public_revision(session: Session, revision_id: int) -> Revision:
    """Return a version readers got, by its row; raise NotFound."""
    found = session.get(Revision, revision_id)
    if found is None:
        raise NotFound(N_("There is no version with that number."))
    return get_version(session, found.document_id, found.number)


def thank(
    session: Session, revision: Revision, *, by: int, news: tuple[str, str]
) -> None:
    """Thank for a version, once; `news` is its title and where it is.

    Raise Forbidden for one's own, Conflict when nobody is known to thank.
    """
    makers = makers_of(session, revision)
    if by in makers:
        raise Forbidden(N_("You wrote this yourself."))
    if not makers:
        raise Conflict(N_("Nobody is named for this version."))
    row = {"revision_id": revision.id, "user_id": by}
    if insert_once(session, RevisionThanks, row):
        title, path = news
        tell(session, News(NoticeKind.THANKS, title, path), to=makers, by=by)
        # Histories that are ready in memory show the number.
        bump(session, CONTENT, about=f"thanked:{revision.document_id}")


def undo(
    session: Session, document: Document, version: int, *, by: int
) -> Saved | Clash:
    """Take back in the draft what a version changed; what came later stays.

    Where the same lines were changed again since, nothing is saved: the clash has
    the draft's words as mine, and those of before the version as theirs. Raise
    Conflict for the first version.
    """
    changed = get_version(session, document.number, version)
    if changed.parent_number is None:
        raise Conflict(N_("This is the first version. There is nothing before it."))
    before = get_version(session, document.number, changed.parent_number)
    working = settled_text(session, document)
    seen = Seen(working.seen, document.published_number)
    merged = merge(changed.text, working.text, before.text)
    if merged.clashes:
        return Clash(merged, seen)
    return save(session, document, Edit(merged.mine_first, seen, by))


def blamed_blocks(session: Session, document: Document) -> list[BlamedBlock]:
    """Return the blocks readers get, each with the version that last changed it."""
    newest = versions_of(session, [document.number], limit=MOST_VERSIONS)
    known = {version.number: version for version in newest}
    texts = session.execute(
        select(col(Revision.number), col(Revision.text))
        .where(
            col(Revision.document_id) == document.id,
            col(Revision.number).in_(list(known)),
        )
        .order_by(col(Revision.number))
    )
    blocks = blame([(number, text) for number, text in texts])
    return [BlamedBlock(block, known[block.number]) for block in blocks]

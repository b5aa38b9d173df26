"""What people did before payloads are looked for: they wrote, approved and clashed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.drafts import Edit, Saved, Seen, save
from app.authoring.reviews import ask_review, comment
from app.authoring.source import form_values
from app.authoring.talking.service import Saying
from app.packs.models import Module
from app.packs.queries import get_pack
from app.platform.db import Database
from app.platform.storage import Storage
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units, published_revision
from app.translation.judging import set_state
from app.translation.models import LanguageVersion, TranslationState
from tests.browser.pages import TRANSLATED_PACK
from tests.browser.payload_talk import begin_pack, shape, talk
from tests.factories import translating
from tests.media.shown import add_deck
from tests.security.asking import UNIT

Fields = dict[str, str | float | bool]
Posts = list[tuple[str, Fields]]
WORDS = "<img src=x onerror=__xss=1>"
EDIT = f"/en/edit/{TRANSLATED_PACK}"
OUTLINE: tuple[str, Fields] = (
    "/en/contribute/new",
    {
        "language": "en",
        "skills": "events-organisation",
        "report": f"# A report {WORDS}\n\n## What we did {WORDS}\n\nWe met.\n",
    },
)
SAVE = f"/en/translate/{TRANSLATED_PACK}/en/ar/units/{UNIT}"


@dataclass(frozen=True)
class Story:
    """Pages that only a story has, and forms that came too late."""

    paths: list[str]
    late: Posts


def tell(database: Database, storage: Storage, author_id: int) -> Story:
    """Let somebody write drafts, ask for a review, translate and approve."""
    for words in ("<b>Un</b>", "<b>Deux</b>"):
        # Each is a version of its own because each is approved by itself.
        with database.transaction() as session:
            row = translating.save(session, _title(session), words).translation
            assert row.id is not None
            set_state(session, row.id, TranslationState.APPROVED, by=None)
    with database.transaction() as session:
        first, second, third = _modules(session)[:3]
        late = [_draft(session, first, author_id), *_clash(session), OUTLINE]
        paths = [*_review(session, second, author_id), *_versions(session)]
        paths += talk(session, third, author_id)
        paths += shape(session, author_id)
        paths += begin_pack(session, storage, author_id)
        add_deck(session, storage, WORDS)
    return Story(paths, late)


def _modules(session: Session) -> list[Document]:
    pack = get_pack(session, TRANSLATED_PACK)
    rows = select(Document).join(Module, col(Module.document_id) == col(Document.id))
    rows = rows.where(col(Module.pack_id) == pack.id)
    return list(session.scalars(rows.order_by(col(Module.number))))


def _draft(session: Session, document: Document, by: int) -> tuple[str, Fields]:
    """Save a draft; return a form of somebody who changed the same words before."""
    mine, theirs = (_written(session, document, f"{n} {WORDS}") for n in range(2))
    seen = Seen(0, document.published_number)
    assert isinstance(save(session, document, Edit(mine, seen, by)), Saved)
    values = {name: str(value or "") for name, value in form_values(theirs).items()}
    base = str(document.published_number)
    return f"{EDIT}/1", {**values, "seen": "0", "base": base, "message": WORDS}


def _written(session: Session, document: Document, words: str) -> str:
    """Return the text of a document with other words in its first paragraph."""
    revision = published_revision(session, document)
    assert revision is not None
    units = current_units(session, document.number)
    old = next(unit.text for unit in units if unit.kind == "paragraph")
    assert old in revision.text
    return revision.text.replace(old, words, 1)


def _review(session: Session, document: Document, by: int) -> list[str]:
    text = _written(session, document, WORDS)
    saved = save(
        session, document, Edit(text, Seen(0, document.published_number), by, WORDS)
    )
    assert isinstance(saved, Saved)
    review = ask_review(session, document, saved.save, by=by, message=WORDS)
    comment(session, review, Saying(WORDS, by, WORDS))
    return [f"/en/review/{review.number}", f"{EDIT}/2/saves/{saved.save.number}"]


def _versions(session: Session) -> list[str]:
    """Return the pages of what two approved wordings became part of."""
    rows = select(col(LanguageVersion.number)).where(
        col(LanguageVersion.language) == "fr"
    )
    before, *_, after = sorted(session.scalars(rows))
    packs = f"/fr/packs/{TRANSLATED_PACK}"
    shown = (f"versions/{after}", f"versions/{before}/{after}", f"1/versions/{after}")
    return [f"{packs}/{one}" for one in shown]


def _clash(session: Session) -> Posts:
    """Save a unit twice; return the forms of somebody who saw the first of them."""
    unit = _title(session)
    base = translating.save(session, unit, "<b>1</b>", language="ar").row_version
    translating.save(session, unit, "<b>2</b>", language="ar")
    fields: Fields = {"text": WORDS, "do": "save", "base": str(base)}
    fields["shown"] = str(unit.version_id)
    return [(f"{SAVE}/{end}", fields) for end in ("save", "_saved")]


def _title(session: Session) -> CurrentUnit:
    pack = get_pack(session, TRANSLATED_PACK)
    units = current_units(session, pack.document_id)
    return next(unit for unit in units if unit.id == UNIT)

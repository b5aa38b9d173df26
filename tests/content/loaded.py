"""Looks into what was loaded, and writes it back with translations beside it."""

from sqlmodel import Session

from app.content.export import export_pack
from app.packs.models import Pack
from app.packs.queries import find_pack_by_key, get_pack, modules_of
from app.platform.db import Database
from app.texts.models import Document
from app.texts.queries import current_units, published_revision
from app.texts.reading import Status
from app.translation.queries import unit_texts
from tests.factories.library import BENCH, ContentFolders

SLUG = "build-a-bench"
ONE = f"{BENCH}/modules/01-choose.md"
SENTENCE = "Dry wood does not bend when the rain comes back."
EDITED = "Dry wood does not bend much when the rain comes back."


def pack(session: Session, key: str = "bench1") -> Pack:
    """Return a pack by its id."""
    found = find_pack_by_key(session, key)
    assert found is not None
    return found


def module_texts(session: Session, key: str = "bench1") -> list[str]:
    """Return the files of a pack's modules as they were published."""
    texts = []
    for module in modules_of(session, pack(session, key).id or 0):
        document = session.get_one(Document, module.document_id)
        revision = published_revision(session, document)
        assert revision is not None
        texts.append(revision.text)
    return texts


def export(folders: ContentFolders, database: Database, slug: str = SLUG) -> None:
    """Write a pack back into its folder."""
    with database.open_session() as session:
        found = get_pack(session, slug)
        files = export_pack(session, folders.storage, found)
    for name, data in files.items():
        folders.write(f"learning_packs/{slug}/{name}", data)


def add_french(folders: ContentFolders, database: Database) -> None:
    """Translate every unit of the pack into something French."""
    with database.open_session() as session:
        bench = pack(session)
        scopes = [("pack", bench.document_id)]
        scopes += [(m.key, m.document_id) for m in modules_of(session, bench.id or 0)]
        rows = [
            (f"{scope}/{unit.id}", unit.text)
            for scope, document_id in scopes
            for unit in current_units(session, document_id)
        ]
    entries = [
        f'msgctxt "{context}"\nmsgid "{quoted(text)}"\nmsgstr "fr {quoted(text)}"\n'
        for context, text in rows
    ]
    head = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n'
    folders.write(f"{BENCH}/translations/fr.po", "\n".join([head, *entries]))


def quoted(text: str) -> str:
    """Return a text as a catalog writes it."""
    return text.replace('"', '\\"').replace("\n", "\\n")


def french(database: Database) -> dict[str, Status]:
    """Return how each unit of the first module reads in French."""
    with database.open_session() as session:
        module = modules_of(session, pack(session).id or 0)[0]
        document = session.get_one(Document, module.document_id)
        return {
            text.text: text.status for text in unit_texts(session, document, ["fr"])
        }

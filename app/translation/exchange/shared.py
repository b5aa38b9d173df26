"""Memory and glossary as files: what everybody's programs can use, and give back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.i18n import N_
from app.texts.models import Document
from app.translation.catalogs import MAX_CATALOG_BYTES, CatalogError
from app.translation.exchange.tbx import read_tbx, write_tbx
from app.translation.exchange.term_tables import read_table, write_table
from app.translation.exchange.terms import FileConcept
from app.translation.exchange.tmx import MemoryUnit, read_tmx, write_tmx
from app.translation.glossary.queries import all_concepts
from app.translation.glossary.service import Change, MergeReport, merge_concepts
from app.translation.memory.queries import pairs
from app.translation.memory.service import take_in_pairs
from app.translation.models import TranslationHead

TMX_TYPE = "application/x-tmx+xml"
OTHER_ENDING = N_("the name of the file must end in %(endings)s")


class GlossaryFormat(Struct, frozen=True):
    """A format of glossaries: how its files end and what browsers call it."""

    ending: str
    label: str
    media_type: str
    read: Callable[[BinaryIO], list[FileConcept]]
    write: Callable[[Iterable[FileConcept]], Iterator[bytes]]


GLOSSARY_FORMATS = (
    GlossaryFormat("tbx", "TBX", "application/x-tbx+xml", read_tbx, write_tbx),
    GlossaryFormat(
        "csv",
        "CSV",
        "text/csv",
        lambda file: read_table(file.read(MAX_CATALOG_BYTES + 1)),
        lambda concepts: iter([write_table(concepts)]),
    ),
)


def glossary_format(name: str) -> GlossaryFormat:
    """Return the format of a file by its name; raise CatalogError."""
    ending = name.rpartition(".")[2].lower()
    for kind in GLOSSARY_FORMATS:
        if kind.ending == ending:
            return kind
    endings = ", ".join(f".{kind.ending}" for kind in GLOSSARY_FORMATS)
    raise CatalogError(OTHER_ENDING, 0, endings=endings)


def glossary_file(session: Session, kind: GlossaryFormat) -> Iterator[bytes]:
    """Yield the whole glossary as a file."""
    return kind.write(map(FileConcept.of, all_concepts(session)))


def take_glossary(
    session: Session, kind: GlossaryFormat, file: BinaryIO, author_id: int | None
) -> MergeReport:
    """Take in terms that are new; nothing that is there is changed or removed.

    Raise CatalogError with the line for what cannot be read, Invalid for a term that
    cannot be kept.
    """
    concepts = kind.read(file)
    drafts = (concept.draft for concept in concepts)
    return merge_concepts(session, drafts, Change(author_id, kind.label))


def memory_file(session: Session, source: str, target: str) -> Iterator[bytes]:
    """Yield what the memory holds from one language to another, as TMX."""
    found = pairs(session, source, target)
    units = (
        MemoryUnit(source, {source: one.source, target: one.text}) for one in found
    )
    return write_tmx(source, units)


def take_memory(session: Session, file: BinaryIO) -> int:
    """Remember the pairs of a TMX file; return how many texts are new.

    A variant that nobody writes or translates here, as `en-gb`, is its language: its
    texts would be offered to nobody.
    """
    used = _used(session)
    texts = (unit.texts for unit in read_tmx(file))
    return take_in_pairs(session, (_in_used(one, used) for one in texts))


def _used(session: Session) -> frozenset[str]:
    written = select(col(Document.source_language)).distinct()
    translated = select(col(TranslationHead.language)).distinct()
    return frozenset((*session.scalars(written), *session.scalars(translated)))


def _in_used(texts: Mapping[str, str], used: frozenset[str]) -> dict[str, str]:
    found = {code: text for code, text in texts.items() if code in used}
    for code, text in texts.items():
        base = code.partition("-")[0]
        found.setdefault(base if code not in used and base in used else code, text)
    return found

"""A broken file is taken in as a whole or not at all; nothing is left half written."""

import io
import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlmodel import Session

from app.platform.errors import AppError
from app.translation.catalogs import CatalogError, write_catalog
from app.translation.exchange.sending import Sender, Sent, check_sent, receive, take
from app.translation.exchange.shared import (
    GLOSSARY_FORMATS,
    glossary_format,
    take_glossary,
    take_memory,
)
from app.translation.exchange.tmx import MemoryUnit, write_tmx
from app.translation.exchange.xliff import write_xliff
from app.translation.glossary.models import Concept, ConceptRevision
from app.translation.memory.models import MemoryText
from app.translation.models import Translation, TranslationHead, UnitNote
from tests.translation.exchange.test_glossary_files import CONCEPTS
from tests.translation.exchange.test_xliff import PIECES
from tests.translation.exchange.translator import Translator
from tests.translation.mutants import mutants

TABLES = (Translation, TranslationHead, UnitNote, Concept, ConceptRevision, MemoryText)
MANY = 2_000 if os.environ.get("TESTS_SOAK") == "yes" else 300
COUNTS = [20, pytest.param(MANY, marks=pytest.mark.slow)]
UNITS = [MemoryUnit("en", {"en": f"Text {n}", "fr": f"Texte {n}"}) for n in range(9)]


# In one question: it is asked after each of hundreds of files.
COUNTED = select(
    *(select(func.count()).select_from(table).scalar_subquery() for table in TABLES)
)


def rows(session: Session) -> list[int]:
    return list(session.execute(COUNTED).one())


def each(
    app: FastAPI, found: list[bytes], take_in: Callable[[Session, bytes], None]
) -> tuple[int, int]:
    """Take in files one after another; return how many were, and were refused.

    A refusal that leaves anything behind fails.
    """
    taken = refused = 0
    before: list[int] = []
    for data in found:
        try:
            with app.state.database.transaction() as session:
                before = rows(session)
                take_in(session, data)
            taken += 1
        except (CatalogError, AppError):
            refused += 1
            with app.state.database.open_session() as session:
                assert rows(session) == before, data
    return taken, refused


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", ["fr.po", "fr.xlf"])
def test_mutated_catalogs_leave_nothing_half_written(
    app: FastAPI, ama: Translator, name: str, count: int
) -> None:
    catalog = ama.catalog()
    entries = (
        replace(e, text=f"fr {e.source}", notes=("Une note",)) for e in catalog.entries
    )
    catalog = replace(catalog, entries=tuple(entries))
    data = write_catalog(catalog) if name == "fr.po" else write_xliff(catalog)
    sender = Sender("https://other.example", 1, may_translate=True, may_approve=False)

    def take_in(session: Session, data: bytes) -> None:
        sent = Sent("packs:bench1", "fr", name, data, sender.author_id)
        check_sent(sent)
        before = rows(session)
        review = take(session, receive(session, sent), sender)
        added = [now - then for now, then in zip(rows(session), before, strict=True)]
        assert added[0] == review.changes
        assert added[2] == review.notes

    taken, refused = each(app, [data, *mutants(data, count, PIECES)], take_in)

    assert taken > 0
    assert refused > 0


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("ending", ["tbx", "csv", "tmx"])
def test_mutated_glossaries_and_memories_leave_nothing_half_written(
    app: FastAPI, ending: str, count: int
) -> None:
    writing = {kind.ending: kind.write for kind in GLOSSARY_FORMATS}
    data = b"".join(
        write_tmx("en", iter(UNITS)) if ending == "tmx" else writing[ending](CONCEPTS)
    )

    def take_in(session: Session, data: bytes) -> None:
        file = io.BytesIO(data)
        if ending == "tmx":
            take_memory(session, file)
        else:
            take_glossary(session, glossary_format(f"a.{ending}"), file, None)

    taken, refused = each(app, [data, *mutants(data, count, PIECES)], take_in)

    assert taken > 0
    assert refused > 0

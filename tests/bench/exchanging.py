"""How long catalogs of a large pack take: `python -m tests.bench.exchanging`.

A pack of 5,000 units is translated to 20 languages from PO files. Seconds are of the
processor, so that what else runs on the machine does not count.
"""

import gc
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from app.cli.database import migrate
from app.platform.db import Database
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.service import new_document, publish_text
from app.translation.catalogs import UnitCatalog
from app.translation.exchange.deciding import Basis
from app.translation.exchange.exporting import Exporter
from app.translation.exchange.formats import FORMATS, CatalogFormat
from app.translation.exchange.subjects import Subject, SubjectKind
from app.translation.exchange.taking_in import import_catalog
from tests.factories.texts import HEAD

UNITS = 5_000
MODULES = 10
WORDS = ("wiki", "edit", "source", "photo", "people", "place", "learn", "share")
LANGUAGES = (
    *("fr", "ar", "sw", "dag", "ha", "es", "pt", "hi", "bn", "zh-min-nan"),
    *("ff-adlm", "ru", "de", "it", "tr", "fa", "id", "vi", "ja", "yo"),
)
SITE = "https://passalong.example"


def main() -> None:
    """Print what each step takes."""
    with (
        tempfile.TemporaryDirectory(prefix="passalong-exchange-") as folder,
        Database(f"sqlite:///{Path(folder) / 'passalong.db'}") as database,
    ):
        migrate(database)
        with database.transaction() as session:
            subject = _large_pack(session)
        print(f"| {UNITS} units | seconds |\n|---|---|")
        for kind in FORMATS:
            _one_language(database, subject, kind)
        _many_languages(database, subject)


def _large_pack(session: Session) -> Subject:
    chance = random.Random(20_261_120)  # noqa: S311 (the same texts every time)
    documents = {}
    for number in range(MODULES):
        document = new_document(session, DocumentKind.MODULE, "en")
        paragraphs = (
            f"{' '.join(chance.choices(WORDS, k=15))} [here](https://a.example/{unit})"
            f" {number} {unit}.\n"
            for unit in range(UNITS // MODULES - 2)
        )
        text = "\n".join([HEAD, *paragraphs])
        publish_text(session, document, NewText(text, f"bench/m{number}"))
        documents[f"m{number}"] = document
    places = {scope: f"packs/bench/{scope}" for scope in documents}
    return Subject(SubjectKind.PACKS, "bench", "bench", documents, places)


def _one_language(database: Database, subject: Subject, kind: CatalogFormat) -> None:
    code = LANGUAGES[FORMATS.index(kind)]
    with database.open_session() as session:
        empty = Exporter.of(session, subject, [code]).translators_catalog(code, SITE)
    filled = kind.write(_translated(empty))
    _timed(f"{kind.label} in", lambda: _take(database, subject, kind.read(filled)))
    _timed(
        f"{kind.label} in again", lambda: _take(database, subject, kind.read(filled))
    )
    _timed(f"{kind.label} out", lambda: _write(database, subject, kind, code))


def _write(
    database: Database, subject: Subject, kind: CatalogFormat, code: str
) -> None:
    with database.open_session() as session:
        exporter = Exporter.of(session, subject, [code])
        kind.write(exporter.translators_catalog(code, SITE))


def _take(database: Database, subject: Subject, catalog: UnitCatalog) -> None:
    basis = Basis(seen_id=2**31 - 1)
    with database.transaction() as session:
        import_catalog(session, subject.documents, catalog, basis)


def _translated(catalog: UnitCatalog) -> UnitCatalog:
    entries = (
        replace(entry, text=f"{catalog.language} {entry.source}")
        for entry in catalog.entries
    )
    return replace(catalog, entries=tuple(entries))


def _many_languages(database: Database, subject: Subject) -> None:
    kind = FORMATS[0]
    before = _peak_megabytes()
    grown = before

    def all_in() -> Iterator[None]:
        nonlocal grown
        for number, code in enumerate(LANGUAGES):
            with database.open_session() as session:
                exporter = Exporter.of(session, subject, [code])
                empty = exporter.translators_catalog(code, SITE)
            _take(database, subject, kind.read(kind.write(_translated(empty))))
            gc.collect()
            if number == 1:
                grown = _peak_megabytes()
            yield

    _timed(f"{len(LANGUAGES)} languages out and in", lambda: list(all_in()))
    peak = _peak_megabytes()
    print(f"\nMemory at its most: {grown} MB after two languages, {peak} MB after all.")


def _timed(name: str, work: Callable[[], object]) -> None:
    started = time.process_time()
    work()
    print(f"| {name} | {time.process_time() - started:.2f} |")


def _peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()

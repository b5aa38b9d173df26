"""What translating costs: aligning, publishing, saving, a page half translated.

`python -m tests.bench.translating` prints a table; with `--all`, the workbench, files,
the memory and a running server too. Costs are CPU seconds of this process, since a
machine that is shared tells nothing by the clock; those of the server are by the clock.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from alembic import command
from sqlmodel import Session

from app.cli.database import migration_config
from app.packs.models import Level, Pack
from app.platform.db import Database
from app.texts.alignment import OldUnit, align
from app.texts.blocks import Lesson
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units, published_revision
from app.texts.rendering import lesson_within_limits
from app.texts.segments import Segment, split_front_matter
from app.texts.service import new_document, publish_text
from app.translation.catalogs import CatalogEntry, UnitCatalog
from app.translation.exchange.taking_in import import_catalog
from app.translation.pack_languages import refresh_pack_languages
from app.translation.queries import unit_texts
from app.translation.recounting import recount_edit
from app.translation.saving import Draft, Saved, save_translation
from tests.factories.texts import HEAD

UNITS, EDITS, MOVES = 5_000, 500, 70
PAGE_UNITS = 500
LANGUAGES = [
    "fr",
    "ar",
    "sw",
    "de",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "uk",
    "tr",
    "fa",
    "he",
    "hi",
    "bn",
    "ta",
    "te",
    "ml",
    "kn",
    "gu",
    "pa",
    "mr",
    "ne",
    "si",
    "th",
    "vi",
    "id",
    "ms",
    "tl",
    "ja",
    "ko",
    "zh",
    "ha",
    "yo",
    "ig",
    "am",
    "om",
    "so",
    "zu",
]
REPEATS = 5
# The other benches of translations, with their words.
ALL = {
    "translators": (),
    "workbench": ("--rounds", "20"),
    "exchanging": (),
    "remembering": (),
}


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    what: str
    figure: str
    budget: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the other benches too")
    is_all: bool = parser.parse_args().all
    print("| what | CPU | at most |\n|---|---:|---:|")
    for row in (aligning(), *publishing_and_page(), *saving()):
        print(f"| {row.what} | {row.figure} | {row.budget} |", flush=True)
    for name in ALL if is_all else ():
        print(f"\n{name}", flush=True)
        command = [sys.executable, "-m", f"tests.bench.{name}", *ALL[name]]
        subprocess.run(command, check=True)


def sentence(chance: random.Random, words: int = 14) -> str:
    """Return words nobody has written."""
    letters = "abcdefghijklmnoprstuvwy"
    made = (
        "".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(words)
    )
    return " ".join(made).capitalize() + "."


def cost(work: Callable[[], object]) -> float:
    """Return the CPU seconds a piece of work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def aligning() -> Row:
    """Align a text of 5,000 units with edits and moves; all of it must come right."""
    chance = random.Random(5)  # noqa: S311 (the same text every time)
    old = [
        OldUnit(f"u{n}", Segment("paragraph", sentence(chance))) for n in range(UNITS)
    ]
    new = [(unit.id, unit.segment.text) for unit in old]
    for place in chance.sample(range(UNITS), EDITS):
        words = new[place][1].split()
        words[chance.randrange(1, len(words))] = "changed"
        new[place] = (new[place][0], " ".join(words))
    for place in chance.sample(range(UNITS), MOVES):
        new.insert(chance.randrange(UNITS), new.pop(place))
    segments = [Segment("paragraph", text) for _, text in new]
    took = min(cost(lambda: align(old, segments)) for _ in range(3))
    right = sum(a == b for a, (b, _) in zip(align(old, segments), new, strict=True))
    what = f"align {UNITS} units, {EDITS} edits, {MOVES} moves ({right} right)"
    return Row(what, f"{took:.2f} s", "0.3 s")


def publishing_and_page() -> list[Row]:
    """Publish an edit of a text in 2 and in 40 languages; show it half translated."""
    few, page = _with_languages(LANGUAGES[:2])
    many, _ = _with_languages(LANGUAGES)
    return [
        Row(
            f"publish an edit of {PAGE_UNITS} units, {len(LANGUAGES)} languages to 2",
            f"{many / few:.2f}x ({1000 * many:.0f} ms)",
            "1.3x",
        ),
        Row(
            f"{PAGE_UNITS} units in a partial language",
            f"{1000 * page:.0f} ms",
            "60 ms",
        ),
    ]


def _with_languages(languages: list[str]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        database = _empty(Path(folder))
        with database.open_session(write=True) as session:
            document, text = _document(session, PAGE_UNITS)
            pack = _pack(_fields(session))
            session.add(pack)
            document.part_of_id = pack.document_id
            for language in languages:
                _translate(session, document, language)
            refresh_pack_languages(session, pack)
            session.commit()
            times = []
            for number in range(REPEATS):
                text = text.replace("\n\n", f"\n\nEdit {number} ", 1)
                new = NewText(text, "bench")
                work = partial(_publish, session, pack, document, new)
                times.append(cost(work))
                session.commit()
            page = min(cost(lambda: _page(session, document)) for _ in range(REPEATS))
        database.close()
    return median(times), page


def _publish(session: Session, pack: Pack, document: Document, new: NewText) -> None:
    before = document.published_number
    publish_text(session, document, new)
    recount_edit(session, pack, document, before)


def _fields(session: Session) -> Document:
    fields = new_document(session, DocumentKind.PACK, "en")
    text = 'title = "A pack"\nsummary = "What it is."\ngoals = []\n'
    publish_text(session, fields, NewText(text, "bench"))
    return fields


def _page(session: Session, document: Document) -> Lesson:
    texts = unit_texts(session, document, ["fr", "ar"])
    revision = published_revision(session, document)
    assert revision is not None
    _, body, _ = split_front_matter(revision.text)
    return lesson_within_limits(body, texts[2:])


def saving() -> list[Row]:
    """Save one unit after another of a text of 5,000, each in its own transaction."""
    with tempfile.TemporaryDirectory() as folder:
        database = _empty(Path(folder))
        with database.transaction() as session:
            document, _ = _document(session, UNITS)
            session.add(_pack(document))
            units = current_units(session, document.number)
        times = [cost(lambda u=u: _save(database, u)) for u in units[2:202]]  # type: ignore[misc]
        database.close()
    ranked = sorted(times)
    p95 = ranked[int(len(ranked) * 0.95)]
    return [
        Row(f"save a unit of {UNITS}, p50", f"{1000 * median(times):.1f} ms", "12 ms"),
        Row(f"save a unit of {UNITS}, p95", f"{1000 * p95:.1f} ms", "40 ms"),
    ]


def _pack(document: Document) -> Pack:
    return Pack(
        key="bench",
        slug="bench",
        document_id=document.number,
        level=Level.BEGINNER,
        licence="CC-BY-SA-4.0",
    )


def _save(database: Database, unit: CurrentUnit) -> None:
    draft = Draft(
        unit_id=unit.id,
        language="fr",
        text=f"fr {unit.text}",
        shown_version_id=unit.version_id,
    )
    with database.transaction() as session:
        assert isinstance(save_translation(session, draft), Saved)


def _empty(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder}/bench.db")
    with database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")
    return database


def _document(session: Session, units: int) -> tuple[Document, str]:
    chance = random.Random(7)  # noqa: S311 (the same text every time)
    body = "\n\n".join(sentence(chance) for _ in range(units))
    text = f"{HEAD}\n{body}\n"
    document = new_document(session, DocumentKind.MODULE, "en")
    publish_text(session, document, NewText(text, "bench"))
    return document, text


def _translate(session: Session, document: Document, language: str) -> None:
    """Take in a translation of every second unit."""
    units = current_units(session, document.number)[::2]
    entries = [CatalogEntry(u.id, u.text, f"{language} {u.text}") for u in units]
    catalog = UnitCatalog(language, {}, tuple(entries))
    import_catalog(session, {"m1": document}, catalog)


if __name__ == "__main__":
    main()

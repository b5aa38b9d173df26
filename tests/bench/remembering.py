"""How fast the translation memory answers: `python -m tests.bench.remembering`.

So many segments, a fifth of them edited copies of others, with a translation each.
Asked for are texts of the memory with a word or more changed, new ones, and short ones.
Times are CPU time of this process, which asks SQLite; found is the share of what
comparing with every single segment finds, which is timed as well.
"""

import argparse
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlmodel import Session, col

from app.cli.database import migrate
from app.platform.db import Database
from app.translation.memory.models import MemoryText
from app.translation.memory.queries import MIN_MATCH, remembered
from app.translation.memory.service import take_in_pairs
from tests.bench.search_documents import words_of

LANGUAGES = ("en", "ar", "zh")
COMPARED = 40


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--database", help="address of an empty database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="passalong-memory-") as folder:
        url = asked.database or f"sqlite:///{Path(folder) / 'memory.db'}"
        with Database(url) as database:
            migrate(database)
            for language in asked.language or LANGUAGES[:1]:
                _measure(database, language, asked)


def _measure(database: Database, language: str, asked: argparse.Namespace) -> None:
    texts = list(_segments(language, asked.segments))
    started = time.perf_counter()
    with database.transaction() as session:
        take_in_pairs(
            session,
            ({language: text, "fr": f"{n} {text}"} for n, text in enumerate(texts)),
        )
    filled = time.perf_counter() - started
    queries = list(_queries(language, texts, asked.queries))
    # What the benchmark itself holds is not looked through by a server's collector.
    gc.freeze()
    with database.open_session() as session:
        remembered(session, queries[0], language, "fr")
        times = [_timed(session, query, language) for query in queries]
        share, whole = _compare(session, queries[:COMPARED], language)
    cut = statistics.quantiles(times, n=100)
    print(
        f"{len(texts):,} segments in {language}, filled in {filled:.0f} s: "
        f"p50 {1000 * cut[49]:.1f} ms, p95 {1000 * cut[94]:.1f} ms, at most "
        f"{1000 * max(times):.1f} ms; found {share:.1%} of what comparing with all "
        f"finds in {1000 * whole:.0f} ms"
    )


def _timed(session: Session, query: str, language: str) -> float:
    # A server of databases works elsewhere: then only a clock tells.
    bind = session.get_bind()
    clock = time.process_time if bind.dialect.name == "sqlite" else time.perf_counter
    started = clock()
    remembered(session, query, language, "fr")
    return clock() - started


def _compare(
    session: Session, queries: list[str], language: str
) -> tuple[float, float]:
    """Return the share of best matches that are found, and how long all takes."""
    rows = select(col(MemoryText.text)).where(col(MemoryText.language) == language)
    every = session.scalars(rows).all()
    started = time.process_time()
    best = [
        process.extractOne(q, every, scorer=fuzz.ratio, score_cutoff=MIN_MATCH)
        for q in queries
    ]
    whole = (time.process_time() - started) / len(queries)
    there = [(q, b[1]) for q, b in zip(queries, best, strict=True) if b]
    found = 0
    for query, score in there:
        ours = remembered(session, query, language, "fr", limit=1)
        found += bool(ours) and ours[0].match >= min(int(score), 99)
    return found / max(1, len(there)), whole


def _segments(language: str, count: int) -> Iterator[str]:
    chance = random.Random(language)  # noqa: S311 - the same ones each time
    kept: list[str] = []
    for number in range(count):
        if number % 5 == 4:
            text = _edited(chance, language, chance.choice(kept))
        else:
            text = words_of(chance, language, _length(chance)).capitalize() + "."
        kept.append(text)
        yield text


def _length(chance: random.Random) -> int:
    """Return a number of words: headings and sentences, now and then a paragraph."""
    return max(1, min(80, round(chance.lognormvariate(2.3, 0.8))))


def _edited(chance: random.Random, language: str, text: str) -> str:
    parts = list(text) if language == "zh" else text.split(" ")
    for _ in range(max(1, len(parts) // chance.choice((5, 8, 12)))):
        parts[chance.randrange(len(parts))] = words_of(chance, language, 1)
    return ("" if language == "zh" else " ").join(parts)


def _queries(language: str, texts: list[str], count: int) -> Iterator[str]:
    chance = random.Random(f"queries {language}")  # noqa: S311 - the same each time
    for number in range(count):
        if number % 4 == 3:
            yield words_of(chance, language, chance.choice((1, 2, 3, 12)))
        else:
            yield _edited(chance, language, chance.choice(texts))


if __name__ == "__main__":
    main()

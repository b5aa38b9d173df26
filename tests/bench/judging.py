"""How good search is: nDCG@10, MRR and empty answers, by language and kind.

The measures are in `tests/search/measures.py`, the judged searches and how they were
made in `tests/search/judgements/`.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

from app.cli.translations import compile_stale
from app.search.meilisearch import engine as meilisearch_engine
from app.search.meilisearch.connections import Patience
from tests.search.judged import read_judged
from tests.search.judging import Figures, Outcome, lost_by_typos, run, starter_app
from tests.services.meilisearch import start_meilisearch

HEADER = "| {:<16} | queries | nDCG@10 | MRR | nothing found |"
RULE = "|---|---:|---:|---:|---:|"


def main() -> None:
    """Judge both engines and print their tables."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.judging", description=__doc__
    )
    parser.add_argument("--engine", choices=["embedded", "meilisearch"])
    parser.add_argument(
        "--worst", type=int, default=0, help="print so many, worst first"
    )
    options = parser.parse_args()
    compile_stale()
    judged = read_judged()
    engines = {"embedded": embedded, "meilisearch": meilisearch}
    for name, opened in engines.items():
        if options.engine in {None, name}:
            with (
                tempfile.TemporaryDirectory(prefix="passalong-judging-") as folder,
                opened(Path(folder)) as app,
            ):
                outcomes = run(app, judged)
            print(f"\n## {name}\n")
            print_tables(outcomes)
            print_worst(outcomes, options.worst)


@contextmanager
def embedded(folder: Path) -> Iterator[FastAPI]:
    """Return the program with the engine that needs no server."""
    with starter_app(folder) as app:
        yield app


@contextmanager
def meilisearch(folder: Path) -> Iterator[FastAPI]:
    """Return the program with a real Meilisearch."""
    server = start_meilisearch(folder)
    try:
        with starter_app(folder, **server.settings("judging").model_dump()) as app:
            yield app
    finally:
        server.stop()


def print_tables(outcomes: Sequence[Outcome]) -> None:
    """Print all outcomes together, by kind and by language."""
    print(HEADER.format("all") + f"\n{RULE}\n{row('all', outcomes)}\n")
    for title, key in (("kind", _kind), ("language", _language)):
        print(f"{HEADER.format(title)}\n{RULE}")
        for name in sorted({key(one) for one in outcomes}):
            print(row(name, [one for one in outcomes if key(one) == name]))
        print()
    points = 100 * lost_by_typos(outcomes)
    print(f"Mistyped searches lose {points:.1f} points of nDCG against what they mean.")


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return a line of a table."""
    found = Figures.of(outcomes)
    return (
        f"| {name:<16} | {found.count} | {found.ndcg:.3f} | {found.mrr:.3f} "
        f"| {100 * found.empty:.1f} % |"
    )


def print_worst(outcomes: Sequence[Outcome], number: int) -> None:
    """Print where most is lost, to see why."""
    for one in sorted(outcomes, key=lambda one: one.ndcg)[:number]:
        judged = one.judged
        print(
            f"{one.ndcg:.2f} {judged.kind:<14} {judged.reader:<6} {judged.ask} "
            f"-> {list(one.gains)} of {judged.grades}"
        )


Key = Callable[[Outcome], str]


def _kind(outcome: Outcome) -> str:
    return outcome.judged.kind


def _language(outcome: Outcome) -> str:
    return outcome.judged.language


if __name__ == "__main__":
    # What is judged is what is found, not how fast this machine finds it.
    meilisearch_engine.MENDING_SECONDS = 60
    meilisearch_engine.PATIENCE = Patience(60, 60, 60)
    main()

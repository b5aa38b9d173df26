"""Runs the judged searches against a program with the starter content."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from fastapi import FastAPI

from app.cli.database import migration_config
from app.content.library import read_library
from app.content.loading import load_library
from app.main import create_app
from app.platform.settings import Settings
from app.platform.storage import FolderStorage
from app.search.answering.results import Asked
from app.search.upkeep.indexing import request_derivation
from tests.conventions.sources import ROOT
from tests.search.judged import Judged, gains, ideal
from tests.search.measures import mean, ndcg, reciprocal_rank

RANKS = 10


@dataclass(frozen=True)
class Outcome:
    """What an engine made of a judged search."""

    judged: Judged
    gains: tuple[int, ...]

    @property
    def ndcg(self) -> float:
        """nDCG of the first page."""
        return ndcg(self.gains, ideal(self.judged), RANKS)

    @property
    def reciprocal_rank(self) -> float:
        """One by the rank of the first useful card."""
        return reciprocal_rank(self.gains, RANKS)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not self.gains


@dataclass(frozen=True)
class Figures:
    """The averages of some outcomes, as shares."""

    count: int
    ndcg: float
    mrr: float
    empty: float

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Figures":
        """Average some outcomes."""
        found = list(outcomes)
        return cls(
            count=len(found),
            ndcg=mean([one.ndcg for one in found]),
            mrr=mean([one.reciprocal_rank for one in found]),
            empty=mean([float(one.is_empty) for one in found]),
        )


@contextmanager
def starter_app(folder: Path, **search: Any) -> Iterator[FastAPI]:
    """Return the program with the starter content, all of it indexed."""
    settings = Settings(
        environment="test",
        database_url=f"sqlite:///{folder}/judging.db",
        media_folder=folder / "media",
        allowed_hosts=("testserver",),
        public_url="http://testserver",
        log_level="error",
        worker=False,
        **search,
    )
    app = create_app(settings)
    database = app.state.database
    with database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")
    load_library(database, FolderStorage(settings.media_folder), read_library(ROOT))
    index(app)
    yield app
    database.close()


def index(app: FastAPI) -> None:
    """Derive every document and bring the index up to date, in this thread."""
    with app.state.database.transaction() as session:
        request_derivation(session)
    app.state.worker.run_due()


def run(app: FastAPI, judged: Sequence[Judged]) -> list[Outcome]:
    """Ask every judged search as its reader would, on the first page."""
    outcomes = []
    with app.state.database.open_session() as session:
        for one in judged:
            asked = Asked(one.ask, (one.reader,))
            results = app.state.search.answer(session, asked)
            outcomes.append(Outcome(one, tuple(gains(one, results.cards))))
    return outcomes


def lost_by_typos(outcomes: Sequence[Outcome]) -> float:
    """Return how much nDCG mistyped searches lose against what they mean."""
    by_ask = {(one.judged.ask, one.judged.reader): one for one in outcomes}
    pairs = [
        (by_ask[one.judged.twin, one.judged.reader].ndcg, one.ndcg)
        for one in outcomes
        if one.judged.kind == "typo"
    ]
    return mean([meant - typed for meant, typed in pairs])

"""Search stays as good as it is: floors a little below what it reaches today."""

from collections.abc import Iterator, Sequence

import pytest
from fastapi import FastAPI

from app.main import create_app
from tests.databases import Databases, make_settings
from tests.search.judged import read_judged
from tests.search.judging import Figures, Outcome, lost_by_typos, run

pytestmark = pytest.mark.slow

# Today's figures are printed by `python -m tests.bench.judging`.
FLOOR = 0.90
KINDS = {"exact": 0.91, "typo": 0.86, "accentless": 0.92, "moment": 0.97}
MOST_EMPTY = 0.01
MOST_LOST = 0.055


@pytest.fixture(scope="module")
def app(databases: Databases) -> Iterator[FastAPI]:
    url = databases.copy("searched")
    app = create_app(make_settings(url, databases.media))
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture(scope="module")
def outcomes(app: FastAPI) -> Sequence[Outcome]:
    return run(app, read_judged())


def test_the_best_answers_come_first(outcomes: Sequence[Outcome]) -> None:
    found = Figures.of(outcomes)

    assert found.ndcg >= FLOOR
    assert found.empty <= MOST_EMPTY


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_search_is_good(outcomes: Sequence[Outcome], kind: str) -> None:
    of_kind = [one for one in outcomes if one.judged.kind == kind]

    assert Figures.of(of_kind).ndcg >= KINDS[kind]


def test_typing_errors_cost_little(outcomes: Sequence[Outcome]) -> None:
    assert lost_by_typos(outcomes) <= MOST_LOST


def test_the_same_search_has_the_same_answer(app: FastAPI) -> None:
    judged = [one for one in read_judged() if one.kind in {"phrase", "synonym"}]

    assert run(app, judged) == run(app, judged)

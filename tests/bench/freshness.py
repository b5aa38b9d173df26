"""How soon a change is found while many are made: `python -m tests.bench.freshness`.

Translations of the starter content are saved at a steady rate, each with a word that
nothing else has; the worker runs beside, as it does in a server. What is measured is
the time from the commit until a search for the word finds it.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col

from app.cli.database import migrate
from app.content.loading import load_library
from app.main import create_app
from app.packs.events import PackLoaded
from app.packs.models import Module, Pack
from app.platform.outbox import announce
from app.platform.settings import Settings
from app.platform.states import CONTENT, bump
from app.search.results import Asked
from app.texts.models import Document
from app.texts.queries import current_units
from tests.conftest import starter_library
from tests.factories.texts import translate

LETTERS = "bcdfghjklmnpqrstvwxz"
PATIENCE_SECONDS = 30


def main() -> None:
    """Print the times at the rate that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="changes a second")
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="passalong-fresh-") as folder:
        times = _measure(Path(folder), asked.rate, asked.seconds)
    cut = statistics.quantiles(times, n=100)
    print(
        f"{len(times)} changes at {asked.rate:g} a second: found after "
        f"p50 {cut[49]:.2f} s, p95 {cut[94]:.2f} s, at most {max(times):.2f} s"
    )


def _measure(folder: Path, rate: float, seconds: float) -> list[float]:
    settings = Settings.model_validate(
        {
            "environment": "test",
            "database_url": f"sqlite:///{folder / 'passalong.db'}",
            "media_folder": folder / "media",
            "log_level": "error",
        }
    )
    app = create_app(settings)
    migrate(app.state.database)
    load_library(app.state.database, app.state.storage, starter_library())
    app.state.worker.run_due()
    app.state.worker.bus.watch_commits()
    app.state.worker.start()
    made: dict[str, float] = {}
    found: dict[str, float] = {}
    done = threading.Event()
    looker = threading.Thread(target=_look, args=(app, made, found, done))
    looker.start()
    _change(app, made, rate, seconds)
    done.set()
    looker.join()
    app.state.worker.stop()
    app.state.database.close()
    return [found[word] - made[word] for word in found]


def _change(app: FastAPI, made: dict[str, float], rate: float, seconds: float) -> None:
    chance = random.Random(1)  # noqa: S311 - the same changes each time
    with app.state.database.open_session() as session:
        modules = session.execute(
            select(col(Module.document_id), col(Pack.key)).join(
                Pack, col(Pack.id) == col(Module.pack_id)
            )
        ).all()
        # Each piece once, or a change would be gone before it is found.
        pieces = [
            (document_id, key, place)
            for document_id, key in modules
            for place, unit in enumerate(current_units(session, document_id))
            if unit.kind in {"paragraph", "item"}
        ]
    begin = time.monotonic()
    chosen = chance.sample(pieces, round(rate * seconds))
    for number, (document_id, key, place) in enumerate(chosen):
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        word = "".join(chance.choices(LETTERS, k=12))
        with app.state.database.transaction() as session:
            document = session.get_one(Document, document_id)
            unit = current_units(session, document_id)[place]
            translate(session, document, "fr", {unit.text: f"Un {word}"})
            bump(session, CONTENT, about=f"pack:{key}")
            announce(session, PackLoaded(key))
        made[word] = time.monotonic()


def _look(
    app: FastAPI,
    made: dict[str, float],
    found: dict[str, float],
    done: threading.Event,
) -> None:
    """Look for the oldest changes that were not found yet, again and again."""
    until = float("inf")
    while time.monotonic() < until:
        if done.is_set() and until == float("inf"):
            until = time.monotonic() + PATIENCE_SECONDS
        waiting = [word for word in list(made) if word not in found]
        if done.is_set() and not waiting:
            return
        for word in waiting[:20]:
            with app.state.database.open_session() as session:
                asked = Asked(text=f'"{word}"', reader_languages=("fr",))
                if app.state.search.answer(session, asked).total:
                    found[word] = time.monotonic()
        time.sleep(0.02)
    missing = len([word for word in made if word not in found])
    raise RuntimeError(f"{missing} changes were never found")


if __name__ == "__main__":
    main()

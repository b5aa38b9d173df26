"""The workbench on a pack of 5,000 units: opening a page of it, and saving a unit.

    python -m tests.bench.workbench

What is measured is a whole request inside this process, in CPU time, so that others
on the machine do not count. Half of the units are translated beforehand.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.roles import Grant, Role
from app.cli.database import migrate
from app.main import create_app
from app.platform.memory import keep_memory_low
from app.translation.desk.address import Address
from app.translation.desk.board import Board, Worker
from app.translation.desk.marks import Show
from app.translation.desk.subjects import get_subject
from app.translation.permissions import May
from app.translation.saving import Draft, save_translation
from tests.accounts.people import add_person, token_for
from tests.databases import HOST, make_settings
from tests.factories.library import HEAD, TABLE, ContentFolders

MODULES, PARAGRAPHS = 10, 500
WORKBENCH = "/en/translate/build-a-table/en/fr"


def main() -> None:
    """Print how long the requests take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds: int = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        client = _client(app)
        units = _translate_half(app)
        keep_memory_low()
        print(f"{len(units):,} units, {rounds} rounds, CPU time in ms")
        _tell("open the first page", rounds, lambda _: client.get(WORKBENCH))
        middle = f"{WORKBENCH}?show=all&page=50"
        _tell("open page 50 of all", rounds, lambda _: client.get(middle))
        _tell("save a unit", rounds, lambda i: _save(client, units[2 * i + 1], "save"))
        _tell(
            "save and get the next, as a piece",
            rounds,
            lambda i: _save(client, units[2 * (rounds + 1 + i) + 1], "_saved"),
        )
        app.state.database.close()


def _tell(what: str, rounds: int, ask: Callable[[int], object]) -> None:
    ask(rounds)  # The first one compiles templates and statements.
    spent = []
    for number in range(rounds):
        start = time.process_time()
        ask(number)
        spent.append(1_000 * (time.process_time() - start))
    p50, p95 = statistics.median(spent), sorted(spent)[int(0.95 * len(spent))]
    print(f"{what:36} p50 {p50:6.1f}   p95 {p95:6.1f}")


def _app(folder: Path) -> FastAPI:
    app = create_app(make_settings(f"sqlite:///{folder}/bench.db", folder / "media"))
    migrate(app.state.database)
    folders = ContentFolders(folder, app.state.database)
    write_large_pack(folders.root)
    assert folders.load().failed == []
    return app


def write_large_pack(content: Path) -> None:
    """Give a pack of the small library 5,000 units."""
    (content / TABLE / "modules/01-only.md").unlink()
    for number in range(1, MODULES + 1):
        head = HEAD.format(key=f"m{number}", title=f"Part {number}", kind="training")
        body = "\n\n".join(map(_paragraph, range(PARAGRAPHS)))
        path = content / TABLE / f"modules/{number:02}-part.md"
        path.write_text(f"{head}{body}\n")


def _paragraph(number: int) -> str:
    return (
        f"Paragraph {number} says that boards need {number} screws, and has "
        f"[a link](https://example.org/{number}) to look at before you go on."
    )


def _client(app: FastAPI) -> TestClient:
    with app.state.database.transaction() as session:
        user = add_person(session, "Ama", Grant(Role.EDITOR))
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    client.cookies.set("passalong", token_for(app.state.database, user))
    return client


def _translate_half(app: FastAPI) -> list[tuple[str, int]]:
    """Translate every other unit; return all, each with the wording to translate."""
    with app.state.database.transaction() as session:
        subject = get_subject(session, "build-a-table")
        address = Address("en", "build-a-table", "en", "fr", Show.ALL)
        board = Board(session, subject, address, Worker(None, May()))
        for place in board.every[::2]:
            draft = Draft(
                unit_id=place.unit_id,
                language="fr",
                text=f"Le texte {place.position} a [un lien]({{1}}).",
                shown_version_id=place.version_id,
            )
            save_translation(session, draft)
        return [(place.unit_id, place.version_id) for place in board.every]


def _save(client: TestClient, unit: tuple[str, int], how: str) -> None:
    unit_id, version_id = unit
    fields = {
        "text": f"Texte {unit_id} [lien]({{1}})",
        "shown": version_id,
        "do": "save",
    }
    answer = client.post(f"{WORKBENCH}/units/{unit_id}/{how}", data=fields)
    assert answer.status_code in {200, 303}, answer.text


if __name__ == "__main__":
    main()

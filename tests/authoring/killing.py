"""People who write through forms in a program that is killed at any moment.

Run as a program it reads `<database> <media> <file> <tokens> <round>` from its input,
one a line, and forks for each an editor and a reviewer who save, publish, restore,
split and take back for ever. What was answered to them stands in the file.
"""

import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from fastapi import FastAPI
from sqlalchemy import func, select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.authoring.models import DraftSave, Review, ReviewState
from app.authoring.reshaping.models import Reshaping
from app.main import create_app
from app.packs.events import PackLoaded
from app.packs.queries import get_pack, modules_of
from app.platform.db import Database
from app.platform.outbox import OutboxEvent
from app.texts.history import get_version
from app.texts.kinds import DocumentKind
from app.texts.models import Document, Revision
from app.texts.queries import current_units
from app.texts.segments import segments
from tests.accounts.people import Browser
from tests.authoring.conftest import EDIT, Writer
from tests.databases import HOST, make_settings
from tests.reading.shelf import PACK
from tests.services.nursery import Nursery

HERE = f"/en/edit/{PACK}"
MARK = re.compile(r"⟨(\d+-\d+)⟩")


def kill_often(app: FastAPI, tokens: list[str], times: int, said: Path) -> int:
    """Kill people's program at random moments, look after each what is left.

    Return how much was answered to them.
    """
    random, nursery = Random(times), Nursery("tests.authoring.killing")  # noqa: S311 - no secret
    database, media = app.state.database, app.state.settings.media_folder
    said.touch()
    told = _told(database)
    try:
        for one in range(times):
            # What it is in the middle of then does not depend on how fast it is.
            wanted = _lines(said) + random.randint(0, 5)
            nursery.kill_one(
                f"{database.url} {media} {said} {','.join(tokens)} {one}",
                lambda wanted=wanted: _lines(said) >= wanted,  # type: ignore[misc]
                after=random.uniform(0, 0.2),
            )
            must_be_sound(database, said, told)
    finally:
        nursery.close()
    return _lines(said)


def _lines(said: Path) -> int:
    return said.read_text().count("\n")


def must_be_sound(database: Database, said: Path, told: int) -> None:
    """Fail when what was answered is missing, or a change was made by halves.

    `told` is how often others had been told of packs before anybody wrote.
    """
    # The last line may have been cut off with its writer.
    lines = [line.split() for line in said.read_text().split("\n")[:-1]]
    with database.open_session() as session:
        saved = _marks(session.scalars(select(col(DraftSave.text))))
        published = _marks(session.scalars(select(col(Revision.text))))
        assert {mark for did, mark in lines if did == "saved"} <= saved.keys()
        assert {mark for did, mark in lines if did == "published"} <= published.keys()
        _must_be_numbered(session)
        _must_be_decided(session)
        assert _told(database) - told == _changes(session)


def _must_be_numbered(session: Session) -> None:
    """Modules and versions are counted without a gap; units are those of the text."""
    pack = get_pack(session, PACK)
    live = [m for m in modules_of(session, pack.id or 0) if not m.is_withdrawn]
    assert sorted(m.number for m in live) == list(range(1, len(live) + 1))
    assert pack.module_count == len(live)
    for module in live:
        document = session.get_one(Document, module.document_id)
        mine = col(Revision.document_id) == document.id
        numbers = session.scalars(select(col(Revision.number)).where(mine)).all()
        assert sorted(numbers) == list(range(1, document.published_number + 1))
        text = get_version(session, document.number, document.published_number).text
        assert len(MARK.findall(text)) <= 1
        wanted = [one.hash for one in segments(DocumentKind.MODULE, text)]
        assert [u.text_hash for u in current_units(session, document.number)] == wanted


def _must_be_decided(session: Session) -> None:
    """What a review says is published is, and one at most is under way."""
    reviews = session.scalars(select(Review)).all()
    assert sum(review.is_under_way for review in reviews) <= 1
    for review in reviews:
        is_out = review.state is ReviewState.PUBLISHED
        assert is_out == (review.published_number is not None)
        if review.published_number is not None:
            asked = session.get_one(DraftSave, review.save_id).text
            version = get_version(session, review.document_id, review.published_number)
            assert version.text == asked


def _marks(texts: Iterable[str]) -> Counter[str]:
    return Counter(mark for text in texts for mark in MARK.findall(text))


def _told(database: Database) -> int:
    """Count how often others were told that a pack changed."""
    with database.open_session() as session:
        mine = col(OutboxEvent.name) == PackLoaded.name
        return session.scalar(select(func.count()).where(mine)) or 0


def _changes(session: Session) -> int:
    """Count what others must have been told of."""
    out = col(Review.state) == ReviewState.PUBLISHED
    shaped = session.scalars(select(Reshaping)).all()
    taken_back = sum(one.undone_at is not None for one in shaped)
    published = session.scalar(select(func.count()).where(out)) or 0
    return published + len(shaped) + taken_back


def main() -> None:
    """Fork people for each line; say their id, and later how they ended."""
    for line in sys.stdin:
        url, media, said, tokens, one = line.split()
        people = _people(url, media, tokens, said)
        pid = os.fork()
        if pid == 0:
            _take_back(people.reviewer)
            for count in itertools.count(1):
                people.work(f"{one}-{count}")
        print(pid, flush=True)  # noqa: T201 (the answer to the test)
        _, status = os.waitpid(pid, 0)
        print("killed", os.WTERMSIG(status), flush=True)  # noqa: T201 (the same)


@dataclass(frozen=True)
class _People:
    """An editor and a reviewer, and the file of what was answered to them."""

    editor: Writer
    reviewer: Writer
    said: Path

    def work(self, mark: str) -> None:
        """Write and publish, put back, split and join; say what was answered."""
        form = self.editor.form()
        body = MARK.sub("", form["body"]).rstrip()
        form |= {"body": f"{body}\n\n⟨{mark}⟩\n"}
        _done(self.editor, EDIT, **form, do="save")
        self._say("saved", mark)
        review = _done(self.editor, EDIT, **self.editor.form(), do="review")
        _done(self.reviewer, f"{review}/publish")
        self._say("published", mark)
        _split(self.reviewer)
        self._say("split", mark)
        _take_back(self.reviewer)
        self._say("taken-back", mark)
        _done(self.editor, f"{EDIT}/restore/1")
        self._say("restored", mark)

    def _say(self, did: str, mark: str) -> None:
        with self.said.open("ab", buffering=0) as file:
            file.write(f"{did} {mark}\n".encode())


@cache
def _people(url: str, media: str, tokens: str, said: str) -> _People:
    """Return people whose program has done everything once, so that forks need not.

    It has no connection to its database: none would be of use in two processes.
    """
    app = create_app(make_settings(url, Path(media)))
    editor, reviewer = (_signed_in(app, token) for token in tokens.split(","))
    people = _People(editor, reviewer, Path(said))
    people.work("0-0")
    app.state.database.engine.dispose()
    return people


def _signed_in(app: FastAPI, token: str) -> Writer:
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    browser = Browser(client)
    browser.client.cookies.set("passalong", token)
    return Writer(browser)


def _split(who: Writer) -> None:
    page = who.page(f"{HERE}/modules/m1/split").one("main")
    line = page.all("input", type="radio")[0].attributes["value"]
    _done(who, f"{HERE}/modules/m1/split", line=line)


def _take_back(who: Writer) -> None:
    forms = who.page(HERE).one("main").all("form")
    actions = [form.attributes.get("action", "") for form in forms]
    # Whoever was killed has left one of them at most.
    for action in actions:
        if action.endswith("/undo"):
            _done(who, action)


def _done(who: Writer, path: str, **fields: str) -> str:
    """Send a form that is taken; return where it leads."""
    answer = who.browser.post(path, **fields)
    assert answer.status_code == 303, f"{path}: {answer.status_code}"
    return answer.headers["location"]


if __name__ == "__main__":
    main()

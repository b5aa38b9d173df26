"""The list of saves: what was typed in one stretch is one line of it."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import User
from app.authoring.models import DraftSave
from app.packs.queries import get_pack, modules_of
from app.platform import clock
from tests.authoring.conftest import EDIT, Writer
from tests.reading.shelf import PACK, Shelf

# Minutes ago, who typed, and whether it was saved by itself; the oldest first.
TYPED = (
    (60, "Ama", True),
    (45, "Ama", True),
    (44, "Ama", True),
    (43, "Kofi", True),
    (42, "Kofi", True),
    (41, "Kofi", False),
    (40, "Kofi", True),
    (31, "Kofi", True),
)


def test_automatic_saves_are_one_for_ten_minutes_or_until_another_writes(
    ama: Writer, kofi: Writer, shelf: Shelf
) -> None:
    people = {"Ama": _id(shelf, "Ama"), "Kofi": _id(shelf, "Kofi")}
    with shelf.app.state.database.transaction() as session:
        module = modules_of(session, get_pack(session, PACK).id or 0)[0]
        for minutes, who, is_automatic in TYPED:
            session.add(
                DraftSave(
                    document_id=module.document_id,
                    base_number=1,
                    text=f"{minutes}",
                    author_id=people[who],
                    is_automatic=is_automatic,
                    created_at=clock.now() - timedelta(minutes=minutes),
                )
            )
            session.flush()

    lines = ama.page(f"{EDIT}/saves").one("main").all("ol", css="thread")[0].all("li")

    names = [line.all("bdi")[0].text for line in lines]
    counts = [len(line.all("a")) for line in lines]
    assert list(zip(names, counts, strict=True)) == [
        ("Kofi", 2),
        ("Kofi", 1),
        ("Kofi", 2),
        ("Ama", 2),
        ("Ama", 1),
    ]


def _id(shelf: Shelf, name: str) -> int:
    with shelf.app.state.database.open_session() as session:
        found = session.scalar(select(User).where(col(User.name) == name))
        assert found is not None
        return int(found.number)

"""Reading packs and courses: lists show what is published and nothing else."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.main import create_app
from app.packs import queries
from app.packs.models import Pack, PackLanguage, PublicState
from app.packs.skills import FINER_SKILLS, SKILLS, TOP_SKILLS
from app.platform.errors import NotFound
from app.platform.states import CONTENT, bump
from app.reading.counting import packs_of_skill
from tests.databases import HOST, make_settings
from tests.factories.library import BENCH, ContentFolders

COURSE = "furnish-a-house"


@pytest.fixture
def folders(loaded_folders: ContentFolders) -> ContentFolders:
    """Two packs and a course, loaded."""
    return loaded_folders


@pytest.fixture
def reading(folders: ContentFolders) -> Iterator[Session]:
    with folders.database.open_session() as session:
        yield session


@pytest.fixture
def client(folders: ContentFolders) -> Iterator[TestClient]:
    """The program as a server runs it, dropping pages when content changes."""
    settings = make_settings(folders.database.url, folders.storage.folder)
    with TestClient(create_app(settings), base_url=f"http://{HOST}") as client:
        yield client


def hide(folders: ContentFolders, state: PublicState) -> Session:
    """Give the bench pack a state and return a session that sees it."""
    with folders.database.transaction() as session:
        bench = update(Pack).where(col(Pack.key) == "bench1")
        session.execute(bench.values(state=state))
    return folders.database.open_session()


def test_a_pack_is_found_by_its_address_and_its_id(reading: Session) -> None:
    assert queries.get_pack(reading, "build-a-bench").key == "bench1"
    found = queries.find_pack_by_key(reading, "table1")
    assert found is not None
    assert found.slug == "build-a-table"


def test_what_is_not_there_is_not_found(reading: Session) -> None:
    for get in (queries.get_pack, queries.get_course):
        with pytest.raises(NotFound):
            get(reading, "no-such-thing")
    assert queries.find_pack_by_key(reading, "nobody") is None


@pytest.mark.parametrize("state", [PublicState.DRAFT, PublicState.WITHDRAWN])
def test_a_pack_that_is_not_published_is_in_no_list(
    folders: ContentFolders, state: PublicState
) -> None:
    with hide(folders, state) as session:
        lists = [
            queries.newest_packs(session, limit=9),
            packs_of_skill(session, "project-planning", limit=9),
            list(queries.packs_by_slug(session, ["build-a-bench"]).values()),
            list(queries.packs_by_key(session, ["bench1"]).values()),
            queries.packs_of_project(session, 1),
            queries.packs_of_organisation(session, 1),
        ]
        addresses = {a.slug for a in queries.pack_addresses(session, limit=9)}

        assert "bench1" not in {row.key for rows in lists for row in rows}
        assert addresses == {"build-a-table"}
        assert queries.count_packs(session) == 1


def test_a_draft_is_not_even_there_and_a_withdrawn_pack_is(
    folders: ContentFolders,
) -> None:
    with hide(folders, PublicState.DRAFT) as session, pytest.raises(NotFound):
        queries.get_pack(session, "build-a-bench")
    with hide(folders, PublicState.WITHDRAWN) as session:
        assert queries.get_pack(session, "build-a-bench").key == "bench1"


def test_packs_of_a_skill_begin_with_those_it_is_central_to(reading: Session) -> None:
    rows = packs_of_skill(reading, "project-planning", limit=9)

    assert {row.key for row in rows} == {"bench1", "table1"}
    goal_setting = packs_of_skill(reading, "goal-setting", limit=9)
    assert [row.key for row in goal_setting] == ["bench1"]
    assert queries.main_skills(reading, [row.id for row in rows]) == dict.fromkeys(
        [row.id for row in rows], "project-planning"
    )


def test_details_of_a_pack_keep_their_order(reading: Session) -> None:
    pack_id = queries.get_pack(reading, "build-a-bench").id
    assert pack_id is not None

    assert queries.skills_of(reading, pack_id) == ["project-planning", "goal-setting"]
    assert [c.role for c in queries.credits_of(reading, pack_id)] == ["author"]
    assert [s.key for s in queries.sources_of(reading, pack_id)] == ["report"]


def test_a_course_has_its_packs_in_order_with_what_comes_first(
    reading: Session,
) -> None:
    course = queries.get_course(reading, COURSE)
    assert course.id is not None

    first, second = queries.course_entries(reading, course.id)

    assert (first.pack_slug, first.is_required, first.has_note) == (
        *("build-a-bench", True, True),
    )
    assert (second.after, second.is_required, second.has_note) == (
        *(["build-a-bench"], False, False),
    )
    assert [c.slug for c in queries.courses_of_pack(reading, "build-a-bench")] == [
        COURSE
    ]


@pytest.mark.parametrize(
    ("current", "units", "percent"), [(0, 0, 0), (199, 200, 99), (200, 200, 100)]
)
def test_the_percentage_on_a_card_is_a_hundred_only_when_all_is_there(
    current: int, units: int, percent: int
) -> None:
    numbers = {"outdated": 0, "reviewed": 0, "machine": 0}
    row = PackLanguage(
        pack_id=1,
        language="fr",
        title="",
        summary="",
        units=units,
        current=current,
        **numbers,
    )

    assert row.percent == percent


def test_skills_hang_below_nine_and_have_one_name_each() -> None:
    assert len(TOP_SKILLS) == 9
    assert len(SKILLS) == len(TOP_SKILLS) + len(FINER_SKILLS)
    assert all(skill.parent in SKILLS for skill in FINER_SKILLS if skill.parent)
    assert all(skill.parent is None for skill in TOP_SKILLS)


def test_no_two_skills_are_about_the_same_item_of_wikidata() -> None:
    items = [skill.wikidata for skill in SKILLS.values() if skill.wikidata]

    assert items
    assert len(set(items)) == len(items)
    assert all(re.fullmatch(r"Q[1-9]\d*", item) for item in items)


def test_a_withdrawn_pack_says_so_and_a_withdrawn_course_is_gone(
    folders: ContentFolders, client: TestClient
) -> None:
    folders.remove(BENCH)
    folders.remove("courses")
    folders.load()

    page, module = (client.get(f"/en/packs/build-a-bench{end}") for end in ("", "/1"))

    assert (page.status_code, module.status_code) == (410, 410)
    assert "withdrawn" in page.text
    assert "taken out of this installation" in page.text
    assert client.get(f"/en/courses/{COURSE}").status_code in {404, 410}
    assert "build-a-bench" not in client.get("/en/packs").text


def test_a_course_names_a_withdrawn_pack_and_what_took_its_place(
    folders: ContentFolders, client: TestClient
) -> None:
    path = f"/en/courses/{COURSE}"
    with folders.database.transaction() as session:
        bench = queries.get_pack(session, "build-a-bench")
        bench.state = PublicState.WITHDRAWN
        bump(session, CONTENT)
    withdrawn = client.get(path).text
    with folders.database.transaction() as session:
        bench = queries.get_pack(session, "build-a-bench")
        bench.successor_slug = "build-a-table"
        bump(session, CONTENT)
    replaced = client.get(path).text

    for page in (withdrawn, replaced):
        assert "Build a bench" in page
        assert "/packs/build-a-bench" not in page
        assert "Withdrawn" in page
    assert "Go on with the next one" in withdrawn
    link = r'<a href="/en/packs/build-a-table"><span>Take .*instead'
    assert re.search(link, replaced)


@pytest.mark.parametrize("end", ["", "/1", "/languages", "/done", "/1?seen=yes"])
def test_a_pack_that_was_renamed_is_found_at_its_former_addresses(
    folders: ContentFolders, client: TestClient, end: str
) -> None:
    for old, new in (("build-a-bench", "join-a-bench"), ("join-a-bench", "a-bench")):
        folders.rename(f"learning_packs/{old}", f"learning_packs/{new}")
        folders.change("courses/furnish-a-house/course.toml", old, new)
        folders.load()

    for slug in ("build-a-bench", "join-a-bench"):
        answer = client.get(f"/en/packs/{slug}{end}", follow_redirects=False)

        assert answer.status_code == 301
        assert answer.headers["location"] == f"/en/packs/a-bench{end}"
        assert answer.headers["cache-control"] == "no-store"
    assert client.get(f"/en/packs/build-a-bench{end}").status_code == 200


def test_the_way_to_the_best_language_and_answers_follow_a_renamed_pack(
    folders: ContentFolders, client: TestClient
) -> None:
    folders.rename(BENCH, "learning_packs/a-bench")
    folders.change("courses/furnish-a-house/course.toml", "build-a-bench", "a-bench")
    folders.load()

    best = client.get("/p/build-a-bench?lang=en")
    done = client.post("/en/packs/build-a-bench/1/done", follow_redirects=False)

    assert best.url.path == "/en/packs/a-bench"
    assert (done.status_code, done.headers["location"]) == (
        308,
        "/en/packs/a-bench/1/done",
    )


def test_an_address_that_another_pack_took_is_that_packs(
    folders: ContentFolders, client: TestClient
) -> None:
    folders.rename(BENCH, "learning_packs/a-bench")
    folders.change("courses/furnish-a-house/course.toml", "build-a-bench", "a-bench")
    folders.load()
    folders.rename("learning_packs/a-bench", BENCH)
    folders.change("courses/furnish-a-house/course.toml", "a-bench", "build-a-bench")
    folders.load()

    assert client.get("/en/packs/build-a-bench").url.path == "/en/packs/build-a-bench"
    assert client.get("/en/packs/a-bench").url.path == "/en/packs/build-a-bench"


def test_a_withdrawn_pack_that_comes_back_can_be_read_again(
    folders: ContentFolders, client: TestClient
) -> None:
    folders.rename(BENCH, "away")
    folders.load()
    gone = client.get("/en/packs/build-a-bench").status_code
    folders.rename("away", BENCH)
    folders.load()

    assert gone == 410
    assert client.get("/en/packs/build-a-bench").status_code == 200


def test_a_module_that_was_taken_out_is_not_there_any_more(
    folders: ContentFolders, client: TestClient
) -> None:
    assert client.get("/en/packs/build-a-bench/2").status_code == 200
    folders.remove(f"{BENCH}/modules/02-cut.md")
    folders.load()

    assert client.get("/en/packs/build-a-bench/2").status_code == 404
    assert client.get("/en/packs/build-a-bench/1").status_code == 200

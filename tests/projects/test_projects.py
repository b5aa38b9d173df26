"""Projects and organisations: what is told about them, and when they are gone."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.errors import NotFound
from app.projects import queries
from app.projects.models import OrganisationRole
from tests.databases import HOST, make_settings
from tests.factories.library import BENCH, FILES, ContentFolders

PROJECT = "projects/a-bench-2019.toml"
ORGANISATION = "organisations/bench-builders.toml"


@pytest.fixture
def folders(loaded_folders: ContentFolders) -> ContentFolders:
    """A project, an organisation and the pack made from them, loaded."""
    return loaded_folders


@pytest.fixture
def reading(folders: ContentFolders) -> Iterator[Session]:
    with folders.database.open_session() as session:
        yield session


@pytest.fixture
def client(folders: ContentFolders) -> Iterator[TestClient]:
    settings = make_settings(folders.database.url, folders.storage.folder)
    with TestClient(create_app(settings), base_url=f"http://{HOST}") as client:
        yield client


def test_a_project_has_its_details_in_order(reading: Session) -> None:
    project = queries.get_project(reading, "a-bench-2019")
    assert project.id is not None

    details = queries.project_details(reading, project.id)

    [(organisation, role)] = details.organisations
    assert (organisation.name, role) == ("Bench builders", OrganisationRole.LEAD)
    assert [f.kind for f in details.findings] == ["worked"]
    assert [(n.value, n.source_key) for n in details.numbers] == [("12", "report")]
    assert [s.url for s in details.sources] == ["https://example.org/report"]
    assert details.skills == ["project-planning"]
    assert (project.starts, project.ends) == ("2019-03", "2019-11")


def test_an_organisation_has_its_projects(reading: Session) -> None:
    organisation = queries.get_organisation(reading, "bench-builders")
    assert organisation.id is not None

    [(project, role)] = queries.projects_of_organisation(reading, organisation.id)

    assert (project.slug, role) == ("a-bench-2019", OrganisationRole.LEAD)


def test_a_changed_file_changes_the_record_and_doubles_nothing(
    folders: ContentFolders,
) -> None:
    folders.change(PROJECT, '"12"', '"14"')
    folders.change(PROJECT, '"lead"', '"partner"')
    folders.change(ORGANISATION, '"Bench builders"', '"Builders of benches"')

    report = folders.load()

    assert len(report.loaded) == 2
    with folders.database.open_session() as session:
        project = queries.get_project(session, "a-bench-2019")
        details = queries.project_details(session, project.id or 0)
        [(organisation, role)] = details.organisations
        assert [n.value for n in details.numbers] == ["14"]
        assert (organisation.name, role.value) == ("Builders of benches", "partner")


def test_what_was_taken_out_is_found_nowhere_and_can_come_back(
    folders: ContentFolders,
) -> None:
    for name in (PROJECT, ORGANISATION, "courses", BENCH):
        folders.remove(name)
    folders.load()

    with folders.database.open_session() as session:
        for get, slug in (
            (queries.get_project, "a-bench-2019"),
            (queries.get_organisation, "bench-builders"),
        ):
            with pytest.raises(NotFound):
                get(session, slug)
        assert queries.latest_projects(session, limit=9) == []
        assert queries.named_organisations(session, limit=9) == []
        assert queries.projects_by_id(session, [1]) == {}
        assert queries.organisations_by_id(session, [1]) == []
        counted = queries.count_projects(session), queries.count_organisations(session)
    for name in (PROJECT, ORGANISATION):
        folders.write(name, FILES[name])
    folders.load()

    assert counted == (0, 0)
    with folders.database.open_session() as session:
        assert queries.get_project(session, "a-bench-2019").id == 1
        assert queries.count_organisations(session) == 1


def test_the_pages_show_every_statement_with_its_source(client: TestClient) -> None:
    project = client.get("/en/projects/a-bench-2019")
    organisation = client.get("/en/organisations/bench-builders")

    assert (project.status_code, organisation.status_code) == (200, 200)
    for words in ("They asked early.", "Boards", "12", "https://example.org/report"):
        assert words in project.text
    assert "/en/packs/build-a-bench" in project.text
    assert "People who build benches." in organisation.text
    assert "/en/projects/a-bench-2019" in organisation.text


@pytest.mark.parametrize("path", ["projects/nothing", "organisations/nothing"])
def test_a_page_about_nothing_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404

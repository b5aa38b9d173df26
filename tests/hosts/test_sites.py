"""People who act for an organisation register its sites; nobody else comes in."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.queries import get_user_by_name
from app.accounts.roles import Role
from app.accounts.service import vanish
from app.hosts.learners import count_learners
from app.hosts.models import HostDelivery, HostLearner, HostSite
from app.projects.editors import editors_of, is_editor_of
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION, TRANSLATED_PACK
from tests.hosts.conftest import SITES, Partner, signed_in
from tests.reading.html_page import read_page

pytestmark = pytest.mark.smoke

OTHER = "/en/organisations/wikimedia-deutschland/sites"


def test_a_registered_site_shows_what_it_needs(editor: TestClient) -> None:
    made = editor.post(SITES, data={"origin": " HTTPS://Learn.Example.ORG:443/ "})
    page = editor.get(made.headers["location"])
    again = editor.post(SITES, data={"origin": "https://learn.example.org"})

    shown = read_page(page.text).one("main").text
    assert made.status_code == 303
    assert "https://learn.example.org" in shown
    assert "whsec_" in shown
    assert page.headers["cache-control"] == "private, no-store"
    assert again.status_code == 422
    assert "registered already" in again.text


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "example.org",
        "http://example.org",
        "https://example.org/path",
        "https://user@example.org",
        "https://exa mple.org",
        "https://*.example.org",
        "https://example.org; script-src *",
        "https://example.org'",
        "javascript:alert(1)",
        "https://[::1",
        "https://example.org:99999",
        "https://" + "a" * 300,
    ],
)
def test_what_is_no_beginning_of_an_address_is_refused_beside_the_field(
    editor: TestClient, origin: str
) -> None:
    answer = editor.post(SITES, data={"origin": origin})

    assert answer.status_code == 422
    assert read_page(answer.text).one("input", name="origin").attributes["aria-invalid"]


def paths_of(partner: Partner) -> Sequence[tuple[str, str]]:
    own = f"{SITES}/{partner.key}"
    posts = ("secret", "webhook", "test", "again", "remove")
    return (
        ("GET", SITES),
        ("POST", SITES),
        *(("POST", f"{SITES}/{end}") for end in ("editors", "editors/remove")),
        *(("POST", f"{SITES}/{end}") for end in ("packs", "packs/free")),
        ("GET", own),
        ("GET", f"{own}/remove"),
        *(("POST", f"{own}/{end}") for end in posts),
    )


def test_only_who_acts_for_an_organisation_and_stewards_come_in(
    partner: Partner, site: TestClient
) -> None:
    stranger, steward = signed_in(site), signed_in(site, Role.STEWARD)
    moderator = signed_in(site, Role.MODERATOR)

    for method, path in paths_of(partner):
        for who in (stranger, moderator):
            assert who.request(method, path).status_code == 403, path
    assert steward.get(SITES).status_code == 200
    with partner.database.open_session() as session:
        assert partner.row(session).webhook_url == ""


def test_a_site_of_another_organisation_is_not_there(
    partner: Partner, site: TestClient
) -> None:
    steward = signed_in(site, Role.STEWARD)

    assert steward.get(f"{SITES}/{partner.key}").status_code == 200
    assert steward.get(f"{OTHER}/{partner.key}").status_code == 404
    assert steward.post(f"{OTHER}/{partner.key}/remove").status_code == 404


def test_a_steward_names_the_first_and_they_name_each_other(site: TestClient) -> None:
    steward, first = signed_in(site, Role.STEWARD), signed_in(site)
    second = signed_in(site)
    name, other = first.headers["x-name"], second.headers["x-name"]

    assert first.get(SITES).status_code == 403
    assert steward.post(f"{SITES}/editors", data={"name": name}).status_code == 303
    assert steward.post(f"{SITES}/editors", data={"name": name}).status_code == 422
    assert first.post(f"{SITES}/editors", data={"name": other}).status_code == 303
    unknown = first.post(f"{SITES}/editors", data={"name": "Nobody at all"})
    assert (
        second.post(f"{SITES}/editors/remove", data={"name": name}).status_code == 303
    )

    assert unknown.status_code == 422
    assert first.get(SITES).status_code == 403
    assert second.get(SITES).status_code == 200


def test_what_somebody_acts_for_is_in_their_data_and_goes_with_them(
    partner: Partner, editor: TestClient
) -> None:
    exported = editor.get("/en/me/data/export").json()
    name = editor.headers["x-name"]
    with partner.database.transaction() as session:
        user: User = get_user_by_name(session, name)
        vanish(session, user)
    partner.app.state.worker.bus.deliver_due()

    with partner.database.open_session() as session:
        organisation = get_organisation(session, ORGANISATION)
        assert not is_editor_of(session, organisation, user.number)
        assert name not in [one.name for one in editors_of(session, organisation)]
    assert [one["organisation"] for one in exported["acts_for"]]


def test_with_a_site_everything_that_was_kept_for_it_goes(
    partner: Partner, editor: TestClient
) -> None:
    own = f"{SITES}/{partner.key}"
    session_text = partner.begin()
    editor.post(f"{own}/webhook", data={"url": "https://partner.example/hook"})
    partner.do_all(session_text)
    with partner.database.open_session() as session:
        number = partner.row(session).number
        assert count_learners(session, partner.row(session)) == 1

    assert "This cannot be undone" in editor.get(f"{own}/remove").text
    assert editor.post(f"{own}/remove").headers["location"] == f"{SITES}?said=removed"

    assert partner.ask("/embed/learners/kept", session_text).status_code == 400
    with partner.database.open_session() as session:
        assert session.get(HostSite, number) is None
        for table in (HostLearner, HostDelivery):
            theirs = select(table).where(col(table.site_id) == number)
            assert session.scalars(theirs).all() == []


def test_how_many_learn_there_is_told_from_five_on(
    partner: Partner, editor: TestClient
) -> None:
    own = f"{SITES}/{partner.key}"
    for number in range(4):
        partner.begin(f"learner-{number}")
    few = editor.get(own).text
    partner.begin("learner-5")

    assert "Too few people learn there" in few
    assert "5 people learn there" in editor.get(own).text


def test_the_way_in_is_on_the_page_of_the_organisation(
    site: TestClient, editor: TestClient
) -> None:
    page = SITES.removesuffix("/sites")

    assert SITES in editor.get(page).text
    assert SITES not in site.get(page).text


def test_only_who_may_come_in_is_shown_the_way_in(
    site: TestClient, editor: TestClient
) -> None:
    page = SITES.rpartition("/")[0]
    steward, learner = signed_in(site, Role.STEWARD), signed_in(site)

    shown = [SITES in who.get(page).text for who in (editor, steward, learner, site)]

    assert shown == [True, True, False, False]


def test_what_was_done_is_said_where_the_page_opens(
    site: TestClient, editor: TestClient
) -> None:
    name = signed_in(site).headers["x-name"]
    sent = [
        ("editors", {"name": name}, "They can come in here"),
        ("editors/remove", {"name": name}, "They cannot come in here any more."),
        ("packs", {"pack": TRANSLATED_PACK}, "only your sites"),
        ("packs/free", {"pack": TRANSLATED_PACK}, "Every site may show this pack"),
    ]

    for path, data, said in sent:
        where = editor.post(f"{SITES}/{path}", data=data).headers["location"]
        section = read_page(editor.get(where).text).one(
            "section", id=where.partition("#")[2]
        )
        assert said in section.one("div", css="msg").text, where

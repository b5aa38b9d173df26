"""A path of an organisation inside other sites: its packs in order, in its versions."""

from collections.abc import Iterator
from typing import cast

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.hosts.learners import introduce
from app.hosts.models import HostDelivery, HostSite, PackRestriction
from app.hosts.sites import add_site
from app.hosts.webhooks import MODULE_COMPLETED, PACK_COMPLETED, PATH_COMPLETED
from app.main import create_app
from app.onboarding.models import PathLearner, PathProgress
from app.onboarding.pinning import keep_version
from app.onboarding.service import Words, add_step, make_path
from app.packs.queries import get_pack, modules_of
from app.platform.states import CONTENT, bump
from app.projects.queries import get_organisation
from app.texts.models import Document
from app.texts.queries import published_revision
from tests.browser.pages import ORGANISATION
from tests.databases import HOST, Databases, make_settings
from tests.onboarding.editing import publish
from tests.reading.html_page import Element, read_page

PACKS = ("plan-a-project", "run-an-edit-a-thon", "welcome-newcomers")
PATH = "/embed/ar/paths/first-steps"
NEW = "Nobody had written this sentence before."
MODULES = 4


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[TestClient]:
    """A visitor of a site with a path whose first pack keeps an older version."""
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media))
    with app.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        words = Words("en", "First steps", "Welcome to us.", "Ask Ama.")
        path = make_path(session, organisation, "first-steps", words)
        steps = [add_step(session, path, "pack", slug) for slug in PACKS]
        keep_version(session, steps[0])
        pack = get_pack(session, PACKS[0])
        module = modules_of(session, pack.id or 0)[0]
        document = session.get_one(Document, module.document_id)
        revision = published_revision(session, document)
        assert revision is not None
        publish(session, document, f"{revision.text}\n{NEW}\n")
        make_path(session, organisation, "bare", Words("en", "Bare"))
        site = add_site(session, organisation, "https://partner.example")
        site.webhook_url = "https://partner.example/hook"
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()
    databases.drop(url)


def app_of(site: TestClient) -> FastAPI:
    return cast("FastAPI", site.app)


def known(site: TestClient, subject: str) -> str:
    """Return what a frame shows for somebody whom the partner has signed."""
    app = app_of(site)
    with app.state.database.transaction() as session:
        row = session.scalars(select(HostSite)).first()
        assert row is not None
        return introduce(session, row, subject, app.state.settings.signing_keys)


def shown(site: TestClient, address: str) -> Element:
    answer = site.get(address)
    assert answer.status_code == 200, answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    return read_page(answer.text)


def test_a_path_shows_its_packs_in_order_and_they_stay_on_it(site: TestClient) -> None:
    page = shown(site, f"{PATH}?color=plum")

    links = [one.attributes["href"] for one in page.all("a", css="mod")]
    assert links == [f"{PATH}/packs/{slug}?color=plum" for slug in PACKS]
    assert "Ask Ama." in page.text
    main = page.one("main").attributes
    assert main["data-way"] == "first-steps"
    assert len(main["data-way-packs"].split()) == len(PACKS)
    pack = shown(site, links[1])
    inside = [a.attributes["href"] for a in pack.all("a") if "data-go" in a.attributes]
    assert inside[0] == f"{PATH}?color=plum"
    last = shown(site, f"{PATH}/packs/{PACKS[1]}/{MODULES}?color=plum")
    assert last.one("a", css="next").attributes["href"] == f"{PATH}?color=plum"
    form = last.all("form", css="quiz")[0].attributes["data-hx-post"]
    assert form.startswith(f"/ar/paths/first-steps/packs/{PACKS[1]}/{MODULES}/check/")


def test_a_version_that_is_kept_is_the_one_in_the_frame(site: TestClient) -> None:
    kept = shown(site, f"{PATH}/packs/{PACKS[0]}/1")
    newest = shown(site, f"/embed/ar/packs/{PACKS[0]}/1")

    assert NEW not in kept.text
    assert NEW in newest.text


@pytest.mark.parametrize(
    "address",
    [
        "/embed/ar/paths/none",
        f"{PATH}/packs/none",
        f"{PATH}/packs/{PACKS[1]}/99",
        f"{PATH}/packs/write-a-grant-proposal",
    ],
)
def test_what_is_not_on_a_path_is_refused_in_the_frame(
    site: TestClient, address: str
) -> None:
    answer = site.get(address, headers={"accept": "text/html"})

    assert answer.status_code == 404
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


def test_a_path_without_steps_says_so(site: TestClient) -> None:
    assert "Nothing is on this path yet." in shown(site, "/embed/en/paths/bare").text


def test_whom_a_site_has_signed_is_counted_and_the_site_told_once(
    site: TestClient,
) -> None:
    session = {"session": known(site, "newcomer-1")}
    for slug in PACKS:
        for number in range(1, MODULES + 1):
            address = f"{PATH}/packs/{slug}/{number}/done"
            assert site.post(address, data=session).status_code == 200
    site.post(f"{PATH}/packs/{PACKS[0]}/1/done", data=session)

    page = read_page(site.post(PATH, data=session).text)
    assert len(page.one("main").attributes["data-way-done"].split()) == len(PACKS)
    assert len(page.all("li", css="done")) == len(PACKS)
    module = read_page(site.post(f"{PATH}/packs/{PACKS[0]}/2", data=session).text)
    assert "m2" in module.one("main").attributes["data-completed"].split()
    app = app_of(site)
    app.state.worker.bus.deliver_due()
    with app.state.database.open_session() as reading:
        rows = reading.scalars(select(HostDelivery).order_by(col(HostDelivery.id)))
        told = [(row.kind, row.payload["data"]) for row in rows]
        kinds = [kind for kind, _ in told]
        assert kinds.count(MODULE_COMPLETED) == len(PACKS) * MODULES
        assert kinds.count(PACK_COMPLETED) == len(PACKS)
        assert kinds.count(PATH_COMPLETED) == 1
        assert told[-1][1]["path"] == "first-steps"
        assert told[-1][1]["learner"] == "newcomer-1"
        assert len(reading.scalars(select(PathLearner)).all()) == 1
        done = [row.done_at for row in reading.scalars(select(PathProgress))]
        assert len(done) == len(PACKS)
        assert all(done)


def test_answers_and_ticks_are_marked_at_the_address_of_the_path(
    site: TestClient,
) -> None:
    session = {"session": known(site, "newcomer-2")}
    module = f"{PATH}/packs/{PACKS[1]}/1"
    forms = shown(site, module).all("form", css="quiz")
    form = next(one for one in forms if one.all("input", type="radio"))
    option = form.all("input", name="answer")[0].attributes["value"]
    address = f"/embed{form.attributes['data-hx-post']}"

    assert site.get(address, params={"answer": option}).status_code == 200
    assert site.post(address, data={**session, "answer": option}).status_code == 200

    again = read_page(site.post(module, data=session).text)
    chosen = [one.attributes["value"] for one in again.all("input", checked="")]
    assert option in chosen
    assert site.post(f"{module}/tick/99", data=session).status_code == 404


def test_only_a_session_of_ours_brings_progress(site: TestClient) -> None:
    forged = site.post(PATH, data={"session": "x" * 1_000})
    large = site.post(PATH, data={"session": "x" * 1_000_000})

    assert (forged.status_code, large.status_code) == (400, 413)
    for answer in (forged, large):
        assert "frame-ancestors *" in answer.headers["content-security-policy"]


def test_a_pack_only_for_some_sites_stays_so_on_a_path(site: TestClient) -> None:
    database = app_of(site).state.database
    with database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        pack = get_pack(session, PACKS[2])
        row = PackRestriction(
            pack_id=pack.id or 0, organisation_id=organisation.id or 0
        )
        session.add(row)
        bump(session, CONTENT)

    answer = site.get(f"{PATH}/packs/{PACKS[2]}/1")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors https://partner.example" in policy


def test_a_path_says_what_to_copy_and_is_described(site: TestClient) -> None:
    page = read_page(site.get("/ar/paths/first-steps/embed?color=rust").text)
    texts = [one.text for one in page.all("code", css="snip")]

    assert page.one("iframe").attributes["src"] == f"{PATH}?color=rust"
    assert f"{PATH}?color=rust" in texts[0]
    assert not [text for text in texts if "<passalong-pack" in text]
    there = site.get("/en/paths/first-steps/embed?in=sw&color=rust").headers["location"]
    assert there.startswith("/sw/paths/first-steps/embed?color=rust")
    home = read_page(site.get("/ar/paths/first-steps").text)
    assert [a for a in home.all("a") if a.attributes["href"].endswith("/embed")]
    [link] = [one for one in home.all("link") if "oembed" in one.attributes["href"]]
    described = site.get("/oembed?" + link.attributes["href"].partition("?")[2]).json()
    assert described["title"] == "First steps"
    assert f'{PATH}"' in described["html"]

"""Packs that only the sites of an organisation may show as a part of theirs."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.hosts.restricting import free, restrict
from app.packs.models import PackOrganisation
from app.packs.queries import get_pack
from app.projects.queries import get_organisation
from tests.browser.pages import COURSE, ORGANISATION, TRANSLATED_PACK
from tests.hosts.conftest import PACK, SITES, Partner
from tests.reading.html_page import read_page


def ancestors(policy: str) -> list[str]:
    return policy.partition("frame-ancestors ")[2].partition(";")[0].split()


@pytest.fixture
def restricted(partner: Partner) -> Iterator[Partner]:
    """The site, and a pack that only it and its like may frame."""
    with partner.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        pack_id = get_pack(session, TRANSLATED_PACK).id or 0
        known = select(PackOrganisation).where(
            col(PackOrganisation.pack_id) == pack_id,
            col(PackOrganisation.organisation_id) == organisation.id,
        )
        if session.scalar(known) is None:
            session.add(
                PackOrganisation(
                    pack_id=pack_id, organisation_id=organisation.id or 0, position=9
                )
            )
            session.flush()
        restrict(session, organisation, pack_id)
    yield partner
    with partner.database.transaction() as session:
        free(session, get_organisation(session, ORGANISATION), pack_id)


def test_a_browser_is_told_which_sites_may_frame_it(restricted: Partner) -> None:
    for path in (PACK, f"{PACK}/1", f"{PACK}/2?color=green"):
        for _ in range(2):
            answer = restricted.client.get(path)
            found = ancestors(answer.headers["content-security-policy"])
            assert restricted.origin in found
            assert "*" not in found
            assert "x-frame-options" not in answer.headers


def test_a_site_that_is_not_listed_gets_a_page_that_says_so(
    restricted: Partner,
) -> None:
    framed = {"sec-fetch-dest": "iframe", "accept": "text/html"}
    theirs = restricted.client.get(
        PACK, headers={**framed, "referer": f"{restricted.origin}/a?b"}
    )
    stranger = restricted.client.get(
        PACK, headers={**framed, "referer": "https://stranger.example/"}
    )

    # Of a page that cannot be named the browser decides, by the policy.
    unnamed = restricted.client.get(PACK, headers={**framed, "referer": "http://["})

    assert [theirs.status_code, unnamed.status_code] == [200, 200]
    assert stranger.status_code == 403
    assert ancestors(stranger.headers["content-security-policy"]) == ["*"]
    page = read_page(stranger.text)
    assert "free to read on Passalong" in page.one("main").text
    assert page.one("a", css="btn").attributes["href"].endswith("/packs")


def test_the_pack_is_free_to_read_and_other_packs_to_frame(
    restricted: Partner,
) -> None:
    get = restricted.client.get

    assert get(f"/en/packs/{TRANSLATED_PACK}").status_code == 200
    policy = get(f"/embed/en/courses/{COURSE}").headers["content-security-policy"]
    assert ancestors(policy) == ["*"]


def test_a_new_site_and_a_freed_pack_count_at_once(
    restricted: Partner, editor: TestClient
) -> None:
    def now() -> list[str]:
        policy = restricted.client.get(PACK).headers["content-security-policy"]
        return ancestors(policy)

    origin = restricted.origin.replace("partner", "second")
    assert origin not in now()
    editor.post(SITES, data={"origin": origin})
    assert origin in now()
    editor.post(f"{SITES}/packs/free", data={"pack": TRANSLATED_PACK})
    assert now() == ["*"]
    editor.post(f"{SITES}/packs", data={"pack": TRANSLATED_PACK})
    assert origin in now()


def test_only_a_pack_that_credits_an_organisation_is_restricted_by_it(
    restricted: Partner, editor: TestClient
) -> None:
    answer = editor.post(f"{SITES}/packs", data={"pack": "write-a-grant-proposal"})
    none = editor.post(f"{SITES}/packs", data={"pack": "../../x"})
    with restricted.database.open_session() as session:
        pack = get_pack(session, "write-a-grant-proposal")
        organisation = get_organisation(session, ORGANISATION)
        credited = session.get(PackOrganisation, (pack.id, organisation.id))

    assert answer.status_code == (303 if credited else 404)
    assert none.status_code == 422

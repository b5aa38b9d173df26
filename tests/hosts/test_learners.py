"""Somebody learns in the frames of a site that has signed who it is."""

import base64
import json
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.testclient import TestClient

from app.hosts.learners import count_learners
from app.hosts.sites import change_secret
from app.platform import clock
from tests.browser.pages import COURSE, TRANSLATED_PACK
from tests.databases import HOST
from tests.hosts.conftest import MODULES, PACK, SITES, Partner
from tests.reading.html_page import Element, read_page


def choice(partner: Partner, session: str) -> tuple[Element, str]:
    """Return a question of the first module that has options, and one of them."""
    forms = read_page(partner.ask(f"{PACK}/1", session).text).all("form", css="quiz")
    form = next(one for one in forms if one.all("input", type="radio"))
    return form, form.all("input", name="answer")[0].attributes["value"]


def test_what_somebody_did_is_there_in_the_next_frame(partner: Partner) -> None:
    session = partner.begin()
    form, option = choice(partner, session)
    partner.ask(f"/embed{form.attributes['data-hx-post']}", session, answer=option)
    told = partner.ask(f"{PACK}/1/done", session).json()

    later = partner.begin()
    module = read_page(partner.ask(f"{PACK}/1", later).text)
    pack = read_page(partner.ask(PACK, later).text)

    assert (told["done"], told["total"], told["percent"]) == (1, MODULES, 25)
    assert module.one("input", checked="").attributes["value"] == option
    assert module.one("main").attributes["data-completed"] == "m1"
    assert len([li for li in pack.all("li") if "done" in li.classes]) == 1


def test_ticks_are_kept_and_taken_back(partner: Partner) -> None:
    session = partner.begin()
    lists = []
    for number in range(1, MODULES + 1):
        page = read_page(partner.ask(f"{PACK}/{number}", session).text)
        lists += page.all("form", css="clist")
    form = lists[0]
    address = f"/embed{form.attributes['action'].partition('#')[0]}"
    value = form.all("input", name="tick")[0].attributes["value"]
    module = address.rpartition("/tick/")[0]

    assert partner.ask(address, session, tick=value).status_code == 204
    ticked = read_page(partner.ask(module, partner.begin()).text)
    assert partner.ask(address, session).status_code == 204
    clear = read_page(partner.ask(module, session).text)

    assert ticked.one("input", name="tick", checked="").attributes["value"] == value
    assert not clear.all("input", name="tick", checked="")


def test_two_sites_with_one_sign_know_two_people(
    partner: Partner, site: TestClient, editor: TestClient
) -> None:
    answer = editor.post(SITES, data={"origin": f"{partner.origin}:8443"})
    key = answer.headers["location"].partition("?")[0].rpartition("/")[2]
    other = Partner(site, key, f"{partner.origin}:8443")

    partner.do_all(partner.begin("same"))
    page = read_page(other.ask(PACK, other.begin("same")).text)

    assert page.one("main").attributes["data-completed"] == ""


def test_a_finished_pack_is_done_on_the_course_too(partner: Partner) -> None:
    session = partner.begin()
    assert partner.do_all(session)["percent"] == 100
    course = read_page(partner.ask(f"/embed/en/courses/{COURSE}", session).text)

    done = [li for li in course.all("li") if "data-kept" in li.attributes]
    links = [a.attributes["href"] for li in done for a in li.all("a")]
    assert all(link.startswith(PACK) for link in links)


def forged(partner: Partner) -> dict[str, str]:
    """Return keys that are not good, by what is wrong with them."""
    good = partner.sign()
    head, body, signature = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    others = base64.urlsafe_b64encode(
        json.dumps({**claims, "sub": "somebody-else"}).encode()
    ).decode()
    own = OctKey.import_key("whsec_" + "A" * 43 + "=")
    hour = int((clock.now() + timedelta(hours=2)).timestamp())
    past = int((clock.now() - timedelta(minutes=2)).timestamp())
    return {
        "another learner": f"{head}.{others.rstrip('=')}.{signature}",
        "no algorithm": f"{none}.{body}.",
        "no signature": f"{head}.{body}.",
        "another secret": jwt.encode({"alg": "HS256"}, claims, own),
        "another algorithm": jwt.encode(
            {"alg": "HS512"},
            claims,
            OctKey.import_key(partner.secret),
            algorithms=["HS512"],
        ),
        "another site": partner.sign(iss="none-such-01"),
        "good for too long": partner.sign(exp=hour),
        "over": partner.sign(exp=past),
        "no end": partner.sign(exp=None),
        "an end that is no number": partner.sign(exp="9999999999"),
        "an end beyond time": partner.sign(exp=10**30),
        "no number of its own": partner.sign(jti=""),
        "no learner": partner.sign(sub=""),
        "a learner with a name": partner.sign(sub="Ama Mensah"),
        "a long learner": partner.sign(sub="x" * 129),
        "text": "not-a-key",
        "nothing": "",
        "letters of other scripts": "é.é.é",
        "a list": ".".join(
            (head, base64.urlsafe_b64encode(b"[1]").decode(), signature)
        ),
        "deep": ".".join(
            (head, base64.urlsafe_b64encode(b"[" * 900).decode(), signature)
        ),
        "a long one": f"{good}{'A' * 3000}",
    }


def test_a_key_that_is_not_good_is_refused_on_a_page_that_may_be_framed(
    partner: Partner, site: TestClient
) -> None:
    for what, key in forged(partner).items():
        answer = site.post(
            "/embed/learners", data={"learner": key}, headers={"accept": "text/html"}
        )
        assert answer.status_code == 400, f"{what}: {answer.status_code}"
        assert "frame-ancestors *" in answer.headers["content-security-policy"], what
        assert "Open that page again" in read_page(answer.text).one("main").text, what
    with partner.database.open_session() as session:
        assert count_learners(session, partner.row(session)) == 0


def test_a_key_of_a_megabyte_is_refused(site: TestClient) -> None:
    for size in (900_000, 1_200_000):
        answer = site.post("/embed/learners", data={"learner": "a" * size})
        assert answer.status_code in {400, 413}


def test_a_key_is_good_once_and_so_is_its_number(
    partner: Partner, site: TestClient
) -> None:
    key, number = partner.sign(jti="one-and-only"), partner.sign(jti="one-and-only")
    first, second, third = (
        site.post("/embed/learners", data={"learner": one})
        for one in (key, key, number)
    )

    assert [one.status_code for one in (first, second, third)] == [200, 400, 400]


def test_a_session_that_was_changed_opens_nothing(partner: Partner) -> None:
    session = partner.begin()
    for changed in ("", "x", f"a{session}", session[:-2], f"{session}é", "0.0.0"):
        assert partner.ask(PACK, changed).status_code == 400, changed


def test_a_new_secret_leaves_the_old_one_good_for_a_while(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = partner.sign()
    late = partner.sign()
    with partner.database.transaction() as session:
        change_secret(session, partner.row(session))

    post = partner.client.post
    assert post("/embed/learners", data={"learner": before}).status_code == 200
    assert partner.begin()
    with partner.database.transaction() as session:
        partner.row(session).former_until = clock.now() - timedelta(seconds=1)
    assert post("/embed/learners", data={"learner": late}).status_code == 400


def test_somebody_sees_what_is_kept_and_has_it_forgotten(partner: Partner) -> None:
    session = partner.begin("ama-7")
    partner.do_all(session)

    kept = partner.ask("/embed/learners/kept", session).json()
    assert partner.ask("/embed/learners/forgotten", session).status_code == 204
    after = partner.ask(PACK, session)
    again = read_page(partner.ask(PACK, partner.begin("ama-7")).text)

    assert (kept["site"], kept["learner"]) == (partner.origin, "ama-7")
    assert kept["learning"]["packs"][0]["modules_done"] == ["m1", "m2", "m3", "m4"]
    assert after.status_code == 400
    assert again.one("main").attributes["data-completed"] == ""


def test_no_answer_sets_a_cookie_and_any_frame_may_read_it(partner: Partner) -> None:
    session = partner.begin()
    for path in (PACK, f"{PACK}/1", f"{PACK}/1/done", "/embed/learners/kept"):
        answer = partner.ask(path, session)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "no-store" in answer.headers["cache-control"]


def test_what_a_frame_may_ask_no_other_page_may(site: TestClient) -> None:
    foreign = {"origin": "null", "sec-fetch-site": "cross-site"}
    path = f"/en/packs/{TRANSLATED_PACK}/1/done"

    assert site.post(path, headers=foreign).status_code == 403
    assert site.post(path, headers={"host": HOST}).status_code == 303


def test_what_readers_do_not_get_is_not_in_frames_either(partner: Partner) -> None:
    session = partner.begin()

    for path in (
        "there-is-none",
        f"{TRANSLATED_PACK}/99",
        f"{TRANSLATED_PACK}/99/done",
    ):
        assert partner.ask(f"/embed/en/packs/{path}", session).status_code == 404

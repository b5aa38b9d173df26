"""The page of a pack: what it teaches, what it weighs, where it comes from."""

import re
from html import unescape

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.accounts.roles import Grant, Role
from app.packs.models import Module, Pack
from app.platform.jobs import Job, JobState, RunningJob, lease_end
from app.platform.states import CONTENT, bump, current
from app.reading.jobs import WEIGH_PACK, PackWeighing
from app.web.preferences import Preferences
from tests.accounts.people import add_person, token_for
from tests.reading.answer_key import keyed_modules
from tests.reading.html_page import Element, read_page

PACK = "run-a-partnership"
WITH_CLIPS = ("record-on-video-with-consent", "keep-a-community-going")


def opened(client: TestClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text)


def test_a_reader_starts_with_the_first_module_and_goes_on_where_they_stopped(
    client: TestClient,
) -> None:
    before = opened(client, f"/en/packs/{PACK}").one(css="cta").all("a")[0]
    client.post(f"/en/packs/{PACK}/1/done")
    page = opened(client, f"/en/packs/{PACK}")
    after = page.one(css="cta").all("a")[0]

    assert before.attributes["href"] == f"/en/packs/{PACK}/1"
    assert after.attributes["href"] == f"/en/packs/{PACK}/2"
    assert len(page.one("ol", css="mods").all("li", css="done")) == 1
    assert len(page.one("ol", css="mods").all("li", css="now")) == 1


@pytest.mark.parametrize("slug", [PACK, *WITH_CLIPS])
def test_only_a_pack_with_video_or_sound_speaks_of_more_to_load(
    reader: TestClient, slug: str
) -> None:
    text = opened(reader, f"/en/packs/{slug}").one(css="phead").text

    assert ("videos apart" in text) <= (slug in WITH_CLIPS)


def test_the_thread_of_origin_leads_to_project_and_report(reader: TestClient) -> None:
    line = opened(reader, f"/ar/packs/{PACK}").one("ol", css="lineage")
    links = [link.attributes["href"] for link in line.all("a")]

    assert links[0].startswith("/ar/projects/")
    assert links[1].startswith("https://")
    assert len(line.all("li", css="here")) == 1
    assert line.all("li")[0].all("bdi"), "a place and a date keep apart"


def test_every_module_is_on_the_thread(reader: TestClient) -> None:
    thread = opened(reader, f"/en/packs/{PACK}").one("ol", css="mods")
    titles = [link.one("b").text for link in thread.all("a")]

    assert titles == [f"{m.number}. {m.title}" for m in keyed_modules(PACK)]


@pytest.mark.parametrize("path", ["/en/", "/en/packs"])
def test_a_card_says_which_project_the_pack_was_built_from(
    reader: TestClient, path: str
) -> None:
    page = opened(reader, path)
    card = next(
        card
        for card in page.all("article", css="pcard")
        if card.all("a", href=f"/en/packs/{PACK}")
    )

    assert "Built from Wikipedian in Residence" in card.text


def test_the_credit_line_names_title_licence_and_address(reader: TestClient) -> None:
    page = opened(reader, f"/en/packs/{PACK}")
    line = page.all("code", css="snip")[-1].text

    assert page.one("h1").text in line
    assert "CC BY-SA 4.0" in line
    assert line.endswith(f"/p/{PACK}")


def test_the_title_in_the_credit_line_keeps_its_direction(reader: TestClient) -> None:
    page = opened(reader, f"/ar/packs/{PACK}")
    title = page.all("code", css="snip")[-1].one("bdi")

    assert title.text == f"“{page.one('h1').text}”"


def test_roles_that_come_often_are_in_the_language_of_the_interface(
    reader: TestClient,
) -> None:
    people = opened(reader, f"/fr/packs/{PACK}").one("ul", css="people").text

    assert "Passalong contributors auteur" in people


def test_the_front_page_begins_with_packs_that_can_be_read_in_its_language(
    reader: TestClient,
) -> None:
    cards = opened(reader, "/ar/").all("article", css="pcard")
    links = [card.one("a").attributes["href"] for card in cards]
    whole = ("write-a-report-people-learn-from", "welcome-newcomers", PACK)

    assert set(links[:3]) == {f"/ar/packs/{slug}" for slug in whole}
    assert len(links) == 6
    assert not any("بهذه اللغة" in card.text for card in cards[:3])
    assert all("% بهذه اللغة" in card.text for card in cards[3:])


def test_the_front_page_says_what_lacks_little_in_the_languages_of_a_reader(
    reader: TestClient,
) -> None:
    def lacking(page: Element) -> list[tuple[str, str]]:
        rows = [row for part in page.all(css="langs") for row in part.all("li")]
        return [
            (row.one("a").attributes["href"], row.one(css="num").text) for row in rows
        ]

    english, arabic = (opened(reader, f"/{code}/") for code in ("en", "ar"))
    cookie = f"prefs={Preferences(languages=('fr', 'sw')).encoded()}"
    theirs = read_page(reader.get("/en/", headers={"cookie": cookie}).text)

    assert lacking(english) == [], "nothing is translated into what it is written in"
    assert len(lacking(arabic)) == len(lacking(theirs)) == 3
    assert all(
        re.fullmatch(r"/ar/translate/[a-z-]+/en/ar", href) and re.search(r"\d", left)
        for href, left in lacking(arabic)
    )
    numbers = [int(left.split()[0]) for _, left in lacking(theirs)]
    assert numbers == sorted(numbers), "what lacks the least comes first"
    assert {href.rsplit("/", 1)[1] for href, _ in lacking(theirs)} <= {"fr", "sw"}
    assert all(reader.get(href).status_code == 200 for href, _ in lacking(arabic))


@pytest.mark.parametrize(
    ("grants", "edits"),
    [(None, True), ((Grant(Role.EDITOR),), True), ((), False)],
    ids=["nobody", "editor", "reader"],
)
def test_a_pack_leads_to_editing_and_translating_it_where_one_may(
    app: FastAPI,
    client: TestClient,
    grants: tuple[Grant, ...] | None,
    *,
    edits: bool,
) -> None:
    headers = {}
    if grants is not None:
        database = app.state.database
        with database.transaction() as session:
            user = add_person(session, "Ama", *grants)
        headers = {"cookie": f"passalong={token_for(database, user)}"}

    def tabs(code: str) -> list[str]:
        page = read_page(client.get(f"/{code}/packs/{PACK}", headers=headers).text)
        return [a.attributes["href"] for a in page.one(css="wikiTabs").all("a")]

    edit = [f"/en/edit/{PACK}"] if edits else []
    english = [f"/en/packs/{PACK}{rest}" for rest in ("", "/languages", "/history")]
    assert tabs("en") == english + edit
    assert f"/fr/translate/{PACK}/en/fr" in tabs("fr")


def test_every_page_leads_to_contributing(reader: TestClient) -> None:
    menu = opened(reader, "/en/skills").one(css="nav")

    href = menu.all("a")[-1].attributes["href"]
    assert href == "/en/contribute"
    assert reader.get(href).status_code == 200


def test_a_card_says_that_nothing_is_in_the_language_of_the_page(
    reader: TestClient,
) -> None:
    cards = opened(reader, "/yo/packs").all("article", css="pcard")

    assert cards
    assert all("Not in this language yet" in card.text for card in cards)


def test_the_language_panel_shows_the_languages_of_the_pack_it_was_opened_on(
    reader: TestClient,
) -> None:
    here = f"/en/packs/{PACK}/2"
    rows = opened(reader, f"/ar/language?next={here}").one("ul", css="langs")
    elsewhere = opened(reader, "/ar/language?next=/en/packs")

    links = {link.attributes["href"] for link in rows.all("a")}
    assert links == {f"/{code}/packs/{PACK}/2" for code in ("en", "ar", "fr", "sw")}
    assert "100%" in rows.text
    assert not elsewhere.all("ul", css="langs")


def test_the_language_panel_of_a_pack_offers_what_is_not_there_to_ask_and_begin(
    reader: TestClient,
) -> None:
    def offered(path: str) -> list[str]:
        answer = reader.get(path, headers={"accept-language": "ha, sw"})
        rows = read_page(answer.text).all("ul", css="points")
        return [link.attributes["href"] for row in rows for link in row.all("a")]

    ask, translate = offered(f"/en/language?next=/en/packs/{PACK}/2")
    assert re.fullmatch(r"/en/asked/new\?in=ha&about=pack%3A\w+", unescape(ask))
    assert translate == f"/en/translate/{PACK}/en/ha"
    assert "Hausa" in reader.get(unescape(ask)).text
    assert reader.get(translate).status_code == 200
    assert not offered("/en/language?next=/en/packs")


def test_the_foot_of_a_pack_and_of_its_modules_leads_to_its_credit(
    reader: TestClient,
) -> None:
    for path in (f"/en/packs/{PACK}", f"/en/packs/{PACK}/1"):
        foot = opened(reader, path).one("footer", css="foot")
        assert foot.all("a", href=f"/en/packs/{PACK}#credit")


def test_a_pack_that_weighs_the_same_as_before_has_not_changed(app: FastAPI) -> None:
    database = app.state.database

    def weighed(bytes_of_a_page: int) -> int:
        payload = {"pack_key": key}
        with database.transaction() as session:
            row = Job(kind=WEIGH_PACK, payload=payload, state=JobState.RUNNING)
            row.lease_until = lease_end()
            session.add(row)
        job = RunningJob(row.id or 0, payload, database, row.lease_until, row.run_at)
        PackWeighing(lambda _address: bytes_of_a_page)(job)
        with database.open_session() as session:
            return current(session, CONTENT)

    with database.open_session() as session:
        key = session.scalars(select(col(Pack.key)).where(col(Pack.slug) == PACK)).one()
    first, again, heavier = weighed(700), weighed(700), weighed(800)

    assert again == first
    assert heavier > again
    with database.open_session() as session:
        pack = session.scalars(select(Pack).where(col(Pack.slug) == PACK)).one()
        found = select(col(Module.text_bytes)).where(col(Module.pack_id) == pack.id)
        modules = session.scalars(found).all()
    assert set(modules) == {800}
    assert pack.text_bytes == 800 * (len(modules) + 1)


def test_a_pack_is_put_into_an_onboarding_by_copying_one_line(
    reader: TestClient,
) -> None:
    page = opened(reader, f"/en/packs/{PACK}")

    line = next(one.text for one in page.all("code") if "<iframe" in one.text)
    address, title = re.findall(r'(?:src|title)="([^"]+)"', line)
    assert title == page.one("h1").text
    assert opened(reader, address).one("h1").text == title
    assert page.all("a", href=f"/en/packs/{PACK}/embed")


def test_cards_and_hits_say_the_same_size_of_a_pack(reader: TestClient) -> None:
    def told(path: str, css: str) -> dict[str, str]:
        cards = [
            one
            for one in opened(reader, path).all(css=css)
            if "/packs/" in one.all("a")[0].attributes["href"]
        ]
        return {
            card.all("a")[0].text: re.findall(r"[\d.]+ [kM]B", card.text)[0]
            for card in cards
        }

    cards, hits = told("/en/packs", "pcard"), told("/en/search?type=packs", "hit")

    assert len(hits) == 10
    assert hits.items() <= cards.items()


@pytest.mark.parametrize("lang", ["en", "ar", "yo"])
def test_a_pack_quotes_the_first_evidence_of_its_modules_with_its_source(
    reader: TestClient, lang: str
) -> None:
    page = opened(reader, f"/{lang}/packs/{PACK}")
    module = opened(reader, f"/{lang}/packs/{PACK}/1").all(css="evid")[0]

    (quote,) = page.one("main").all(css="evid")
    link = quote.one("footer").one("a").attributes["href"]

    assert quote.text == module.text
    assert link == module.one("footer").one("a").attributes["href"]
    said_in = quote.all("p")[-1].attributes.get("lang")
    assert said_in == ("en" if lang == "yo" else None)


def test_the_heading_of_the_languages_is_its_own_words_alone(
    reader: TestClient,
) -> None:
    page = read_page(reader.get(f"/en/packs/{PACK}").text)

    headings = [heading.text for heading in page.one("aside").all("h2")]
    assert "Read it in" in headings
    assert "All languages" in page.one("aside").text


@pytest.mark.parametrize(
    ("slug", "number", "said"),
    [(WITH_CLIPS[0], 3, "Video, 1 min"), (WITH_CLIPS[1], 1, "Sound, 1 min")],
)
def test_a_module_says_how_long_its_video_or_sound_takes(
    reader: TestClient, slug: str, number: int, said: str
) -> None:
    modules = opened(reader, f"/en/packs/{slug}").one("ol", css="mods").all("li")

    assert said in modules[number - 1].text


def test_a_module_whose_clips_were_never_noted_says_only_that_it_has_them(
    app: FastAPI, client: TestClient
) -> None:
    with app.state.database.transaction() as session:
        session.execute(update(Module).values(clips=""))
        bump(session, CONTENT)

    modules = opened(client, f"/en/packs/{WITH_CLIPS[0]}").one("ol", css="mods")

    assert "Video" in modules.text
    assert "Video," not in modules.text

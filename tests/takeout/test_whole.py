"""Whole paths and courses taken along: one file with every pack and the way through."""

import io
import json
import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree  # type: ignore[import-untyped]
from sqlalchemy import delete, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.learning.models import Completion
from app.main import create_app
from app.onboarding.models import Step
from app.onboarding.pinning import keep_version
from app.onboarding.service import Words, add_step, make_path, say
from app.packs.models import Pack, PublicState
from app.packs.queries import get_pack, modules_of
from app.platform.formats import format_bytes
from app.platform.jobs import Job
from app.platform.outbox import OutboxEvent
from app.platform.states import CONTENT, bump
from app.projects.queries import get_organisation
from app.takeout import sizes
from app.takeout.codes import CodeUnreadable, read_codes
from app.texts.models import Document
from app.texts.queries import published_revision
from tests.browser.pages import COURSE, ORGANISATION
from tests.databases import HOST, Databases, make_settings
from tests.onboarding.editing import publish
from tests.reading.html_page import read_page
from tests.takeout.test_packages import schema, unpacked
from tests.takeout.test_returning import code_of
from tests.takeout.workers import app_of, work

PACKS = ("plan-a-project", "run-an-edit-a-thon", "welcome-newcomers")
PLACE = "/ar/paths/first-steps"
OFFLINE = f"{PLACE}/offline"
FLAVOURS = 5
NEW = "Nobody had written this sentence before."
WELCOME = "أهلا بكم"


@pytest.fixture
def client(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A visitor of a site with a path of three packs, where nothing is due."""
    url = databases.copy("starter")
    media = tmp_path_factory.mktemp("stored") / "media"
    # Copies of packs are kept there, too.
    shutil.copytree(databases.media, media)
    app = create_app(make_settings(url, media))
    with app.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        words = Words("en", "First steps", "Welcome to us.", "Ask Ama.")
        path = make_path(session, organisation, "first-steps", words)
        say(session, path, Words("ar", "الخطوات الأولى", WELCOME))
        for slug in PACKS:
            add_step(session, path, "pack", slug)
        make_path(session, organisation, "bare", Words("en", "Bare"))
        session.connection().execute(delete(Job))
        session.connection().execute(delete(OutboxEvent))
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()
    databases.drop(url)


def pages_of(content: bytes) -> dict[str, str]:
    """Return the pages of an archive by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith(".html")]
        return {name: archive.read(name).decode() for name in names}


def key_of(client: TestClient, slug: str) -> str:
    with app_of(client).state.database.open_session() as session:
        return get_pack(session, slug).key


def test_a_path_is_one_file_that_leads_through_its_packs(client: TestClient) -> None:
    answer = client.get(f"{OFFLINE}/pages")
    pages = pages_of(answer.content)
    front = read_page(pages["first-steps/index.html"])

    assert answer.headers["content-disposition"].endswith('.zip"')
    assert "first-steps.ar.20" in answer.headers["content-disposition"]
    html = front.one("html").attributes
    assert (html["lang"], html["dir"]) == ("ar", "rtl")
    assert WELCOME in front.one("main").text
    links = [one.one("a").attributes["href"] for one in front.one("ol").all("li")]
    assert links == [f"{slug}/index.html" for slug in PACKS]
    assert pages["first-steps/index.html"].count("CC BY-SA 4.0") == len(PACKS)
    for slug in PACKS:
        last = max(name for name in pages if f"/{slug}/0" in name)
        end = read_page(pages[last]).one("a", rel="next")
        assert end.attributes["href"] == "../index.html"
        up = read_page(pages[f"first-steps/{slug}/index.html"]).one("nav").one("a")
        assert up.attributes["href"] == "../index.html"


def test_every_link_in_it_leads_to_a_page_in_it_or_to_the_web(
    client: TestClient,
) -> None:
    answer = client.get(f"{OFFLINE}/pages")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
    for name, html in pages_of(answer.content).items():
        page = read_page(html)
        for one in (*page.all("a"), *page.all("img"), *page.all("script")):
            address = one.attributes.get("href") or one.attributes.get("src", "")
            parts = urlsplit(address)
            if parts.scheme or not parts.path:
                continue
            target = posixpath.normpath(posixpath.join(name, "..", parts.path))
            assert target in names, f"{name}: {address}"


def test_a_pack_comes_along_in_the_version_the_path_keeps(client: TestClient) -> None:
    with app_of(client).state.database.transaction() as session:
        pack = get_pack(session, PACKS[0])
        step = session.scalars(select(Step).where(col(Step.pack_key) == pack.key)).one()
        keep_version(session, step)
        module = modules_of(session, pack.id or 0)[0]
        document = session.get_one(Document, module.document_id)
        revision = published_revision(session, document)
        assert revision is not None
        publish(session, document, f"{revision.text}\n{NEW}\n")
    path = pages_of(client.get("/en/paths/first-steps/offline/pages").content)
    pack_alone = pages_of(client.get(f"/en/packs/{PACKS[0]}/offline/pages").content)

    assert NEW in "".join(pack_alone.values())
    assert NEW not in "".join(path.values())


def test_each_size_is_told_before_and_is_what_comes(client: TestClient) -> None:
    page = client.get("/en/paths/first-steps/offline").text
    found = re.findall(r'<a class="btn[^"]*" href="([^"]+)"[^>]*>([^<]+)<', page)
    assert len({path.partition("?")[0] for path, _ in found}) == FLAVOURS
    for path, said in found:
        weighs = int(client.get(path.replace("&amp;", "&")).headers["content-length"])
        if "with=" not in path:
            assert said.endswith(f", {format_bytes(weighs)}"), path
    for flavour in ("epub", "pdf", "markdown", "folder", "cmi5"):
        assert client.get(f"{OFFLINE}/{flavour}").status_code == 404


def test_what_takes_long_is_weighed_without_being_made(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = len(client.get("/en/paths/first-steps/offline/pages").content)
    monkeypatch.setattr(sizes, "QUICK_MODULES", 3)
    monkeypatch.setattr(sizes, "made", None)
    page = client.get("/en/paths/first-steps/offline").text

    said = re.findall(r"about (\d+)\skB", page)
    assert len(said) >= FLAVOURS
    assert real / 2 < int(said[0]) * 1000 < real * 2


def test_the_same_path_is_the_same_bytes_and_asked_for_once(client: TestClient) -> None:
    first, second = (client.get(f"{OFFLINE}/scorm-2004") for _ in range(2))
    assert first.content == second.content
    etag = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"{OFFLINE}/scorm-2004", headers=etag).status_code == 304
    with app_of(client).state.database.transaction() as session:
        path = session.scalars(select(Step)).first()
        assert path is not None
        session.delete(path)
        bump(session, CONTENT, about="paths")
    other = client.get(f"{OFFLINE}/scorm-2004", headers=etag)
    assert (other.status_code, other.headers["etag"]) == (200, other.headers["etag"])


@pytest.mark.parametrize("kind", ["scorm", "thin"])
@pytest.mark.parametrize("release", ["1.2", "2004"])
def test_a_package_of_a_path_has_a_valid_manifest_and_one_unit(
    client: TestClient, tmp_path: Path, kind: str, release: str
) -> None:
    folder = unpacked(client, tmp_path, f"{OFFLINE}/{kind}-{release}")
    manifest = etree.parse(folder / "imsmanifest.xml")

    schema(folder, release).assertValid(manifest)
    assert len(list(manifest.iter("{*}item"))) == 1
    named = {one.get("href") for one in manifest.iter("{*}file")}
    inside = {
        one.relative_to(folder).as_posix()
        for one in folder.rglob("*")
        if one.is_file() and one.suffix not in {".xsd", ".dtd"}
    }
    assert named == inside - {"imsmanifest.xml"}
    frame = read_page((folder / "launch.html").read_text()).one("iframe").attributes
    packs = json.loads(frame["data-packs"]) if kind == "scorm" else []
    for pack in packs:
        for stem in pack["pages"]:
            assert f"{pack['folder']}{stem}.html" in named
    if kind == "thin":
        assert frame["data-live"].endswith("/embed/ar/paths/first-steps")
        assert client.get(urlsplit(frame["data-live"]).path).status_code == 200


def test_what_is_large_is_made_by_a_job_and_kept_until_something_changes(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "QUICK_BYTES", 0)
    copy = f"{OFFLINE}/pages/copy"
    assert client.get(f"{OFFLINE}/pages").headers["location"] == copy
    assert client.post(copy).headers["location"] == copy
    assert 'data-state="at-work"' in client.get(copy).text
    work(client)
    assert 'data-state="ready"' in client.get(copy).text
    taken = client.get(f"{OFFLINE}/pages")
    assert "first-steps/index.html" in pages_of(taken.content)
    part = client.get(f"{OFFLINE}/pages", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, taken.content[:4])

    # Another pack is none of its business; its own, and the path itself, are.
    _change(client, f"pack:{key_of(client, 'write-a-grant-proposal')}")
    assert 'data-state="ready"' in client.get(copy).text
    _change(client, f"pack:{key_of(client, PACKS[1])}")
    assert 'data-state="not-made"' in client.get(copy).text
    client.post(copy)
    work(client)
    _change(client, "paths")
    assert 'data-state="not-made"' in client.get(copy).text


def test_a_copy_with_a_withdrawn_pack_is_not_given_any_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "QUICK_BYTES", 0)
    copy = f"{OFFLINE}/pages/copy"
    client.post(copy)
    work(client)
    assert 'data-state="ready"' in client.get(copy).text
    with app_of(client).state.database.transaction() as session:
        pack = session.scalars(select(Pack).where(col(Pack.slug) == PACKS[1])).one()
        pack.state = PublicState.WITHDRAWN
        session.add(pack)
        bump(session, CONTENT, about=f"pack:{pack.key}")

    assert 'data-state="not-made"' in client.get(copy).text
    monkeypatch.setattr(sizes, "QUICK_BYTES", 10**9)
    front = pages_of(client.get(f"{OFFLINE}/pages").content)["first-steps/index.html"]
    assert PACKS[1] not in front
    assert PACKS[2] in front


def _change(client: TestClient, about: str) -> None:
    with app_of(client).state.database.transaction() as session:
        bump(session, CONTENT, about=about)


def test_what_was_done_in_several_packs_comes_to_the_site_at_once(
    client: TestClient,
) -> None:
    codes = [
        code_of({"k": key_of(client, slug), "d": numbers, "t": [], "a": {}})
        for slug, numbers in ((PACKS[0], [1, 2, 3, 4]), (PACKS[1], [1]))
    ]
    done = f"{OFFLINE}/done"
    assert codes[0] in client.get(f"{done}?code={','.join(codes)}").text
    answer = client.post(
        done,
        data={"code": ",\n".join(codes)},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.headers["location"] == f"{done}?taken=1"
    client.cookies.update(answer.cookies)
    page = read_page(client.get(PLACE).text).one("main")

    english = client.get("/en/paths/first-steps/offline/done?taken=1").text
    assert "5 of 12 modules are done." in english
    states = [one.attributes.get("class", "") for one in page.all("li")]
    assert [one for one in states if one in {"done", "now"}] == ["done", "now"]
    foreign = code_of(
        {"k": key_of(client, "write-a-grant-proposal"), "d": [1], "t": [], "a": {}}
    )
    refused = client.post(
        done,
        data={"code": f"{codes[0]},{foreign}"},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert refused.status_code == 422
    with app_of(client).state.database.open_session() as session:
        assert not session.scalars(select(Completion)).all()


def test_codes_of_more_packs_than_a_path_may_have_are_refused() -> None:
    one = code_of({"k": "abcd12", "d": [1], "t": [], "a": {}})
    assert len(read_codes(",".join([one] * 3))) == 3
    with pytest.raises(CodeUnreadable):
        read_codes(",".join([one] * 101))
    with pytest.raises(CodeUnreadable):
        read_codes(f"{one},,{one}")


def test_a_course_is_taken_along_as_a_whole_too(
    client: TestClient, tmp_path: Path
) -> None:
    offline = f"/ar/courses/{COURSE}/offline"
    page = client.get(offline)
    assert f'href="{offline}/thin-1.2' not in page.text
    assert client.get(f"{offline}/thin-1.2").status_code == 404
    # It has more modules than are made while somebody waits.
    client.post(f"{offline}/scorm-1.2/copy")
    work(client)
    folder = unpacked(client, tmp_path, f"{offline}/scorm-1.2")
    schema(folder, "1.2").assertValid(etree.parse(folder / "imsmanifest.xml"))
    front = read_page((folder / "index.html").read_text())
    places = [one.one("a").attributes["href"] for one in front.one("ol").all("li")]
    assert len(places) > 1
    assert all((folder / place).is_file() for place in places)


def test_a_path_without_packs_has_nothing_to_take(client: TestClient) -> None:
    answer = client.get("/en/paths/bare/offline")

    assert answer.status_code == 404
    assert "Nothing is on this path yet." in answer.text
    assert client.get("/en/paths/never/offline/pages").status_code == 404

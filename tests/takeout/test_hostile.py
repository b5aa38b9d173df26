"""Copies of packs in which every text is a payload: none of it becomes mark-up."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from starlette.testclient import TestClient

from app.main import create_app
from app.takeout.flavours import OUTSIDE
from app.takeout.trees import parsed
from app.takeout.wanted import Flavour
from app.takeout.written import WITH_CLIPS
from tests.databases import HOST, Databases, make_settings
from tests.security.hostile import FULL, PACKS, load_hostile, write_hostile_library
from tests.takeout.workers import app_of, files_of

OURS = {"code.js", "pack.js", "launch.js", "system.js", "cmi5.js"}
SCHEMES = ("http:", "https:", "mailto:")
TAGS = {"frame", "object", "embed", "applet", "base", "style", "portal", "math"}


@pytest.fixture(scope="module")
def hostile(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    url = databases.copy("empty")
    folder = tmp_path_factory.mktemp("hostile")
    app = create_app(make_settings(url, folder / "media"))
    library = write_hostile_library(folder / "library")
    load_hostile(app.state.database, app.state.storage, library)
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()
    databases.drop(url)


@pytest.mark.slow
@pytest.mark.parametrize("flavour", [one for one in WITH_CLIPS if one not in OUTSIDE])
@pytest.mark.parametrize("place", [f"ar/packs/{FULL}", f"en/packs/{PACKS[1]}"])
def test_no_payload_becomes_markup(
    hostile: TestClient, flavour: Flavour, place: str
) -> None:
    answer = hostile.get(f"/{place}/offline/{flavour}")
    assert answer.status_code == 200

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        for name in archive.namelist():
            assert not name.startswith("/")
            assert ".." not in Path(name).parts
            if name.endswith((".xhtml", ".opf", ".xml")):
                fromstring(archive.read(name), forbid_dtd=False)
            if name.endswith((".html", ".xhtml")):
                assert faults(archive.read(name).decode()) == [], name


@pytest.mark.slow
@pytest.mark.parametrize("flavour", sorted(OUTSIDE))
@pytest.mark.parametrize("place", [f"ar/packs/{FULL}", f"en/packs/{PACKS[1]}"])
def test_no_payload_becomes_markup_of_what_programs_are_given(
    hostile: TestClient, flavour: Flavour, place: str
) -> None:
    files = files_of(app_of(hostile), place, flavour)

    pages = {name: data for name, data in files.items() if name.endswith(".html")}
    assert pages
    for name, page in pages.items():
        assert isinstance(page, bytes)
        assert faults(page.decode()) == [], name


def faults(page: str) -> list[str]:
    """Return what a page has that no template of ours writes."""
    found = []
    for element in parsed(page).iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "script" and element.get("src") not in OURS:
            found.append("script")
        if tag == "iframe" and element.get("name") != "passalong-copy":
            found.append("iframe")
        if tag in TAGS:
            found.append(tag)
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or name in {"style", "srcdoc"}:
                found.append(f"{tag} {name}")
            is_link = name in {"href", "src", "action", "poster"}
            scheme = re.match(r"\s*[a-z][a-z0-9+.-]*:", value, re.IGNORECASE)
            if is_link and scheme and not scheme[0].strip().startswith(SCHEMES):
                found.append(f"{tag} {value[:40]}")
    return found

"""Packs as packages for learning systems: as the schemas of SCORM want them."""

import io
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from tests.browser.pages import TRANSLATED_PACK, VIDEO_PACK
from tests.reading.html_page import read_page

pytestmark = pytest.mark.smoke

SCHEMAS = {
    "1.2": {
        "imscp_rootv1p1p2.xsd": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
        "adlcp_rootv1p2.xsd": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    },
    "2004": {
        "imscp_v1p1.xsd": "http://www.imsglobal.org/xsd/imscp_v1p1",
        "adlcp_v1p3.xsd": "http://www.adlnet.org/xsd/adlcp_v1p3",
        "imsss_v1p0.xsd": "http://www.imsglobal.org/xsd/imsss",
    },
}


def unpacked(client: TestClient, folder: Path, path: str) -> Path:
    """Download a package and unpack it as a learning system does."""
    answer = client.get(path)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
    return folder


def schema(folder: Path, release: str) -> etree.XMLSchema:
    """Return the schemas that a package carries, as one."""
    imports = "".join(
        f'<xs:import namespace="{space}" schemaLocation="{name}"/>'
        for name, space in SCHEMAS[release].items()
    )
    text = (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(text, base_url=f"{folder}/all.xsd"))


PATHS = [
    f"/{place}-{release}{more}"
    for release in SCHEMAS
    for place, more in (
        (f"ar/packs/{TRANSLATED_PACK}/offline/scorm", ""),
        (f"en/packs/{VIDEO_PACK}/offline/scorm", "?with=film"),
        (f"ar/packs/{TRANSLATED_PACK}/offline/thin", ""),
    )
]


@pytest.mark.parametrize("path", PATHS)
def test_a_manifest_is_valid_and_names_every_file(
    client: TestClient, tmp_path: Path, path: str
) -> None:
    release = path.rpartition("-")[2].partition("?")[0]
    folder = unpacked(client, tmp_path, path)
    manifest = etree.parse(folder / "imsmanifest.xml")

    schema(folder, release).assertValid(manifest)
    named = {one.get("href") for one in manifest.iter("{*}file")}
    inside = {
        one.relative_to(folder).as_posix()
        for one in folder.rglob("*")
        if one.is_file() and one.suffix not in {".xsd", ".dtd"}
    }
    assert named == inside - {"imsmanifest.xml"}
    assert manifest.find(".//{*}resource").get("href") in named
    assert manifest.findtext(".//{*}schemaversion").startswith(release)


def test_a_thin_package_frames_the_live_pack_and_weighs_little(
    client: TestClient, tmp_path: Path
) -> None:
    offline = f"/ar/packs/{TRANSLATED_PACK}/offline"
    folder = unpacked(client, tmp_path, f"{offline}/thin-1.2")
    page = read_page((folder / "launch.html").read_text())

    live = page.one("iframe").attributes["data-live"]
    assert live.endswith(f"/embed/ar/packs/{TRANSLATED_PACK}")
    assert client.get(urlsplit(live).path).status_code == 200
    assert not list(folder.glob("0*.html"))
    name = client.get(f"{offline}/thin-1.2").headers["content-disposition"]
    assert name.endswith('.scorm-1.2-thin.zip"')
    whole = client.get(f"{offline}/scorm-1.2").content
    assert len(client.get(f"{offline}/thin-1.2").content) < len(whole)


def test_a_manifest_that_names_no_file_is_not_valid(
    client: TestClient, tmp_path: Path
) -> None:
    folder = unpacked(client, tmp_path, f"/en/packs/{VIDEO_PACK}/offline/scorm-1.2")
    manifest = etree.parse(folder / "imsmanifest.xml")
    for one in manifest.iter("{*}file"):
        del one.attrib["href"]

    assert not schema(folder, "1.2").validate(manifest)


CMI5 = Path(__file__).with_name("cmi5.CourseStructure.xsd")


@pytest.mark.parametrize("language", ["en", "ar", "sw"])
def test_a_unit_of_cmi5_is_described_as_its_schema_wants_it(
    client: TestClient, tmp_path: Path, language: str
) -> None:
    place = f"{language}/packs/{TRANSLATED_PACK}"
    folder = unpacked(client, tmp_path, f"/{place}/offline/cmi5")
    structure = etree.parse(folder / "cmi5.xml")

    etree.XMLSchema(etree.parse(CMI5)).assertValid(structure)
    unit = structure.find("{*}au")
    assert (folder / unit.findtext("{*}url")).is_file()
    assert unit.get("moveOn") == "Completed"
    names = {one.get("lang"): one.text for one in unit.find("{*}title")}
    assert {"en", "ar", "sw"} <= set(names)
    assert next(iter(names)) == language
    assert len(set(names.values())) == len(names)


def test_a_unit_of_cmi5_without_an_address_is_not_valid(
    client: TestClient, tmp_path: Path
) -> None:
    folder = unpacked(client, tmp_path, f"/en/packs/{VIDEO_PACK}/offline/cmi5")
    structure = etree.parse(folder / "cmi5.xml")
    unit = structure.find("{*}au")
    unit.remove(unit.find("{*}url"))

    assert not etree.XMLSchema(etree.parse(CMI5)).validate(structure)

"""Packs as Common Cartridges: taken apart and marked as a learning system does it.

No schema of 1EdTech is in this repository, so what its profile asks for is asked here:
namespaces, types and profiles, and that every reference leads somewhere.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html
from starlette.testclient import TestClient

from app.takeout.cartridge import PROFILES
from tests.browser.pages import TRANSLATED_PACK, VIDEO_PACK
from tests.reading.answer_key import keyed_modules

CP = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest}"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
ASSESSMENT = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"


@dataclass
class Cartridge:
    """What somebody finds who takes a cartridge apart."""

    files: dict[str, bytes]

    @property
    def manifest(self) -> etree._Element:
        return etree.fromstring(self.files["imsmanifest.xml"])

    @property
    def resources(self) -> dict[str, etree._Element]:
        found = self.manifest.iter(f"{CP}resource")
        return {one.get("identifier"): one for one in found}

    @property
    def assessments(self) -> list[etree._Element]:
        return [
            etree.fromstring(self.files[one.find(f"{CP}file").get("href")])
            for one in self.resources.values()
            if one.get("type") == ASSESSMENT
        ]

    @property
    def items(self) -> list[etree._Element]:
        return [item for one in self.assessments for item in one.iter(f"{QTI}item")]


def taken(client: TestClient, place: str, more: str = "") -> Cartridge:
    answer = client.get(f"/{place}/offline/cartridge{more}")
    assert answer.status_code == 200
    assert '.imscc"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return Cartridge({name: archive.read(name) for name in archive.namelist()})


def profile_of(item: etree._Element) -> str:
    entry = item.find(f".//{QTI}itemmetadata//{QTI}fieldentry")
    assert entry is not None
    return str(entry.text)


def is_met(condition: etree._Element, given: set[str]) -> bool:
    """Evaluate a condition of QTI 1.2: several beside each other are alternatives."""
    name = etree.QName(condition).localname
    if name == "varequal":
        texts = given
        if condition.get("case") == "No":
            texts = {one.casefold() for one in given}
            return condition.text.casefold() in texts
        return condition.text in texts
    met = [is_met(one, given) for one in condition]
    return {"not": not any(met), "and": all(met), "other": True}.get(name, any(met))


def marked(item: etree._Element, given: set[str]) -> tuple[int, set[str]]:
    """Mark an answer as a system does; return score and which feedback is shown."""
    score, shown = 0, set()
    for one in item.iter(f"{QTI}respcondition"):
        if not is_met(one.find(f"{QTI}conditionvar"), given):
            continue
        shown |= {each.get("linkrefid") for each in one.iter(f"{QTI}displayfeedback")}
        for each in one.iter(f"{QTI}setvar"):
            score = int(each.text)
        if one.get("continue") == "No":
            break
    return score, shown


PLACES = [
    *(f"{language}/packs/{TRANSLATED_PACK}" for language in ("en", "ar", "sw", "bn")),
    f"en/packs/{VIDEO_PACK}",
]


@pytest.mark.parametrize("place", PLACES)
def test_every_reference_of_a_cartridge_leads_somewhere_and_every_file_is_named(
    client: TestClient, place: str
) -> None:
    cartridge = taken(client, place, "?with=film")
    manifest, resources = cartridge.manifest, cartridge.resources

    assert manifest.tag == f"{CP}manifest"
    facts = manifest.find(f"{CP}metadata")
    assert facts.findtext(f"{CP}schema") == "IMS Common Cartridge"
    assert facts.findtext(f"{CP}schemaversion") == "1.3.0"
    (order,) = manifest.iter(f"{CP}organization")
    assert order.get("structure") == "rooted-hierarchy"
    (root,) = order.findall(f"{CP}item")
    assert root.find(f"{CP}title") is None
    for item in root.iter(f"{CP}item"):
        is_leaf = item.find(f"{CP}item") is None
        assert (item.get("identifierref") in resources) == is_leaf
        assert item is root or item.findtext(f"{CP}title")
    named = [one.get("href") for one in manifest.iter(f"{CP}file")]
    assert sorted([*named, "imsmanifest.xml"]) == sorted(cartridge.files)
    for resource in resources.values():
        assert resource.get("type") in {"webcontent", ASSESSMENT}
        for one in resource.findall(f"{CP}dependency"):
            assert one.get("identifierref") in resources
    ids = [one.get("identifier") for one in manifest.iter() if one.get("identifier")]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("place", PLACES)
def test_pages_of_a_cartridge_ask_only_for_files_that_are_in_it(
    client: TestClient, place: str
) -> None:
    cartridge = taken(client, place, "?with=film")
    language = place.partition("/")[0]
    pages = {n: data for n, data in cartridge.files.items() if n.endswith(".html")}

    for data in pages.values():
        tree = lxml_html.fromstring(data.decode())
        assert tree.get("lang") == language
        assert tree.get("dir") == ("rtl" if language == "ar" else "ltr")
        for one in tree.xpath(
            "//img/@src | //script/@src | //video/@src | //link/@href"
        ):
            assert one.partition("#")[0] in cartridge.files
    assert any(PurePosixPath(n).parent.name == "files" for n in cartridge.files) or (
        VIDEO_PACK not in place
    )


@pytest.mark.parametrize("place", PLACES)
def test_a_system_marks_the_questions_as_we_do(client: TestClient, place: str) -> None:
    cartridge = taken(client, place)
    known = [
        quiz
        for module in keyed_modules(place.rpartition("/")[2])
        for quiz in module.quizzes
        if quiz.kind in PROFILES
    ]
    items = cartridge.items

    assert [profile_of(item) for item in items] == [PROFILES[q.kind] for q in known]
    for item in items:
        labels = [one.get("ident") for one in item.iter(f"{QTI}response_label")]
        asked = {one.text for one in item.iter(f"{QTI}varequal")}
        assert asked <= set(labels) or not labels
        right = [set(combination) for combination in rights(item)]
        assert right
        assert all(marked(item, one)[0] == 100 for one in right)
        assert marked(item, set())[0] == 0
        assert all(marked(item, {one})[0] == 0 for one in labels if {one} not in right)
        every = {one.get("ident") for one in item.iter(f"{QTI}itemfeedback")}
        assert {one.get("linkrefid") for one in item.iter(f"{QTI}displayfeedback")} == (
            every
        )


def rights(item: etree._Element) -> list[set[str]]:
    """Return every answer the item itself calls right."""
    for one in item.iter(f"{QTI}respcondition"):
        if one.find(f"{QTI}setvar") is None:
            continue
        said = one.find(f"{QTI}conditionvar")
        joined = said.find(f"{QTI}and")
        if joined is None:
            return [{each.text} for each in said.findall(f"{QTI}varequal")]
        return [{each.text for each in joined.findall(f"{QTI}varequal")}]
    return []


def test_what_is_right_in_a_cartridge_is_what_is_right_on_the_page(
    client: TestClient,
) -> None:
    cartridge = taken(client, f"ar/packs/{TRANSLATED_PACK}")
    page = "".join(
        data.decode() for name, data in cartridge.files.items() if name[:2].isdigit()
    )
    tree = lxml_html.fromstring(f"<div>{page}</div>")
    directions = set()

    for item in cartridge.items:
        if profile_of(item) == PROFILES["text"]:
            continue
        (quiz,) = tree.xpath(f"//div[@data-quiz='{item.get('ident')}']")
        boxes = quiz.xpath(".//input")
        right = {
            f"{item.get('ident')}-{n}"
            for n, box in enumerate(boxes)
            if box.get("data-right") is not None
        }
        assert right in rights(item)
        words = [
            lxml_html.fromstring(one.text).text_content()
            for one in item.findall(f".//{QTI}response_label//{QTI}mattext")
        ]
        assert words == [box.getnext().text_content().strip() for box in boxes], (
            item.get("ident")
        )
        told = item.findtext(f"{QTI}presentation//{QTI}mattext")
        (shown,) = quiz.xpath("(.//legend/span)[1]")
        assert lxml_html.fromstring(told).get("dir") == shown.get("dir")
        directions.add(shown.get("dir"))
    assert "rtl" in directions


def test_a_cartridge_says_who_made_it_and_what_one_may_do_with_it(
    client: TestClient,
) -> None:
    manifest = taken(client, f"ar/packs/{TRANSLATED_PACK}").manifest

    (lom,) = manifest.iter(f"{LOM}lom")
    assert lom.find(f".//{LOM}title/{LOM}string").get("language") == "ar"
    assert lom.findtext(f"{LOM}rights/{LOM}description/{LOM}string") == (
        "https://creativecommons.org/licenses/by-sa/4.0/"
    )
    assert all(one.text for one in lom.iter(f"{LOM}entity"))
    assert lom.findtext(f".//{LOM}entry").endswith(f"/p/{TRANSLATED_PACK}")

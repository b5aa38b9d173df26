"""No script is drawn as empty boxes: the font that draws each one is known."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.watching import Visitor

# Debian's packages hold these; without them Chromium draws a box for each letter.
SAMPLES = {
    "ar": ("مرحبا بكم في المشروع", "Arab"),
    "ur": ("سیکھنے کا مجموعہ", "Arab"),
    "bn": ("শেখার প্যাক", "Bengali"),
    "hi": ("सीखने का पैक", "Devanagari"),
    "th": ("ชุดการเรียนรู้", "Thai"),
    "zh-hans": ("学习包", "CJK"),
    "ja": ("学習パック", "CJK"),
    "ko": ("학습 꾸러미", "CJK"),
    "am": ("የመማሪያ ጥቅል", "Ethiopic"),
    "ta": ("கற்றல் தொகுப்பு", "Tamil"),
}
ARABIC = ("Arabic", "Naskh", "Kufi", "Nastaliq", "DejaVu")
INSERT = """([tag, text]) => {
  const p = document.createElement("p");
  p.lang = tag; p.dir = "auto"; p.id = "sample"; p.textContent = text;
  document.querySelector("main").append(p);
  return p.offsetWidth;  // laid out with its font before this is known
}"""


@dataclass(frozen=True)
class Drawn:
    """A font family and how many glyphs of the sample it drew."""

    family: str
    glyphs: int


def fonts_of(page: Page, selector: str) -> list[Drawn]:
    """Ask Chromium which fonts really drew an element."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    query = {"nodeId": root, "selector": selector}
    node = session.send("DOM.querySelector", query)["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [Drawn(font["familyName"], int(font["glyphCount"])) for font in used]


@pytest.mark.parametrize("tag", SAMPLES)
def test_a_script_is_drawn_by_a_font_that_has_it(visitor: Visitor, tag: str) -> None:
    text, script = SAMPLES[tag]
    page = visitor.open("/en/about")
    page.evaluate(INSERT, [tag, text])

    fonts = fonts_of(page, "#sample")

    expected = ARABIC if script == "Arab" else (script,)
    letters = max(fonts, key=lambda font: font.glyphs)
    assert any(name in letters.family for name in expected), (
        f"{text} is drawn by {fonts}: run `make provision`, and name Noto in the CSS"
    )


def test_a_yoruba_word_is_drawn_by_one_font(visitor: Visitor) -> None:
    """Dotted letters from another font stand out in the middle of a word."""
    page = visitor.open("/en/about")
    page.evaluate(INSERT, ["yo", "Ẹ̀kọ́ àti iṣẹ́"])

    fonts = fonts_of(page, "#sample")

    assert len(fonts) == 1, f"drawn by {fonts}: name a font that has all letters first"


@pytest.mark.parametrize(
    ("path", "name"), [("/ar/about", ARABIC), ("/bn/about", ("Bengali",))]
)
def test_the_interface_is_drawn_in_its_own_script(
    visitor: Visitor, path: str, name: tuple[str, ...]
) -> None:
    page = visitor.open(path)

    families = [font.family for font in fonts_of(page, "h1")]
    assert any(part in family for part in name for family in families), families

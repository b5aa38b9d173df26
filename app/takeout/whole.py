"""A path or course as it was at one moment: editions of its packs, and a page before.

Each pack is in a folder of its own, as it is when it is taken along alone, but for the
way back.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from starlette.requests import Request

from app.onboarding.ways import Way
from app.platform.ids import text_hash
from app.platform.languages import Language
from app.takeout.archive import Content
from app.takeout.edition import MARK_CHARACTERS, Edition, Surface, edition
from app.takeout.pages import STATIC, page_files
from app.takeout.subjects import Subject
from app.takeout.trees import as_html, parsed
from app.takeout.wanted import Carried
from app.texts.reading import UnitText
from app.web.templates import render_html


class Whole(Struct, frozen=True):
    """A path or course with the editions of its packs, in order."""

    way: Way
    editions: tuple[Edition, ...]
    page: Language
    site: str

    @property
    def slug(self) -> str:
        """What it is called in addresses."""
        return self.way.slug

    @property
    def title(self) -> UnitText:
        """What it is called."""
        return self.way.title

    @property
    def identifier(self) -> str:
        """What tells it from all else that is taken along."""
        return f"{self.way.kind.removesuffix('s')}-{self.slug}"

    @property
    def version(self) -> str:
        """What tells two versions apart, for people and for the names of files."""
        said = (self.title, *self.way.lines, *self.way.ask)
        words = [one.text for one in said] + list(self.way.packs.needed)
        words += [one.mark for one in self.editions]
        changed_on = max(one.changed_on for one in self.editions)
        return f"{changed_on}-{text_hash(chr(0).join(words))[:MARK_CHARACTERS]}"

    @property
    def base(self) -> str:
        """Its address on the site."""
        return f"/{self.page.code}/{self.way.kind}/{self.slug}"

    @property
    def link(self) -> str:
        """Where it is on the web."""
        return f"{self.site}{self.base}"

    @property
    def questions(self) -> int:
        """How many questions there are in all."""
        return sum(one.questions for one in self.editions)

    @property
    def packs(self) -> list[dict[str, Any]]:
        """What scripts know of each pack; `pages` and `questions` are in order."""
        return [
            {
                "copy": one.identifier,
                "folder": f"{one.slug}/",
                "pages": [chapter.stem for chapter in one.chapters],
                "questions": [
                    quiz.id for chapter in one.chapters for quiz in chapter.questions
                ],
                "isNeeded": one.identifier in self.way.packs.needed,
            }
            for one in self.editions
        ]


def whole(subject: Subject, request: Request, carried: Carried) -> Whole:
    """Render every pack of a path or course; raise Moved, NotFound or Gone."""
    assert subject.way is not None  # noqa: S101 - asked by who calls
    editions = [edition(led, request, Surface.SCREEN, carried) for led in subject.packs]
    site = request.app.state.settings_public.public_url
    return Whole(subject.way, tuple(editions), subject.page, site)


def whole_files(ready: Whole, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield the page with the packs in order, its script, and every pack's pages."""
    html = render_html(request, "takeout/whole.html", whole_context(ready))
    yield "index.html", as_html(parsed(html))
    for name in ("code.js", "way.js"):
        yield name, (STATIC / name).read_bytes()
    yield "style.css", (STATIC / "pages.css").read_bytes()
    for one in ready.editions:
        for name, content in page_files(one, request):
            yield f"{one.slug}/{name}", content


def whole_context(ready: Whole) -> dict[str, Any]:
    """Return what the pages around the packs show."""
    return {"ready": ready, "way": ready.way, "page": ready.page}

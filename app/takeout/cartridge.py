"""A pack as a Common Cartridge 1.3: a course that learning systems take apart.

Each module is a page, with its pictures and films, and its questions are an assessment
that the system marks itself (QTI 1.2, as the cartridge profiles it). The pages are
those of a copy to read: they work without a server, and ask for themselves too.
"""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import tostring

from msgspec import Struct
from starlette.requests import Request

from app.learning.scoring import right_texts
from app.reading.module_page import source_answers
from app.takeout.archive import Content
from app.takeout.edition import Chapter, Edition
from app.takeout.pages import page_context, page_files
from app.takeout.places import Places
from app.takeout.trees import as_xml, lead, parsed
from app.texts.blocks import Piece, Quiz
from app.web.templates import render_html

MANIFEST = "imsmanifest.xml"
SCHEMA = "IMS Common Cartridge"
# Of the types a cartridge knows; steps to put in order have none there.
PROFILES = {
    "one": "cc.multiple_choice.v0p1",
    "many": "cc.multiple_response.v0p1",
    "text": "cc.fib.v0p1",
}


class Answer(Struct, frozen=True):
    """An answer to choose; `html` and `feedback` are bits of HTML."""

    id: str
    html: str
    is_right: bool
    feedback: str


class Asked(Struct, frozen=True):
    """A question as an assessment has it; `typed` are texts that are right."""

    id: str
    profile: str
    html: str
    answers: tuple[Answer, ...]
    typed: Sequence[str]
    otherwise: str

    @property
    def right(self) -> list[Answer]:
        """The answers that are right."""
        return [one for one in self.answers if one.is_right]

    @property
    def wrong(self) -> list[Answer]:
        """The answers that are not."""
        return [one for one in self.answers if not one.is_right]


def cartridge_files(
    edition: Edition, request: Request
) -> Iterator[tuple[str, Content]]:
    """Yield the files of a cartridge, its manifest first."""
    pages = dict(page_files(edition, request))
    questions = {one.stem: _questions(edition, one) for one in edition.chapters}
    tests = {
        stem: f"assessments/{stem}.xml" for stem, all_ in questions.items() if all_
    }
    stems = [chapter.stem for chapter in edition.chapters]
    own = {"index.html", *(f"{stem}.html" for stem in stems)}
    context = page_context(edition) | {
        "schema": SCHEMA,
        "tests": tests,
        "shared": [name for name in pages if name not in own],
    }
    manifest = render_html(request, "takeout/cartridge.xml.html", context)
    yield MANIFEST, as_xml(manifest)
    for chapter in edition.chapters:
        if chapter.stem in tests:
            more = {"chapter": chapter, "questions": questions[chapter.stem]}
            written = render_html(
                request, "takeout/assessment.xml.html", context | more
            )
            yield tests[chapter.stem], as_xml(written)
    yield from pages.items()


def _questions(edition: Edition, chapter: Chapter) -> list[Asked]:
    # What is right in the source language is right in every language.
    accepted = source_answers(chapter.module)
    return [
        _asked(edition, quiz, accepted.get(quiz.id, ()))
        for quiz in chapter.questions
        if quiz.kind in PROFILES
    ]


def _asked(edition: Edition, quiz: Quiz, accepted: Sequence[str]) -> Asked:
    is_typed = quiz.kind == "text"
    options = [] if is_typed else quiz.options
    return Asked(
        id=quiz.id,
        profile=PROFILES[quiz.kind],
        html=_html(edition, quiz.question),
        answers=tuple(
            Answer(
                f"{quiz.id}-{number}",
                _html(edition, [one.piece]),
                one.is_right,
                _html(edition, one.feedback),
            )
            for number, one in enumerate(options)
        ),
        typed=list(dict.fromkeys([*right_texts(quiz), *accepted])) if is_typed else [],
        otherwise=_html(edition, quiz.otherwise),
    )


def _html(edition: Edition, pieces: Sequence[Piece]) -> str:
    """Return units as HTML with their languages, and links that lead to the web."""
    page = edition.opened.page
    found = []
    for piece in pieces:
        tag, direction = piece.tag or page.tag, piece.direction or page.direction
        tree = parsed(f'<span lang="{tag}" dir="{direction}">{piece.html}</span>')
        lead(tree, Places(edition.site, {}).led)
        (span,) = tree.findall("body/span")
        found.append(tostring(span, encoding="unicode", method="html"))
    return " ".join(found)

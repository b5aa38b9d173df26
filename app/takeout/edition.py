"""A pack in one language as it is now, rendered for a place without our server."""

from collections.abc import Sequence
from enum import StrEnum

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request

from app.learning.scoring import normalised, right_texts, shuffled
from app.onboarding.leading import LedTo
from app.packs.models import Module
from app.platform.ids import text_hash
from app.platform.languages import Language
from app.reading.loading import OpenModule, OpenPack
from app.reading.media_view import build_clip
from app.reading.module_page import frame_of, source_answers
from app.reading.parts import LessonFrame, render_block
from app.takeout.carried import Luggage, luggage
from app.takeout.wanted import Carried
from app.texts.blocks import Block, Checklist, Media, Quiz
from app.texts.reading import UnitText

MARK_CHARACTERS = 8
CHECKLIST = "takeout/_checklist.html"
CLIP = "takeout/_clip.html"
QUIZ = "takeout/_quiz.html"
QUESTION = "takeout/_question.html"


class Surface(StrEnum):
    """What it is read on: a screen with questions to tap on, or paper and books."""

    SCREEN = "screen"
    PAPER = "paper"


class Chapter(Struct, frozen=True):
    """A module, rendered. `stem` is what its file is called."""

    stem: str
    module: OpenModule
    parts: Sequence[Markup]

    @property
    def number(self) -> int:
        """Its place in the pack, from 1."""
        return self.module.station.number

    @property
    def questions(self) -> list[Quiz]:
        """The questions in it, in order."""
        found = self.module.lesson.lesson.of_type(Quiz)
        return [one for one in found if isinstance(one, Quiz)]


class Edition(Struct, frozen=True):
    """A pack, its chapters, and the files that come along with them.

    `mark` differs whenever a word or file does; `changed_on` is a date as in ISO 8601.
    """

    opened: OpenPack
    chapters: tuple[Chapter, ...]
    luggage: Luggage
    site: str
    mark: str
    changed_on: str

    @property
    def slug(self) -> str:
        """What the pack is called in addresses."""
        return self.opened.view.pack.slug

    @property
    def identifier(self) -> str:
        """The lasting key of the pack."""
        return self.opened.view.pack.key

    @property
    def title(self) -> UnitText:
        """What the pack is called."""
        return self.opened.view.title

    @property
    def page(self) -> Language:
        """The language it is in."""
        return self.opened.page

    @property
    def base(self) -> str:
        """The address of the pack on the site."""
        return self.opened.base

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return sum(len(chapter.questions) for chapter in self.chapters)

    @property
    def version(self) -> str:
        """What tells two editions apart, for people and for the names of files."""
        return f"{self.changed_on}-{self.mark}"

    @property
    def link(self) -> str:
        """Where the pack is on the web, in everybody's best language."""
        return f"{self.site}/p/{self.slug}"


def edition(
    led_to: LedTo, request: Request, surface: Surface, carried: Carried
) -> Edition:
    """Render a pack; raise Moved, NotFound or Gone."""
    opened = led_to.open()
    on_screen = surface is Surface.SCREEN
    along = luggage(opened.view.media, carried, sheets=on_screen)
    modules = led_to.modules()
    chapters = tuple(chapter_of(request, one, surface, along) for one in modules)
    words: list[str] = [part for chapter in chapters for part in chapter.parts]
    words += [text.text for text in (opened.view.title, opened.view.summary)]
    words += [file.key for file in along.files]
    dates = [module.lesson.changed_on for module in modules]
    dates.append(opened.view.pack.updated_at.date().isoformat())
    return Edition(
        opened=opened,
        chapters=chapters,
        luggage=along,
        site=request.app.state.settings_public.public_url,
        mark=text_hash("\0".join(words))[:MARK_CHARACTERS],
        changed_on=max(dates),
    )


def file_stem(module: Module) -> str:
    """Return what a module's file is called."""
    return f"{module.number:02}-{module.slug}"


def chapter_of(
    request: Request, module: OpenModule, surface: Surface, along: Luggage
) -> Chapter:
    """Render a module for a surface, with the files that come along."""
    # Nobody saves data by not having what they took along.
    frame = replace(frame_of(module, request), data_saver=False)
    accepted = source_answers(module)
    parts = [
        _part(frame, block, surface, along, accepted.get(getattr(block, "id", ""), ()))
        for block in module.lesson.lesson.blocks
    ]
    return Chapter(file_stem(module.station.module), module, parts)


def _part(
    frame: LessonFrame,
    block: Block,
    surface: Surface,
    along: Luggage,
    accepted: Sequence[str],
) -> Markup:
    if isinstance(block, Quiz):
        return _question(frame, block, surface, accepted)
    if isinstance(block, Checklist):
        return _own(frame, CHECKLIST, ticks=block, on_screen=surface is Surface.SCREEN)
    # Slides are shown as everywhere: pictures and their words.
    clips = frame.view.media if _is_clip(block) else {}
    if isinstance(block, Media) and block.file in clips:
        group, view = clips[block.file], frame.view
        clip = build_clip(group, frame.storage, page=frame.page, skill=view.skill)
        file = along.played.get(block.file)
        played = (
            {"src": group.address(file, frame.page.code), "file": file}
            if file
            else None
        )
        return _own(frame, CLIP, clip=clip, block=block, played=played)
    return render_block(frame, block)


def _is_clip(block: Block) -> bool:
    """Tell whether a block is played."""
    return isinstance(block, Media) and block.kind != "slides"


def _question(
    frame: LessonFrame, quiz: Quiz, surface: Surface, accepted: Sequence[str]
) -> Markup:
    steps = shuffled(quiz) if quiz.kind == "order" else ()
    if surface is Surface.PAPER:
        return _own(frame, QUESTION, question=quiz, steps=steps)
    texts = dict.fromkeys(normalised(one) for one in (*right_texts(quiz), *accepted))
    return _own(frame, QUIZ, question=quiz, steps=steps, accepted="\n".join(texts))


def _own(frame: LessonFrame, name: str, **context: object) -> Markup:
    template = frame.environment.get_template(name)
    html = template.render(locale=frame.locale, page=frame.page, **context)
    return Markup(html)  # noqa: S704 (our own template, which escapes)

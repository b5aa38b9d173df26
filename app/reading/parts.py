"""A lesson cut into pieces of HTML: those that never change, and a learner's own.

Most of a page is the same for everybody and is rendered once; questions and
checklists are rendered again only for a learner who has done something with them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jinja2 import Environment
from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from app.learning.progress import ModuleState
from app.platform.languages import Language
from app.platform.storage import Storage
from app.reading.lesson_view import LessonView
from app.reading.media_view import Clip, build_clip
from app.reading.pack_view import PackView
from app.reading.pictures import offered_files
from app.reading.quiz_view import Asked, Given, Voice, question, tick_list
from app.reading.slides_view import DeckFrame, build_deck
from app.texts.blocks import Block, Checklist, Media, Prose, Quiz
from app.texts.line_marks import with_line

TEMPLATE = "reading/_block.html"


class Part(Struct, frozen=True):
    """Rendered HTML, with the block behind it when a learner can change it."""

    html: Markup
    block: Quiz | Checklist | None = None
    place: int = 0


class Elsewhere(Struct, frozen=True):
    """The same in another language."""

    href: str
    language: Language


class LessonFrame(Struct, frozen=True):
    """What rendering a block needs besides the block."""

    environment: Environment
    storage: Storage
    view: PackView
    lesson: LessonView
    page: Language
    locale: Language
    base: str
    data_saver: bool
    accepted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def workbench(self) -> str:
        """Where the pack is translated to the language of the page."""
        between = f"{self.view.source_language}/{self.page.code}"
        return f"/{self.page.code}/translate/{self.view.pack.slug}/{between}"

    def spoken(self, clip: Clip) -> list[Elsewhere]:
        """Return where the transcript of a clip is read in its other languages."""
        path = f"{self.base.removeprefix(f'/{self.page.code}/')}#{clip.id}"
        return [
            Elsewhere(f"/{track.language.code}/{path}", track.language)
            for track in clip.captions
            if clip.track and track.language != clip.track.language
        ]

    @property
    def deck(self) -> DeckFrame:
        """Whose slides are shown."""
        base = f"/{self.page.code}/packs/{self.view.pack.slug}"
        return DeckFrame(base, self.page, self.view.skill)

    def asked(self, number: int) -> Asked:
        """Return where the question or checklist with a number stands."""
        quizzes = [b.id for b in self.lesson.lesson.blocks if isinstance(b, Quiz)]
        is_same = self.page.tag == self.locale.tag
        return Asked(
            self.base,
            number,
            len(quizzes),
            Voice(None if is_same else self.page),
            following=next(iter(quizzes[number:]), ""),
        )


def render_parts(frame: LessonFrame) -> tuple[Part, ...]:
    """Render a lesson for somebody who has not done anything in it."""
    return tuple(_merged(part for _, part in _each(frame)))


def render_with_lines(frame: LessonFrame) -> Markup:
    """Render a lesson whose elements say as `data-line` where their source begins."""
    return Markup("").join(
        part.html if isinstance(block, Prose) else with_line(part.html, block.line)
        for block, part in _each(frame)
    )


def _each(frame: LessonFrame) -> Iterator[tuple[Block, Part]]:
    quizzes = checklists = 0
    for block in frame.lesson.lesson.blocks:
        if isinstance(block, Quiz):
            quizzes += 1
            html = render_question(frame, block, Given(), quizzes)
            yield block, Part(html, block, quizzes)
        elif isinstance(block, Checklist):
            checklists += 1
            html = render_ticks(frame, block, ModuleState(), checklists)
            yield block, Part(html, block, checklists)
        else:
            yield block, Part(render_block(frame, block))


def personal(
    frame: LessonFrame, parts: Sequence[Part], state: ModuleState
) -> list[Markup]:
    """Return the HTML of a lesson with what a learner has done in it."""
    return [_personal(frame, part, state) for part in parts]


def _personal(frame: LessonFrame, part: Part, state: ModuleState) -> Markup:
    block = part.block
    if isinstance(block, Quiz) and (answer := state.answers.get(block.id)):
        return render_question(frame, block, Given.stored(answer), part.place)
    if isinstance(block, Checklist):
        items = {piece.unit_id for piece in block.items}
        if items & state.ticks:
            return render_ticks(frame, block, state, part.place)
    return part.html


def render_question(
    frame: LessonFrame, quiz: Quiz, given: Given, number: int
) -> Markup:
    """Render a question as it stands for a learner."""
    asked = replace(frame.asked(number), accepted=frame.accepted.get(quiz.id, ()))
    shown = question(quiz, given, asked)
    return render_block(frame, quiz, question=shown)


def render_ticks(
    frame: LessonFrame, checklist: Checklist, state: ModuleState, place: int
) -> Markup:
    """Render a checklist as it stands for a learner."""
    shown = tick_list(checklist, state, frame.asked(place))
    return render_block(frame, checklist, ticks=shown)


def render_block(frame: LessonFrame, block: Block, **more: object) -> Markup:
    """Render a block; questions and checklists need what stands in them as well."""
    clip = deck = None
    if isinstance(block, Media) and block.file in frame.view.media:
        group = frame.view.media[block.file]
        if block.kind != "slides":
            skill = frame.view.skill
            clip = build_clip(group, frame.storage, page=frame.page, skill=skill)
        elif group.pages:
            deck = build_deck(group, frame.storage, frame.deck)
    template = frame.environment.get_template(TEMPLATE)
    html = template.render(
        block=block,
        clip=clip,
        spoken=frame.spoken(clip) if clip else [],
        deck=deck,
        files=offered_files(frame.view.media, frame.page.code),
        sources={source.key: source for source in frame.view.sources},
        page=frame.page,
        locale=frame.locale,
        data_saver=frame.data_saver,
        is_noted=not frame.lesson.other_language,
        pack=frame.view.pack,
        base=frame.base,
        workbench=frame.workbench,
        **more,
    )
    return Markup(html)  # noqa: S704 (our own template, which escapes)


def _merged(parts: Iterable[Part]) -> list[Part]:
    merged: list[Part] = []
    for part in parts:
        if merged and part.block is None and merged[-1].block is None:
            merged[-1] = Part(merged[-1].html + part.html)
        else:
            merged.append(part)
    return merged

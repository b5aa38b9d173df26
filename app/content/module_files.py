"""A module as its file says it, and what the database notes of it."""

from dataclasses import dataclass

from app.content.schemas import ModuleFields
from app.packs.models import Module
from app.texts.blocks import Media, Quiz
from app.texts.rendering import lesson_within_limits


@dataclass(frozen=True)
class ModuleFile:
    """A module as it stands in its file. `body_line` is where the Markdown begins."""

    file: str
    slug: str
    text: str
    fields: ModuleFields
    body: str
    body_line: int


def update_module(module: Module, file: ModuleFile, number: int) -> None:
    """Note what a module's file says of it."""
    lesson = lesson_within_limits(file.body)
    module.number, module.slug, module.kind = number, file.slug, file.fields.kind
    module.minutes, module.checked_on = file.fields.minutes, file.fields.checked
    module.describes = file.fields.describes
    module.questions = len(lesson.of_type(Quiz))
    media = {block.kind for block in lesson.blocks if isinstance(block, Media)}
    module.media_kinds = ",".join(sorted(media))
    module.is_withdrawn = False

"""A module as its file says it, and what the database notes of it."""

from msgspec import Struct

from app.content.lesson_findings import LessonFacts, facts_of
from app.content.schemas import ModuleFields
from app.packs.models import Module
from app.texts.rendering import lesson_within_limits


class ModuleFile(Struct, frozen=True):
    """A module as it stands in its file. `body_line` is where the Markdown begins."""

    file: str
    slug: str
    text: str
    fields: ModuleFields
    body: str
    body_line: int


def update_module(
    module: Module, file: ModuleFile, number: int, facts: LessonFacts | None = None
) -> None:
    """Note what a module's file says of it; `facts` where its Markdown was read."""
    facts = facts or facts_of(lesson_within_limits(file.body))
    module.number, module.slug, module.kind = number, file.slug, file.fields.kind
    module.minutes, module.checked_on = file.fields.minutes, file.fields.checked
    module.describes = file.fields.describes
    module.questions, module.media_kinds = facts.questions, facts.media_kinds
    module.clips = facts.clips
    module.is_withdrawn = False

"""Facts about translations that others may want to know."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.outbox import Event


@dataclass(frozen=True)
class TranslationSaved(Event):
    """A translation was written, judged or restored: there is another row."""

    name: ClassVar[str] = "translation.saved"
    gathers: ClassVar[bool] = True

    unit_id: str
    language: str
    translation_id: int

"""Facts about translations that others may want to know."""

from typing import ClassVar

from app.platform.outbox import Event


class TranslationSaved(Event, frozen=True):
    """A translation was written, judged or restored: there is another row."""

    name: ClassVar[str] = "translation.saved"
    gathers: ClassVar[bool] = True

    unit_id: str
    language: str
    translation_id: int

"""Facts about files of translations that other rooms may want to know."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.outbox import Event


@dataclass(frozen=True)
class CatalogTaken(Event):
    """Many translations of a text were added at once. `subject` is `packs:<key>`."""

    name: ClassVar[str] = "translation.catalog-taken"

    subject: str
    language: str

"""A module as a file in another language: for printing, for other sites, for reading
offline. Every block stands where the source has it.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units, published_revision
from app.texts.segments import FENCE
from app.texts.splicing import StructureChanged, spliced_module
from app.texts.variables import fill, mask
from app.translation.documents import whole_of
from app.translation.versions import versions
from app.translation.wordings import Wording, wordings

HEAD_UNITS = 2


class WrittenModule(Struct, frozen=True):
    """A module's file in a language.

    `refused` are the units whose translation would have changed the page: they are
    in the source's words, as are those without a current translation.
    """

    text: str
    translated: int
    refused: tuple[CurrentUnit, ...] = ()


def written_module(
    session: Session, document: Document, language: str
) -> WrittenModule:
    """Return a published module in a language; its head says which and of what."""
    revision = published_revision(session, document)
    assert revision is not None  # noqa: S101 (live modules are published)
    units = current_units(session, document.number)
    known = wordings(session, document.number, [language]).get(language, {})
    texts = [_current(unit, known.get(unit.id)) for unit in units]
    refused: list[CurrentUnit] = []
    text = _spliced(revision.text, texts, units, refused)
    newest = next(iter(versions(session, whole_of(session, document), language)), None)
    facts = {
        "language": f'"{language}"',
        "source_revision": str(revision.number),
        "language_version": str(newest.number if newest else 0),
    }
    done = sum(words is not None for words in texts)
    return WrittenModule(_with_facts(text, facts), done, tuple(refused))


def _spliced(
    source: str,
    texts: list[str | None],
    units: Sequence[CurrentUnit],
    refused: list[CurrentUnit],
) -> str:
    """Return the file; what would change it is put back and noted, one by one."""
    while True:
        try:
            return spliced_module(source, texts)
        except StructureChanged as error:
            # Title and lead stand before the units of the Markdown.
            place = error.place + HEAD_UNITS
            refused.append(units[place])
            texts[place] = None


def _current(unit: CurrentUnit, wording: Wording | None) -> str | None:
    if wording is None or not wording.is_current:
        return None
    return fill(wording.text, mask(unit.text))


def _with_facts(text: str, facts: dict[str, str]) -> str:
    lines = "".join(f"{name} = {value}\n" for name, value in facts.items())
    return text.replace(FENCE, FENCE + lines, 1)

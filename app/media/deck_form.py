"""The words of slides as a form shows them: a field a page, in the pages' order."""

from collections.abc import Sequence

from msgspec import Struct
from starlette.datastructures import FormData

from app.media.cues import MAX_PAGE_LETTERS, Spoken
from app.media.decks import PAGE_MS, plain_words
from app.media.models import MediaFile

PAGES_AT_ONCE = 30


class PageWords(Struct, frozen=True):
    """A page with its smallest picture; `is_long` when it has too many words."""

    number: int
    picture: MediaFile
    text: str
    is_long: bool = False


def page_words(
    pages: Sequence[MediaFile], cues: Sequence[Spoken]
) -> tuple[PageWords, ...]:
    """Return every page with what it says; `pages` as in a media group."""
    said = {cue.start // PAGE_MS: cue.text for cue in cues}
    smallest: dict[int, MediaFile] = {}
    for file in pages:
        smallest.setdefault(file.page, file)
    return tuple(
        PageWords(number, file, said.get(number, ""))
        for number, file in smallest.items()
    )


def read_words(data: FormData, known: Sequence[PageWords]) -> tuple[PageWords, ...]:
    """Return the pages with what was typed; those not sent keep their words."""
    return tuple(_typed(data, page) for page in known)


def _typed(data: FormData, page: PageWords) -> PageWords:
    sent = data.get(f"page-{page.number}")
    if not isinstance(sent, str):
        return page
    text = plain_words(sent)
    return PageWords(page.number, page.picture, text, len(text) > MAX_PAGE_LETTERS)


def cues_of_pages(pages: Sequence[PageWords]) -> tuple[Spoken, ...]:
    """Return what pages say, each where captions have the second of its number."""
    return tuple(
        Spoken(page.number * PAGE_MS, (page.number + 1) * PAGE_MS, page.text)
        for page in pages
        if page.text
    )

"""A path of an organisation as a frame shows it."""

from collections.abc import Collection, Sequence
from typing import Annotated

from fastapi import Depends, Request
from msgspec import Struct
from msgspec.structs import replace

from app.embed.look import Look
from app.embed.pages import Framed, Tongue, Way, inside
from app.onboarding.dependencies import PathModule, PathSlug
from app.onboarding.models import Path, PathWords
from app.onboarding.queries import best_words, get_path
from app.onboarding.stops import PathStep, listed, path_steps
from app.packs.queries import card_languages
from app.platform.languages import Language, get_language
from app.projects.models import Organisation
from app.reading.languages import reader_languages
from app.web.dependencies import ContentLanguage
from app.web.snapshots import Content, ContentReader


class OpenPath(Struct, frozen=True):
    """A path in the best languages for a reader."""

    path: Path
    organisation: Organisation
    words: PathWords
    steps: Sequence[PathStep]
    page: Language
    languages: tuple[str, ...]

    @property
    def base(self) -> str:
        """Its address on the site."""
        return f"/{self.page.code}/paths/{self.path.slug}"

    @property
    def packs(self) -> tuple[str, ...]:
        """The keys of the packs that have to be done, each once, in order."""
        stops = [stop for step in self.steps for stop in step.counted]
        return tuple(dict.fromkeys(stop.card.key for stop in stops if stop.card))

    @property
    def listed(self) -> list[PathStep]:
        """The steps as learners see them, each pack once."""
        return listed(self.steps)

    def framed(self, look: Look, finished: Collection[str] = ()) -> Framed:
        """Return what the page of the path has in a frame."""
        tongues = [
            Tongue(get_language(code), inside(f"/{code}/paths/{self.path.slug}", look))
            for code in self.languages
        ]
        done = tuple(key for key in self.packs if key in finished)
        way = Way(self.path.slug, self.packs, done)
        return Framed(look, self.base, tuple(tongues), way=way)

    def context(self, look: Look, finished: Collection[str] = ()) -> dict[str, object]:
        """Return what the page needs; `finished` holds the keys of packs done."""
        return {
            "framed": self.framed(look, finished),
            "here": self,
            "said": get_language(self.words.language),
            "look": look,
            "finished": finished,
        }


class PathAddress(Struct, frozen=True):
    """What an address says of a path; nothing is read before `open`."""

    slug: str
    page: Language
    content: ContentReader
    languages: tuple[str, ...]

    def open(self) -> OpenPath:
        """Return the path; raise NotFound."""
        return open_framed_path(self.content, self.slug, self.page, self.languages)


# A coroutine, because it only looks at the request; the handler's thread reads.
async def path_address(
    path: PathSlug, page: ContentLanguage, content: Content, request: Request
) -> PathAddress:
    """Return the path an address names, unread."""
    return PathAddress(path, page, content, reader_languages(request, page))


AddressedPath = Annotated[PathAddress, Depends(path_address, scope="function")]


def open_framed_path(
    content: ContentReader, slug: str, page: Language, languages: tuple[str, ...]
) -> OpenPath:
    """Return a path; raise NotFound."""
    session = content.session
    path, organisation = get_path(session, slug)
    steps = path_steps(session, path, languages)
    cards = [stop.card for step in steps for stop in step.stops if stop.card]
    rows = card_languages(session, [card.pack.id for card in cards])
    titled = {row.language for of_pack in rows.values() for row in of_pack}
    words = best_words(session, path, languages)
    known = tuple(sorted(titled | {page.code}))
    return OpenPath(path, organisation, words, steps, page, known)


def on_path(framed: Framed, path: PathModule, finished: Collection[str] = ()) -> Framed:
    """Return what a page of a pack has, with how far somebody is on the path."""
    packs = packs_to_do(path)
    done = tuple(key for key in packs if key in finished)
    return replace(framed, way=Way(path.path, packs, done))


def packs_to_do(path: PathModule) -> tuple[str, ...]:
    """Return the keys of the packs of a path that have to be done."""
    address = path.address
    return address.content.once(
        ("packs of a path", path.path, address.languages),
        lambda: (
            open_framed_path(
                address.content, path.path, address.page, address.languages
            ).packs
        ),
    )

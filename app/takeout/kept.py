"""A pack as the reader's own device keeps it, for when there is no network.

The pages are those of a copy (`pages`), which need no server, at the addresses the pack
has on the site: whoever has no network finds them where they were. What is kept is
listed once, with the hash of each file; `static/takeout/keep.js` fetches the list and
then the files, and `worker.js` shows them.
"""

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from starlette.requests import Request

from app.media.models import MediaFile
from app.media.queries import public_address
from app.onboarding.leading import LedTo
from app.platform.i18n import current_locale
from app.platform.ids import text_hash
from app.platform.languages import get_language
from app.platform.media_settings import readers_files
from app.reading.loading import ModuleAddress, OpenPack, PackAddress
from app.takeout.carried import luggage
from app.takeout.edition import Edition, Surface, chapter_of, edition, file_stem
from app.takeout.pages import page_context
from app.takeout.places import Places
from app.takeout.subjects import Subject
from app.takeout.trees import LINKS, as_html, lead, parsed
from app.takeout.wanted import Carried
from app.web.paths import paths_of
from app.web.static_files import static_files
from app.web.templates import render_html

# What a copy calls them, and where they are on the site.
OWN = {
    "style.css": "takeout/pages.css",
    "code.js": "takeout/code.js",
    "pack.js": "takeout/pack.js",
    "kept.js": "takeout/kept.js",
}
# What the page needs that is shown instead of pages that are not kept.
SHELF = (
    "passalong.css",
    "passalong.js",
    "vendor/htmx-4.0.1.min.js",
    "icon.svg",
    "takeout/keep.js",
    "takeout/keeper.js",
)
MARK_CHARACTERS = 16


class KeptFile(Struct, frozen=True):
    """A file on the device: where it is found there, and where it comes from.

    `sent` is what it weighs on the way. `sha256` is empty where whoever asks may get
    other words, so that nobody can know it before.
    """

    address: str
    source: str
    bytes: int
    sent: int
    sha256: str


class KeptPage(Struct, frozen=True):
    """A page of a pack to keep, and which files are shown on it."""

    data: bytes
    shown: frozenset[str]


class KeptList(Struct, frozen=True):
    """Everything a device keeps of a pack.

    `version` says which version of the pack it is; `mark` differs whenever any file
    does, those of the site too.
    """

    pack: OpenPack
    carried: Carried
    version: str
    files: tuple[KeptFile, ...]

    @property
    def mark(self) -> str:
        """What tells this list from every other."""
        said = "\0".join(f"{file.address} {file.sha256}" for file in self.files)
        return text_hash(said)[:MARK_CHARACTERS]

    @property
    def sent(self) -> int:
        """What comes over the line, without what the page around has loaded."""
        shelf = {static_files().url(name) for name in SHELF}
        return sum(file.sent for file in self.files if file.address not in shelf)

    def written(self) -> str:
        """Return it as JSON."""
        title, page = self.pack.view.title, self.pack.page
        words = get_language(title.language)
        about = {
            "pack": self.pack.view.pack.key,
            "language": page.code,
            "title": title.text,
            "tag": words.tag,
            "direction": words.direction,
            "base": self.pack.base,
            "lists": f"{self.pack.base}/offline/kept/",
            "carried": self.carried.value,
            "version": self.version,
            "mark": self.mark,
            "files": [asdict(file) for file in self.files],
        }
        return json.dumps(about, ensure_ascii=False)


def kept_page(
    address: PackAddress, carried: Carried, number: int, request: Request
) -> KeptPage:
    """Render the first page (0) or a module; raise Moved, NotFound or Gone."""
    opened = address.open()
    along = luggage(opened.view.media, carried)
    if number == 0:
        # It says of all modules which version they are, so all have to be rendered.
        slug, languages = opened.view.pack.slug, opened.languages
        key = ("kept-index", slug, languages, carried, current_locale())
        first: KeptPage = opened.content.once(
            key, lambda: _first(address, carried, request)
        )
        return first
    module = ModuleAddress(address, number).open()
    chapter = chapter_of(request, module, Surface.SCREEN, along)
    site = request.app.state.settings_public.public_url
    bare = Edition(opened, (), along, site, mark="", changed_on="")
    return _page(request, "module", bare, {"chapter": chapter})


def _first(address: PackAddress, carried: Carried, request: Request) -> KeptPage:
    whole = edition(LedTo(address), request, Surface.SCREEN, carried)
    return _page(request, "index", whole, {})


def kept_list(address: PackAddress, carried: Carried, request: Request) -> KeptList:
    """Return what a device keeps of a pack; made once for each content."""
    opened = address.open()
    slug, languages = opened.view.pack.slug, opened.languages
    key = ("kept", slug, languages, carried, current_locale())
    made: KeptList = opened.content.once(key, lambda: _list(address, carried, request))
    return made


def lists_to_keep(subject: Subject, request: Request) -> list[KeptList]:
    """Return what a device may keep of a pack; of a path or a course nothing."""
    if subject.way is not None:
        return []
    address = subject.packs[0].address
    return [kept_list(address, one, request) for one in subject.choices()]


def _list(address: PackAddress, carried: Carried, request: Request) -> KeptList:
    whole = edition(LedTo(address), request, Surface.SCREEN, carried)
    files = tuple(_files(address, carried, request))
    return KeptList(whole.opened, carried, whole.version, files)


def _files(
    address: PackAddress, carried: Carried, request: Request
) -> Iterator[KeptFile]:
    opened, path_for = address.open(), paths_of(request)
    names = {
        "lang": opened.page.code,
        "slug": opened.view.pack.slug,
        "carried": carried.value,
    }
    shown: set[str] = set()
    for number in (0, *(one.number for one in opened.view.stations)):
        page = kept_page(address, carried, number, request)
        shown |= page.shown
        source = path_for("takeout.kept_page", **names, number=number)
        place = f"{opened.base}/{number}" if number else opened.base
        yield _known(place, source, page.data)
    for path, file in _carried(opened, carried).items():
        if path in shown:
            digest = file.key.split("/")[1]
            yield KeptFile(path, path, file.bytes, file.bytes, digest)
    for name in (*OWN.values(), *SHELF):
        url = static_files().url(name)
        yield _known(url, url, static_files().file(name).body)
    shelf = path_for("home.offline", lang=opened.page.code)
    yield KeptFile(shelf, shelf, bytes=0, sent=0, sha256="")


def _carried(opened: OpenPack, carried: Carried) -> dict[str, MediaFile]:
    """Return files by where they are on the site itself, whatever host has them too."""
    along = luggage(opened.view.media, carried)
    return {_own_address(public_address(file)): file for file in along.files}


def _own_address(address: str) -> str:
    return address.removeprefix(readers_files.get())


def _known(address: str, source: str, data: bytes) -> KeptFile:
    sent = len(gzip.compress(data, 6))
    return KeptFile(address, source, len(data), sent, sha256(data).hexdigest())


def _page(request: Request, name: str, made: Edition, more: dict[str, Any]) -> KeptPage:
    opened = made.opened
    stems = {one.number: file_stem(one.module) for one in opened.view.stations}
    path_for = paths_of(request)
    bring = path_for(
        "takeout.returning", lang=opened.page.code, slug=opened.view.pack.slug
    )
    context = page_context(made) | {"stems": stems, "bring": bring} | more
    media = [public_address(file) for file in made.luggage.files]
    known = {
        "index.html": opened.base,
        **{f"{stem}.html": f"{opened.base}/{one}" for one, stem in stems.items()},
        **{place: static_files().url(file) for place, file in OWN.items()},
        **{address: _own_address(address) for address in media},
    }
    tree = parsed(render_html(request, f"takeout/{name}.html", context))
    lead(tree, Places("", known).led)
    named = {element.get(link) for element in tree.iter() for link in LINKS}
    shown = {known[address] for address in media} & named
    return KeptPage(as_html(tree), frozenset(shown))

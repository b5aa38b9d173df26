"""What the pages in frames show. They know nobody: no progress, no answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request

from app.embed.look import Look
from app.learning.progress import PackProgress
from app.media.queries import MediaGroup
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, get_language
from app.reading.loading import OpenModule, OpenPack
from app.reading.media_view import Clip, build_clip
from app.reading.module_page import frame_of, parts_of
from app.reading.pack_page import ShownStation, shown_stations
from app.web.frames import EMBED_PREFIX

NO_CLIP = N_("This pack has no video or sound of that name.")
NOBODY = PackProgress()


@dataclass(frozen=True)
class Tongue:
    """The same page in another language."""

    language: Language
    href: str


@dataclass(frozen=True)
class Framed:
    """What every page in a frame has: its look, its twin on the site, its languages."""

    look: Look
    outside: str
    tongues: tuple[Tongue, ...]
    # What a host is told: the key of the pack, its module and how many there are.
    pack: str = ""
    module: str = ""
    total: int = 0


@dataclass(frozen=True)
class PackFrame:
    """A pack: what it is about, and its modules."""

    framed: Framed
    opened: OpenPack
    stations: Sequence[ShownStation]


@dataclass(frozen=True)
class ModuleFrame:
    """A module: text, media, questions."""

    framed: Framed
    opened: OpenModule
    parts: Sequence[Markup]
    number: int
    total: int
    previous: str
    following: str


@dataclass(frozen=True)
class ClipFrame:
    """One video or sound with its transcript."""

    framed: Framed
    opened: OpenPack
    clip: Clip


def inside(path: str, look: Look) -> str:
    """Return the address in a frame of a page of the site."""
    return f"{EMBED_PREFIX[:-1]}{path}{look.query}"


def pack_frame(opened: OpenPack, look: Look) -> PackFrame:
    """Return a pack for somebody who has not begun."""
    return PackFrame(_framed(opened, look, ""), opened, shown_stations(opened, NOBODY))


def module_frame(opened: OpenModule, look: Look, request: Request) -> ModuleFrame:
    """Return a module for somebody who has not done anything in it."""
    number, total = opened.station.number, len(opened.opened.view.stations)
    frame = frame_of(opened, request)
    around = [
        inside(f"{opened.opened.base}/{place}", look)
        if opened.opened.view.station(place)
        else ""
        for place in (number - 1, number + 1)
    ]
    return ModuleFrame(
        framed=_framed(
            opened.opened, look, f"/{number}", module=opened.station.module.key
        ),
        opened=opened,
        parts=[part.html for part in parts_of(opened, frame)],
        number=number,
        total=total,
        previous=around[0],
        following=around[1],
    )


def clip_frame(opened: OpenPack, name: str, look: Look, request: Request) -> ClipFrame:
    """Return one video or sound of a pack; raise NotFound."""
    group: MediaGroup | None = opened.view.media.get(name)
    if group is None or not group.variants:
        raise NotFound(NO_CLIP)
    clip = build_clip(
        group,
        request.app.state.storage,
        page=opened.page,
        skill=opened.view.skill,
    )
    if not clip.choices:
        raise NotFound(NO_CLIP)
    return ClipFrame(_framed(opened, look, f"/clips/{name}"), opened, clip)


def _framed(opened: OpenPack, look: Look, rest: str, *, module: str = "") -> Framed:
    slug = opened.view.pack.slug
    tongues = [
        Tongue(
            get_language(row.language),
            inside(f"/{row.language}/packs/{slug}{rest}", look),
        )
        for row in opened.view.languages
    ]
    # A clip has no page of its own on the site.
    is_clip = rest.startswith("/clips/")
    return Framed(
        look=look,
        outside=opened.base if is_clip else f"{opened.base}{rest}",
        tongues=tuple(tongues),
        pack=opened.view.pack.key,
        module=module,
        total=len(opened.view.stations),
    )

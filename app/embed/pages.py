"""What the pages in frames show: to nobody in particular, or to a framed learner."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request

from app.embed.look import Look
from app.learning.progress import ModuleState, PackProgress
from app.media.queries import MediaGroup
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, get_language
from app.reading.loading import OpenModule, OpenPack
from app.reading.media_view import Clip, build_clip
from app.reading.module_page import frame_of, parts_of
from app.reading.pack_page import ShownStation, shown_stations
from app.reading.parts import personal
from app.web.frames import EMBED_PREFIX

NO_CLIP = N_("This pack has no video or sound of that name.")
NOBODY = PackProgress()
NOTHING = ModuleState()


class Tongue(Struct, frozen=True):
    """The same page in another language."""

    language: Language
    href: str


class Way(Struct, frozen=True):
    """The path a frame takes somebody along: keys of packs to do, and of those done.

    `name` is what the path is called in addresses.
    """

    name: str
    packs: tuple[str, ...]
    done: tuple[str, ...] = ()


class Framed(Struct, frozen=True):
    """What every page in a frame has: its look, its twin on the site, its languages."""

    look: Look
    outside: str
    tongues: tuple[Tongue, ...]
    # What a host is told: the key of the pack, its module and how many there are.
    pack: str = ""
    module: str = ""
    total: int = 0
    # The keys of the modules that somebody has done.
    done: tuple[str, ...] = ()
    way: Way | None = None


class PackFrame(Struct, frozen=True):
    """A pack: what it is about, and its modules."""

    framed: Framed
    opened: OpenPack
    stations: Sequence[ShownStation]


class ModuleFrame(Struct, frozen=True):
    """A module: text, media, questions."""

    framed: Framed
    opened: OpenModule
    parts: Sequence[Markup]
    number: int
    total: int
    previous: str
    following: str


class ClipFrame(Struct, frozen=True):
    """One video or sound with its transcript."""

    framed: Framed
    opened: OpenPack
    clip: Clip


def inside(path: str, look: Look) -> str:
    """Return the address in a frame of a page of the site."""
    return f"{EMBED_PREFIX[:-1]}{path}{look.query}"


def pack_frame(
    opened: OpenPack, look: Look, progress: PackProgress = NOBODY
) -> PackFrame:
    """Return a pack for somebody who is this far."""
    framed = _framed(opened, look, "", progress)
    return PackFrame(framed, opened, shown_stations(opened, progress))


def module_frame(
    opened: OpenModule,
    look: Look,
    request: Request,
    done: tuple[PackProgress, ModuleState] = (NOBODY, NOTHING),
) -> ModuleFrame:
    """Return a module for somebody who has done this in the pack, and this in it."""
    progress, state = done
    number, total = opened.station.number, len(opened.opened.view.stations)
    frame = frame_of(opened, request)
    around = [
        inside(f"{opened.opened.way}/{place}", look)
        if opened.opened.view.station(place)
        else ""
        for place in (number - 1, number + 1)
    ]
    return ModuleFrame(
        framed=replace(
            _framed(opened.opened, look, f"/{number}", progress),
            module=opened.station.module.key,
        ),
        opened=opened,
        parts=personal(frame, parts_of(opened, frame), state),
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
    framed = _framed(opened, look, f"/clips/{name}", NOBODY)
    return ClipFrame(framed, opened, clip)


def _framed(opened: OpenPack, look: Look, rest: str, progress: PackProgress) -> Framed:
    # A clip has no page of its own on the site.
    is_clip = rest.startswith("/clips/")
    way = opened.way.removeprefix(f"/{opened.page.code}")
    tongues = [
        Tongue(get_language(row.language), inside(f"/{row.language}{way}{rest}", look))
        for row in opened.view.languages
    ]
    return Framed(
        look=look,
        outside=opened.way if is_clip else f"{opened.way}{rest}",
        tongues=tuple(tongues),
        pack=opened.view.pack.key,
        total=len(opened.view.stations),
        done=tuple(key for key in opened.view.module_keys if key in progress.done),
    )

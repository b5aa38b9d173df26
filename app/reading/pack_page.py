"""What the page of a pack shows, in the words of the interface."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from app.learning.progress import PackProgress
from app.learning.totals import told_number, total_of
from app.media.queries import MediaGroup
from app.packs.levels import LEVEL_NAMES
from app.packs.models import Level, Module, ModuleKind
from app.packs.skills import SKILLS, Skill
from app.platform import formats
from app.platform.i18n import gettext, ngettext
from app.projects.models import Organisation
from app.reading.line import Origin, line_of
from app.reading.loading import OpenPack
from app.reading.offline_sizes import kept_sizes, offline_sizes
from app.reading.pack_languages import LanguageRow, language_rows
from app.reading.pack_view import PackView
from app.reading.quote import Quote, first_quote
from app.texts.reading import UnitText

Fact = tuple[str, str]


class ShownStation(Struct, frozen=True):
    """A module on the thread."""

    number: int
    href: str
    title: UnitText
    state: str
    facts: list[Fact]


class Step(Struct, frozen=True):
    """The one next thing to do."""

    href: str
    text: str


class PackPage(Struct, frozen=True):
    """The page of a pack; `to_keep` is what a device keeps of it: how much is
    carried, its bytes, and whether these are about.
    """

    opened: OpenPack
    stations: list[ShownStation]
    done: int
    facts: list[Fact]
    step: Step
    rows: list[LanguageRow]
    origins: list[Origin]
    quote: Quote | None
    skills: list[Skill]
    to_keep: list[tuple[str, int, bool]]


def pack_page(
    opened: OpenPack, progress: PackProgress, users: Sequence[Organisation] = ()
) -> PackPage:
    """Return the page for a learner; `users` take their newcomers through the pack."""
    stations = shown_stations(opened, progress)
    return PackPage(
        opened=opened,
        stations=stations,
        done=sum(station.state == "done" for station in stations),
        facts=_facts(opened),
        step=_step(opened, progress),
        rows=rows_of(opened),
        origins=list(line_of(opened, users)),
        quote=first_quote(opened),
        skills=[SKILLS[slug] for slug in opened.view.skills],
        to_keep=_to_keep(opened.view),
    )


def rows_of(opened: OpenPack) -> list[LanguageRow]:
    """Return the languages of a pack, the source first, then the furthest."""
    view = opened.view
    return language_rows(view.languages, view.source_language, opened.base)


def shown_stations(opened: OpenPack, progress: PackProgress) -> list[ShownStation]:
    """Return the modules of a pack with what is done."""
    keys = opened.view.module_keys
    following = progress.next_module(keys) if progress.is_started else None
    shown = []
    for station in opened.view.stations:
        key = station.module.key
        state = "done" if key in progress.done else ""
        shown.append(
            ShownStation(
                number=station.number,
                href=f"{opened.way}/{station.number}",
                title=station.title,
                state=state or ("now" if key == following else ""),
                facts=list(_module_facts(station.module, opened.view.media)),
            )
        )
    return shown


def _module_facts(module: Module, media: Mapping[str, MediaGroup]) -> Iterator[Fact]:
    yield "clock", formats.format_minutes(module.minutes)
    is_training = module.kind == ModuleKind.TRAINING
    yield (
        "book" if is_training else "edit",
        gettext("Training") if is_training else gettext("Hands-on"),
    )
    if "video" in module.media_kinds:
        time = _playing_time(module, "video", media)
        yield (
            "video",
            gettext("Video, %(time)s", time=time) if time else gettext("Video"),
        )
    if "audio" in module.media_kinds:
        time = _playing_time(module, "audio", media)
        yield (
            "sound",
            gettext("Sound, %(time)s", time=time) if time else gettext("Sound"),
        )
    if many := module.questions:
        yield "question", ngettext("%(num)s question", "%(num)s questions", many)


def _playing_time(module: Module, kind: str, media: Mapping[str, MediaGroup]) -> str:
    """Return how long a module's clips take; "" where they were not noted yet."""
    pairs = (clip.partition(":") for clip in module.clips.split(","))
    names = [name for of_kind, _colon, name in pairs if of_kind == kind]
    seconds = sum(media[name].item.duration for name in names if name in media)
    return formats.format_minutes(max(1, round(seconds / 60))) if seconds else ""


def _facts(opened: OpenPack) -> list[Fact]:
    pack = opened.view.pack
    count = ngettext("%(num)s module", "%(num)s modules", pack.module_count)
    languages = len(opened.view.languages)
    facts = [
        ("pack", count),
        ("clock", formats.format_minutes(pack.minutes)),
        ("activity", gettext(LEVEL_NAMES[Level(pack.level)])),
    ]
    if pack.text_bytes:
        facts.append(("data", " · ".join(_sizes(opened.view))))
    many = ngettext("%(num)s language", "%(num)s languages", languages)
    facts.append(("language", many))
    if told := opened.content.once(("told", pack.key), lambda: _told(opened)):
        often = ngettext(
            "Finished more than %(num)s time", "Finished more than %(num)s times", told
        )
        facts.append(("people", often))
    return facts


def _told(opened: OpenPack) -> int:
    return told_number(total_of(opened.content.session, opened.view.pack.key).finished)


def _to_keep(view: PackView) -> list[tuple[str, int, bool]]:
    """Return what a device can keep and about how large that is, once it is known."""
    sizes = kept_sizes(view.pack.text_bytes, view.media)
    every = [
        ("text", sizes.text, True),
        ("sound", sizes.sound, True),
        ("film", sizes.video, True),
    ]
    return [one for one in every if one[1]] if view.pack.text_bytes else []


def _sizes(view: PackView) -> Iterator[str]:
    """Yield what the whole pack costs: read, heard, and watched at 240 lines."""
    sizes = offline_sizes(view.pack.text_bytes, view.media)
    read = formats.format_bytes(sizes.text)
    has_clips = sizes.sound or sizes.video
    yield gettext("%(size)s, videos apart", size=read) if has_clips else read
    if sizes.sound:
        size = formats.format_bytes(sizes.sound)
        yield gettext("with sound %(size)s", size=size)
    if sizes.video:
        size = formats.format_bytes(sizes.video)
        yield gettext("with video at 240p %(size)s", size=size)


def _step(opened: OpenPack, progress: PackProgress) -> Step:
    keys = opened.view.module_keys
    if progress.is_finished(keys):
        return Step(f"{opened.base}/done", gettext("See what you can do now"))
    following = progress.next_module(keys)
    number = keys.index(following) + 1 if following else 1
    text = (
        gettext("Continue with module %(number)s", number=number)
        if progress.is_started
        else gettext("Start with module %(number)s", number=number)
    )
    return Step(f"{opened.base}/{number}", text)

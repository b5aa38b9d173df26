"""Where a link leads: a pack, perhaps one module of it, or a whole path."""

from collections.abc import Sequence
from urllib.parse import parse_qs

from msgspec import Struct
from sqlmodel import Session

from app.lti.claims import Launch
from app.lti.refusals import NO_CONTENT, LaunchRefused
from app.onboarding.ways import find_way
from app.packs.queries import PackRow, card_languages, modules_of, packs_by_key
from app.platform.languages import best_match, find_language
from app.web.addresses import parts_of

LAUNCH = "/lti/launch"


class Chosen(Struct, frozen=True):
    """What a link was made for; `language` is empty where the launch decides.

    Either a pack is given, by its lasting key, or a path, by its name in addresses.
    """

    pack: str = ""
    module: str = ""
    language: str = ""
    path: str = ""

    @property
    def way(self) -> str:
        """The sign of a path (`app.onboarding.ways`), else nothing."""
        return f"path:{self.path}" if self.path else ""

    @property
    def resource(self) -> str:
        """What the platform may know it by, for good."""
        return self.way or "/".join(filter(None, (self.pack, self.module)))


class Destination(Struct, frozen=True):
    """What is shown: the page for frames, and what a grade is given for.

    Of a pack that is `modules`, its live ones, or one of them; of a path it is the
    packs of `way`, a sign (`app.onboarding.ways`).
    """

    address: str
    pack: str = ""
    modules: tuple[str, ...] = ()
    module: str = ""
    way: str = ""


def chosen_for(launch: Launch) -> Chosen:
    """Return what a link was made for; raise LaunchRefused when that is nothing.

    It stands in what we gave the platform, or in the address it was given by hand.
    """
    query = parse_qs(parts_of(launch.target).query)
    by_hand = {name: values[0] for name, values in query.items()}
    found = {**by_hand, **launch.custom}
    texts = {
        name: text
        for name in ("pack", "module", "language", "path")
        if isinstance(text := found.get(name, ""), str) and len(text) <= 80
    }
    chosen = Chosen(**texts)
    if not chosen.resource:
        raise LaunchRefused(NO_CONTENT)
    return chosen


def destination_of(session: Session, chosen: Chosen, locale: str) -> Destination:
    """Return what a link shows to whoever uses a platform in `locale`."""
    if chosen.way:
        return _whole(session, chosen, locale)
    pack = packs_by_key(session, [chosen.pack]).get(chosen.pack)
    if pack is None:
        raise LaunchRefused(NO_CONTENT)
    modules = live_modules(session, pack)
    rows = card_languages(session, [pack.id])[pack.id]
    titled = [row.language for row in rows if row.title]
    known = [pack.source_language, *titled]
    language = language_for(chosen.language, locale, known)
    address = f"/embed/{language}/packs/{pack.slug}"
    module = chosen.module if chosen.module in modules else ""
    if module:
        address += f"/{modules[module]}"
    return Destination(address, pack.key, tuple(modules), module)


def _whole(session: Session, chosen: Chosen, locale: str) -> Destination:
    """Return a whole path; raise LaunchRefused."""
    way = find_way(session, chosen.way, [chosen.language or "en"])
    if way is None:
        raise LaunchRefused(NO_CONTENT)
    language = language_for(chosen.language, locale, way.packs.languages)
    return Destination(f"/embed/{language}/{way.kind}/{way.slug}", way=way.sign)


def live_modules(session: Session, pack: PackRow) -> dict[str, int]:
    """Return the numbers of a pack's modules, by their keys, in order."""
    found = modules_of(session, pack.id)
    return {one.key: one.number for one in found if not one.is_withdrawn}


def language_for(chosen: str, locale: str, languages: Sequence[str]) -> str:
    """Return the language a link was made for, else the platform's, else the first."""
    wanted = find_language(chosen)
    if wanted is not None and not wanted.pseudo:
        return wanted.code
    found = best_match([locale.lower().replace("_", "-")], languages)
    return found or languages[0]

"""Where a link leads: a pack, perhaps one module of it, in which language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Session

from app.lti.claims import Launch
from app.lti.refusals import NO_CONTENT, LaunchRefused
from app.packs.queries import PackRow, card_languages, modules_of, packs_by_key
from app.platform.languages import best_match, find_language

LAUNCH = "/lti/launch"


@dataclass(frozen=True)
class Chosen:
    """What a link was made for; `language` is empty where the launch decides."""

    pack: str
    module: str = ""
    language: str = ""


@dataclass(frozen=True)
class Destination:
    """What is shown: `modules` are the numbers of the live ones, by their keys."""

    pack: PackRow
    modules: Mapping[str, int]
    module: str
    language: str

    @property
    def address(self) -> str:
        """The page for frames."""
        path = f"/embed/{self.language}/packs/{self.pack.slug}"
        if not self.module:
            return path
        return f"{path}/{self.modules[self.module]}"


def chosen_for(launch: Launch) -> Chosen:
    """Return what a link was made for; raise LaunchRefused when that is nothing.

    It stands in what we gave the platform, or in the address it was given by hand.
    """
    query = parse_qs(urlsplit(launch.target).query)
    by_hand = {name: values[0] for name, values in query.items()}
    found = {**by_hand, **launch.custom}
    texts = {
        name: text
        for name in ("pack", "module", "language")
        if isinstance(text := found.get(name, ""), str) and len(text) <= 80
    }
    if not texts.get("pack"):
        raise LaunchRefused(NO_CONTENT)
    return Chosen(**texts)


def destination_of(session: Session, chosen: Chosen, locale: str) -> Destination:
    """Return what a link shows to whoever uses a platform in `locale`."""
    pack = packs_by_key(session, [chosen.pack]).get(chosen.pack)
    if pack is None:
        raise LaunchRefused(NO_CONTENT)
    modules = live_modules(session, pack)
    rows = card_languages(session, [pack.id])[pack.id]
    titled = [row.language for row in rows if row.title]
    return Destination(
        pack,
        modules,
        chosen.module if chosen.module in modules else "",
        language_for(chosen.language, locale, [pack.source_language, *titled]),
    )


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

"""The texts of a pack, its modules, videos and worksheets, cut into pieces."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.captions import stored_cues
from app.media.models import MediaKind
from app.media.queries import MediaGroup, media_of
from app.packs.models import Module, Pack, PackSkill
from app.packs.skills import SKILLS
from app.platform.i18n import catalog, interface_locales
from app.platform.limited import TookTooLong
from app.platform.storage import Storage
from app.search.sources.documents import Made, Piece
from app.texts.models import Document
from app.texts.outline import (
    ANSWERS,
    Outline,
    OutlineFile,
    OutlineSection,
    outline_within_limits,
    words_within_limits,
)
from app.texts.queries import current_units, published_revision
from app.texts.segments import split_front_matter
from app.translation.queries import own_texts

# The front matter's title and lead come before the units of the Markdown.
HEAD_UNITS = 2
WINDOW, STEP = 3, 2
Texts = dict[str, list[str | None]]


# Translations are saved often, and the structure they are put into stays the same.
_outline = lru_cache(maxsize=128)(outline_within_limits)


# Of a module's languages one changes at a time.
@lru_cache(maxsize=512)
def _words(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words_within_limits(texts))


def plain(texts: Sequence[str | None]) -> list[str | None]:
    """Return units without mark-up, and with it where that would take too long."""
    known = tuple(text or "" for text in texts)
    try:
        found = _words(known)
    except TookTooLong:
        found = known
    return [text if text else None for text in found]


def lines(texts: Iterable[str | None]) -> str:
    """Return the units there are, each on a line."""
    return "\n".join(text for text in texts if text)


class PackText:
    """A pack as it is written now, read when it is needed."""

    def __init__(self, session: Session, storage: Storage, key: str) -> None:
        self.session = session
        self.storage = storage
        self.pack = session.scalars(select(Pack).where(col(Pack.key) == key)).one()

    def made(self, entity: str) -> Made:
        """Return the pieces of the pack, or of something in it."""
        kind, _, rest = entity.partition(":")
        if kind == "pack":
            return Made(tuple(self._of_pack()))
        name = rest.partition("/")[2]
        if kind == "module":
            return Made(tuple(self._modules[name].pieces(self._titles)))
        return self._of_file(name)

    @cached_property
    def _texts(self) -> Texts:
        document = self.session.get_one(Document, self.pack.document_id)
        return own_texts(self.session, document)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {language: texts[0] or "" for language, texts in self._texts.items()}

    @cached_property
    def _modules(self) -> dict[str, "ModuleText"]:
        found = select(Module).where(
            col(Module.pack_id) == self.pack.id, col(Module.is_withdrawn).is_(False)
        )
        ordered = self.session.scalars(found.order_by(col(Module.number)))
        return {module.key: ModuleText(self.session, module) for module in ordered}

    @cached_property
    def _media(self) -> dict[str, MediaGroup]:
        return media_of(self.session, self.pack.key)

    def _of_pack(self) -> Iterator[Piece]:
        found = select(col(PackSkill.skill)).where(
            col(PackSkill.pack_id) == self.pack.id
        )
        slugs = self.session.scalars(found.order_by(col(PackSkill.position)))
        skills = [SKILLS[slug] for slug in slugs if slug in SKILLS]
        languages = dict.fromkeys((*self._texts, *interface_locales()))
        for language in languages:
            title, *rest = self._texts.get(language, [None])
            # Its skills tell what it is about in languages it is not in yet.
            names = ""
            if language in interface_locales():
                names = lines(catalog(language).gettext(s.name) for s in skills)
            if title or any(rest) or names:
                yield Piece(language, title or "", names, lines(rest))

    def _of_file(self, name: str) -> Made:
        group = self._media[name]
        known = {name, *(file.file_name for file in group.variants)}
        for key, module in self._modules.items():
            for file in module.outline.files:
                if file.file in known:
                    pieces = tuple(self._file_pieces(group, module, file))
                    return Made(pieces, f"module:{self.pack.key}/{key}")
        # Nobody can see what no module shows.
        return Made(())

    def _file_pieces(
        self, group: MediaGroup, module: "ModuleText", file: OutlineFile
    ) -> Iterator[Piece]:
        spoken = group.item.language
        captions = {}
        if group.pages or group.item.kind in {MediaKind.VIDEO, MediaKind.AUDIO}:
            captions = {file.language: file.key for file in group.captions}
        for language in dict.fromkeys((spoken, *module.texts, *captions)):
            title = group.item.title if language == spoken else ""
            around = module.title(language)
            text = lines(module.body(language)[place] for place in file.units)
            if title or text:
                yield Piece(language, title, around, text)
            if language in captions:
                yield from self._moments(captions[language], language, title or around)

    def _moments(self, key: str, language: str, context: str) -> Iterator[Piece]:
        """Yield windows of cues, each sharing one with the next."""
        cues = stored_cues(self.storage, key)
        last = max(1, len(cues) - WINDOW + STEP)
        for position, begin in enumerate(range(0, last, STEP), start=1):
            window = cues[begin : begin + WINDOW]
            if window:
                yield Piece(
                    language,
                    title="",
                    context=context,
                    text=lines(cue.text or " " for cue in window),
                    position=position,
                    starts=tuple(int(cue.start) for cue in window),
                )


class ModuleText:
    """A module as it is written now."""

    def __init__(self, session: Session, module: Module) -> None:
        self.session = session
        self.document = session.get_one(Document, module.document_id)

    @cached_property
    def texts(self) -> Texts:
        """The units in each language, as words."""
        found = own_texts(self.session, self.document)
        return {
            language: [*texts[:HEAD_UNITS], *plain(texts[HEAD_UNITS:])]
            for language, texts in found.items()
        }

    @cached_property
    def outline(self) -> Outline:
        """The sections and files; one section with everything when it is hostile."""
        revision = published_revision(self.session, self.document)
        if revision is None:
            return Outline()
        _, body, _ = split_front_matter(revision.text)
        try:
            return _outline(body)
        except TookTooLong:
            assert self.document.id is not None  # noqa: S101 (loaded rows have one)
            units = current_units(self.session, self.document.id)[HEAD_UNITS:]
            kept = (i for i, unit in enumerate(units) if unit.kind not in ANSWERS)
            return Outline((OutlineSection("", None, tuple(kept)),))

    def title(self, language: str) -> str:
        """Return the title in a language, or nothing."""
        return (self.texts.get(language) or [None])[0] or ""

    def body(self, language: str) -> list[str | None]:
        """Return the units of the Markdown in a language."""
        units = len(self.texts[self.document.source_language])
        return self.texts.get(language, [None] * units)[HEAD_UNITS:]

    def pieces(self, pack_titles: dict[str, str]) -> Iterator[Piece]:
        """Yield the head and the sections, in every language."""
        for language, (title, lead, *body) in self.texts.items():
            around = pack_titles.get(language, "")
            for position, section in enumerate(self.outline.sections):
                head = body[section.heading] if section.heading is not None else None
                text = lines(body[place] for place in section.units)
                if position == 0:
                    if title or lead or text:
                        yield Piece(language, title or "", around, lines((lead, text)))
                elif head or text:
                    context = lines((title, around))
                    yield Piece(
                        *(language, head or "", context, text),
                        anchor=section.anchor,
                        position=position,
                    )

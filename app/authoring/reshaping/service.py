"""Splitting a module in two, joining two, and taking either back."""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.drafts import Clash, Edit, Seen, save, settled_text
from app.authoring.importing.drafting import slug_of
from app.authoring.publishing import tell
from app.authoring.reshaping.cutting import cut, cuts_of, joined, torn_notes
from app.authoring.reshaping.models import Reshaping, ReshapingKind
from app.authoring.reshaping.units import carry_units, units_beyond
from app.content.module_files import ModuleFile, update_module
from app.content.schemas import ModuleFields
from app.packs.models import Module, Pack
from app.packs.queries import modules_of
from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.texts.history import get_version
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units
from app.texts.segments import split_front_matter
from app.texts.service import new_document, publish_text
from app.translation.pack_languages import refresh_pack_languages

MOST_MODULES = 99
HAS_DRAFT = N_("There is a draft of this module. Publish it or discard it first.")
CHANGED = N_("A module was changed since. Split or join it again by hand.")


class HasDraft(Conflict):
    """A draft is in the way; nothing was changed. `module` is the key of its module."""

    def __init__(self, module: str) -> None:
        super().__init__(HAS_DRAFT)
        self.module = module


class Shaper(Struct, frozen=True):
    """Who changes the shape of which pack."""

    pack: Pack
    user_id: int


def split_module(session: Session, by: Shaper, key: str, line: int) -> Module:
    """Make a module of everything from a heading on; return it.

    Raise NotFound for another line, Conflict when there is a draft, or when a
    footnote would be torn apart.
    """
    first = _get(session, by.pack, key)
    text = _published(session, first)
    if not any(one.line == line for one in cuts_of(text)):
        raise NotFound(N_("There is no such heading in this module."))
    known = modules_of(session, by.pack.id or 0)
    # A split that was taken back leaves its key behind: progress may name it.
    number = 1 + max(int(module.key[1:]) for module in known)
    if sum(not module.is_withdrawn for module in known) >= MOST_MODULES:
        raise Conflict(N_("A pack has at most 99 modules."))
    early, late = cut(text, line, f"m{number}")
    if torn_notes(early, late) - torn_notes(text):
        raise Conflict(
            N_("A footnote and its mark would be in different modules. Move it first.")
        )
    second = _new_module(session, by.pack, first, late, f"m{number}")
    before = _versions(session, [first])
    units = units_beyond(_units(session, first), early)
    carry_units(session, units, _document(session, second), late)
    _publish(session, by, second, late)
    _publish(session, by, first, early)
    row = _row(by, ReshapingKind.SPLIT, text)
    row.before, row.after = before, _versions(session, [first, second])
    session.add(row)
    _order(session, by.pack, {second.key: first.number + 0.5})
    return second


def join_with_next(session: Session, by: Shaper, key: str) -> None:
    """Put the module that follows into one; raise NotFound or Conflict."""
    first = _get(session, by.pack, key)
    live = _live(session, by.pack)
    second = next((m for m in live if m.number > first.number), None)
    if second is None:
        raise NotFound(N_("No module follows this one."))
    early, late = _published(session, first), _published(session, second)
    if any(f"(module:{second.key}" in _text(session, m) for m in live):
        raise Conflict(N_("Another text links to the module that would go."))
    text = joined(early, late)
    if len(text.encode()) > MAX_MARKDOWN_BYTES:
        raise Conflict(N_("Together they are longer than 256 kB."))
    before = _versions(session, [first, second])
    carry_units(session, _units(session, second), _document(session, first), text)
    second.is_withdrawn = second.is_arranged_here = True
    _publish(session, by, first, text)
    row = _row(by, ReshapingKind.JOIN, early)
    row.before, row.after = before, _versions(session, [first])
    session.add(row)
    _order(session, by.pack, {})


def undo(session: Session, by: Shaper, reshaping_id: int) -> None:
    """Make the modules what they were; raise NotFound, or Conflict when they changed
    since.
    """
    row = session.get(Reshaping, reshaping_id)
    if row is None or row.pack_id != by.pack.id or row.undone_at:
        raise NotFound(N_("There is nothing to take back here."))
    modules = {m.key: m for m in modules_of(session, by.pack.id or 0)}
    for key, number in row.after.items():
        document = _document(session, modules[key])
        if document.published_number != number or modules[key].is_withdrawn:
            raise Conflict(CHANGED)
        _published(session, modules[key])
    units = [unit for key in row.after for unit in _units(session, modules[key])]
    texts = {
        key: get_version(session, modules[key].document_id, number).text
        for key, number in row.before.items()
    }
    for key in reversed(texts):
        document = _document(session, modules[key])
        gone = carry_units(session, units, document, texts[key])
        units = [unit for unit in units if unit.id not in gone]
    for key in row.after.keys() - texts.keys():
        modules[key].is_withdrawn = True
    for key, text in texts.items():
        modules[key].is_withdrawn = False
        _publish(session, by, modules[key], text)
    row.undone_at = clock.now()
    begin = min(modules[key].number for key in row.after)
    _order(session, by.pack, {k: begin + i / 100 for i, k in enumerate(texts)})


def reshapings_of(session: Session, pack_id: int, *, limit: int) -> list[Reshaping]:
    """Return what was split and joined in a pack and not taken back, newest first."""
    found = select(Reshaping).where(
        col(Reshaping.pack_id) == pack_id, col(Reshaping.undone_at).is_(None)
    )
    return list(session.scalars(found.order_by(col(Reshaping.id).desc()).limit(limit)))


def _get(session: Session, pack: Pack, key: str) -> Module:
    found = next((m for m in _live(session, pack) if m.key == key), None)
    if found is None:
        raise NotFound(N_("This pack has no such module."))
    return found


def _live(session: Session, pack: Pack) -> list[Module]:
    return [m for m in modules_of(session, pack.id or 0) if not m.is_withdrawn]


def _document(session: Session, module: Module) -> Document:
    return session.get_one(Document, module.document_id)


def _text(session: Session, module: Module) -> str:
    document = _document(session, module)
    return get_version(session, document.number, document.published_number).text


def _published(session: Session, module: Module) -> str:
    """Return what readers have; raise HasDraft when a draft says something else."""
    working = settled_text(session, _document(session, module))
    if working.text != working.published:
        raise HasDraft(module.key)
    return working.published


def _units(session: Session, module: Module) -> list[CurrentUnit]:
    return current_units(session, module.document_id)


def _new_module(
    session: Session, pack: Pack, whole: Module, text: str, key: str
) -> Module:
    language = _document(session, whole).source_language
    document = new_document(
        session, DocumentKind.MODULE, language, part_of=pack.document_id
    )
    document.outdated_policy = _document(session, whole).outdated_policy
    fields = ModuleFields.model_validate(split_front_matter(text)[0])
    module = Module(
        pack_id=whole.pack_id,
        key=key,
        number=whole.number + 1,
        slug=slug_of(fields.title, key),
        kind=fields.kind,
        minutes=fields.minutes,
        document_id=document.number,
        is_arranged_here=True,
    )
    session.add(module)
    return module


def _publish(session: Session, by: Shaper, module: Module, text: str) -> None:
    """Give readers a text of which no word is new; no review has to look at it."""
    document = _document(session, module)
    if document.published_number:
        # Nobody wrote it: whoever reviews the next draft may be the one who shaped.
        seen = Seen(settled_text(session, document).seen, document.published_number)
        if isinstance(save(session, document, Edit(text, seen, None)), Clash):
            raise Conflict(CHANGED)
    fields, body, line = split_front_matter(text)
    file = ModuleFile(
        module.key, module.slug, text, ModuleFields.model_validate(fields), body, line
    )
    update_module(module, file, module.number)
    scope = f"{by.pack.key}/{module.key}"
    new = NewText(text, scope, author_id=by.user_id)
    publish_text(session, document, new, again=True)


def _versions(session: Session, modules: list[Module]) -> dict[str, int]:
    return {m.key: _document(session, m).published_number for m in modules}


def _row(by: Shaper, kind: ReshapingKind, text: str) -> Reshaping:
    return Reshaping(
        pack_id=by.pack.id or 0,
        kind=kind,
        before={},
        after={},
        title=str(split_front_matter(text)[0]["title"]),
        author_id=by.user_id,
    )


def _order(session: Session, pack: Pack, places: Mapping[str, float]) -> None:
    """Number the modules anew, some at other places, and tell that the pack changed."""
    session.flush()
    live = sorted(_live(session, pack), key=lambda m: places.get(m.key, m.number))
    for number, module in enumerate(live, start=1):
        module.number = number
    pack.is_ordered_here, pack.module_count = True, len(live)
    refresh_pack_languages(session, pack)
    tell(session, pack)

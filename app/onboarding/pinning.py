"""Versions of packs as steps keep them, and choosing a newer one.

A pin names the published revision of a pack's own words and of each module, and the
last translation there was. Revisions and translations are only ever added, so this
is the whole pack of that day in every language, and nothing is copied.
"""

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.onboarding.models import Step
from app.packs.models import Module, Pack
from app.packs.queries import find_pack_by_key, modules_of
from app.platform import clock
from app.platform.errors import Conflict
from app.platform.i18n import N_
from app.platform.states import CONTENT, bump
from app.texts.models import Document
from app.translation.models import Translation

NOT_A_PACK = N_("Only a pack that readers have can be kept at a version.")


class PinnedModule(BaseModel):
    """A module as a pin has it: its row, and the number of its revision."""

    model_config = ConfigDict(frozen=True)

    module: int
    document: int
    revision: int


class Pin(BaseModel):
    """A version of a pack. `translations` is the id of the last one there was."""

    model_config = ConfigDict(frozen=True)

    document: int
    revision: int
    modules: tuple[PinnedModule, ...]
    translations: int


def pin_of(step: Step) -> Pin | None:
    """Return the version a step keeps."""
    return Pin.model_validate(step.pin) if step.pin else None


def newest(session: Session, pack: Pack) -> Pin:
    """Return the version of a pack that readers get now."""
    whole = session.get_one(Document, pack.document_id)
    assert pack.id is not None  # noqa: S101 (loaded rows have one)
    modules = [
        _pinned(session, module)
        for module in modules_of(session, pack.id)
        if not module.is_withdrawn
    ]
    return Pin(
        document=whole.number,
        revision=whole.published_number,
        modules=tuple(modules),
        translations=session.scalar(select(func.max(col(Translation.id)))) or 0,
    )


def _pinned(session: Session, module: Module) -> PinnedModule:
    document = session.get_one(Document, module.document_id)
    return PinnedModule(
        module=module.id or 0,
        document=document.number,
        revision=document.published_number,
    )


def keep_version(session: Session, step: Step) -> None:
    """Keep a step at the version there is now, or take it to the newest."""
    pack = find_pack_by_key(session, step.pack_key) if step.pack_key else None
    if pack is None or pack.state != "published":
        raise Conflict(NOT_A_PACK)
    step.pin = newest(session, pack).model_dump(mode="json")
    step.pinned_at = clock.now()
    session.add(step)
    paths_changed(session)


def follow_newest(session: Session, step: Step) -> None:
    """Let a step show the newest version from now on, whatever that is."""
    step.pin = None
    step.pinned_at = None
    session.add(step)
    paths_changed(session)


def is_behind(session: Session, step: Step, pack: Pack) -> bool:
    """Tell whether readers get another text of a pack by now than a step keeps.

    Translations made since are no other text; they come with the next version.
    """
    pin = pin_of(step)
    if pin is None:
        return False
    now = newest(session, pack)
    return (pin.revision, pin.modules) != (now.revision, now.modules)


def paths_changed(session: Session) -> None:
    """Drop pages that are kept ready, of whatever a path shows."""
    bump(session, CONTENT, about="paths")

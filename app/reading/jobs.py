"""Weighing packs: how many bytes a reader pays for the text, as it is really sent."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.packs.events import PackLoaded
from app.packs.models import Module, Pack, PublicState
from app.platform.jobs import RunningJob, request_job
from app.platform.states import CONTENT, bump
from app.texts.models import Document

WEIGH_PACK = "reading.weigh_pack"

# Takes the address of a page, returns the bytes of its compressed body.
Scale = Callable[[str], int]


def weigh_loaded_pack(session: Session, fact: PackLoaded) -> None:
    """Ask for a pack to be weighed after it has changed."""
    key = f"{WEIGH_PACK}:{fact.pack_key}"
    request_job(session, WEIGH_PACK, {"pack_key": fact.pack_key}, key=key)


def complete_loaded_pack(session: Session, fact: PackLoaded) -> None:
    """Ask for the widths and pieces that files of a pack lack after it has changed."""
    # Here, because a site that is only read needs none of it.
    from app.media.completing import request_completion  # noqa: PLC0415 - see above

    request_completion(session, fact.pack_key)


class PackWeighing:
    """The job: fetch every page of a pack in its own language and add up."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale

    def __call__(self, job: RunningJob) -> None:
        key = str(job.payload["pack_key"])
        with job.database.open_session() as session:
            addresses = _addresses(session, key)
        weights: dict[int, int] = {}
        for number, address in addresses.items():
            weights[number] = self.scale(address)
            job.report(100 * len(weights) // (len(addresses) + 1))
        if weights:
            with job.database.transaction() as session:
                _keep(session, key, weights)


def _addresses(session: Session, key: str) -> dict[int, str]:
    """Return the pages of a pack by module number; 0 is the pack's own."""
    row = session.execute(
        select(col(Pack.slug), col(Document.source_language))
        .join(Document, col(Document.id) == col(Pack.document_id))
        .where(col(Pack.key) == key, col(Pack.state) == PublicState.PUBLISHED)
    ).one_or_none()
    if row is None:
        return {}
    base = f"/{row[1]}/packs/{row[0]}"
    numbers = session.scalars(
        select(col(Module.number))
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .where(col(Pack.key) == key, col(Module.is_withdrawn).is_(False))
    )
    return {0: base, **{number: f"{base}/{number}" for number in numbers}}


def _keep(session: Session, key: str, weights: dict[int, int]) -> None:
    pack_id = session.scalar(select(col(Pack.id)).where(col(Pack.key) == key))
    total = sum(weights.values())
    if weights == _known(session, key, total):
        # Saying that something has changed costs whoever keeps a page or a catalogue.
        return
    session.execute(update(Pack).where(col(Pack.key) == key).values(text_bytes=total))
    for number, weight in weights.items():
        session.execute(
            update(Module)
            .where(col(Module.pack_id) == pack_id, col(Module.number) == number)
            .values(text_bytes=weight)
        )
    bump(session, CONTENT, about=f"pack:{key}")


def _known(session: Session, key: str, total: int) -> dict[int, int]:
    """Return the weights that are kept, in the same form, if they add up the same."""
    rows = session.execute(
        select(col(Pack.text_bytes), col(Module.number), col(Module.text_bytes))
        .join(Module, col(Module.pack_id) == col(Pack.id))
        .where(col(Pack.key) == key, col(Module.is_withdrawn).is_(False))
    ).all()
    modules = {number: weight for whole, number, weight in rows if whole == total}
    return {0: total - sum(modules.values()), **modules}

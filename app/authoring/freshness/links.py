"""Which addresses the published modules link to, kept up with what readers get."""

import re
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.authoring.filters import IS_OPEN
from app.authoring.freshness.models import LinkCheck, LinkedText, ModuleLink
from app.packs.models import Module, Pack, PackSource
from app.platform import clock
from app.platform.public_web import MAX_ADDRESS
from app.platform.rows import insert_once
from app.texts.lesson import parse_lesson
from app.texts.models import Document
from app.texts.queries import published_revision
from app.texts.segments import split_front_matter

AT_ONCE = 50
MOST_LINKS = 200
DRAFTS_WAIT = timedelta(days=30)
_SOURCE = re.compile(r"\bsource[:=]([a-z0-9-]+)")


def outer_links(text: str) -> list[str]:
    """Return the addresses outside of this site that a module's file links to."""
    _, body, _ = split_front_matter(text)
    found = dict.fromkeys(_hrefs(body))
    return [url for url in found if url.startswith(("https://", "http://"))]


def gather(session: Session) -> bool:
    """Note the links of modules that changed; return False when all are known."""
    known = col(LinkedText.number)
    changed = (
        select(Document, col(Module.pack_id))
        .join(Module, col(Module.document_id) == col(Document.id))
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .outerjoin(LinkedText, col(LinkedText.document_id) == col(Document.id))
        .where(IS_OPEN, known.is_(None) | (known != col(Document.published_number)))
        .order_by(col(Document.id))
        .limit(AT_ONCE)
    )
    rows = session.execute(changed).all()
    for document, pack_id in rows:
        _note(session, document, pack_id)
    return bool(rows)


def forget_unused(session: Session) -> None:
    """Forget the addresses that no module links to any more, and no draft lately."""
    used = select(col(ModuleLink.url))
    asked = col(LinkCheck.asked_at)
    is_old = asked.is_(None) | (asked < clock.now() - DRAFTS_WAIT)
    session.execute(delete(LinkCheck).where(col(LinkCheck.url).not_in(used), is_old))


def _note(session: Session, document: Document, pack_id: int) -> None:
    revision = published_revision(session, document)
    text = revision.text if revision else ""
    urls = [*(outer_links(text) if text else []), *_sources(session, text, pack_id)]
    mine = col(ModuleLink.document_id) == document.id
    session.execute(delete(ModuleLink).where(mine))
    for url in list(dict.fromkeys(urls))[:MOST_LINKS]:
        if len(url.encode()) <= MAX_ADDRESS:
            row = {"url": url, "next_at": clock.now()}
            blank = {"status": 0, "reason": "", "etag": "", "failures": 0}
            insert_once(session, LinkCheck, {**row, **blank})
            session.add(ModuleLink(document_id=document.number, url=url))
    session.merge(
        LinkedText(document_id=document.number, number=document.published_number)
    )


def _sources(session: Session, text: str, pack_id: int) -> list[str]:
    """Return the addresses of the sources of its pack that a module cites."""
    cited = set(_SOURCE.findall(text))
    found = select(col(PackSource.url)).where(
        col(PackSource.pack_id) == pack_id, col(PackSource.key).in_(cited)
    )
    return list(session.scalars(found))


def _hrefs(body: str) -> Iterator[str]:
    for token in parse_lesson(body, {}):
        for inner in token.children or ():
            href = inner.attrGet("href") if inner.type == "link_open" else None
            if href:
                yield str(href)

"""Rows of files for tests that look at every page, without any bytes behind them."""

import io
from typing import Any

from sqlmodel import Session

from app.media.cues import Spoken, write_vtt
from app.media.kinds import Refused
from app.media.models import (
    AltText,
    Captions,
    CommonsFile,
    CommonsState,
    MediaFile,
    MediaItem,
    MediaKind,
    MediaRole,
    Upload,
    UploadState,
)
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.jobs import Job, JobState
from app.platform.storage import Storage, content_key, keep
from tests.browser.pages import TRANSLATED_PACK
from tests.media.authors import ABOUT
from tests.media.samples import picture

# Pictures of pages know which they are of.
PAGE: tuple[str, str] = ("image/webp", MediaRole.VARIANT)
TYPES: dict[MediaKind, list[tuple[str, str]]] = {
    MediaKind.IMAGE: [("image/webp", MediaRole.VARIANT), ("image/png", "variant")],
    MediaKind.VIDEO: [("video/mp4", MediaRole.VARIANT), ("image/webp", "poster")],
    MediaKind.AUDIO: [("audio/ogg", MediaRole.VARIANT), ("image/webp", "waveform")],
    MediaKind.DOCUMENT: [("application/pdf", MediaRole.VARIANT), PAGE],
}
SENDING, REFUSED, WORKING = "upload-sending-1", "upload-refused-1", "upload-working-1"
COPYING = "upload-copying-1"
ITEMS = [f"item-of-kind-{kind.value}" for kind in TYPES]
DECK = f"item-of-kind-{MediaKind.DOCUMENT.value}"
FILM = f"item-of-kind-{MediaKind.VIDEO.value}"
DELETED = "item-that-is-deleted"
PAGES = [
    *(f"/files/uploads/{token}" for token in (SENDING, REFUSED, WORKING, COPYING)),
    f"/files/uploads/{WORKING}/_state",
    *(f"/files/{token}" for token in (*ITEMS, DELETED)),
    f"/files/{FILM}/captions/en",
    f"/files/{FILM}/captions/en/history",
    f"/files/{FILM}/transcript/en",
    f"/files/{DECK}/words/en",
    f"/files/new?replaces={ITEMS[0]}",
    f"/files/new?pack={TRANSLATED_PACK}",
]


def add_files(session: Session, user_id: int, title: str = ABOUT["title"]) -> None:
    """Give somebody uploads in every state and items of every kind."""
    refused = Refused("This is not %(what)s.", what=title)
    states: dict[str, dict[str, Any]] = {
        SENDING: {"state": UploadState.SENDING, "bytes": 9},
        REFUSED: {
            "state": UploadState.REFUSED,
            "reason": refused.message,
            "params": refused.params,
        },
        WORKING: {
            "state": UploadState.PROCESSING,
            "started_at": clock.now(),
            "bytes": 9,
        },
        COPYING: {
            "state": UploadState.WAITING,
            "reason": refused.message,
            "params": refused.params,
        },
    }
    for token, more in states.items():
        upload = Upload(
            token=token,
            user_id=user_id,
            file_name=title,
            about={**ABOUT, "title": title},
            key=f"quarantine/{token}/file",
            **more,
        )
        session.add(upload)
    job = Job(kind="media.process", key=f"media:{WORKING}", payload={}, progress=40)
    job.state, job.lease_until = JobState.RUNNING, clock.now()
    session.add(job)
    for number, (kind, token) in enumerate(zip(TYPES, ITEMS, strict=True)):
        _add_item(session, user_id, (kind, token, title), number)
    gone = _item(user_id, MediaKind.IMAGE, DELETED, title)
    gone.deleted_at, gone.deleted_by = clock.now(), user_id
    gone.deleted_reason = title
    session.add(gone)


def _item(user_id: int, kind: MediaKind, token: str, title: str) -> MediaItem:
    return MediaItem(
        owner=f"upload:{token}",
        name=token,
        kind=kind,
        title=title,
        author=title,
        licence="PD",
        source="https://example.org/",
        language="en",
        duration=12,
        token=token,
        uploader_id=user_id,
        version=1,
        created_at=clock.now(),
    )


def _add_item(
    session: Session, user_id: int, what: tuple[MediaKind, str, str], number: int
) -> None:
    kind, token, title = what
    item = _item(user_id, kind, token, title)
    session.add(item)
    session.flush()
    assert item.id is not None
    for position, (content_type, role) in enumerate(TYPES[kind]):
        digest = f"{number}{position}" * 32
        name = f"a.{content_type.partition('/')[2]}"
        session.add(
            MediaFile(
                item_id=item.id,
                role=MediaRole(role),
                position=position,
                key=f"{digest[:2]}/{digest}/{name}",
                file_name=name,
                content_type=content_type,
                bytes=9_000,
                width=640,
                height=480,
                version=1,
                page=int(kind is MediaKind.DOCUMENT and position > 0),
            )
        )
    session.add(AltText(item_id=item.id, language="ar", text=title))
    session.add(_on_commons(item.id, tuple(CommonsState)[number], title))
    if kind is MediaKind.VIDEO:
        cue = Spoken(1_000, 2_000, title, speaker=title)
        said = Captions(item_id=item.id, language="en", text="", key="", bytes=9)
        said.text, said.author_id = write_vtt([cue]), user_id
        session.add(said)
    session.add(
        Upload(
            user_id=user_id,
            item_id=item.id,
            version=1,
            file_name=title,
            about={**ABOUT, "title": title, "pack": TRANSLATED_PACK},
            key="quarantine/none/file",
            state=UploadState.DONE,
            finished_at=clock.now(),
        )
    )


def _on_commons(item_id: int, state: CommonsState, title: str) -> CommonsFile:
    refused = Refused("Its licence is %(what)s.", what=title)
    return CommonsFile(
        item_id=item_id,
        name=title,
        sha1="a" * 40,
        descriptions={"en": title, "ar": title},
        state=state,
        reason=refused.message,
        params=refused.params,
        next_at=clock.now(),
    )


def add_deck(session: Session, storage: Storage, title: str, pages: int = 1) -> None:
    """Give readers of a pack slides that say a title and their number."""
    item = MediaItem(
        owner=get_pack(session, TRANSLATED_PACK).key,
        name="tips",
        kind=MediaKind.DOCUMENT,
        title=title,
        author=title,
        licence="PD",
        language="en",
    )
    session.add(item)
    session.flush()
    numbers = range(1, pages + 1)
    cues = [Spoken(n * 1_000, (n + 1) * 1_000, f"{title} {n}") for n in numbers]
    captions = write_vtt(cues).encode()
    files = [("tips.pdf", "application/pdf", b"%PDF-")]
    files += [(f"tips.p{n}-64.webp", "image/webp", picture("WEBP")) for n in numbers]
    files.append(("tips.en.vtt", "text/vtt", captions))
    for position, (name, kind, data) in enumerate(files):
        source = io.BytesIO(data)
        key = content_key(source, name)
        keep(storage, key, source)
        is_said = kind == "text/vtt"
        session.add(
            MediaFile(
                item_id=item.id or 0,
                role=MediaRole.CAPTIONS if is_said else MediaRole.VARIANT,
                position=position,
                key=key,
                file_name=name,
                content_type=kind,
                bytes=len(data),
                language="en" if is_said else "",
                width=64,
                height=48,
                page=position if kind == "image/webp" else 0,
            )
        )

"""What the pages of files show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlmodel import Session

from app.accounts.current import CurrentUser
from app.accounts.queries import find_user
from app.media.captioning import all_captions
from app.media.forms import LICENCES
from app.media.models import (
    AltText,
    CommonsState,
    MediaFile,
    MediaItem,
    MediaKind,
    MediaRole,
    Upload,
    UploadState,
)
from app.media.permissions import may_change
from app.media.queries import (
    alt_texts,
    files_of,
    find_commons,
    find_job,
    owners_showing,
    pages_in,
    placed_of,
    versions_of,
)
from app.platform import clock
from app.platform.i18n import gettext, interface_locales
from app.platform.jobs import JobState
from app.platform.languages import Language, find_language, get_language

LEAST_PERCENT = 8


class UploadLine(Struct, frozen=True):
    """An upload on the list of somebody's files."""

    token: str
    title: str
    state: UploadState
    created_at: datetime
    item_token: str | None
    is_deleted: bool
    reason: str


class Progress(Struct, frozen=True):
    """How far the worker is: percent, and minutes that are left where one can tell.

    `is_stuck` while it will be tried again by itself, `has_failed` when it will not.
    """

    token: str
    title: str
    state: UploadState
    percent: int
    minutes_left: int | None
    is_stuck: bool
    has_failed: bool
    reason: str
    bytes: int

    @property
    def is_at_work(self) -> bool:
        """Whether it is worth looking again."""
        return self.state in {UploadState.WAITING, UploadState.PROCESSING}


FORMATS = {"jpg": "JPEG", "ogg": "Ogg", "opus": "Opus", "webm": "WebM", "webp": "WebP"}
SYMBOLS = {"video": "play", "audio": "sound", "image": "image"}


class Shown(Struct, frozen=True):
    """A file of an item with its private address."""

    file: MediaFile
    href: str

    @property
    def format(self) -> str:
        """What people call its format; names of formats are the same everywhere."""
        ending = self.file.file_name.rpartition(".")[2]
        return FORMATS.get(ending, ending.upper())

    @property
    def symbol(self) -> str:
        """The drawing that tells film, sound, picture and document apart."""
        return SYMBOLS.get(self.file.content_type.partition("/")[0], "document")


class OnCommons(Struct, frozen=True):
    """How a file is on Commons: its state, why, when it was looked at, and what is said
    of it there, by language.
    """

    state: CommonsState
    reason: str
    looked_at: datetime
    descriptions: tuple[tuple[Language, str], ...]


class FilePage(Struct, frozen=True):
    """Everything that is told about a file."""

    item: MediaItem
    uploader: str
    deleted_by: str
    files: tuple[Shown, ...]
    versions: tuple[Upload, ...]
    used_in: tuple[Any, ...]
    captions: tuple[Language, ...]
    alts: tuple[tuple[Language, AltText], ...]
    may_change: bool
    commons: "OnCommons | None" = None

    def of(self, kind: str) -> list[Shown]:
        """Return the variants whose type begins so, lightest first."""
        found = [
            one
            for one in self.files
            if one.file.role is MediaRole.VARIANT
            and not one.file.page
            and one.file.content_type.startswith(kind)
        ]
        return sorted(found, key=lambda one: one.file.bytes)

    @property
    def picture(self) -> Shown | None:
        """What can be looked at: the middle picture, a poster, or waves."""
        pictures = sorted(self.of("image/"), key=lambda one: one.file.width)
        plain = [
            one
            for one in pictures
            if one.file.content_type in {"image/jpeg", "image/png"}
        ]
        stills = [
            one
            for one in self.files
            if one.file.role in {MediaRole.POSTER, MediaRole.WAVEFORM}
        ]
        return next(iter([*plain, *stills]), None)

    @property
    def pages(self) -> list[Shown]:
        """Each page of a document, as small as there is."""
        smallest: dict[int, Shown] = {}
        shown = {one.file.key: one for one in self.files}
        for file in pages_in([one.file for one in self.files]):
            smallest.setdefault(file.page, shown[file.key])
        return list(smallest.values())

    @property
    def needs_words(self) -> bool:
        """Whether it is a picture that nobody has described yet."""
        return self.item.kind is MediaKind.IMAGE and not self.alts


def upload_line(upload: Upload, item: MediaItem | None) -> UploadLine:
    """Return a row of the list."""
    return UploadLine(
        token=upload.token,
        title=str(upload.about.get("title", "")),
        state=upload.state,
        created_at=upload.created_at,
        item_token=item.token if item and upload.version else None,
        is_deleted=bool(item and item.deleted_at),
        reason=_sentence(upload),
    )


def progress_of(session: Session, upload: Upload) -> Progress:
    """Return how far the worker is with an upload."""
    job = find_job(session, upload)
    percent = job.progress if job and upload.state is UploadState.PROCESSING else 0
    return Progress(
        token=upload.token,
        title=str(upload.about.get("title", "")),
        state=upload.state,
        percent=percent,
        minutes_left=_minutes_left(upload, percent),
        is_stuck=bool(job and job.error),
        has_failed=bool(job and job.state is JobState.FAILED),
        reason=_sentence(upload),
        bytes=upload.bytes,
    )


def _minutes_left(upload: Upload, percent: int) -> int | None:
    if upload.started_at is None or percent < LEAST_PERCENT:
        return None
    spent = (clock.now() - upload.started_at).total_seconds()
    return max(1, round(spent * (100 - percent) / percent / 60))


def _sentence(upload: Upload) -> str:
    return gettext(upload.reason, **upload.params) if upload.reason else ""


def file_page(
    session: Session,
    item: MediaItem,
    reader: CurrentUser,
    where: tuple[Any, Language],
) -> FilePage:
    """Return what is told about an item; `where` has the app's state and the page."""
    state, page = where
    files = files_of(session, item)
    placed = {one.owner for one in placed_of(session, item)}
    owners = sorted({*owners_showing(session, files), *placed})
    titles: Mapping[str, Any] = state.pack_titles(session, owners, page)
    return FilePage(
        item=item,
        uploader=_name(session, item.uploader_id),
        deleted_by=_name(session, item.deleted_by),
        files=tuple(Shown(file, private_address(page, item, file)) for file in files),
        versions=tuple(versions_of(session, item)),
        used_in=tuple(titles.values()),
        captions=tuple(map(get_language, sorted(all_captions(session, item.id)))),
        alts=tuple(
            (get_language(alt.language), alt) for alt in alt_texts(session, item)
        ),
        may_change=may_change(item, reader),
        commons=_on_commons(session, item),
    )


def _on_commons(session: Session, item: MediaItem) -> OnCommons | None:
    row = find_commons(session, item)
    if row is None:
        return None
    described = sorted(row.descriptions.items())
    return OnCommons(
        row.state,
        gettext(row.reason, **row.params) if row.reason else "",
        row.looked_at,
        tuple((get_language(code), text) for code, text in described),
    )


def private_address(page: Language, item: MediaItem, file: MediaFile) -> str:
    """Return where whoever may see an item gets a file of it."""
    digest, name = file.key.split("/")[1:]
    return f"/{page.code}/files/{item.token}/{digest}/{name}"


def _name(session: Session, user_id: int | None) -> str:
    user = find_user(session, user_id) if user_id else None
    return user.name if user else ""


def licence_choices() -> list[tuple[str, str]]:
    """Return the licences to choose from, with their names."""
    return [
        (code, gettext("Public domain") if code == "PD" else code) for code in LICENCES
    ]


def language_choices(page: Language, own: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the languages to choose from: theirs, then those of the interface."""
    codes = dict.fromkeys((page.code, *own, *interface_locales()))
    found = [find_language(code) for code in codes]
    return [(one.code, one.autonym) for one in found if one and not one.pseudo]

"""Has a file copied from Commons: for somebody who named it, or since it changed."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.job_names import COPY
from app.media.models import MediaItem, Upload, UploadState
from app.media.publishing import COMMONS
from app.media.uploads import OPEN, begin_upload, quarantined
from app.platform.ids import secret_token
from app.platform.jobs import request_job


def bring(
    session: Session, user_id: int, name: str, language: str, more: dict[str, str]
) -> Upload:
    """Have a file copied that somebody named; raise TooManyRequests.

    `language` is that of the words in it, as long as nobody says another. `more` has
    `alt`, what a picture shows, in that language, and the `pack` it is brought for.
    """
    about = _about(name, name, language) | more
    upload = begin_upload(session, user_id, about, None)
    _copy(session, upload)
    return upload


def copy_anew(session: Session, item: MediaItem, name: str) -> None:
    """Have the newest version of an item copied, unless that is under way."""
    open_one = select(col(Upload.id)).where(
        col(Upload.item_id) == item.id, col(Upload.state).in_(OPEN)
    )
    if item.uploader_id is None or session.scalar(open_one.limit(1)):
        return
    token = secret_token()
    upload = Upload(
        token=token,
        user_id=item.uploader_id,
        item_id=item.id,
        file_name=name,
        about=_about(name, item.title, item.language),
        key=quarantined(token),
    )
    session.add(upload)
    _copy(session, upload)


def _about(name: str, title: str, language: str) -> dict[str, Any]:
    return {"title": title, "language": language, COMMONS: {"name": name}}


def _copy(session: Session, upload: Upload) -> None:
    upload.state = UploadState.WAITING
    request_job(session, COPY, {"upload": upload.token}, key=upload.copying_key)

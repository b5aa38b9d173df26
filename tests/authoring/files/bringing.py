"""What editors do with files of a pack, over HTTP."""

import io

from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import User
from app.media.made import Made
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole, Upload
from app.media.publishing import add_version as publish_version
from app.media.uploads import begin_upload
from app.platform.storage import content_key, keep
from tests.authoring.conftest import Writer
from tests.media.authors import ABOUT, Author
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK

FILES = f"/en/edit/{PACK}/files"
ALT = "A red bench under a tree"


def add_version(author: Author, title: str, /, **said: str) -> None:
    """Give the author a picture as the job leaves it, or a newer version of it."""
    with author.app.state.database.transaction() as session:
        user = session.scalar(select(User).where(col(User.name) == "Abla"))
        assert user
        about = {**ABOUT, "title": title, "alt": ALT, **said}
        upload = session.scalar(select(Upload)) or begin_upload(
            session, user.number, {}, None
        )
        upload.about = about
        made = Made(MediaKind.IMAGE)
        rows = [
            stored(author, (width, kind))
            for width in (640, 700)
            for kind in ("avif", "webp", "jpeg")
        ]
        publish_version(session, upload, made, rows)
        session.add(upload)


def stored(author: Author, what: tuple[int, str]) -> MediaFile:
    """Keep a picture of one colour; return its row without an item."""
    width, kind = what
    held = io.BytesIO()
    Image.new("RGB", (width, width // 10), "red").save(held, kind)
    name = f"bench.{width}.{kind.replace('jpeg', 'jpg')}"
    held.seek(0)
    key = content_key(held, name)
    keep(author.storage, key, held)
    return MediaFile(
        item_id=0,
        role=MediaRole.VARIANT,
        position=0,
        key=key,
        file_name=name,
        content_type=f"image/{kind}",
        bytes=len(held.getvalue()),
        width=width,
        height=width // 10,
    )


def put_in(author: Author, name: str = "bench") -> str:
    """Put the newest file into the pack; return its token."""
    token = item_of(author).token
    answer = author.client.post(FILES, data={"file": token or "", "name": name})
    assert answer.status_code == 303, answer.text
    return token or ""


def item_of(author: Author) -> MediaItem:
    found = select(MediaItem).where(col(MediaItem.uploader_id).is_not(None))
    with author.app.state.database.open_session() as session:
        item = session.scalars(found).one()
    assert isinstance(item, MediaItem)
    return item


def placed(author: Author) -> MediaItem | None:
    found = select(MediaItem).where(col(MediaItem.placed_from) != "")
    with author.app.state.database.open_session() as session:
        item = session.scalars(found).one_or_none()
    assert item is None or isinstance(item, MediaItem)
    return item


def insertion(author: Author) -> str:
    # What was put in last comes first.
    (lines,) = read_page(author.client.get(FILES).text).all("code")[:1]
    return "".join(map(str, lines.children))


def publish(ama: Writer, efua: Writer, more: str) -> None:
    """Put Markdown into the first module, have it reviewed and published."""
    form = ama.form()
    review = ama.send(form | {"body": form["body"] + "\n" + more}, "review")
    answer = efua.browser.post(f"{review.headers['location']}/publish")
    assert answer.status_code == 303, answer.text


def public_addresses(author: Author) -> list[str]:
    return [f"/media/{file.key.partition('/')[2]}" for file in brought(author)]


def brought(author: Author) -> list[MediaFile]:
    item = item_of(author)
    return [file for file in author.files() if file.item_id == item.id]

"""Publishing what a folder says, without undoing what was written on the site."""

from sqlmodel import Session

from app.texts.history import get_version
from app.texts.linking import NewText
from app.texts.merging import merge
from app.texts.models import Document
from app.texts.queries import published_revision
from app.texts.service import publish_text


class ChangedTwice(ValueError):
    """The folder and people on the site changed the same lines, each in another way."""

    def __init__(self, scope: str) -> None:
        super().__init__(
            f"{scope}: the same lines were changed here and in the folder. "
            "Export the pack, put both together, and load again."
        )


def publish_file(session: Session, document: Document, new: NewText) -> None:
    """Make a file's text what readers get, merged with what was published here.

    A file that did not change since it was loaded says nothing new. Raise ChangedTwice
    when the two cannot be put together; nothing has changed then.
    """
    published = published_revision(session, document)
    if published is None or document.loaded_number == document.published_number:
        publish_text(session, document, new)
        document.loaded_number = document.published_number
        return
    loaded = get_version(session, document.id or 0, document.loaded_number).text
    if loaded == new.text:
        return
    both = merge(loaded, published.text, new.text)
    if both.clashes:
        raise ChangedTwice(new.scope)
    # A version of its own: the next load compares with it.
    publish_text(session, document, new)
    document.loaded_number = document.published_number
    publish_text(session, document, NewText(both.mine_first, new.scope))

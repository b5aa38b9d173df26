"""Finds a text with a history by its address: a pack's own words, or a module."""

from typing import Annotated

from fastapi import Depends, Request
from msgspec import Struct
from sqlmodel import Session

from app.reading.history import (
    Subject,
    subject_of_module,
    subject_of_pack,
    subjects_of,
)
from app.reading.loading import AddressedPack, ModuleAddress, OpenModule, OpenPack


class OpenText(Struct, frozen=True):
    """A text as this reader opened it; `module` is None for a pack's own words."""

    opened: OpenPack
    module: OpenModule | None

    @property
    def session(self) -> Session:
        """The session it was read in."""
        return self.opened.content.session

    @property
    def subject(self) -> Subject:
        """What has the history."""
        if self.module is None:
            return subject_of_pack(self.opened)
        return subject_of_module(self.module)

    @property
    def subjects(self) -> list[Subject]:
        """All that a list of its versions shows: a pack's with those of its modules."""
        return [self.subject] if self.module else subjects_of(self.opened)


class TextAddress(Struct, frozen=True):
    """What an address says of a text; nothing is read before `open`."""

    pack: AddressedPack
    number: int | None

    def open(self) -> OpenText:
        """Return the text; raise Moved, NotFound or Gone."""
        if self.number is None:
            return OpenText(self.pack.open(), None)
        module = ModuleAddress(self.pack, self.number).open()
        return OpenText(module.opened, module)


# A coroutine, because it only looks at the request; the handler's thread reads.
async def text_address(pack: AddressedPack, request: Request) -> TextAddress:
    """Return the text an address with or without a module's number names, unread."""
    return TextAddress(pack, request.path_params.get("number"))


AddressedText = Annotated[TextAddress, Depends(text_address, scope="function")]

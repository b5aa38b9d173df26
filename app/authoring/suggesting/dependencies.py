"""Finds the suggestion an address names, with its module."""

from typing import Annotated

from fastapi import Depends
from msgspec import Struct

from app.accounts.current import CurrentUser
from app.authoring.dependencies import Desk, DeskDep, RowId
from app.authoring.pages import document_of
from app.authoring.protecting import check_may_write
from app.authoring.suggesting.models import Suggestion
from app.authoring.suggesting.queries import get_suggestion
from app.authoring.suggesting.service import Decision
from app.reading.loading import OpenModule
from app.texts.models import Document


class OpenSuggestion(Struct, frozen=True):
    """A suggestion with the module it is about."""

    suggestion: Suggestion
    opened: OpenModule
    document: Document
    desk: Desk

    @property
    def here(self) -> str:
        """The address of its page."""
        return f"/{self.desk.page.code}/suggestions/{self.suggestion.number}"

    def decision(self, by: CurrentUser, text: str = "") -> Decision:
        """Return what somebody decides about it."""
        return Decision(by.user_id, self.opened.station.title.text, text)


class SuggestionAddress(Struct, frozen=True):
    """What an address says of a suggestion; nothing is read before `open`."""

    suggestion_id: int
    desk: Desk

    def open(self) -> OpenSuggestion:
        """Return the suggestion and its module; raise NotFound or Gone."""
        suggestion = get_suggestion(self.desk.session, self.suggestion_id)
        opened = self.desk.module(suggestion.document_id)
        document = document_of(self.desk.session, opened)
        return OpenSuggestion(suggestion, opened, document, self.desk)

    def open_for(self, editor: CurrentUser) -> OpenSuggestion:
        """Return the same for who may change the draft; raise Forbidden for others."""
        found = self.open()
        check_may_write(found.opened.opened.view, editor)
        return found


async def suggestion_address(suggestion_id: RowId, desk: DeskDep) -> SuggestionAddress:
    """Return what an address names, unread."""
    return SuggestionAddress(suggestion_id, desk)


AddressedSuggestion = Annotated[
    SuggestionAddress, Depends(suggestion_address, scope="function")
]

"""Things a handler asks for in its signature."""

from typing import Annotated

from fastapi import Depends, Request

from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, find_language
from app.web.viewer import Viewer, viewer_of


# Coroutines, because they only look: plain functions would each wait for a thread.
async def content_language(lang: str) -> Language:
    """Turn the first part of an address into a language, or there is no such page."""
    language = find_language(lang)
    if language is None or language.pseudo:
        raise NotFound(N_("We do not know this language. Try another address."))
    return language


ContentLanguage = Annotated[Language, Depends(content_language)]


async def current_viewer(request: Request) -> Viewer:
    """Return who is looking at the page."""
    return viewer_of(request)


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]

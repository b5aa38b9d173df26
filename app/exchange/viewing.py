"""What the pages of this room know of who looks at them."""

from starlette.requests import Request

from app.platform.i18n import interface_locales
from app.platform.languages import Language, find_language
from app.web.viewer import viewer_of


def known_languages(request: Request, page: Language) -> tuple[str, ...]:
    """Return the languages somebody knows; who did not say: the page's."""
    return viewer_of(request).preferences.languages or (page.code,)


def language_choices(request: Request, page: Language, chosen: str) -> list[Language]:
    """Return the languages to choose one of: one's own first, then the interface's."""
    own = known_languages(request, page)
    codes = dict.fromkeys((*own, page.code, *interface_locales(), chosen))
    found = [find_language(code) for code in codes if code]
    return [language for language in found if language and not language.pseudo]

"""A unit's words as HTML, with their language where it is not the one around."""

from markupsafe import Markup, escape

from app.platform.i18n import current_locale
from app.platform.languages import Language, get_language
from app.texts.reading import UnitText

SPAN = Markup('<span lang="{tag}" dir="{direction}">{text}</span>')


def unit_words(text: UnitText, page: Language) -> Markup:
    """Return the words for a place where the interface's language is spoken."""
    tag, direction = text.tag, text.direction
    if not tag and page.tag != get_language(current_locale()).tag:
        tag, direction = page.tag, page.direction
    if not tag:
        return escape(text.text)
    return SPAN.format(tag=tag, direction=direction, text=text.text)

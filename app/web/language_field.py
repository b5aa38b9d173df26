"""A field of a form in which somebody names a language."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.platform.i18n import N_
from app.platform.languages import meant_languages

MAX_NAME = 100


def _code(text: str) -> str:
    meant = meant_languages(text)
    if not meant:
        raise ValueError(N_("We do not know this language. Try its code."))
    if len(meant) > 1:
        raise ValueError(N_("Several languages may be meant. Use the code of yours."))
    return meant[0].code


# Its code is what the form then holds, whether its name or its code was sent.
LanguageCode = Annotated[str, Field(max_length=MAX_NAME), AfterValidator(_code)]

"""What people write in reviews, suggestions and discussions."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.authoring.source import plain_text
from app.web.forms import Form

Said = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class CommentForm(Form):
    """A comment, or the reason why something should change."""

    text: Said


class SuggestionForm(Form):
    """Other words for a passage, none to take it out, and why."""

    after: Annotated[
        str,
        StringConstraints(strip_whitespace=False, max_length=20_000),
        AfterValidator(plain_text),
    ] = ""
    reason: Annotated[str, StringConstraints(max_length=300)] = ""


class DeclineForm(Form):
    """Why a suggestion is not taken."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class AnchoredForm(Form):
    """A comment on a passage, or on some words of it."""

    about: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    words: Annotated[str, StringConstraints(max_length=500)] = ""
    text: Said


class ProblemForm(Form):
    """What is wrong with a page; `page` is its address after the language."""

    page: Annotated[str, StringConstraints(max_length=300)] = ""
    text: Said

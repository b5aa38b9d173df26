"""What people write in a review."""

from typing import Annotated

from pydantic import StringConstraints

from app.web.forms import Form


class CommentForm(Form):
    """A comment, or the reason why something should change."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]

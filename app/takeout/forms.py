"""What is sent to bring what was done in a copy."""

from pydantic import Field

from app.takeout.codes import MAX_TOGETHER
from app.web.forms import Form


class CodeForm(Form):
    """The code that a copy shows."""

    code: str = Field(max_length=MAX_TOGETHER)

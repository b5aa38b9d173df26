"""What is sent to ask for something."""

from pydantic import Field

from app.web.forms import Form
from app.wishes.models import MAX_TEXT


class AskForm(Form):
    """A thing to ask for: words, or a pack (`pack:<key>`), in a language."""

    q: str = Field(default="", max_length=MAX_TEXT)
    about: str = Field(default="", max_length=MAX_TEXT)
    language: str = Field(default="", max_length=40)
    tell: bool = False

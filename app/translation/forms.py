"""What is sent from the workbench."""

from typing import Annotated

from pydantic import Field

from app.web.forms import Form

MAX_TEXT = 20_000
MAX_NOTE = 2_000
# A number that no database refuses.
RowId = Annotated[int, Field(ge=0, le=2**31 - 1)]


class SaveForm(Form):
    """A unit as it was typed, and which button was pressed (`do`).

    `base` is the version of the translation the page showed, 0 for none; `shown` is
    the wording of the original it showed. `settles` is what became of the text when
    somebody else had saved first: a suggestion that this save puts away.
    """

    text: str = Field(default="", max_length=MAX_TEXT)
    base: RowId = 0
    shown: RowId = 0
    settles: RowId = 0
    # Some buttons carry a text to put in.
    do: str = Field(default="save", max_length=MAX_TEXT + 100)


class NoteForm(Form):
    """A note or a question beside a unit; `answers` is the note it answers."""

    note: str = Field(max_length=MAX_NOTE)
    kind: str = Field(default="question", pattern="^(note|question)$")
    answers: RowId = 0
    everyone: bool = False


class ReplaceForm(Form):
    """What to find in translations and what to put there."""

    find: str = Field(min_length=1, max_length=200)
    replace: str = Field(default="", max_length=500)
    case: bool = False
    whole: bool = False


class ChosenUnits(Form):
    """Units that were ticked, each with the version of it that was shown."""

    unit: list[str] = Field(default_factory=list, max_length=200)

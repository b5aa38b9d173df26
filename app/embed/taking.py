"""What a frame answers of a pack, to anybody and to somebody a site has signed.

The same at each address a frame takes a pack at: its own, and that of a path.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from msgspec import Struct
from sqlmodel import Session
from starlette.datastructures import FormData

from app.hosts.learners import FramedLearner, find_learner
from app.learning.scoring import NothingChosen, mark
from app.learning.service import record_answer, record_ticks
from app.platform.i18n import gettext
from app.reading.loading import OpenModule
from app.reading.module_page import (
    find_checklist,
    find_quiz,
    frame_of,
    place_of,
    source_answers,
)
from app.reading.parts import render_question
from app.reading.quiz_view import Given
from app.web.database import SessionDep
from app.web.forms import SentForm

SAVED = 204
UNUSABLE = 422
MAX_CHOSEN = 100
MAX_TICKED = 200


class Asking(Struct, frozen=True):
    """Somebody in a frame, with what the frame sent besides."""

    framed: FramedLearner
    session: Session
    data: FormData

    @property
    def finished(self) -> set[str]:
        """The keys of the packs they have done."""
        packs = self.framed.learner.device.packs
        return {key for key, pack in packs.items() if pack.is_finished}

    def chosen(self, name: str, most: int) -> tuple[str, ...]:
        """Return what was sent under a name, not more than makes sense."""
        return tuple(str(value) for value in self.data.getlist(name)[:most])

    def keep(self) -> None:
        """Write down what has changed."""
        self.framed.keep(self.session)


# Plain, because it reads from the database.
def asking(data: SentForm, session: SessionDep, request: Request) -> Asking:
    """Return who a frame asks for; raise KeyRefused."""
    keys = request.app.state.settings.signing_keys
    text = str(data.get("session", ""))
    return Asking(find_learner(session, text, keys), session, data)


CurrentAsking = Annotated[Asking, Depends(asking, scope="function")]


def answered(
    opened: OpenModule,
    quiz_id: str,
    chosen: Sequence[str],
    request: Request,
    asked: Asking | None = None,
) -> Response:
    """Return a question with the feedback on an answer, which is kept for `asked`."""
    quiz, number = find_quiz(opened, quiz_id)
    chosen = tuple(chosen[:MAX_CHOSEN])
    status = 200
    try:
        accepted = source_answers(opened).get(quiz.id, ())
        marked = mark(quiz, chosen, accepted=accepted)
        given = Given(marked.given, is_checked=True)
        if asked is not None:
            learner, place = asked.framed.learner, place_of(opened)
            record_answer(asked.session, learner, place, quiz=quiz, marked=marked)
            asked.keep()
    except NothingChosen as error:
        given, status = Given(chosen, problem=gettext(error.message)), UNUSABLE
    html = render_question(frame_of(opened, request), quiz, given, number)
    return HTMLResponse(html, status)


def ticks_kept(opened: OpenModule, place: int, asked: Asking) -> Response:
    """Keep which lines of a checklist are ticked."""
    record_ticks(
        asked.session,
        asked.framed.learner,
        place_of(opened),
        checklist=find_checklist(opened, place),
        ticked=asked.chosen("tick", MAX_TICKED),
    )
    asked.keep()
    return Response(status_code=SAVED)

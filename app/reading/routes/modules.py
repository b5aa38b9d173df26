"""One module: read it, answer its questions, tick its lists, mark it as done."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.learning.dependencies import CurrentLearner
from app.reading import taking
from app.reading.loading import AddressedModule
from app.reading.taking import QuizId
from app.web.forms import SentForm
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)


@router.get("/{lang}/packs/{slug}/{number:int}", name="reading.module")
def show_module(
    _reader: Public, address: AddressedModule, learner: CurrentLearner, request: Request
) -> Response:
    """Show a module in the best wording there is for this reader."""
    return taking.shown(address.open(), learner, request)


@router.post("/{lang}/packs/{slug}/{number:int}/check/{quiz_id}", name="reading.check")
def check_answer(
    _reader: Public,
    address: AddressedModule,
    learner: CurrentLearner,
    quiz_id: QuizId,
    data: SentForm,
    request: Request,
) -> Response:
    """Mark an answer and show the page with its feedback."""
    opened = address.open()
    return taking.checked(opened, learner, quiz_id, data=data, request=request)


@router.post(
    "/{lang}/packs/{slug}/{number:int}/check/{quiz_id}/_answer",
    name="reading._answer",
)
def check_answer_fragment(
    _reader: Public,
    address: AddressedModule,
    learner: CurrentLearner,
    quiz_id: QuizId,
    data: SentForm,
    request: Request,
) -> Response:
    """Mark an answer and return the question with its feedback."""
    opened = address.open()
    return taking.answered(opened, learner, quiz_id, data=data, request=request)


@router.post("/{lang}/packs/{slug}/{number:int}/tick/{place:int}", name="reading.tick")
def tick(
    _reader: Public,
    address: AddressedModule,
    learner: CurrentLearner,
    place: int,
    data: SentForm,
    request: Request,
) -> Response:
    """Keep the ticks of a checklist and go back to it."""
    return taking.ticked(address.open(), learner, place, data=data, request=request)


@router.post(
    "/{lang}/packs/{slug}/{number:int}/tick/{place:int}/_saved", name="reading._saved"
)
def tick_fragment(
    _reader: Public,
    address: AddressedModule,
    learner: CurrentLearner,
    place: int,
    data: SentForm,
    request: Request,
) -> Response:
    """Keep the ticks of a checklist; the page shows them already."""
    opened = address.open()
    return taking.ticks_saved(opened, learner, place, data=data, request=request)


@router.post("/{lang}/packs/{slug}/{number:int}/done", name="reading.done")
def mark_done(
    _reader: Public, address: AddressedModule, learner: CurrentLearner, request: Request
) -> Response:
    """Mark a module as done and go on to the next, or to the finish."""
    return taking.done(address.open(), learner, request)

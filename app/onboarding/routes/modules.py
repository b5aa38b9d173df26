"""Modules of packs as a path shows them: the same acts as at their own address."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.learning.dependencies import CurrentLearner
from app.learning.service import pack_progress
from app.onboarding.dependencies import AddressedPathModule, AddressedPathPack
from app.reading import taking
from app.reading.taking import QuizId
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.redirects import see_other

PACK = "/{lang}/paths/{path}/packs/{pack}"
MODULE = PACK + "/{number:int}"

router = page_router()


@router.get(PACK, name="onboarding.pack")
def go_on(
    _reader: Public, address: AddressedPathPack, learner: CurrentLearner
) -> Response:
    """Lead on to the module of a pack at which somebody is."""
    opened = address.open().opened
    progress = pack_progress(opened.content.session, learner, opened.view.pack.key)
    keys = opened.view.module_keys
    following = progress.next_module(keys)
    return see_other(f"{opened.way}/{keys.index(following) + 1 if following else 1}")


@router.get(MODULE, name="onboarding.module")
def show_module(
    _reader: Public,
    address: AddressedPathModule,
    learner: CurrentLearner,
    request: Request,
) -> Response:
    """Show a module in the version that the path shows."""
    return taking.shown(address.open(), learner, request)


@router.post(MODULE + "/check/{quiz_id}", name="onboarding.check")
def check_answer(
    _reader: Public,
    address: AddressedPathModule,
    learner: CurrentLearner,
    quiz_id: QuizId,
    data: SentForm,
    request: Request,
) -> Response:
    """Mark an answer and show the page with its feedback."""
    opened = address.open()
    return taking.checked(opened, learner, quiz_id, data=data, request=request)


@router.post(MODULE + "/check/{quiz_id}/_answer", name="onboarding._answer")
def check_answer_fragment(
    _reader: Public,
    address: AddressedPathModule,
    learner: CurrentLearner,
    quiz_id: QuizId,
    data: SentForm,
    request: Request,
) -> Response:
    """Mark an answer and return the question with its feedback."""
    opened = address.open()
    return taking.answered(opened, learner, quiz_id, data=data, request=request)


@router.post(MODULE + "/tick/{place:int}", name="onboarding.tick")
def tick(
    _reader: Public,
    address: AddressedPathModule,
    learner: CurrentLearner,
    place: int,
    data: SentForm,
    request: Request,
) -> Response:
    """Keep the ticks of a checklist and go back to it."""
    opened = address.open()
    return taking.ticked(opened, learner, place, data=data, request=request)


@router.post(MODULE + "/tick/{place:int}/_saved", name="onboarding._saved")
def tick_fragment(
    _reader: Public,
    address: AddressedPathModule,
    learner: CurrentLearner,
    place: int,
    data: SentForm,
    request: Request,
) -> Response:
    """Keep the ticks of a checklist; the page shows them already."""
    opened = address.open()
    return taking.ticks_saved(opened, learner, place, data=data, request=request)


@router.post(MODULE + "/done", name="onboarding.done")
def mark_done(
    _reader: Public,
    address: AddressedPathModule,
    learner: CurrentLearner,
    request: Request,
) -> Response:
    """Mark a module as done and go on to the next, or back to the path."""
    opened = address.open()
    return taking.done(opened, learner, request)

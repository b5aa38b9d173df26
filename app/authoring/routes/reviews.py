"""Reviews: the queue, one review, and what is decided about it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.accounts.access import Editor, Reviewer
from app.accounts.current import CurrentUser
from app.accounts.dependencies import SettingsDep
from app.authoring.checks import problems_of
from app.authoring.drafts import working_id
from app.authoring.forms import CommentForm
from app.authoring.models import DraftSave, Review
from app.authoring.outdating import (
    Outdating,
    call_harmless,
    outdating,
    wordings_now,
)
from app.authoring.pages import changes_between, document_of, waiting
from app.authoring.publishing import NotFitForReaders
from app.authoring.queries import (
    count_queue,
    names_of,
    place_of_document,
    queue,
    said_in,
    source_languages,
)
from app.authoring.reviews import (
    Judge,
    ask_change,
    authors_of,
    claim,
    close,
    comment,
    get_review,
    may_judge,
    must_judge,
    publish,
    release,
)
from app.packs.skills import SKILLS, TOP_SKILLS
from app.platform.languages import Language, find_language
from app.platform.settings import Settings
from app.reading.history import subject_of_module
from app.reading.languages import reader_languages
from app.reading.loading import ModuleAddress, OpenModule, PackAddress
from app.texts.history import get_version
from app.texts.models import Document, Revision
from app.texts.queries import published_revision
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty
from app.web.pagination import Pager
from app.web.redirects import see_other
from app.web.snapshots import Content, ContentReader
from app.web.templates import render

PER_PAGE = 30
UNUSABLE = 422
CONFLICT = 409

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
ReviewId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class OpenReview:
    """A review with the module it is about."""

    review: Review
    opened: OpenModule
    session: Session

    @property
    def here(self) -> str:
        """The address of its page."""
        return f"/{self.opened.opened.page.code}/review/{self.review.number}"


async def review_address(
    review_id: ReviewId, page: ContentLanguage, content: Content, request: Request
) -> "ReviewAddress":
    """Return what an address names; nothing is read before `open`."""
    return ReviewAddress(review_id, page, content, reader_languages(request, page))


@dataclass(frozen=True)
class ReviewAddress:
    """What an address says of a review."""

    review_id: int
    page: Language
    content: ContentReader
    languages: tuple[str, ...]

    def open(self) -> OpenReview:
        """Return the review and its module; raise NotFound or Gone."""
        session = self.content.session
        review = get_review(session, self.review_id)
        slug, number = place_of_document(session, review.document_id)
        pack = PackAddress(
            slug, self.page, self.content, self.languages, sees_drafts=True
        )
        return OpenReview(review, ModuleAddress(pack, number).open(), session)


AddressedReview = Annotated[ReviewAddress, Depends(review_address, scope="function")]


@router.get("/{lang}/review", name="authoring.queue")
def show_queue(
    _editor: Editor, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what waits to be looked at, the longest first."""
    asked = request.query_params
    skill = asked.get("skill", "") if asked.get("skill", "") in SKILLS else ""
    found = find_language(asked.get("language", ""))
    language = found.code if found else ""
    pager = Pager.of(
        request, PER_PAGE, count_queue(session, skill=skill, language=language)
    )
    rows = queue(
        session, skill=skill, language=language, limit=PER_PAGE, offset=pager.offset
    )
    context = {
        "rows": waiting(session, rows, reader_languages(request, page), page.code),
        "pager": pager,
        "skill": skill,
        "language_code": language,
        "skills": TOP_SKILLS,
        "languages": source_languages(session),
    }
    return render(request, "authoring/queue.html", context)


@router.get("/{lang}/review/{review_id:int}", name="authoring.review")
def show_review(
    editor: Editor, address: AddressedReview, settings: SettingsDep, request: Request
) -> Response:
    """Show what would change for readers, what was said, and what can be decided."""
    return _page(request, address.open(), _judge(editor, settings))


@router.post("/{lang}/review/{review_id:int}/claim", name="authoring.claim")
def take_on(editor: Editor, address: AddressedReview) -> Response:
    """Take a review on, so that two do not do the same work."""
    opened = address.open()
    claim(opened.review, editor.user_id)
    return see_other(opened.here)


@router.post("/{lang}/review/{review_id:int}/release", name="authoring.release")
def give_back(editor: Editor, address: AddressedReview) -> Response:
    """Give a review back to the queue."""
    opened = address.open()
    release(opened.review, editor.user_id)
    return see_other(opened.here)


@router.post("/{lang}/review/{review_id:int}/comment", name="authoring.comment")
def say(
    editor: Editor,
    address: AddressedReview,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Say something about what is to be published."""
    opened, bound = address.open(), bind(CommentForm, data)
    if bound.value is None:
        return _page(request, opened, _judge(editor, settings), bound)
    comment(opened.session, opened.review, by=editor.user_id, text=bound.value.text)
    return see_other(f"{opened.here}#said")


@router.post("/{lang}/review/{review_id:int}/change", name="authoring.ask_change")
def ask_for_a_change(
    reviewer: Reviewer,
    address: AddressedReview,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Give the draft back with the reason."""
    opened, bound = address.open(), bind(CommentForm, data)
    judge = _judge(reviewer, settings)
    if bound.value is None:
        return _page(request, opened, judge, bound)
    must_judge(opened.opened, judge)
    ask_change(opened.session, opened.review, judge, bound.value.text)
    return see_other(f"{opened.here}#said")


@router.post("/{lang}/review/{review_id:int}/publish", name="authoring.publish")
def publish_it(
    reviewer: Reviewer,
    address: AddressedReview,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Let readers have it; what only mends a typo leaves translations current."""
    opened = address.open()
    judge = _judge(reviewer, settings)
    session, document = opened.session, document_of(opened.session, opened.opened)
    before = wordings_now(session, document)
    try:
        publish(session, opened.opened, opened.review, judge)
    except NotFitForReaders:
        # The page says what has to be mended, and where.
        return _page(request, opened, judge, status=CONFLICT)
    harmless = {str(unit_id) for unit_id in data.getlist("harmless")}
    call_harmless(session, document, harmless, before, by=reviewer.user_id)
    return see_other(opened.here)


@router.post("/{lang}/review/{review_id:int}/close", name="authoring.close")
def end(editor: Editor, address: AddressedReview, settings: SettingsDep) -> Response:
    """End a review without publishing; the draft stays."""
    opened = address.open()
    is_judge = may_judge(opened.opened, _judge(editor, settings))
    close(opened.review, editor.user_id, is_judge=is_judge)
    return see_other(opened.here)


def _judge(user: CurrentUser, settings: Settings) -> Judge:
    return Judge(user.user_id, user.grants, not settings.second_person)


def _page(
    request: Request,
    found: OpenReview,
    judge: Judge,
    bound: Bound[CommentForm] | None = None,
    status: int = 200,
) -> Response:
    session, review = found.session, found.review
    kept = session.get_one(DraftSave, review.save_id)
    document = document_of(session, found.opened)
    revision = published_revision(session, document)
    before = _before(session, document, review, revision)
    authors = authors_of(session, review)
    context = {
        "review": review,
        "here": found.here,
        "opened": found.opened.opened,
        "subject": subject_of_module(found.opened),
        "authors": names_of(session, sorted(authors)),
        "said": said_in(session, review),
        "form": bound or empty(),
        "claimed_by": names_of(session, [review.claimed_by or 0]),
        "is_mine": review.claimed_by == judge.user_id,
        "may_judge": may_judge(found.opened, judge),
        "is_author": judge.user_id in authors and not judge.is_alone_allowed,
        "may_close": review.asked_by == judge.user_id,
        "is_behind": kept.base_number != document.published_number,
        "problems": (problems := problems_of(session, found.opened, kept.text)),
        "outdating": Outdating()
        if problems or not review.is_under_way
        else outdating(session, found.opened, document, kept.text),
        **changes_between(before, kept.text),
    }
    shown = UNUSABLE if bound else status
    return render(request, "authoring/review.html", context, status=shown)


def _before(
    session: Session, document: Document, review: Review, now: Revision | None
) -> str:
    """Return what readers had: today's text, or that before a review was published."""
    if review.published_number and review.published_number > 1:
        earlier = review.published_number - 1
        return get_version(session, working_id(document), earlier).text
    return now.text if now else ""

"""A pack that only editors see: what is missing, its words, and letting readers in."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import StringConstraints, field_validator

from app.accounts.access import Editor, Reviewer
from app.accounts.current import CurrentUser
from app.accounts.dependencies import SettingsDep
from app.authoring.begun import (
    BegunPack,
    describe,
    get_begun,
    let_readers_in,
)
from app.authoring.reviews import Judge
from app.platform.i18n import N_
from app.reading.loading import Slug
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, Form, SentForm, bind, empty
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
MAX_GOALS = 12

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


class HeadForm(Form):
    """What a pack says of itself. `goals` are one to a line."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    summary: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    goals: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
    authors: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
    licence: Annotated[str, StringConstraints(min_length=1, max_length=300)]

    @field_validator("title", "summary", "licence")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("goals")
    @classmethod
    def _few(cls, value: str) -> str:
        if len(lines_of(value)) > MAX_GOALS or any(
            len(line) > 300 for line in lines_of(value)
        ):
            raise ValueError(N_("Write at most twelve goals, one to a line."))
        return value


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@router.get("/{lang}/contribute/drafts/{slug}", name="authoring.begun_pack")
def show_begun(
    editor: Editor,
    page: ContentLanguage,
    slug: Slug,
    session: SessionDep,
    request: Request,
) -> Response:
    """Show what a draft of a pack still needs."""
    begun = get_begun(session, slug)
    fields = begun.fields
    values = {
        "title": fields.title,
        "summary": fields.summary,
        "goals": "\n".join(fields.goals),
        "authors": "\n".join(author.name for author in fields.authors),
        "licence": fields.licence,
    }
    return _page(request, editor, begun, empty(values))


@router.post("/{lang}/contribute/drafts/{slug}", name="authoring.describe")
def save_head(
    editor: Editor, slug: Slug, session: SessionDep, data: SentForm, request: Request
) -> Response:
    """Keep what the draft says of itself."""
    begun, bound = get_begun(session, slug), bind(HeadForm, data)
    if bound.value is None:
        return _page(request, editor, begun, bound, UNUSABLE)
    values = bound.value.model_dump(exclude={"authors"})
    values["goals"] = lines_of(bound.value.goals)
    authors = [line[:300] for line in lines_of(bound.value.authors)]
    describe(session, begun, values, authors, editor.user_id)
    return see_other(request.url.path)


@router.post(
    "/{lang}/contribute/drafts/{slug}/publish", name="authoring.let_readers_in"
)
def publish_pack(
    reviewer: Reviewer,
    page: ContentLanguage,
    slug: Slug,
    session: SessionDep,
    settings: SettingsDep,
) -> Response:
    """Let readers in."""
    begun = get_begun(session, slug)
    judge = Judge(reviewer.user_id, reviewer.grants, not settings.second_person)
    let_readers_in(session, begun, judge)
    return see_other(f"/{page.code}/packs/{slug}")


def _page(
    request: Request,
    editor: CurrentUser,
    begun: BegunPack,
    bound: Bound[Any],
    status: int = 200,
) -> Response:
    context = {
        "begun": begun,
        "bound": bound,
        "is_reviewer": "reviewer" in editor.roles,
    }
    return render(request, "authoring/begun.html", context, status=status)

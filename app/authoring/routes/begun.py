"""A pack that only editors see: what is missing, its words, and letting readers in."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Editor, Reviewer
from app.accounts.dependencies import SettingsDep
from app.authoring.begun import (
    get_begun,
    let_readers_in,
)
from app.authoring.judges import Judge
from app.reading.loading import Slug
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()


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
    context = {"begun": begun, "is_reviewer": "reviewer" in editor.roles}
    return render(request, "authoring/begun.html", context)


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

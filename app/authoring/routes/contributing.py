"""Contributing: what needs people, and beginning a pack from a project."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct, field
from sqlmodel import Session

from app.accounts.access import Editor, Public
from app.accounts.current import CurrentUser
from app.authoring.beginning_form import LICENCES, BeginningForm, changes_in
from app.authoring.contributing import needs
from app.authoring.importing.pandoc import Unreadable
from app.authoring.importing.remarks import Remark
from app.authoring.outline.creating import create_pack, find_project
from app.authoring.outline.proposing import Beginning, Proposal, changed, propose
from app.authoring.outline.reading_reports import MAX_REPORT_BYTES, NoText, read_report
from app.content.problems import ContentError, Problem
from app.packs.skills import SKILLS, TOP_SKILLS
from app.platform.i18n import gettext
from app.platform.languages import Language
from app.projects.editors import organisations_of
from app.projects.queries import latest_projects
from app.reading.languages import reader_languages
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
MOST_PROJECTS = 500

router = page_router()


class BeginningPage(Struct, frozen=True):
    """The form as it was sent, and the outline it leads to."""

    bound: Bound[BeginningForm]
    proposal: Proposal | None = None
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@router.get("/{lang}/contribute", name="authoring.contribute")
def show_needs(
    reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what needs people: translating, reviewing, writing."""
    roles = reader.roles if reader else frozenset[str]()
    found = needs(session, reader_languages(request, page), roles)
    acts_for = organisations_of(session, reader.user_id) if reader else []
    context = {"needs": found, "is_editor": "editor" in roles, "acts_for": acts_for}
    return render(request, "authoring/contribute.html", context)


@router.get("/{lang}/contribute/new", name="authoring.new")
def show_form(
    _editor: Editor, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show the form that begins a pack; `project` in the address is chosen in it."""
    chosen = request.query_params.get("project", "")
    values = {"language": page.code, "project": chosen, "licence": LICENCES[0]}
    return _form(request, session, page, empty(values))


@router.post("/{lang}/contribute/new", name="authoring.begin")
def begin(
    editor: Editor,
    page: ContentLanguage,
    session: SessionDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Propose an outline, or make the pack of the one that was proposed."""
    shown = _proposed(session, bind(BeginningForm, data), editor)
    if shown.proposal is None or shown.bound.value is None:
        return _form(request, session, page, shown.bound, UNUSABLE)
    draft = changed(shown.proposal.draft, changes_in(shown.bound.raw))
    if str(data.get("do", "")) != "create":
        return _outline(request, shown)
    if not draft.modules:
        bound = refused(shown.bound, "m1-title", gettext("Keep at least one module."))
        return _outline(request, BeginningPage(bound, shown.proposal), UNUSABLE)
    storage = request.app.state.storage
    try:
        pack = create_pack(session, storage, draft, editor.user_id)
    except ContentError as error:
        found = BeginningPage(shown.bound, shown.proposal, problems=error.problems)
        return _outline(request, found, UNUSABLE)
    return see_other(f"/{page.code}/contribute/drafts/{pack.slug}")


def _proposed(
    session: Session, bound: Bound[BeginningForm], editor: CurrentUser
) -> BeginningPage:
    form = bound.value
    if form is None:
        return BeginningPage(bound)
    project = find_project(session, form.project) if form.project else None
    if project is None and not form.report.strip():
        sentence = gettext("Choose a project, or paste its report.")
        return BeginningPage(refused(bound, "report", sentence))
    try:
        report, remarks = read_report(form.report, form.written)
    except NoText as error:
        sentence = gettext(error.reason, line=error.line)
        return BeginningPage(refused(bound, "report", sentence))
    except Unreadable as error:
        return BeginningPage(refused(bound, "report", error.sentence))
    beginning = Beginning(
        language=form.language,
        skills=form.skills,
        author=editor.name,
        title=form.title,
        report=report,
        licence=form.licence,
        address=form.address,
        project_slug=form.project if project else "",
        project=project,
    )
    return BeginningPage(bound, propose(beginning), remarks)


def _form(
    request: Request,
    session: Session,
    page: Language,
    bound: Bound[Any],
    status: int = 200,
) -> Response:
    context = {
        "bound": bound,
        "projects": latest_projects(session, limit=MOST_PROJECTS),
        "skills": TOP_SKILLS,
        "licences": LICENCES,
        "most_bytes": MAX_REPORT_BYTES,
        "page": page,
    }
    return render(request, "authoring/new.html", context, status=status)


def _outline(request: Request, shown: BeginningPage, status: int = 200) -> Response:
    context = {"shown": shown, "skills": SKILLS}
    return render(request, "authoring/outline.html", context, status=status)

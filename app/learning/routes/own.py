"""Your learning and your data, with and without an account."""

import json
from typing import Any

from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.queries import get_user
from app.accounts.service import export_account
from app.learning.data_page import export_learning, kept_about
from app.learning.dependencies import CurrentVisitor
from app.learning.events import ProgressDeleted
from app.learning.forms import DeleteProgressForm
from app.learning.leaving import delete_progress
from app.learning.own_page import own_page
from app.learning.statements import statements_of, withdraw_all
from app.media.belongings import export_captions, export_files
from app.platform.outbox import announce
from app.projects.editors import export_editing
from app.web.database import SessionDep
from app.web.forms import SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import safe_next, see_other
from app.web.snapshots import Content
from app.web.templates import render
from app.wishes.own import export_wishes

router = page_router()

FILE_NAME = "passalong-your-data.json"


@router.get("/{lang}/me", name="learning.own")
def show(
    _reader: Public, visitor: CurrentVisitor, content: Content, withdrawn: str = ""
) -> Response:
    joined_paths = visitor.request.app.state.joined_paths
    asked = visitor.request.query_params
    context = {
        "is_registered": asked.get("registered") == "1",
        "next_path": safe_next(asked.get("next"), ""),
        "page": own_page(content, visitor),
        "joined_paths": joined_paths(content.session, visitor),
        "is_withdrawn": withdrawn == "1",
    }
    return render(visitor.request, "learning/own.html", context)


@router.get("/{lang}/me/data", name="learning.data")
def data(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, deleted: str = ""
) -> Response:
    context = {
        "kept": kept_about(session, visitor.learner),
        "is_deleted": deleted == "1",
    }
    return render(visitor.request, "learning/data.html", context)


@router.get("/{lang}/me/data/export", name="learning.export")
def export(reader: Public, visitor: CurrentVisitor, session: SessionDep) -> Response:
    """Give everything we know about the reader as a file."""
    content: dict[str, Any] = {"learning": export_learning(session, visitor.learner)}
    if reader is not None:
        user = get_user(session, reader.user_id)
        content = {
            "account": export_account(session, user),
            **content,
            "asked_for": export_wishes(session, reader.user_id),
            "files": export_files(session, reader.user_id),
            "captions": export_captions(session, reader.user_id),
            "acts_for": export_editing(session, reader.user_id),
        }
        # What rooms above this one know.
        for name, export_more in visitor.request.app.state.exports.items():
            content[name] = export_more(session, reader.user_id)
    text = json.dumps(content, ensure_ascii=False, indent=2)
    named = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(text, media_type="application/json", headers=named)


@router.get("/{lang}/me/data/delete", name="learning.confirm_delete")
def confirm_delete(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep
) -> Response:
    context = {
        "kept": kept_about(session, visitor.learner),
        "statements": statements_of(session, visitor.learner),
    }
    return render(visitor.request, "learning/delete.html", context)


@router.post("/{lang}/me/data/delete", name="learning.delete")
def delete(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, data: SentForm
) -> Response:
    """Delete all progress, and the statements if that was wished."""
    learner = visitor.learner
    form = bind(DeleteProgressForm, data).value
    if form and form.statements:
        withdraw_all(session, learner)
    if learner.sign:
        announce(session, ProgressDeleted(learner.sign))
    if learner.user_id is not None:
        delete_progress(session, learner.user_id)
    else:
        learner.forget_device()
    return visitor.keep(see_other(visitor.path("learning.data", deleted=1)))

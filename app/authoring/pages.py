"""What the pages of drafts and reviews show."""

from typing import Any

from markupsafe import Markup
from msgspec import Struct
from sqlmodel import Session
from starlette.requests import Request

from app.authoring.checks import problems_of
from app.authoring.drafts import (
    Seen,
    Working,
    began_with,
    caught_up,
    working_text,
)
from app.authoring.models import Review
from app.authoring.pack_files import with_drafts
from app.authoring.readiness import Readiness, readiness_of
from app.authoring.reviews import find_review
from app.authoring.source import ModuleForm, form_values, with_form
from app.content.problems import Problem
from app.platform.limited import TookTooLong
from app.reading.history import Subject, as_then, subject_of_module
from app.reading.lesson_view import link_table
from app.reading.loading import OpenModule
from app.reading.module_page import frame_of
from app.reading.parts import render_with_lines
from app.texts.blocks import BlockError
from app.texts.models import Document
from app.texts.rendering import lesson_within_limits
from app.texts.segments import split_front_matter
from app.web.forms import Bound, empty


class EditPage(Struct, frozen=True):
    """The page of a draft. `preview` is None for what cannot be shown.

    `text` is the whole draft as the form holds it, None when it cannot be read.

    `is_unsaved` when the form holds what was typed and is stored nowhere yet.
    """

    opened: OpenModule
    subject: Subject
    working: Working
    form: Bound[Any]
    seen: int
    base_number: int
    problems: list[Problem]
    review: Review | None
    text: str | None = None
    preview: Markup | None = None
    ready: Readiness | None = None
    is_merged: bool = False
    is_unsaved: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the draft is other than what readers have."""
        return self.working.text != self.working.published

    @property
    def reads_otherwise(self) -> bool:
        """Whether the form holds something else than readers have."""
        return self.text != self.working.published


def document_of(session: Session, opened: OpenModule) -> Document:
    """Return the document of a module."""
    return session.get_one(Document, opened.station.module.document_id)


def edit_page(session: Session, opened: OpenModule, request: Request) -> EditPage:
    """Return the draft as it stands, with what was published since merged in."""
    document = document_of(session, opened)
    working = working_text(session, document)
    merged = caught_up(session, document, working)
    is_clean = merged is not None and not merged.clashes
    text = merged.mine_first if merged and is_clean else working.text
    base = working.base_number if merged and not is_clean else working.published_number
    return EditPage(
        opened=opened,
        subject=subject_of_module(opened),
        working=working,
        form=empty(form_values(text)),
        seen=working.seen,
        base_number=base,
        problems=problems_of(session, opened, text),
        review=find_review(session, opened.station.module.document_id),
        text=text,
        preview=preview_of(opened, text, request),
        ready=readiness_of(session, opened, document, text),
        is_merged=is_clean,
    )


def typed_page(
    session: Session,
    opened: OpenModule,
    request: Request,
    bound: Bound[ModuleForm],
    seen: Seen,
) -> EditPage:
    """Return the page with what was typed, whether it can be used or not."""
    document = document_of(session, opened)
    text = None
    if bound.value is not None:
        text = with_form(began_with(session, document, seen), bound.value)
    return EditPage(
        opened=opened,
        subject=subject_of_module(opened),
        working=working_text(session, document),
        form=bound,
        seen=seen.save,
        base_number=seen.base_number,
        problems=[] if text is None else problems_of(session, opened, text),
        review=find_review(session, opened.station.module.document_id),
        text=text,
        preview=None if text is None else preview_of(opened, text, request),
        ready=None if text is None else readiness_of(session, opened, document, text),
        is_unsaved=True,
    )


def preview_of(opened: OpenModule, text: str, request: Request) -> Markup | None:
    """Return a draft as readers would see it; None when its faults forbid it."""
    _, body, _ = split_front_matter(text)
    opened = with_drafts(opened)
    links = link_table(opened.opened.view, opened.opened.view.source_language)
    try:
        # The lines are those of the field, as in `checks.problems_of`.
        shown = body.removeprefix("\n")
        lesson = lesson_within_limits(shown, None, links, has_lines=True)
    except (BlockError, TookTooLong):
        return None
    return render_with_lines(frame_of(as_then(opened, lesson), request))

"""What a pack says of itself: a form, what would change for readers, and publishing."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Editor, Reviewer
from app.accounts.current import CurrentUser
from app.accounts.dependencies import SettingsDep
from app.authoring.about.forms import AboutForm, about_values, refusals, with_about
from app.authoring.about.service import (
    about_document,
    about_draft,
    publish_about,
    put_in_force,
    writers_of,
)
from app.authoring.about.sources import (
    asked_rows,
    faults_of,
    has_room,
    row_numbers,
    sent_rows,
    with_rows,
)
from app.authoring.drafts import (
    Clash,
    Edit,
    Saved,
    Seen,
    Working,
    began_with,
    save,
    settled_text,
)
from app.authoring.judges import Judge, judges_pack, must_judge
from app.authoring.pack_files import pictures_of
from app.authoring.protecting import check_may_write
from app.authoring.queries import names_of
from app.authoring.routes.drafts import RowId, seen_of
from app.learning.totals import total_of
from app.packs.models import Pack, PublicState
from app.packs.queries import get_pack
from app.packs.skills import SKILLS
from app.platform.i18n import N_, gettext
from app.platform.settings import Settings
from app.reading.changes_view import Columns, changes_view
from app.reading.comparing import changes_between
from app.reading.history import subject_of_pack
from app.reading.loading import AddressedPack, OpenPack
from app.texts.history import get_version
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE, CLASH = 422, 409
BOTH = N_("Somebody changed the same field meanwhile. Below is what they wrote.")

router = page_router()


class AboutPage(Struct, frozen=True):
    """A pack's own words as somebody sees them."""

    opened: OpenPack
    pack: Pack
    session: Session
    judge: Judge

    @property
    def here(self) -> str:
        """The address of the page."""
        return f"/{self.opened.page.code}/edit/{self.pack.slug}/about"

    @property
    def is_begun(self) -> bool:
        """Whether only editors see the pack."""
        return self.pack.state == PublicState.DRAFT


@router.get("/{lang}/edit/{slug}/about", name="authoring.about")
def show_about(
    editor: Editor, address: AddressedPack, settings: SettingsDep, request: Request
) -> Response:
    """Show what a pack says of itself in a form."""
    page = _open(address.open(), editor, settings)
    working = about_draft(page.session, page.pack)
    bound, seen = (
        empty(about_values(working.text)),
        Seen(working.seen, working.base_number),
    )
    return _show(request, page, working, bound, seen)


@router.post("/{lang}/edit/{slug}/about", name="authoring.save_about")
def save_about(
    editor: Editor,
    address: AddressedPack,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Keep what a pack says of itself; nobody reads a begun one, so it is in force."""
    page = _open(address.open(), editor, settings)
    session, rows = page.session, sent_rows(data)
    document = about_document(session, page.pack)
    working, seen = settled_text(session, document), seen_of(data, document)
    asked = asked_rows(str(data.get("do", "")), rows)
    bound = with_rows(bind(AboutForm, data), rows if asked is None else asked)
    if asked is not None:
        return _show(request, page, working, Bound(None, raw=bound.raw), seen)
    for name, sentence in faults_of(rows).items():
        bound = refused(bound, name, sentence)
    if bound.value is None:
        return _show(request, page, working, bound, seen)
    text = with_about(began_with(session, document, seen), bound.value, rows)
    if wrong := refusals(session, page.pack, text):
        name, missing = next(iter(wrong.items()))
        sentence = gettext("This is not here: %(names)s", names=missing)
        return _show(request, page, working, refused(bound, name, sentence), seen)
    edit = Edit(text, seen, editor.user_id, bound.value.message)
    result = _keep(page, edit)
    if isinstance(result, Clash):
        clashing = refused(bound, "", gettext(BOTH))
        return _show(request, page, working, clashing, result.seen)
    return see_other(f"{page.here}?said=saved")


@router.post(
    "/{lang}/edit/{slug}/about/restore/{version:int}", name="authoring.restore_about"
)
def restore_about(
    editor: Editor, address: AddressedPack, version: RowId, settings: SettingsDep
) -> Response:
    """Go on from what the pack said of itself in an earlier version."""
    page = _open(address.open(), editor, settings)
    document = about_document(page.session, page.pack)
    text = get_version(page.session, document.number, version).text
    working = settled_text(page.session, document)
    seen = Seen(working.seen, document.published_number)
    _keep(page, Edit(text, seen, editor.user_id))
    return see_other(f"{page.here}?said=saved")


@router.post("/{lang}/edit/{slug}/about/publish", name="authoring.publish_about")
def publish(
    reviewer: Reviewer, address: AddressedPack, settings: SettingsDep
) -> Response:
    """Let readers have what the draft says of the pack."""
    page = _open(address.open(), reviewer, settings)
    must_judge(page.opened.view, page.judge)
    publish_about(page.session, page.pack, page.judge)
    return see_other(f"{page.here}?said=published")


def _keep(page: AboutPage, edit: Edit) -> Saved | Clash:
    """Save a draft; of a pack that only editors see it is in force at once."""
    session, pack = page.session, page.pack
    result = save(session, about_document(session, pack), edit)
    if page.is_begun and isinstance(result, Saved) and edit.author_id:
        put_in_force(session, pack, about_draft(session, pack), [edit.author_id])
    return result


def _open(opened: OpenPack, editor: CurrentUser, settings: Settings) -> AboutPage:
    check_may_write(opened.view, editor)
    session = opened.content.session
    pack = get_pack(session, opened.view.pack.slug, sees_drafts=True)
    judge = Judge(editor.user_id, editor.grants, not settings.second_person)
    return AboutPage(opened, pack, session, judge)


def _show(
    request: Request,
    page: AboutPage,
    working: Working,
    bound: Bound[Any],
    seen: Seen,
) -> Response:
    writers = writers_of(page.session, page.pack)
    is_own = page.judge.user_id in writers and not page.judge.is_alone_allowed
    is_clash, rows = "" in bound.errors, row_numbers(bound.raw)
    changes = changes_between(working.published, working.text)
    context = {
        "page": page,
        "opened": page.opened,
        "subject": subject_of_pack(page.opened),
        "bound": bound,
        "rows": rows,
        "has_room": has_room(rows),
        "seen": seen,
        "theirs": about_values(working.text) if is_clash else None,
        "is_changed": working.text != working.published and not page.is_begun,
        "writers": names_of(page.session, writers),
        "may_publish": judges_pack(page.opened.view, page.judge),
        "is_own": is_own,
        "skills": [(one.slug, gettext(one.name)) for one in SKILLS.values()],
        "pictures": [
            (one.name, one.title) for one in pictures_of(page.session, page.pack)
        ],
        "said": request.query_params.get("said", ""),
        "taken": None if page.is_begun else total_of(page.session, page.pack.key),
        "changes": changes,
        "shown": changes_view(request, changes.rows, Columns.ONE),
    }
    status = CLASH if is_clash else UNUSABLE if bound.errors else 200
    return render(request, "authoring/about.html", context, status=status)

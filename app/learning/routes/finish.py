"""The end of a pack, and asking for a statement there."""

from datetime import timedelta

from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Public
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.learning.dependencies import CurrentVisitor, Slug
from app.learning.finish_page import FinishPage, finish_page
from app.learning.forms import StatementForm
from app.learning.pack_facts import open_pack
from app.learning.statements import Wish, make_statement
from app.web.database import SessionDep
from app.web.forms import SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render
from app.web.viewer import viewer_of

router = page_router()

# A class behind one address may make theirs on the same afternoon.
STATEMENTS = Limit("statements-address", 60, timedelta(hours=1))


@router.get("/{lang}/packs/{slug}/done", name="learning.finish")
def show(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, slug: Slug
) -> Response:
    pack = open_pack(session, slug, visitor.content.code)
    return _show(session, visitor, finish_page(session, visitor, pack))


@router.post("/{lang}/packs/{slug}/statements", name="learning.make_statement")
def make(
    _reader: Public,
    visitor: CurrentVisitor,
    database: DatabaseDep,
    data: SentForm,
    slug: Slug,
) -> Response:
    """Make a statement, or show the form again with what was wrong."""
    bound = bind(StatementForm, data)
    request, language = visitor.request, visitor.content.code
    if bound.value is None:
        with database.open_session() as session:
            pack = open_pack(session, slug, language)
            page = finish_page(session, visitor, pack, form=bound)
            return _show(session, visitor, page, status=422)
    count_by_address(request, STATEMENTS)
    with database.transaction() as session:
        pack = open_pack(session, slug, language)
        wish = Wish(pack, bound.value.holder)
        token = make_statement(session, visitor.learner, wish).token
    return visitor.keep(see_other(visitor.path("learning.statement", token=token)))


def _show(
    session: Session, visitor: CurrentVisitor, page: FinishPage, *, status: int = 200
) -> Response:
    """Return the page, with people who can help with what the pack teaches."""
    request, code = visitor.request, visitor.content.code
    context: dict[str, object] = {"page": page, "helpers": []}
    if not page.left:
        languages = dict.fromkeys((code, *viewer_of(request).preferences.languages))
        context["helpers"] = request.app.state.pack_helpers(
            session, page.pack.id, tuple(languages), visitor.learner.user_id
        )
    return render(request, "learning/finish.html", context, status=status)

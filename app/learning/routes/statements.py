"""Statements: the public page, its PDF, and taking one back."""

import unicodedata

from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Public
from app.accounts.dependencies import DatabaseDep
from app.learning.addresses import pack_path
from app.learning.dependencies import CurrentVisitor, Token, Visitor
from app.learning.models import Statement
from app.learning.pack_facts import PackFacts, packs_by_key
from app.learning.pdf_process import pdf_maker
from app.learning.statements import (
    NoStatement,
    get_statement,
    is_made_by,
    withdraw_statement,
)
from app.platform.languages import Language, get_language
from app.web.database import SessionDep
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()

PIECE = 8
# The address is the secret: no search engine and no other site learns it from us.
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin"}


class StatementPage(Struct, frozen=True):
    """A statement as the page and the PDF show it."""

    statement: Statement
    language: Language
    address: str
    pack_href: str | None
    weave_skill: str
    is_own: bool

    @property
    def address_parts(self) -> list[str]:
        """The address in pieces between which a line may break."""
        *start, token = self.address.split("/")
        pieces = [token[at : at + PIECE] for at in range(0, len(token), PIECE)]
        return [*(f"{part}/" for part in start), *pieces]

    @property
    def holder_direction(self) -> str:
        """The direction of the name's first letter; PDFs cannot find out themselves."""
        kinds = map(unicodedata.bidirectional, self.statement.holder)
        first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
        return "ltr" if first == "L" else "rtl"


@router.get("/{lang}/statements/{token}.pdf", name="learning.statement_pdf")
def pdf(
    _reader: Public, visitor: CurrentVisitor, database: DatabaseDep, token: Token
) -> Response:
    """Make the PDF. No connection is held while another process works."""
    with database.open_session() as session:
        page = _page(session, visitor, token)
    html = render(visitor.request, "learning/statement_pdf.html", {"page": page})
    made = pdf_maker.pdf(bytes(html.body).decode())
    named = {"Content-Disposition": 'inline; filename="statement.pdf"'}
    return Response(made, media_type="application/pdf", headers={**PRIVATE, **named})


@router.get("/{lang}/statements/{token}", name="learning.statement")
def show(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, token: Token
) -> Response:
    page = _page(session, visitor, token)
    response = render(visitor.request, "learning/statement.html", {"page": page})
    response.headers.update(PRIVATE)
    return response


@router.get("/{lang}/statements/{token}/withdraw", name="learning.confirm_withdrawal")
def confirm_withdrawal(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, token: Token
) -> Response:
    page = _page(session, visitor, token)
    if not page.is_own:
        raise NoStatement
    response = render(visitor.request, "learning/withdraw.html", {"page": page})
    response.headers.update(PRIVATE)
    return response


@router.post("/{lang}/statements/{token}/withdraw", name="learning.withdraw")
def withdraw(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, token: Token
) -> Response:
    withdraw_statement(session, visitor.learner, token)
    return see_other(visitor.path("learning.own", withdrawn=1))


def _page(session: Session, visitor: Visitor, token: str) -> StatementPage:
    statement = get_statement(session, token)
    found = packs_by_key(session, [statement.pack_key], statement.language)
    pack: PackFacts | None = found.get(statement.pack_key)
    is_open = pack is not None and pack.is_open
    public_url = visitor.settings.public_url
    return StatementPage(
        statement=statement,
        language=get_language(statement.language),
        address=f"{public_url}/{statement.language}/statements/{statement.token}",
        pack_href=pack_path(statement.language, pack.slug)
        if pack and is_open
        else None,
        weave_skill=pack.weave_skill if pack else "",
        is_own=is_made_by(statement, visitor.learner),
    )

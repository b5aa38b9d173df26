"""A pack as a whole: ordering its modules, withdrawing it, bringing it back."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Reviewer
from app.accounts.current import CurrentUser
from app.authoring.arranging import (
    bring_back,
    move_module,
    withdraw_pack,
    withdrawn_packs,
)
from app.authoring.dependencies import DeskDep, RowId
from app.authoring.forms import WithdrawForm
from app.authoring.judges import Judge, judges_pack, judges_row
from app.authoring.protecting import PolicyForm, policy_values, protect_pack
from app.authoring.queue import Titles
from app.authoring.reshaping.service import reshapings_of
from app.packs.models import Pack
from app.packs.queries import get_pack
from app.platform.errors import Conflict, Forbidden, Invalid, NotFound
from app.platform.i18n import N_, gettext
from app.reading.loading import AddressedPack, OpenPack
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
MOST = 200
MOST_RESHAPINGS = 5
NOT_YOURS = N_("This needs a reviewer of the pack's skill and language.")

router = page_router()
ModuleKey = Annotated[str, Path(pattern=r"^m[1-9][0-9]{0,3}$")]
Way = Annotated[str, Path(pattern=r"^(up|down)$")]


class Arranged(Struct, frozen=True):
    """A pack in the hands of somebody who may change it."""

    opened: OpenPack
    pack: Pack
    session: Session

    @property
    def here(self) -> str:
        """The address of its page."""
        return f"/{self.opened.page.code}/edit/{self.opened.view.pack.slug}"


@router.get("/{lang}/edit/{slug}", name="authoring.arrange")
def show_pack(reviewer: Reviewer, address: AddressedPack, request: Request) -> Response:
    """Show the modules of a pack, with buttons to move, split and join them."""
    return arrange_page(request, arranged(address.open(), reviewer))


@router.post("/{lang}/edit/{slug}/policy", name="authoring.set_policy")
def set_policy(
    reviewer: Reviewer, address: AddressedPack, data: SentForm, request: Request
) -> Response:
    """Say who may write in a pack, and who reviews it."""
    found, bound = arranged(address.open(), reviewer), bind(PolicyForm, data)
    if bound.value is None:
        return arrange_page(request, found, bound)
    try:
        protect_pack(found.session, found.pack, bound.value)
    except Invalid as error:
        sentence = gettext(error.message, **error.params)
        return arrange_page(request, found, refused(bound, "reviewers", sentence))
    return see_other(f"{found.here}?said=policy#policy")


@router.post("/{lang}/edit/{slug}/modules/{module}/{way}", name="authoring.move_module")
def move(
    reviewer: Reviewer, address: AddressedPack, module: ModuleKey, way: Way
) -> Response:
    """Move a module one place up or down."""
    found = arranged(address.open(), reviewer)
    move_module(found.session, found.pack, module, step=-1 if way == "up" else 1)
    return see_other(f"{found.here}#{module}")


@router.get("/{lang}/edit/{slug}/withdraw", name="authoring.confirm_withdrawal")
def ask_withdrawal(
    reviewer: Reviewer, address: AddressedPack, request: Request
) -> Response:
    """Ask why a pack is withdrawn, and what took its place."""
    return _withdrawal(request, arranged(address.open(), reviewer))


@router.post("/{lang}/edit/{slug}/withdraw", name="authoring.withdraw_pack")
def withdraw(
    reviewer: Reviewer, address: AddressedPack, data: SentForm, request: Request
) -> Response:
    """Take a pack from readers; nothing of it is deleted."""
    found, bound = arranged(address.open(), reviewer), bind(WithdrawForm, data)
    form = bound.value
    if form is None:
        return _withdrawal(request, found, bound)
    try:
        withdraw_pack(
            found.session, found.pack, reason=form.reason, successor=form.successor
        )
    except Invalid as error:
        bound = refused(bound, "successor", gettext(error.message))
        return _withdrawal(request, found, bound)
    return see_other(f"/{found.opened.page.code}/withdrawn")


@router.get("/{lang}/withdrawn", name="authoring.withdrawn")
def show_withdrawn(_reviewer: Reviewer, desk: DeskDep, request: Request) -> Response:
    """Show the packs that people on the site withdrew."""
    titles = Titles(desk.session, desk.languages)
    packs = [
        (pack, titles.of(pack.document_id), after and titles.of(after.document_id))
        for pack, after in withdrawn_packs(desk.session, limit=MOST)
    ]
    context = {"packs": packs}
    return render(request, "authoring/withdrawn.html", context)


@router.post("/{lang}/withdrawn/{pack_id:int}/bring-back", name="authoring.bring_back")
def give_back(
    reviewer: Reviewer, page: ContentLanguage, session: SessionDep, pack_id: RowId
) -> Response:
    """Give readers a withdrawn pack again."""
    pack = session.get(Pack, pack_id)
    if pack is None:
        raise NotFound(N_("There is no pack here. It may have moved: try a search."))
    if not judges_row(session, pack, Judge(reviewer.user_id, reviewer.grants)):
        raise Forbidden(NOT_YOURS)
    bring_back(session, pack)
    return see_other(f"/{page.code}/packs/{pack.slug}")


def arranged(opened: OpenPack, reviewer: CurrentUser) -> Arranged:
    """Return a pack for who reviews it; raise Forbidden for others."""
    if not judges_pack(opened.view, Judge(reviewer.user_id, reviewer.grants)):
        raise Forbidden(NOT_YOURS)
    session = opened.content.session
    return Arranged(opened, get_pack(session, opened.view.pack.slug), session)


def arrange_page(
    request: Request,
    found: Arranged,
    bound: Bound[PolicyForm] | None = None,
    *,
    drafted: str = "",
) -> Response:
    """Show how a pack is arranged; `drafted` is a module whose draft was in the way."""
    pack_id = found.pack.id or 0
    values = policy_values(found.session, found.pack)
    context = {
        "opened": found.opened,
        "here": found.here,
        "form": bound or empty(values),
        "reshapings": reshapings_of(found.session, pack_id, limit=MOST_RESHAPINGS),
        "said": request.query_params.get("said", ""),
        "drafted": drafted,
    }
    status = Conflict.status if drafted else UNUSABLE if bound else 200
    return render(request, "authoring/arrange.html", context, status=status)


def _withdrawal(
    request: Request, found: Arranged, bound: Bound[WithdrawForm] | None = None
) -> Response:
    context = {
        "opened": found.opened,
        "here": found.here,
        "form": bound or empty(),
    }
    status = UNUSABLE if bound else 200
    return render(request, "authoring/withdraw.html", context, status=status)

"""Asking the machine that the operator has set up for a suggestion."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.responses import Response

from app.accounts.access import Editor
from app.accounts.dependencies import DatabaseDep
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.translation.machine.machine import machine_suggestion
from app.translation.machine.suggesting import (
    NoSuggestion,
    UnitAsked,
    keep_suggestion,
    text_asked,
)
from app.translation.routes.languages import Code, known_language
from app.web.dependencies import ContentLanguage
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.redirects import safe_next, see_other

ASKING = Limit("machine-address", 300, timedelta(hours=1))
UnitId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]

router = page_router()


# A coroutine, because it only looks at the address.
async def unit_asked(unit_id: UnitId, source: Code, target: Code) -> UnitAsked:
    """Return the unit and the languages an address names; raise NotFound."""
    codes = (known_language(code).code for code in (source, target))
    return UnitAsked(unit_id, *codes)


AskedUnit = Annotated[UnitAsked, Depends(unit_asked)]


@router.post(
    "/{lang}/machine/{unit_id}/{source}/{target}", name="translation.ask_machine"
)
def ask_machine(
    _user: Editor,
    page: ContentLanguage,
    asked: AskedUnit,
    database: DatabaseDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Keep what the machine suggests beside a unit, and go back there."""
    count_by_address(request, ASKING)
    with database.open_session() as session:
        found = text_asked(session, asked)
    # Between the two transactions: nobody waits for the machine with the lock.
    machine = request.app.state.machine
    text = machine_suggestion(machine, found.text, asked.source, asked.target)
    if text is None:
        raise NoSuggestion
    with database.transaction() as session:
        keep_suggestion(session, asked, found, text)
    back = str(data.get("next", ""))
    return see_other(safe_next(back, f"/{page.code}/languages/{asked.target}"))

"""Reporting that something is wrong with a page; it needs no account."""

import re
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.passphrase_checks import address_key
from app.accounts.rate_limits import Limit, count_try
from app.authoring.dependencies import DeskDep
from app.authoring.forms import ProblemForm
from app.authoring.talking.service import Saying, report_problem
from app.platform.errors import Gone, Moved, NotFound
from app.platform.languages import find_language
from app.platform.once import done_once
from app.web.forms import Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
REPORTING = Limit("problems-address", 30, timedelta(hours=1))
_MODULE = re.compile(r"packs/([a-z0-9-]{1,80})/([1-9][0-9]?)(?:/|$)")
_PATH = re.compile(r"[\w./~-]{0,300}", re.ASCII)

router = page_router()


@router.get("/{lang}/report", name="authoring.report")
def show_form(_reader: Public, request: Request) -> Response:
    """Show the form to say what is wrong with a page, or which organisation lacks one.

    `about` in the address is `organisation` for the second.
    """
    path = _path_of(request.query_params.get("page", ""))
    is_sent = request.query_params.get("sent") == "1"
    about = request.query_params.get("about", "")
    return _page(request, empty({"page": path, "about": about}), path, is_sent=is_sent)


@router.post("/{lang}/report", name="authoring.send_report")
def send(reader: Public, desk: DeskDep, data: SentForm, request: Request) -> Response:
    """Open a thread for the editors; nothing is kept of who has no account."""
    bound, session = bind(ProblemForm, data), desk.session
    path = _path_of(bound.first("page"))
    if bound.value is None:
        return _page(request, bound, path)
    count_try(session, REPORTING, address_key(request, REPORTING))
    document_id, about = _module_at(desk, path)
    joins = bound.first("about") == "organisation"
    saying = Saying(bound.value.text, reader.user_id if reader else None, about)

    def reported() -> str:
        thread = report_problem(session, path, document_id, saying)
        if reader is not None:
            return f"/{desk.page.code}/talk/{thread.number}"
        kept = "&about=organisation" if joins else ""
        return f"/{desk.page.code}/report?sent=1&page=/{desk.page.code}/{path}{kept}"

    sent = ("report", path, saying.by, saying.text)
    return see_other(done_once(session, *sent, act=reported))


def _path_of(page: str) -> str:
    """Return the address of a page of ours after its language; "" for another."""
    first, _, rest = page.removeprefix("/").partition("/")
    path = rest if find_language(first) else f"{first}/{rest}".strip("/")
    return path if _PATH.fullmatch(path) and ".." not in path else ""


def _module_at(desk: DeskDep, path: str) -> tuple[int | None, str]:
    """Return the document of the module at an address, and what to call the page."""
    found = _MODULE.match(path)
    if found is None:
        return None, f"/{path}"
    try:
        opened = desk.at(found[1], int(found[2]))
    except (NotFound, Moved, Gone):
        return None, f"/{path}"
    return opened.station.module.document_id, opened.station.title.text


def _page(
    request: Request, form: Bound[Any], path: str, *, is_sent: bool = False
) -> Response:
    context = {"form": form, "path": path, "is_sent": is_sent}
    status = UNUSABLE if form.errors else 200
    return render(request, "authoring/report.html", context, status=status)

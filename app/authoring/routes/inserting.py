"""Blocks without markup: a form is filled in, and the text has the block.

The page works by itself and saves the draft. The fragment is the same form for the
editor's dialogs: it answers with the Markdown, and the editor puts that into the text.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.datastructures import FormData

from app.accounts.access import Editor
from app.authoring.blocks.places import block_at, put_in, put_instead
from app.authoring.blocks.reading import read_block
from app.authoring.blocks.writing import Refused, Values, write_block
from app.authoring.dependencies import WRITERS_ONLY
from app.authoring.drafts import Clash, Edit, Seen, began_with, save, working_text
from app.authoring.inserting import (
    BlockForm,
    bound_to,
    get_kind,
    offers_of,
    places_of,
)
from app.authoring.pages import document_of
from app.authoring.routes.clashes import show_clash
from app.authoring.routes.drafts import seen_of
from app.authoring.source import with_written
from app.platform.errors import Conflict
from app.platform.i18n import N_, gettext
from app.reading.history import subject_of_module
from app.reading.loading import AddressedModule, OpenModule
from app.texts.segments import split_front_matter
from app.web.forms import SentForm
from app.web.late_routes import LateRoute
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
MARKDOWN = "text/markdown"
GONE = N_("The block is not there any more: somebody changed the text.")

router = APIRouter(
    default_response_class=HTMLResponse,
    include_in_schema=False,
    dependencies=[WRITERS_ONLY],
    route_class=LateRoute,
)
Word = Annotated[str, Path(pattern="^[a-z-]{1,20}$")]
Line = Annotated[int, Query(ge=0, le=300_000)]


@router.get("/{lang}/edit/{slug}/{number:int}/insert/{kind}", name="authoring.insert")
def show_block_form(
    _editor: Editor,
    address: AddressedModule,
    kind: Word,
    request: Request,
    line: Line = 0,
    before: Line = 0,
) -> Response:
    """Show the form of a new block, or of the one that begins on a line."""
    opened, wanted = address.open(), get_kind(kind)
    body = _body(_text_now(opened))
    found = block_at(body, line) if line else None
    read = read_block(found[1]) if found else None
    if line and (found is None or read is None or read[0] != kind):
        raise Conflict(N_("This block is easier to change in the text itself."))
    values: dict[str, Sequence[str]] = dict(read[1]) if read else {}
    values["before"] = [str(before)]
    form = BlockForm(
        wanted,
        bound_to(values),
        offers_of(opened, wanted, values),
        found[1] if found else "",
        before,
        line,
    )
    return _page(request, opened, form)


@router.post(
    "/{lang}/edit/{slug}/{number:int}/insert/{kind}", name="authoring.insert_block"
)
def insert_block(
    editor: Editor,
    address: AddressedModule,
    kind: Word,
    data: SentForm,
    request: Request,
) -> Response:
    """Put a block into the draft and save that."""
    opened = address.open()
    form, markdown = _sent(opened, kind, data)
    if markdown is None:
        return _page(request, opened, form, UNUSABLE if form.bound.errors else 200)
    session = opened.opened.content.session
    document = document_of(session, opened)
    seen = seen_of(data, document)
    text = began_with(session, document, seen)
    body = _with_block(_body(text), form, markdown)
    edit = Edit(with_written(text, {}, body), seen, editor.user_id)
    result = save(session, document, edit)
    if isinstance(result, Clash):
        return show_clash(request, opened, result)
    said = "merged" if result.is_merged else "saved"
    return see_other(f"{_here(opened)}?said={said}")


@router.post(
    "/{lang}/edit/{slug}/{number:int}/_insert/{kind}", name="authoring._insert"
)
def fill_in_block(
    _editor: Editor,
    address: AddressedModule,
    kind: Word,
    data: SentForm,
    request: Request,
) -> Response:
    """Return a block's form for a dialog, or its Markdown when it is whole."""
    opened = address.open()
    if "do" not in data:
        return _fragment(request, opened, _read(opened, kind, str(data.get("raw", ""))))
    form, markdown = _sent(opened, kind, data)
    if markdown is None:
        status = UNUSABLE if form.bound.errors else 200
        return _fragment(request, opened, form, status)
    return PlainTextResponse(markdown, media_type=MARKDOWN)


def _read(opened: OpenModule, kind: str, raw: str) -> BlockForm:
    """Return the form of the block an editor stands in; an empty one for none."""
    wanted = get_kind(kind)
    read = read_block(raw) if raw.strip() else None
    values: Values = read[1] if read and read[0] == kind else {}
    if raw.strip() and not values:
        raise Conflict(N_("This block is easier to change in the text itself."))
    return BlockForm(wanted, bound_to(values), offers_of(opened, wanted, values), raw)


def _sent(
    opened: OpenModule, kind: str, data: FormData
) -> tuple[BlockForm, str | None]:
    """Return the form as it was sent, and its Markdown when that is what is asked."""
    wanted, wish = get_kind(kind), str(data.get("do", "insert"))
    values = {key: [str(text) for text in data.getlist(key)] for key in data}
    errors: dict[str, str] = {}
    markdown = None
    if wish == "insert":
        try:
            markdown = write_block(kind, values)
        except Refused as refused:
            errors[refused.name] = gettext(refused.reason)
    form = BlockForm(
        wanted,
        bound_to(values, errors),
        offers_of(opened, wanted, values),
        str(data.get("raw", "")),
        _number(data, "before"),
        _number(data, "line"),
        wish,
    )
    return form, markdown


def _number(data: FormData, name: str) -> int:
    text = str(data.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _with_block(body: str, form: BlockForm, markdown: str) -> str:
    """Return a text with a block in its place; raise Conflict when that is gone."""
    if not form.line:
        return put_in(body, markdown, form.before or None)
    found = block_at(body, form.line)
    if found is None or found[1] != form.raw.replace("\r\n", "\n").strip("\n"):
        raise Conflict(GONE)
    return put_instead(body, found[0], markdown)


def _text_now(opened: OpenModule) -> str:
    session = opened.opened.content.session
    return working_text(session, document_of(session, opened)).text


def _body(text: str) -> str:
    return split_front_matter(text)[1]


def _here(opened: OpenModule) -> str:
    pack = opened.opened
    return f"/{pack.page.code}/edit/{pack.view.pack.slug}/{opened.station.number}"


def _page(
    request: Request, opened: OpenModule, form: BlockForm, status: int = 200
) -> Response:
    session = opened.opened.content.session
    working = working_text(session, document_of(session, opened))
    before = [
        (str(place.line), gettext("Before “%(place)s”", place=words))
        for place, words in places_of(working.text)
    ]
    context = {
        **_shown(opened, form),
        "seen": Seen(working.seen, working.base_number),
        "places": [("0", gettext("At the end")), *before],
    }
    return render(request, "authoring/insert.html", context, status=status)


def _fragment(
    request: Request, opened: OpenModule, form: BlockForm, status: int = 200
) -> Response:
    return render(request, "authoring/_block.html", _shown(opened, form), status=status)


def _shown(opened: OpenModule, form: BlockForm) -> dict[str, object]:
    return {
        "form": form,
        "here": _here(opened),
        "opened": opened.opened,
        "subject": subject_of_module(opened),
    }

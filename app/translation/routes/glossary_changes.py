"""Changing the glossary: adding a concept, writing one anew, taking changes back."""

from fastapi.responses import Response

from app.accounts.access import Editor
from app.platform.errors import Invalid
from app.platform.i18n import gettext, interface_locales
from app.platform.languages import get_language
from app.translation.glossary.pages import as_text
from app.translation.glossary.queries import get_concept
from app.translation.glossary.service import (
    Change,
    ConceptChanged,
    add_concept,
    change_concept,
    restore_concept,
    withdraw_concept,
)
from app.translation.routes.glossary_form import (
    ConceptForm,
    Trouble,
    blank_form,
    read_form,
    with_rows,
)
from app.translation.routes.visits import CurrentVisit, RowId, Visit
from app.web.forms import SentForm
from app.web.late_routes import page_router

CONFLICT, INVALID = 409, 422

router = page_router()


@router.get("/{lang}/glossary/new", name="translation.new_concept")
def show_new(_user: Editor, visit: CurrentVisit) -> Response:
    """Show the form for a concept the glossary does not have."""
    return _form_page(visit, blank_form(visit.languages))


@router.post("/{lang}/glossary", name="translation.add_concept")
def add(user: Editor, visit: CurrentVisit, data: SentForm) -> Response:
    """Add a concept."""
    form = read_form(data, visit.page)
    why = Change(user.user_id, form.message)
    try:
        concept = add_concept(visit.session, form.draft, why)
    except Invalid as error:
        return _form_page(visit, form, None, _refusal(error))
    return visit.go("translation.concept", concept_id=concept.id)


@router.get("/{lang}/glossary/{concept_id:int}/edit", name="translation.edit_concept")
def show_edit(_user: Editor, visit: CurrentVisit, concept_id: RowId) -> Response:
    """Show the form with what the glossary says of a concept."""
    row = get_concept(visit.session, concept_id)
    return _form_page(visit, ConceptForm(row.draft, row.number), row.id)


@router.post(
    "/{lang}/glossary/{concept_id:int}/edit", name="translation.change_concept"
)
def change(
    user: Editor, visit: CurrentVisit, data: SentForm, concept_id: RowId
) -> Response:
    """Write a concept anew; when somebody was faster, show both."""
    form, session = read_form(data, visit.page), visit.session
    why, base = Change(user.user_id, form.message), form.base_number
    try:
        change_concept(session, concept_id, form.draft, why, base_number=base)
    except Invalid as error:
        return _form_page(visit, form, concept_id, _refusal(error))
    except ConceptChanged as error:
        theirs = get_concept(session, concept_id)
        mine = ConceptForm(form.draft, theirs.number, form.message)
        trouble = Trouble(CONFLICT, gettext(error.message), as_text(theirs.draft))
        return _form_page(visit, mine, concept_id, trouble)
    return visit.go("translation.concept", concept_id=concept_id)


@router.post(
    "/{lang}/glossary/{concept_id:int}/withdraw", name="translation.withdraw_concept"
)
def withdraw(user: Editor, visit: CurrentVisit, concept_id: RowId) -> Response:
    """Take a concept out of use; its history stays and can be restored."""
    withdraw_concept(visit.session, concept_id, Change(user.user_id))
    return visit.go("translation.concept", concept_id=concept_id)


@router.post(
    "/{lang}/glossary/{concept_id:int}/restore/{number:int}",
    name="translation.restore_concept",
)
def restore(
    user: Editor, visit: CurrentVisit, concept_id: RowId, number: RowId
) -> Response:
    """Write an earlier revision once more."""
    restore_concept(visit.session, concept_id, number, Change(user.user_id))
    return visit.go("translation.concept", concept_id=concept_id)


def _refusal(error: Invalid) -> Trouble:
    return Trouble(INVALID, gettext(error.message, **error.params))


def _form_page(
    visit: Visit,
    form: ConceptForm,
    concept_id: int | None = None,
    trouble: Trouble | None = None,
) -> Response:
    rows = with_rows(form, visit.languages)
    codes = [
        *(language.code for language in visit.languages),
        *(term.language for term in rows.draft.terms),
        *interface_locales(),
    ]
    context = {
        "form": rows,
        "concept_id": concept_id,
        "trouble": trouble,
        "languages": [get_language(code) for code in dict.fromkeys(codes)],
    }
    status = trouble.status if trouble else 200
    return visit.show("translation/concept-form.html", context, status=status)

"""The form of a concept: a definition, and a row for each term."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from starlette.datastructures import FormData

from app.platform.i18n import gettext
from app.platform.languages import Language, find_language
from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.pages import STATUS_NAMES
from app.translation.glossary.status import TermStatus

EMPTY_ROWS = 2
MAX_MESSAGE = 200


class ConceptForm(Struct, frozen=True):
    """A concept as it stands in the form; terms without text are empty rows."""

    draft: ConceptDraft
    base_number: int = 0
    message: str = ""

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The ways to use a term, with their names."""
        return [(one.value, gettext(name)) for one, name in STATUS_NAMES.items()]


class Trouble(Struct, frozen=True):
    """Why a form is shown again; `theirs` is what somebody else wrote meanwhile."""

    status: int
    reason: str
    theirs: str = ""


def blank_form(languages: Sequence[Language]) -> ConceptForm:
    """Return a form for a new concept, with a row for each of these languages."""
    return with_rows(ConceptForm(ConceptDraft("", languages[0].code)), languages)


def with_rows(form: ConceptForm, languages: Iterable[Language]) -> ConceptForm:
    """Return the form with empty rows: in languages without a term, and spare ones."""
    codes = [language.code for language in languages]
    known = {term.language for term in form.draft.terms if term.text}
    wanted = [code for code in codes if code not in known]
    spare = [codes[0]] * EMPTY_ROWS
    filled = tuple(term for term in form.draft.terms if term.text)
    empty = tuple(TermDraft(code, "") for code in [*wanted, *spare])
    draft = form.draft
    return ConceptForm(
        ConceptDraft(draft.definition, draft.definition_language, (*filled, *empty)),
        form.base_number,
        form.message,
    )


def read_form(data: FormData, page: Language) -> ConceptForm:
    """Return what was sent; codes and numbers that make no sense are left out."""
    columns = (_texts(data, name) for name in ("language", "term", "status"))
    terms = tuple(
        TermDraft(language.code, text, _status(status))
        for code, text, status in zip(*columns, strict=False)
        if (language := find_language(code))
    )
    written_in = find_language(_first(data, "definition_language")) or page
    base = _first(data, "base")
    return ConceptForm(
        ConceptDraft(_first(data, "definition"), written_in.code, terms),
        int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0,
        _first(data, "message")[:MAX_MESSAGE],
    )


def _texts(data: FormData, name: str) -> list[str]:
    return [value for value in data.getlist(name) if isinstance(value, str)]


def _first(data: FormData, name: str) -> str:
    return next(iter(_texts(data, name)), "").strip()


def _status(text: str) -> TermStatus:
    return TermStatus(text) if text in set(TermStatus) else TermStatus.PREFERRED

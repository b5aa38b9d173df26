"""The pages of translators; `app.main` includes `router`."""

from fastapi import APIRouter

from app.translation.routes import (
    catalogs,
    decisions,
    glossary,
    glossary_changes,
    glossary_files,
    language_files,
    languages,
    machine,
    sent_files,
)
from app.web.flat_routes import flat_routes

_PARTS = (
    *(glossary, glossary_changes, languages, decisions, machine),
    *(sent_files, language_files, glossary_files, catalogs),
)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))

"""The pages of translators; `app.main` includes `router`."""

from fastapi import APIRouter

from app.translation.routes import (
    bulk,
    catalogs,
    decisions,
    glossary,
    glossary_changes,
    glossary_files,
    history,
    hub,
    identity,
    language_files,
    languages,
    machine,
    saving,
    sent_files,
    workbench,
)
from app.web.flat_routes import flat_routes

_PARTS = (
    *(workbench, saving, history, identity, bulk, hub),
    *(glossary, glossary_changes, languages, decisions, machine),
    *(sent_files, language_files, glossary_files, catalogs),
)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))

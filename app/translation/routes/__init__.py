"""The pages of translators; `app.main` includes `router`."""

from fastapi import APIRouter

from app.translation.routes import (
    bulk,
    decisions,
    glossary,
    glossary_changes,
    history,
    hub,
    languages,
    machine,
    saving,
    workbench,
)
from app.web.flat_routes import flat_routes

_PARTS = (
    *(workbench, saving, history, bulk, hub),
    *(glossary, glossary_changes, languages, decisions, machine),
)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))

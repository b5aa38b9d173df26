"""The pages of translators; `app.main` includes `router`."""

from fastapi import APIRouter

from app.translation.routes import (
    decisions,
    glossary,
    glossary_changes,
    languages,
    machine,
)
from app.web.flat_routes import flat_routes

_PARTS = (glossary, glossary_changes, languages, decisions, machine)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))

"""Pages of this room; `app.main` includes `router`."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.reading.routes import (
    courses,
    feeds,
    modules,
    organisations,
    packs,
    projects,
    skills,
)

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
for _part in (packs, modules, skills, courses, projects, organisations, feeds):
    router.include_router(_part.router)

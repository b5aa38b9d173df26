"""Pages of this room; `app.main` includes `router`."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.reading.routes.courses import router as courses
from app.reading.routes.feeds import router as feeds
from app.reading.routes.modules import router as modules
from app.reading.routes.organisations import router as organisations
from app.reading.routes.packs import router as packs
from app.reading.routes.projects import router as projects
from app.reading.routes.skills import router as skills

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
# The feed comes before the packs: its address looks like one of theirs.
for _part in (feeds, packs, modules, skills, courses, projects, organisations):
    router.include_router(_part)

"""Pages of this room; `app.main` includes `router`."""

from fastapi import APIRouter

from app.reading.routes.courses import router as courses
from app.reading.routes.feeds import router as feeds
from app.reading.routes.history import router as history
from app.reading.routes.modules import router as modules
from app.reading.routes.organisations import router as organisations
from app.reading.routes.packs import router as packs
from app.reading.routes.projects import router as projects
from app.reading.routes.skills import router as skills
from app.reading.routes.slides import router as slides
from app.reading.routes.translations import router as translations
from app.web.flat_routes import flat_routes

# The feed comes before the packs: its address looks like one of theirs.
_PARTS = (
    *(feeds, packs, history, translations, modules, slides),
    *(skills, courses, projects, organisations),
)
router = APIRouter(routes=flat_routes(_PARTS))

"""Pages of this room; `app.main` includes `router`."""

from fastapi import APIRouter

from app.authoring.routes.drafts import router as drafts
from app.authoring.routes.pack_files import router as pack_files
from app.authoring.routes.reviews import router as reviews
from app.web.flat_routes import flat_routes

router = APIRouter(routes=flat_routes((drafts, pack_files, reviews)))

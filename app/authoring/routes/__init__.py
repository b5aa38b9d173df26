"""Pages of this room; `app.main` includes `router`."""

from fastapi import APIRouter

from app.authoring.routes.begun import router as begun
from app.authoring.routes.contributing import router as contributing
from app.authoring.routes.drafts import router as drafts
from app.authoring.routes.incoming import router as incoming
from app.authoring.routes.reviews import router as reviews
from app.web.flat_routes import flat_routes

router = APIRouter(routes=flat_routes((drafts, reviews, contributing, incoming, begun)))

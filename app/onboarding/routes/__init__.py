"""Addresses of this room: paths, joining them, one's own, and the desk."""

from fastapi import APIRouter

from app.onboarding.routes.choosing import router as choosing
from app.onboarding.routes.cohorts import router as cohorts
from app.onboarding.routes.desk import router as desk
from app.onboarding.routes.joining import router as joining
from app.onboarding.routes.modules import router as modules
from app.onboarding.routes.own import router as own
from app.onboarding.routes.paths import router as paths
from app.onboarding.routes.steps import router as steps
from app.web.flat_routes import flat_routes

router = APIRouter(
    routes=flat_routes((paths, modules, joining, own, desk, steps, cohorts, choosing))
)

"""Addresses for frames and for those who make them, in one router."""

from fastapi import APIRouter

from app.embed.routes.copying import router as copying
from app.embed.routes.describing import router as describing
from app.embed.routes.frames import router as frames
from app.embed.routes.learners import router as learners
from app.embed.routes.paths import router as paths
from app.web.flat_routes import flat_routes
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)
router.routes += flat_routes((frames, learners, paths, copying, describing))

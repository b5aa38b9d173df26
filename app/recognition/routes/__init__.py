"""Addresses of this room: badges for people, and what programs ask of them."""

from fastapi import APIRouter

from app.recognition.routes.badges import router as badges
from app.recognition.routes.machines import router as machines
from app.recognition.routes.making import router as making
from app.web.flat_routes import flat_routes
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)
router.routes += flat_routes((machines, making, badges))

"""Addresses of this room: what platforms open, and where organisations connect them."""

from fastapi import APIRouter

from app.lti.routes.choosing import router as choosing
from app.lti.routes.launch import router as launch
from app.lti.routes.platform import router as platform
from app.lti.routes.platforms import router as platforms
from app.lti.routes.registration import router as registration
from app.lti.routes.teaching import router as teaching
from app.web.flat_routes import flat_routes
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)
router.routes += flat_routes(
    (launch, choosing, teaching, registration, platforms, platform)
)

"""Addresses of this room: an organisation's sites, each of them, and linking."""

from fastapi import APIRouter

from app.hosts.routes.linking import router as linking
from app.hosts.routes.organisation import router as organisation
from app.hosts.routes.site import router as site
from app.web.flat_routes import flat_routes
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)
router.routes += flat_routes((organisation, site, linking))

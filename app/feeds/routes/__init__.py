"""Addresses of this room: records for harvesters, feeds, a catalogue of courses."""

from fastapi import APIRouter

from app.feeds.routes.catalogue import router as catalogue
from app.feeds.routes.harvesting import router as harvesting
from app.web.flat_routes import flat_routes
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)
router.routes += flat_routes((harvesting, catalogue))

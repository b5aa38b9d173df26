"""Addresses of this room: copies to take along, what was done in them, dumps."""

from fastapi import APIRouter

from app.takeout.routes.copies import router as copies
from app.takeout.routes.dumps import router as dumps
from app.takeout.routes.keeping import router as keeping
from app.takeout.routes.returning import router as returning
from app.web.flat_routes import flat_routes
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)
# First what has a name of its own: a flavour may be called anything.
router.routes += flat_routes((returning, dumps, keeping, copies))

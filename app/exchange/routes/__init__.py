"""Addresses of this room: who helps, who asks, and what they write to each other."""

from fastapi import APIRouter

from app.exchange.routes.offers import router as offers
from app.exchange.routes.people import router as people
from app.web.flat_routes import flat_routes

router = APIRouter(routes=flat_routes((people, offers)))

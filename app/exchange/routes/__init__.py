"""Addresses of this room: who helps, who asks, and what they write to each other."""

from fastapi import APIRouter

from app.exchange.routes.conversations import router as conversations
from app.exchange.routes.needs import router as needs
from app.exchange.routes.offers import router as offers
from app.exchange.routes.own import router as own
from app.exchange.routes.own_needs import router as own_needs
from app.exchange.routes.people import router as people
from app.exchange.routes.reports import router as reports
from app.exchange.routes.totals import router as totals
from app.web.flat_routes import flat_routes

router = APIRouter(
    routes=flat_routes(
        (
            *(people, offers, totals),
            *(needs, own_needs, own, conversations, reports),
        )
    )
)

"""Where peers ask and help: read in when somebody does."""

from app.web.late_rooms import LateRoom

PEERS = "/{lang}/peers"
OWN = "/{lang}/me/peers"

room = LateRoom(
    "app.exchange.routes",
    below=(PEERS, OWN),
    links={
        "exchange.people": f"{PEERS}/people",
        "exchange.needs": f"{PEERS}/requests",
        "exchange.ask": f"{PEERS}/requests/new",
        "exchange.reports": f"{PEERS}/reports",
        "exchange.offers": f"{OWN}/offers",
    },
)

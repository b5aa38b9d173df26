"""Where peers ask and help: read in when somebody does."""

from app.web.late_rooms import LateRoom

PEERS = "/{lang}/peers"
OWN = "/{lang}/me/peers"

room = LateRoom(
    "app.exchange.routes",
    below=(PEERS, OWN),
    links={
        "exchange.peers": PEERS,
        "exchange.people": f"{PEERS}/people",
        "exchange.person": f"{PEERS}/people/{{name}}",
        "exchange.skills": f"{PEERS}/skills",
        "exchange.needs": f"{PEERS}/requests",
        "exchange.ask": f"{PEERS}/requests/new",
        "exchange.need": f"{PEERS}/requests/{{need_id}}",
        "exchange.reports": f"{PEERS}/reports",
        "exchange.own": OWN,
        "exchange.offers": f"{OWN}/offers",
    },
)

"""Where organisations look after their sites, and learners say what goes together."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.hosts.routes",
    below=(
        "/{lang}/organisations/{slug}/sites",
        "/{lang}/me/linking",
        "/{lang}/me/linked",
    ),
    links={
        "hosts.sites": "/{lang}/organisations/{slug}/sites",
        "hosts.ask_link": "/{lang}/me/linking",
        "hosts.linked": "/{lang}/me/linked",
    },
)

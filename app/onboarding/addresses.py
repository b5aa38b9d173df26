"""Where newcomers take paths and organisations see totals: read in when one does."""

from app.web.late_rooms import LateRoom

DESK = "/{lang}/organisations/{slug}/onboarding"

room = LateRoom(
    "app.onboarding.routes",
    below=("/{lang}/paths", "/{lang}/join", "/{lang}/me/paths", DESK),
    links={"onboarding.desk": DESK, "onboarding.own": "/{lang}/me/paths"},
)

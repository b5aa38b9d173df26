"""Where newcomers take paths and organisations see totals: read in when one does."""

from app.web.late_rooms import LateRoom

DESK = "/{lang}/organisations/{slug}/onboarding"
CHOICE = "/{lang}/packs/{slug}/paths"
COURSE_CHOICE = "/{lang}/courses/{slug}/paths"

room = LateRoom(
    "app.onboarding.routes",
    below=(
        *("/{lang}/paths", "/{lang}/join", "/{lang}/me/paths", DESK),
        *(CHOICE, COURSE_CHOICE),
    ),
    links={
        "onboarding.desk": DESK,
        "onboarding.own": "/{lang}/me/paths",
        "onboarding.add_pack": CHOICE,
        "onboarding.add_course": COURSE_CHOICE,
    },
)
